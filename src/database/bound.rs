//! A statement on its way to either database.

use super::Value;

/// A statement with its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'a> {
    /// The text.
    pub sql: &'a str,
    /// The parameters behind the keys.
    pub values: &'a [Value],
    /// Keys to run for: each is the first parameter in its turn, and on PostgreSQL the first column is the key's place, counted
    /// from 1.
    pub keys: Option<&'a [i64]>,
    /// True where the best way to run it depends on what is bound: PostgreSQL plans it anew each time.
    pub anew: bool,
}

impl<'a> Bound<'a> {
    /// A statement that runs once.
    pub fn once(sql: &'a str, values: &'a [Value]) -> Self {
        Self { sql, values, keys: None, anew: false }
    }
}
