//! What lists can be filtered by.

use super::{Belonging, Sides};

/// A condition that a list can be filtered by.
#[derive(Debug)]
pub struct Filter {
    /// The field of the filter input.
    pub name: &'static str,
    /// What it compares.
    pub description: &'static str,
    /// How.
    pub kind: FilterKind,
}

/// What codes stand for; all of them are in a table, with names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// Countries, and the world.
    Region,
    /// Units of measure.
    Unit,
    /// What is measured alike of many subjects.
    Attribute,
}

impl Codes {
    /// The table, and what a message calls one.
    pub fn table(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Unit => "unit",
            Self::Attribute => "attribute",
        }
    }

    /// The column that holds them.
    pub fn column(self) -> &'static str {
        match self {
            Self::Region | Self::Unit => "code",
            Self::Attribute => "slug",
        }
    }
}

/// How a filter compares.
#[derive(Debug)]
pub enum FilterKind {
    /// Text: `exact` as stored, `fold` for contains and startsWith; it holds where one of the expressions does.
    Text {
        /// Compared as stored.
        exact: Vec<&'static str>,
        /// Compared folded.
        fold: Vec<&'static str>,
    },
    /// An upper-case code, compared whatever case it is asked for in.
    Code {
        /// Compared as stored.
        column: &'static str,
        /// Compared folded.
        fold: &'static str,
        /// What it is a code of.
        of: Codes,
    },
    /// Any name of the node whose id this is.
    Names(&'static str),
    /// Any alias of the node whose id this is.
    Aliases(&'static str),
    /// A closed list of values.
    Choice(&'static str, &'static str),
    /// Bits that stand for values of an enum.
    Set(&'static str, &'static str),
    /// A floating-point number.
    Float(&'static str),
    /// A whole number.
    Int(&'static str),
    /// A day.
    Date(&'static str),
    /// A moment, in microseconds.
    DateTime(&'static str),
    /// True or false, given without an operator.
    Flag(&'static str),
    /// The one row that a key names.
    One {
        /// Its type.
        object: &'static str,
        /// Its id, computed from this row.
        key: &'static str,
    },
    /// Rows of another type that belong to this one, and how many there are.
    Relation {
        /// Their type.
        object: &'static str,
        /// Which belong to the row.
        via: Belonging,
        /// How many there are, where the row says; they are counted where it does not.
        counted: Option<&'static str>,
    },
    /// Links by the side on which the row stands, and how many there are.
    Links(Sides),
    /// A node of any type.
    Subject {
        /// Its type's tag.
        tag: &'static str,
        /// Its id.
        id: &'static str,
    },
    /// Nodes of any type, through a table with `subject_type` and `subject_id`.
    Subjects {
        /// The table.
        table: &'static str,
        /// Which of its rows belong to this one.
        via: &'static str,
    },
    /// What a slice leaves of the type.
    Slice,
}
