//! What is compared of models: what they are in words, then their attributes, specifications before benchmarks.

use std::collections::BTreeMap;

use entity::choice::Modality;

use super::table::{Cell, Table};
use super::{Sort, Step};
use crate::database::{Rows, Value};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::rank;
use crate::plan::sql::Writer;

pub(super) const SORT: Sort = Sort {
    tag: "MODEL",
    subjects: "SELECT t.id, t.slug, t.family, t.scope, t.released_on, t.release_precision, t.openness, t.license, \
               t.input_modalities, t.output_modalities, t.parameters_disclosure, \
               (SELECT c.source_id FROM citation c WHERE c.node_id = t.id ORDER BY c.position, c.source_id LIMIT 1) FROM model t",
    own,
    steps: &[Step { ask: ask_makers, add: add_makers }, Step { ask: ask_figures, add: add_figures }],
};

/// Attributes that stand in every comparison, known or not.
const ALWAYS: &[&str] = &["parameters", "active-parameters", "training-compute", "context-window"];

fn own(table: &mut Table, rows: &Rows) {
    type Words = fn(&Rows, usize) -> String;
    let lines: [(&str, [&str; 2], Words); 8] = [
        ("family", ["Family", "系列"], |rows, row| text(rows, row, 2)),
        ("scope", ["Scope", "适用范围"], |rows, row| text(rows, row, 3)),
        ("releasedOn", ["Released on", "发布日期"], released),
        ("openness", ["Openness", "开放程度"], |rows, row| text(rows, row, 6)),
        ("license", ["Licence", "许可协议"], |rows, row| text(rows, row, 7)),
        ("inputModalities", ["Reads", "输入模态"], |rows, row| modalities(rows, row, 8)),
        ("outputModalities", ["Writes", "输出模态"], |rows, row| modalities(rows, row, 9)),
        ("parametersDisclosure", ["Disclosure of parameters", "参数量披露"], |rows, row| text(rows, row, 10)),
    ];
    table.line("vendor", ["Maker", "研制方"]);
    for (attribute, names, words) in lines {
        let line = table.line(attribute, names);
        for row in 0..rows.len() {
            let subject = rows.int(row, 0).unwrap_or_default();
            table.fill(line, subject, Cell::word(&words(rows, row), rows.int(row, 11)));
        }
    }
}

fn text(rows: &Rows, row: usize, column: usize) -> String {
    rows.text(rows.cell(row, column)).to_owned()
}

/// The date as far as it is known.
fn released(rows: &Rows, row: usize) -> String {
    let date = text(rows, row, 4);
    let known = match text(rows, row, 5).as_str() {
        "YEAR" => 4,
        "MONTH" | "QUARTER" => 7,
        _ => date.len(),
    };
    date.get(..known).unwrap_or_default().to_owned()
}

fn modalities(rows: &Rows, row: usize, column: usize) -> String {
    let bits = rows.int(row, column).unwrap_or_default();
    let held = Modality::TEXTS.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
    held.map(|(_, text)| *text).collect::<Vec<_>>().join(", ")
}

fn ask_makers(writer: &mut Writer, models: Vec<i64>) {
    writer.push("SELECT l.to_id, l.source_id, coalesce(v.name_en, v.name_zh), coalesce(v.name_zh, v.name_en) FROM ");
    writer.each(models, "f").push(
        " JOIN link l ON l.to_id = f.value AND l.kind = 'MAKES' AND l.from_type = 'VENDOR' \
         JOIN vendor v ON v.id = l.from_id ORDER BY l.to_id, l.position, v.slug",
    );
}

fn add_makers(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
    let mut makers: BTreeMap<i64, Cell> = BTreeMap::new();
    for row in 0..rows.len() {
        watch.step()?;
        let names = [text(rows, row, 2), text(rows, row, 3)];
        let cell = makers.entry(rows.int(row, 0).unwrap_or_default()).or_default();
        cell.source = cell.source.or(rows.int(row, 1));
        match &mut cell.text {
            Some(known) => {
                for (known, (sign, name)) in known.iter_mut().zip([", ", "、"].iter().zip(&names)) {
                    known.push_str(sign);
                    known.push_str(name);
                }
            }
            None => cell.text = Some(names),
        }
    }
    for (model, cell) in makers {
        table.fill(0, model, cell);
    }
    Ok(())
}

fn ask_figures(writer: &mut Writer, models: Vec<i64>) {
    writer.push(
        "SELECT a.slug, a.name_en, a.name_zh, s.subject_id, o.id, o.normalized_value, o.normalized_low, o.normalized_high, \
         o.comparator, o.normalized_unit, o.source_id FROM attribute a LEFT JOIN (metric m \
         JOIN metric_subject s ON s.metric_id = m.id JOIN observation o ON o.metric_id = m.id AND o.superseded_at IS NULL \
         AND coalesce(o.value, o.low, o.high) IS NOT NULL AND o.rank < ",
    );
    writer.bind(Value::Int(rank::BESIDE)).push(") ON m.attribute = a.slug AND ");
    writer.is_in("s.subject_id", "", Value::Ints(models)).push(" ORDER BY a.position, s.subject_id, o.rank DESC, o.id");
}

fn add_figures(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
    let mut line: Option<(String, usize)> = None;
    for row in 0..rows.len() {
        watch.step()?;
        let (attribute, subject) = (text(rows, row, 0), rows.int(row, 3));
        if subject.is_none() && !ALWAYS.contains(&attribute.as_str()) {
            continue;
        }
        let at = match &line {
            Some((last, at)) if *last == attribute => *at,
            _ => table.line(&camel_case(&attribute), [&text(rows, row, 1), &text(rows, row, 2)]),
        };
        // The preferred claim comes last and stays.
        if let Some(subject) = subject {
            table.fill(at, subject, Cell::figure(rows, row, 4));
        }
        line = Some((attribute, at));
    }
    Ok(())
}

/// `context-window` as the field of a model is called: `contextWindow`.
fn camel_case(slug: &str) -> String {
    let mut words = slug.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        name + &initial.to_uppercase() + rest
    })
}
