//! What the rows of a type rest on: the sources that they cite.

use super::{Belonging, FieldKind, Type, Via};

/// How sources are found for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The row is a source itself.
    Own,
    /// The one source with this id, computed from the row.
    One(&'static str),
    /// Sources (`{t}`) that belong to the row (`{k}`).
    Many(&'static str),
}

impl Type {
    /// What its rows rest on, as its fields `source` or `sources` say.
    pub fn basis(&self) -> Basis {
        let found = self.fields.iter().find_map(|field| match (field.name, &field.kind) {
            ("source", FieldKind::One { key, .. }) => Some(Basis::One(key)),
            ("sources", FieldKind::Many(many)) => match many.via {
                Via::Fixed(Belonging::Where(condition)) => Some(Basis::Many(condition)),
                _ => None,
            },
            _ => None,
        });
        found.unwrap_or(Basis::Own)
    }
}
