//! The keys that a level runs for, and which of them each row of the level above has.

use std::collections::HashMap;

use crate::database::{Cell, Rows};
use crate::plan::input::{Input, Variables};
use crate::plan::{Keys, Level, global_id};

/// The rows of a level, once it ran, and the keys that it ran for.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) rows: Rows,
    pub(super) keys: KeyList,
}

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

/// The keys that a level runs for, from the rows read so far.
pub(super) fn keys_of<'r>(level: &Level, rows_of: impl Fn(usize) -> &'r Rows, variables: &Variables) -> KeyList {
    match level.keys {
        Keys::Root => KeyList::once(),
        Keys::Column { level: above, column } => KeyList::of_column(rows_of(above), column),
        Keys::Ids(tag) => {
            let ids = ids_argument(level).and_then(|ids| ids.resolve(variables));
            KeyList::of_ids(ids.map(|ids| ids_of(&ids, tag)).unwrap_or_default())
        }
    }
}

/// The ids of a type among an argument's global ids, in their order.
fn ids_of(input: &Input, tag: &str) -> Vec<i64> {
    let ids = input.items().iter().filter_map(|id| global_id::decode(id.text()?).ok());
    ids.filter(|(found, _)| found == tag).map(|(_, id)| id).collect()
}

/// The argument that holds a level's global ids.
pub(super) fn ids_argument(level: &Level) -> Option<&Input> {
    level.arguments.get("id").or_else(|| level.arguments.get("ids"))
}
