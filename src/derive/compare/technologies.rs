//! What is compared of technologies: what they are in words, then their specifications.

use super::table::Table;
use super::words::{self, Said};
use super::{Sort, Step, figures, makers};
use crate::database::Rows;

pub(super) const SORT: Sort = Sort {
    tag: "TECHNOLOGY",
    subjects: "SELECT t.id, t.slug, t.kind, t.released_on, t.release_precision, coalesce(f.name_en, f.name_zh), \
               coalesce(f.name_zh, f.name_en), \
               (SELECT c.source_id FROM citation c WHERE c.node_id = t.id ORDER BY c.position, c.source_id LIMIT 1) \
               FROM technology t LEFT JOIN technology f ON f.id = (SELECT l.to_id FROM link l WHERE l.from_id = t.id \
               AND l.kind = 'PART_OF' AND l.to_type = 'TECHNOLOGY' ORDER BY l.position, l.to_id LIMIT 1)",
    own,
    steps: &[
        makers::STEP,
        Step { ask: figures::ask, add: |table, rows, watch| figures::add(table, rows, watch, ALWAYS) },
    ],
};

/// Attributes that stand in every comparison, known or not.
const ALWAYS: &[(&str, &str)] = &[
    ("memory", "memory"),
    ("memory-bandwidth", "memory-bandwidth"),
    ("fp16-performance", "fp16-performance"),
    ("tdp", "tdp"),
    ("process-node", "process-node"),
];

fn own(table: &mut Table, rows: &Rows) {
    let lines: &[Said] = &[
        ("kind", ["Kind", "类别"], |rows, row| words::of_choice("TechnologyKind", rows, row, 2)),
        ("family", ["Family", "系列"], |rows, row| words::in_both(rows, row, 5)),
        ("releasedOn", ["Released on", "发布日期"], |rows, row| words::date(rows, row, 3)),
    ];
    makers::line(table);
    words::lines(table, rows, 7, lines);
}
