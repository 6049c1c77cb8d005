//! A level of a plan: one statement, and what its rows are for.

use std::sync::{Arc, OnceLock};

use super::input::Input;
use super::statement::Statement;
use crate::catalogue::{Belonging, Derivation, Part, Type, Via};
use crate::error::{Location, Refusal};

/// One statement of a plan.
#[derive(Debug)]
pub struct Level {
    /// What it reads.
    pub shape: Shape,
    /// The catalogue's type of its rows, where it has one.
    pub object: Option<&'static str>,
    /// The table or view that it reads.
    pub table: &'static str,
    /// The computation that its rows come from, where the table is a part of one.
    pub derived: Option<Derived>,
    /// What it runs for.
    pub keys: Keys,
    /// Which rows belong to a key, or to the root.
    pub condition: Condition,
    /// The order of a list that has no argument for it.
    pub order: Option<&'static str>,
    /// What it selects, as SQL over `t0` and the aliases of `joins`.
    pub select: Vec<String>,
    /// Rows that ride along, each at most one for a row.
    pub joins: Vec<Join>,
    /// The arguments of its field.
    pub arguments: Input,
    /// True where a page is asked whether there is more beyond it.
    pub probe: bool,
    /// True where nothing of its rows is written: its arguments are checked, and it does not run.
    pub idle: bool,
    /// True where cursors are made from its rows.
    pub cursors: bool,
    /// The response keys that lead to its field.
    pub path: Vec<String>,
    /// Where its field stands in the document.
    pub location: Option<Location>,
    /// The nullable fields around it, outermost first: what a refused argument makes null.
    pub around: Vec<usize>,
    /// The statement, where no variable decides over it.
    pub(super) fixed: OnceLock<Result<Arc<Statement>, Refusal>>,
}

impl Level {
    /// Every row of a root's list, and what rides along with them.
    pub(super) fn whole(on: &Type, joins: Vec<Join>, arguments: Input) -> Self {
        Self {
            shape: Shape::List,
            object: Some(on.name),
            table: on.table,
            derived: None,
            keys: Keys::Root,
            condition: Condition::Via(Via::All),
            order: None,
            select: Vec::new(),
            joins,
            arguments,
            probe: false,
            idle: false,
            cursors: false,
            path: Vec::new(),
            location: None,
            around: Vec::new(),
            fixed: OnceLock::new(),
        }
    }
}

/// Where derived rows come from.
#[derive(Debug, Clone, Copy)]
pub struct Derived {
    /// The place of the computation in the plan.
    pub computation: usize,
    /// Which of its tables.
    pub part: &'static Part,
}

/// What is computed before levels can read it.
#[derive(Debug)]
pub struct Computation {
    /// What and how.
    pub derivation: Derivation,
    /// What it runs for.
    pub keys: Keys,
    /// The arguments of its field.
    pub arguments: Input,
    /// The response keys that lead to its field.
    pub path: Vec<String>,
    /// Where its field stands in the document.
    pub location: Option<Location>,
    /// The nullable fields around it, outermost first: what a refused argument makes null.
    pub around: Vec<usize>,
}

/// What a level reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The rows of a page.
    Page,
    /// All rows, in a fixed order.
    List,
    /// At most one row: the first in a fixed order.
    First,
    /// How many rows there are.
    Count,
    /// Groups of rows.
    Groups,
}

/// What a level runs for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Once.
    Root,
    /// Each value of a column of the level above.
    Column {
        /// The level above.
        level: usize,
        /// The column that holds the key.
        column: usize,
    },
    /// Each id of this type among the argument's global ids.
    Ids(&'static str),
}

/// Which rows belong to a key.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// As the catalogue says, and the arguments.
    Via(Via),
    /// The row whose id or slug the argument `by` gives, of a type with this tag.
    Lookup(&'static str),
    /// Those of a template whose column has the status that the argument gives, if any.
    Status(&'static str, &'static str),
}

impl Condition {
    /// Those of a template.
    pub(super) fn of(template: &'static str) -> Self {
        Self::Via(Via::Fixed(Belonging::Where(template)))
    }
}

/// A row that rides along with another.
#[derive(Debug, Clone)]
pub struct Join {
    /// Its table.
    pub table: &'static str,
    /// Its alias.
    pub alias: String,
    /// The column that the key is compared with.
    pub column: &'static str,
    /// The key, as SQL over aliases before it.
    pub key: String,
    /// False until something of it is selected.
    pub used: bool,
}
