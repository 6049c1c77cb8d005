//! Forward pages of a connection.

use async_graphql::connection::{Connection, CursorType, Edge};
use async_graphql::{OutputType, Result};

/// As Panorama's lists.
const DEFAULT: i32 = 20;
const MOST: i32 = 100;

/// Which rows of a list are asked for.
#[derive(Debug)]
pub(super) struct Page<C> {
    size: usize,
    pub(super) after: Option<C>,
}

impl<C> Page<C> {
    /// The first `first` rows behind `after`.
    pub(super) fn new(first: Option<i32>, after: Option<C>) -> Result<Self> {
        let size = first.unwrap_or(DEFAULT);
        if !(0..=MOST).contains(&size) {
            return Err(format!("first is {size}; it can be 0 to {MOST}").into());
        }
        Ok(Self { size: usize::try_from(size)?, after })
    }

    /// How many rows to read: one more than the page has tells whether there is a next page.
    pub(super) fn probe(&self) -> u64 {
        u64::try_from(self.size + 1).unwrap_or(u64::MAX)
    }
}

/// A page as a connection.
pub(super) fn connection<C, T>(mut rows: Vec<T>, page: &Page<C>, cursor: impl Fn(&T) -> C) -> Connection<C, T>
where
    C: CursorType + Send + Sync,
    T: OutputType,
{
    let more = rows.len() > page.size;
    rows.truncate(page.size);
    let mut connection = Connection::new(page.after.is_some(), more);
    connection.edges.extend(rows.into_iter().map(|row| Edge::new(cursor(&row), row)));
    connection
}
