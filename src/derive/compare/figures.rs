//! Figures of what is compared: a line for each attribute that is known of any of it, specifications before benchmarks.

use super::table::{Cell, Table};
use super::words::text;
use crate::database::{Rows, Value};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::rank;
use crate::plan::sql::Writer;

pub(super) fn ask(writer: &mut Writer, subjects: Vec<i64>) {
    writer.push(&format!(
        "SELECT a.slug, a.name_en, a.name_zh, c.subject_id, c.id, c.normalized_value, c.normalized_low, c.normalized_high, \
         c.comparator, c.normalized_unit, c.source_id FROM attribute a LEFT JOIN (SELECT m.attribute, s.subject_id, o.id, \
         o.normalized_value, o.normalized_low, o.normalized_high, o.comparator, o.normalized_unit, o.source_id, {} FROM metric m \
         JOIN metric_subject s ON s.metric_id = m.id JOIN observation o ON o.metric_id = m.id AND o.superseded_at IS NULL \
         AND coalesce(o.value, o.low, o.high) IS NOT NULL AND o.rank < ",
        rank::PREFERENCE
    ));
    writer.bind(Value::Int(rank::BESIDE)).push(" WHERE ").is_in("s.subject_id", "", Value::Ints(subjects));
    writer.push(&format!(") c ON c.attribute = a.slug ORDER BY a.position, c.subject_id, {}", rank::PREFERRED));
}

/// Adds a line for each attribute that something is known of; for these, known or not, under names of their own.
pub(super) fn add(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>, always: &[(&str, &str)]) -> Result<(), Stop> {
    let mut line: Option<(String, usize, Option<i64>)> = None;
    for row in 0..rows.len() {
        watch.step()?;
        let (attribute, subject) = (text(rows, row, 0), rows.int(row, 3));
        let named = always.iter().find(|(slug, _)| *slug == attribute).map(|(_, name)| *name);
        if subject.is_none() && named.is_none() {
            continue;
        }
        let at = match &line {
            // The first is preferred: the one that a number on the row repeats.
            Some((last, _, of)) if *last == attribute && *of == subject => continue,
            Some((last, at, _)) if *last == attribute => *at,
            _ => table.line(named.unwrap_or(&attribute), [&text(rows, row, 1), &text(rows, row, 2)]),
        };
        if let Some(subject) = subject {
            table.fill(at, subject, Cell::figure(rows, row, 4));
        }
        line = Some((attribute, at, subject));
    }
    Ok(())
}
