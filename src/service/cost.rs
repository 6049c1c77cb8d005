//! What a request costs: counted before it runs, and used when it ran.

use serde::Serialize;

use crate::plan::Measure;
use crate::read::{Answer, OPENING};

/// What a request costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// What was counted before anything ran, were every page full: what limits are compared with.
    pub counted: Counted,
    /// What it took.
    pub used: Used,
}

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Fields, fragments spread.
    pub fields: u64,
    /// How deep selections nest.
    pub depth: u64,
    /// Rows that the answer can hold.
    pub rows: u64,
    /// Fields that the answer can hold.
    pub values: u64,
}

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Used {
    /// Rows that were read.
    pub rows: u64,
    /// Statements that read them.
    pub statements: u64,
    /// Bytes of `data`.
    pub bytes: u64,
}

impl Cost {
    /// The cost of an answer.
    pub(super) fn of(measure: Measure, answer: &Answer) -> Self {
        let bytes = answer.data.as_ref().map_or(0, |data| data.len() - OPENING.len());
        Self {
            counted: Counted {
                fields: measure.fields,
                depth: measure.depth,
                rows: answer.counted.rows,
                values: answer.counted.values,
            },
            used: Used {
                rows: answer.rows,
                statements: answer.statements,
                bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            },
        }
    }

    /// As a header says it: a dictionary of whole numbers (RFC 9651).
    pub fn header(&self) -> String {
        let (Counted { fields, depth, rows, values }, used) = (self.counted, self.used);
        format!(
            "fields={fields}, depth={depth}, rows={rows}, values={values}, used-rows={}, used-statements={}, used-bytes={}",
            used.rows, used.statements, used.bytes
        )
    }
}
