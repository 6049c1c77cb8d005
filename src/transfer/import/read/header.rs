//! Names of columns, and where they stand.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::fold::composed;
use crate::transfer::import::format::Table;

/// Names of columns, and where they stand.
#[derive(Debug, Default)]
pub(in crate::transfer::import) struct Header {
    places: HashMap<String, usize>,
    /// Names that several columns have.
    doubled: Vec<String>,
}

impl Header {
    /// The header of a table: a column is also found by the other names that the table knows for it.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>, table: &Table) -> Self {
        let mut header = Self::default();
        for (place, name) in names.into_iter().enumerate() {
            match header.places.entry(composed(clean(name)).into_owned()) {
                Entry::Occupied(first) => header.doubled.push(first.key().clone()),
                Entry::Vacant(free) => {
                    free.insert(place);
                }
            }
        }
        for (name, others) in &table.columns {
            if let Some(place) = others.iter().find_map(|other| header.places.get(other)).copied() {
                header.places.entry(name.clone()).or_insert(place);
            }
        }
        header
    }

    /// The names of its columns, in their order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<(&usize, &String)> = self.places.iter().map(|(name, place)| (place, name)).collect();
        names.sort();
        names.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// Its columns with where they stand; one of several names is there with each of them.
    pub(in crate::transfer::import) fn columns(&self) -> impl Iterator<Item = (&str, usize)> {
        self.places.iter().map(|(name, place)| (name.as_str(), *place))
    }

    /// Where a column stands.
    pub(in crate::transfer::import) fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }

    /// The columns that the table needs and that it has not.
    pub(super) fn lacks<'a>(&self, table: &'a Table) -> impl Iterator<Item = &'a String> {
        table.needs.iter().filter(|name| !self.places.contains_key(*name))
    }

    /// True where it has all columns that the table needs.
    pub(super) fn fits(&self, table: &Table) -> bool {
        self.lacks(table).next().is_none()
    }

    /// A column that the table reads and that is there twice.
    pub(super) fn doubled(&self, table: &Table) -> Option<&str> {
        self.doubled.iter().map(String::as_str).find(|name| table.reads(|column| column == *name))
    }
}

/// A text without blanks around it, and without characters that take no room.
pub(super) fn clean(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Characters that take no room: left behind where texts are copied from pages.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}
