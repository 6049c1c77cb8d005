//! What is wrong with a format: where it stands, and what was probably meant.

use std::fmt;

use serde::Serialize;

/// Something in a format that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The line where it stands, from 1.
    pub line: usize,
    /// The key, like `table.claim.unit`; empty where it is about no key.
    pub key: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, key, reason } = self;
        let colon = if key.is_empty() { "" } else { ": " };
        write!(f, "line {line}: {key}{colon}{reason}")
    }
}

/// Faults in one line: the first of them, and how many more there are.
pub(in crate::transfer::import) fn in_short(faults: &[Fault]) -> String {
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    match faults.len() {
        0 | 1 => first,
        count => format!("{first}, and {} more (panorama format check shows them all)", count - 1),
    }
}
