//! What is to be read and written, and what came of it.

use std::sync::Arc;

use crate::deadline::Deadline;
use crate::error::GraphqlError;
use crate::places::Share;
use crate::plan::Compiled;
use crate::plan::input::Variables;

/// A plan with what a request brings along.
#[derive(Debug, Clone)]
pub struct Task {
    /// What to read.
    pub plan: Arc<Compiled>,
    /// The coerced variables.
    pub variables: Variables,
    /// True where texts without an argument are Chinese.
    pub chinese: bool,
    /// What introspection answered, by response key: JSON.
    pub introspection: Vec<(String, Vec<u8>)>,
    /// When to stop.
    pub deadline: Deadline,
    /// Whose share of the places it takes.
    pub share: Share,
}

/// What `data` stands behind: it is written where it is sent from, since a large one is not to be held twice.
pub const OPENING: &[u8] = b"{\"data\":";

/// The bytes of `data`, and what went wrong on the way.
#[derive(Debug)]
pub struct Answer {
    /// JSON, behind [`OPENING`]; none where `data` is null.
    pub data: Option<Vec<u8>>,
    /// In the order in which they were met.
    pub errors: Vec<GraphqlError>,
    /// How many rows it could hold, and how many fields.
    pub counted: Counted,
    /// How many rows were read.
    pub rows: u64,
    /// How many statements read them.
    pub statements: u64,
}

/// What an answer can hold, were every page full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Rows.
    pub rows: u64,
    /// Fields, those of a row once for each row.
    pub values: u64,
}

impl Answer {
    /// An answer without data.
    pub(super) fn refused(errors: Vec<GraphqlError>, counted: Counted) -> Self {
        Self { data: None, errors, counted, rows: 0, statements: 0 }
    }
}
