//! A statement on its way to either database.

use super::Value;

/// What a statement runs for.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'a> {
    /// Once, for nothing in particular.
    None,
    /// A key, which is its first parameter.
    One(&'a i64),
    /// Several, which are its first parameter: on SQLite each in its turn, on PostgreSQL as a list, and there the first column is
    /// the place of a row's key, counted from 1.
    Each(&'a [i64]),
}

/// A statement with its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// The text.
    pub sql: &'a str,
    /// The parameters behind that of the keys.
    pub values: &'a [Value],
    /// What it runs for.
    pub keys: Keys<'a>,
    /// True where the best way to run it depends on what is bound: PostgreSQL plans it anew each time.
    pub anew: bool,
}

impl<'a> Bound<'a> {
    /// A statement that runs once.
    pub fn once(sql: &'a str, values: &'a [Value]) -> Self {
        Self { sql, values, keys: Keys::None, anew: false }
    }
}
