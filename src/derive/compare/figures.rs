//! Figures of what is compared: a line for each attribute that is known of any of it, specifications before benchmarks.

use super::table::{Cell, Table};
use super::words::text;
use crate::database::{Rows, Value};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::rank;
use crate::plan::sql::Writer;

pub(super) fn ask(writer: &mut Writer, subjects: Vec<i64>) {
    writer.push(
        "SELECT a.slug, a.name_en, a.name_zh, s.subject_id, o.id, o.normalized_value, o.normalized_low, o.normalized_high, \
         o.comparator, o.normalized_unit, o.source_id FROM attribute a LEFT JOIN (metric m \
         JOIN metric_subject s ON s.metric_id = m.id JOIN observation o ON o.metric_id = m.id AND o.superseded_at IS NULL \
         AND coalesce(o.value, o.low, o.high) IS NOT NULL AND o.rank < ",
    );
    writer.bind(Value::Int(rank::BESIDE)).push(") ON m.attribute = a.slug AND ");
    // The preferred claim comes last of its attribute and subject: the one that a number on the row repeats.
    writer.is_in("s.subject_id", "", Value::Ints(subjects)).push(
        " ORDER BY a.position, s.subject_id, CASE WHEN o.withdrawn_on IS NULL THEN 1 ELSE 0 END, o.rank DESC, \
         count(*) OVER (PARTITION BY a.slug, s.subject_id, CASE WHEN o.withdrawn_on IS NULL THEN 1 ELSE 0 END, o.rank, \
         o.normalized_value, o.period_start), o.known_on, o.id DESC",
    );
}

/// Adds a line for each attribute that something is known of; for these, known or not, under names of their own.
pub(super) fn add(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>, always: &[(&str, &str)]) -> Result<(), Stop> {
    let mut line: Option<(String, usize)> = None;
    for row in 0..rows.len() {
        watch.step()?;
        let (attribute, subject) = (text(rows, row, 0), rows.int(row, 3));
        let named = always.iter().find(|(slug, _)| *slug == attribute).map(|(_, name)| *name);
        if subject.is_none() && named.is_none() {
            continue;
        }
        let at = match &line {
            Some((last, at)) if *last == attribute => *at,
            _ => table.line(named.unwrap_or(&attribute), [&text(rows, row, 1), &text(rows, row, 2)]),
        };
        // What comes last stays.
        if let Some(subject) = subject {
            table.fill(at, subject, Cell::figure(rows, row, 4));
        }
        line = Some((attribute, at));
    }
    Ok(())
}
