//! What is to be read and written, and what came of it.

use std::sync::Arc;

use serde::Serialize;

use crate::deadline::Deadline;
use crate::error::GraphqlError;
use crate::nearest::{ask, key};
use crate::places::Share;
use crate::plan::input::Variables;
use crate::plan::{Compared, Compiled, Named, Register};

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
    /// True where it is asked what was probably meant by names that nothing has.
    pub suggests: bool,
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
    /// What was probably meant by slugs and codes that nothing has.
    pub suggestions: Vec<Suggestion>,
    /// What is to be known of the data that is there.
    pub warnings: Vec<Warning>,
    /// How many rows it could hold, and how many fields.
    pub counted: Counted,
    /// How many rows were read.
    pub rows: u64,
    /// How many statements read them.
    pub statements: u64,
}

/// What was probably meant by a slug or code that nothing has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// For people.
    pub message: String,
    /// The field that is null, or empty.
    pub path: Vec<String>,
    /// The argument that named it.
    pub argument: String,
    /// The slug or code.
    pub value: String,
    /// Slugs or codes near to it, the nearest first.
    pub nearest: Vec<String>,
}

impl Suggestion {
    /// The suggestion at a path; none where nothing is near, or the name is right.
    pub(super) fn of(path: &[String], named: Named, nearest: Vec<String>) -> Option<Self> {
        let Named { argument, register, name, loosely } = named;
        let names: Vec<&str> = nearest.iter().map(String::as_str).collect();
        let is_found = loosely && matches!(names.as_slice(), [one] if key(one) == key(&name));
        if names.is_empty() || names.contains(&&*name) || is_found {
            return None;
        }
        let sort = match register {
            Register::Slugs(tag) => tag.to_lowercase(),
            Register::Parts => "part of the chain".to_owned(),
            Register::Codes(codes) => codes.table().to_owned(),
        };
        let message = ask(&format!("there is no {sort} {name:?}"), &names);
        Some(Self { message, path: path.to_vec(), argument, value: name, nearest })
    }
}

/// What is to be known of a list: it is as it was asked for, and may not be what was meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// For people.
    pub message: String,
    /// The field of the list.
    pub path: Vec<String>,
    /// The argument that makes it so.
    pub argument: String,
}

impl Warning {
    /// Of the list at a path, whose numbers are compared as they are printed.
    pub(super) fn of(path: &[String], compared: &Compared) -> Self {
        Self { message: compared.message.clone(), path: path.to_vec(), argument: compared.argument.clone() }
    }
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
        Self { data: None, errors, suggestions: Vec::new(), warnings: Vec::new(), counted, rows: 0, statements: 0 }
    }
}
