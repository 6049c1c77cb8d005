//! Who made what is compared: the first line of models and of technologies.

use std::collections::BTreeMap;

use super::Step;
use super::table::{Cell, Table};
use super::words::{self, in_both};
use crate::database::Rows;
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::plan::sql::Writer;

/// Fills the first line.
pub(super) const STEP: Step = Step { ask, add };

/// Begins a table with the line that the step fills.
pub(super) fn line(table: &mut Table) {
    table.line("vendor", ["Maker", "研制方"]);
}

fn ask(writer: &mut Writer, made: Vec<i64>) {
    writer.push("SELECT l.to_id, l.source_id, coalesce(v.name_en, v.name_zh), coalesce(v.name_zh, v.name_en) FROM ");
    writer.each(made, "f").push(
        " JOIN link l ON l.to_id = f.value AND l.kind = 'MAKES' AND l.from_type = 'VENDOR' \
         JOIN vendor v ON v.id = l.from_id ORDER BY l.to_id, l.position, v.slug",
    );
}

fn add(table: &mut Table, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
    let mut makers: BTreeMap<i64, Cell> = BTreeMap::new();
    for row in 0..rows.len() {
        watch.step()?;
        let cell = makers.entry(rows.int(row, 0).unwrap_or_default()).or_default();
        cell.source = cell.source.or(rows.int(row, 1));
        words::join(cell.text.get_or_insert_default(), &in_both(rows, row, 2));
    }
    for (made, cell) in makers {
        table.fill(0, made, cell);
    }
    Ok(())
}
