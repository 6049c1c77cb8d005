//! What columns say as a whole, learnt before the first row is taken: a pass over the files that keeps nothing of their rows.

use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::cell::Sight;
use super::format::{Cell, Format, Table};
use super::period::Column;
use super::place::Place;
use super::read::{self, Input};

/// What the columns of periods say.
#[derive(Debug, Default)]
pub(super) struct Columns {
    columns: Vec<Column>,
    /// The columns by the cells of the format that read them: where those stand in memory.
    of_cell: HashMap<usize, usize>,
}

impl Columns {
    /// Reads the columns of files, those of one table as one. Where a file cannot be read nothing more of it is learnt:
    /// whoever takes its rows says why.
    pub(super) fn of(files: &[(Arc<Place>, &Table)], format: &Format, encoding: Option<&'static Encoding>) -> Self {
        let mut found = Self::default();
        for (place, table) in files {
            let cells = found.enter(table);
            let before = format.table.split(|other| std::ptr::eq(other, *table)).next().unwrap_or_default();
            let rows = || read::rows(place, table, before, Input::open(&place.path, encoding)?);
            let Some(rows) = (!cells.is_empty()).then(rows).and_then(Result::ok) else { continue };
            for record in rows.map_while(Result::ok).filter_map(Result::ok) {
                let sight = Sight { format, table, row: &record };
                for (cell, column) in &cells {
                    if let Ok(Some(text)) = sight.value(Some(cell)) {
                        found.columns[*column].see(&text);
                    }
                }
            }
        }
        found
    }

    /// What the column of a cell says; nothing where it comes from none.
    pub(super) fn find(&self, cell: &Cell) -> Option<&Column> {
        self.columns.get(*self.of_cell.get(&place_of(cell))?)
    }

    /// The cells of a table that read periods from columns, each with its column; those that read alike have one.
    fn enter<'a>(&mut self, table: &'a Table) -> Vec<(&'a Cell, usize)> {
        let mut entered: HashMap<String, (&Cell, usize)> = HashMap::new();
        for cell in table.periods() {
            let (_, column) = *entered.entry(format!("{cell:?}")).or_insert_with(|| {
                let known = self.of_cell.get(&place_of(cell)).copied();
                let column = known.unwrap_or_else(|| {
                    self.columns.push(Column::default());
                    self.columns.len() - 1
                });
                (cell, column)
            });
            self.of_cell.insert(place_of(cell), column);
        }
        entered.into_values().collect()
    }
}

fn place_of(cell: &Cell) -> usize {
    std::ptr::from_ref(cell).addr()
}
