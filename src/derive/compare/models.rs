//! What is compared of models: what they are in words, then their attributes.

use entity::choice::Modality;

use super::table::Table;
use super::words::{self, Said, Words};
use super::{Sort, Step, figures, makers};
use crate::catalogue::labels;
use crate::database::Rows;

pub(super) const SORT: Sort = Sort {
    tag: "MODEL",
    subjects: "SELECT t.id, t.slug, t.family, t.scope, t.released_on, t.release_precision, t.openness, t.license, \
               t.input_modalities, t.output_modalities, t.parameters_disclosure, \
               (SELECT c.source_id FROM citation c WHERE c.node_id = t.id ORDER BY c.position, c.source_id LIMIT 1) FROM model t",
    own,
    steps: &[
        makers::STEP,
        Step { ask: figures::ask, add: |table, rows, watch| figures::add(table, rows, watch, ALWAYS) },
    ],
};

/// Attributes that stand in every comparison, known or not, and the fields of a model that have their numbers: what is a field
/// is named after it.
const ALWAYS: &[(&str, &str)] = &[
    ("parameters", "parameters"),
    ("active-parameters", "activeParameters"),
    ("training-compute", "trainingCompute"),
    ("context-window", "contextWindow"),
];

fn own(table: &mut Table, rows: &Rows) {
    let lines: &[Said] = &[
        ("family", ["Family", "系列"], |rows, row| words::alike(rows, row, 2)),
        ("scope", ["Scope", "适用范围"], |rows, row| words::of_choice("ModelScope", rows, row, 3)),
        ("releasedOn", ["Released on", "发布日期"], |rows, row| words::date(rows, row, 4)),
        ("openness", ["Openness", "开放程度"], |rows, row| words::of_choice("Openness", rows, row, 6)),
        ("license", ["Licence", "许可协议"], |rows, row| words::alike(rows, row, 7)),
        ("inputModalities", ["Reads", "输入模态"], |rows, row| modalities(rows, row, 8)),
        ("outputModalities", ["Writes", "输出模态"], |rows, row| modalities(rows, row, 9)),
        ("parametersDisclosure", ["Disclosure of parameters", "参数量披露"], |rows, row| {
            words::of_choice("Disclosure", rows, row, 10)
        }),
    ];
    makers::line(table);
    words::lines(table, rows, 11, lines);
}

fn modalities(rows: &Rows, row: usize, column: usize) -> Words {
    let bits = rows.int(row, column).unwrap_or_default();
    let held = Modality::TEXTS.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
    let mut words = Words::default();
    for (_, modality) in held {
        words::join(&mut words, &labels("Modality", modality).unwrap_or([modality; 2]));
    }
    words
}
