//! The shape of an answer: ready-made key bytes, and which column of which level is written behind each.

use super::input::Input;
use crate::catalogue::Render;
use crate::error::Location;

/// The fields of an object, in the order of the query.
#[derive(Debug, Default)]
pub struct Object {
    /// Each with its key as `"key":`.
    pub fields: Vec<(Box<[u8]>, Output)>,
}

/// What is written behind a key.
#[derive(Debug)]
pub enum Output {
    /// Bytes known beforehand: a type's name.
    Literal(Box<[u8]>),
    /// A value from columns of the row.
    Scalar {
        /// The columns that the rendering reads.
        columns: Box<[usize]>,
        /// How it is written.
        render: Render,
        /// The argument `locale` or `style`, where the rendering has one.
        argument: Option<Input>,
    },
    /// An object in the same row; null where its column is.
    Object {
        /// The column that says whether it is there.
        present: usize,
        /// Its fields.
        object: Object,
        /// Which nullable field it is, where it is one that arguments stand in.
        nullable: Option<usize>,
    },
    /// An object that is always there, made of the row at hand or of none.
    Fixed(Object),
    /// A row of one of several types in the same row.
    AnyNode {
        /// The column with the type's tag.
        tag: usize,
        /// What is written of each type.
        branches: Vec<(&'static str, Self)>,
    },
    /// All rows of a level for this row.
    List {
        /// The level.
        level: usize,
        /// What is written for each of its rows.
        item: Box<Self>,
    },
    /// The object of the row of a list that is being written.
    Row(Object),
    /// The one row of a level for this row; null where there is none.
    First {
        /// The level.
        level: usize,
        /// Its fields.
        object: Object,
        /// Which nullable field it is.
        nullable: Option<usize>,
    },
    /// A page of a level for this row.
    Connection {
        /// The level of its rows, where anything of them is asked for.
        rows: usize,
        /// Its fields.
        fields: Vec<(Box<[u8]>, ConnectionField)>,
    },
    /// The row that a global id names.
    Node {
        /// The argument.
        id: Input,
        /// A level and the fields of each type that has a selection.
        branches: Vec<Branch>,
        /// Which nullable field it is.
        nullable: Option<usize>,
        /// Where it stands in the document.
        location: Option<Location>,
    },
    /// The rows that global ids name.
    Nodes {
        /// The argument.
        ids: Input,
        /// A level and the fields of each type that has a selection.
        branches: Vec<Branch>,
        /// Which nullable field its elements are.
        nullable: Option<usize>,
        /// Where it stands in the document.
        location: Option<Location>,
    },
    /// The answer of introspection under this response key.
    Introspection(String),
}

/// What is read and written for one type of a `Node`.
#[derive(Debug)]
pub struct Branch {
    /// The type's tag.
    pub tag: &'static str,
    /// The level of its rows.
    pub level: usize,
    /// Its fields.
    pub object: Object,
}

/// A field of a connection.
#[derive(Debug)]
pub enum ConnectionField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// `nodes`
    Nodes(Output),
    /// `edges`
    Edges(Vec<(Box<[u8]>, EdgeField)>),
    /// `pageInfo`
    PageInfo(Vec<(Box<[u8]>, PageField)>),
    /// `totalCount`, from a level of its own.
    Count(usize),
    /// `total`, from a level of its own.
    Total(usize, Vec<(Box<[u8]>, TotalField)>),
    /// `groups`, from a level of its own.
    Groups(usize, Vec<(Box<[u8]>, GroupField)>),
}

/// A field of an edge.
#[derive(Debug)]
pub enum EdgeField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// `cursor`
    Cursor,
    /// `node`, or something that is said of it.
    Row(Output),
}

/// A field of `pageInfo`.
#[derive(Debug)]
pub enum PageField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// `hasNextPage`
    HasNext,
    /// `hasPreviousPage`
    HasPrevious,
    /// `startCursor`
    Start,
    /// `endCursor`
    End,
}

/// A field of `total`.
#[derive(Debug)]
pub enum TotalField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// `count`
    Count,
    /// `isExact`
    IsExact,
}

/// A field of a group.
#[derive(Debug)]
pub enum GroupField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// `keys`
    Keys,
    /// `labels`, with the argument `locale`.
    Labels(Option<Input>),
    /// `count`
    Count,
    /// The fields of an aggregate's numbers.
    Numbers(Vec<(Box<[u8]>, NumberField)>),
    /// `largest`: rows, each from a level of its own.
    Largest(Vec<(Box<[u8]>, Output)>),
}

/// What groups compute of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The mean.
    Average,
    /// The sum.
    Sum,
    /// The row that has the greatest.
    Largest,
}

impl Aggregate {
    /// The aggregate of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "min" => Some(Self::Min),
            "max" => Some(Self::Max),
            "average" => Some(Self::Average),
            "sum" => Some(Self::Sum),
            _ => None,
        }
    }
}

/// A field of the numbers of a group.
#[derive(Debug)]
pub enum NumberField {
    /// The type's name.
    Literal(Box<[u8]>),
    /// The aggregate at this place among those that are told.
    Number(usize),
}
