//! What statements are bound to, and what reading can fail with.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::deadline::Stop;

/// Which database a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL 13 or newer.
    Postgres,
}

/// A value bound to a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number, an id or bits.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A text.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// A list of whole numbers.
    Ints(Vec<i64>),
    /// A list of floating-point numbers.
    Floats(Vec<f64>),
    /// A list of texts; a statement may name it in many places.
    Texts(Arc<[String]>),
    /// Derived rows, where it is not known yet which.
    Derived,
    /// Derived rows of each key, in the order of the keys, as texts of JSON; of a statement without keys the first one has all.
    Lists(Arc<[String]>),
}

/// Why reading failed. The texts are for the log and never for a client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The time ran out.
    #[error("the time for the request ran out")]
    Timeout,
    /// Nobody waits for the answer any more.
    #[error("nobody waits for the answer")]
    Gone,
    /// The rows take more bytes than they may.
    #[error("the rows are too large")]
    TooLarge,
    /// The run took more than an inline run may; it is to be run again elsewhere.
    #[error("the run gave way to others")]
    GaveWay,
    /// As much is read at the same time as may be.
    #[error("too much is read at the same time")]
    Busy,
    /// A value of the client's cannot be used: too large, or divided by zero.
    #[error("the database refused a value: {0}")]
    Refused(String),
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The database refused a statement, or a row was not as expected.
    #[error("the database failed: {0}")]
    Fault(String),
}

impl From<Stop> for ReadError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Over => Self::Timeout,
            Stop::Gone => Self::Gone,
        }
    }
}
