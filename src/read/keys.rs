//! The keys that a level runs for, and which of them each row of the level above has.

use std::collections::HashMap;

use crate::database::{Cell, Rows};

/// Keys without repetition, and the place of each row's key among them.
#[derive(Debug, Default)]
pub(super) struct KeyList {
    /// The keys.
    pub(super) keys: Vec<i64>,
    /// For each row above, the place of its key; none where it has none.
    places: Vec<Option<usize>>,
}

impl KeyList {
    /// The keys that stand in a column.
    pub(super) fn of_column(rows: &Rows, column: usize) -> Self {
        let mut list = Self { keys: Vec::with_capacity(rows.len()), places: Vec::with_capacity(rows.len()) };
        let mut seen = HashMap::with_capacity(rows.len());
        for row in 0..rows.len() {
            let place = match rows.cell(row, column) {
                Cell::Int(key) => Some(*seen.entry(key).or_insert_with(|| {
                    list.keys.push(key);
                    list.keys.len() - 1
                })),
                _ => None,
            };
            list.places.push(place);
        }
        list
    }

    /// Keys that stand for themselves.
    pub(super) fn of_ids(keys: Vec<i64>) -> Self {
        let places = (0..keys.len()).map(Some).collect();
        Self { keys, places }
    }

    /// The one key of a level that runs once.
    pub(super) fn once() -> Self {
        Self { keys: Vec::new(), places: vec![Some(0)] }
    }

    /// The place of a row's key.
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        self.places.get(row).copied().flatten()
    }
}
