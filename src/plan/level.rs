//! A level of a plan: one statement, and what its rows are for.

use super::arguments::Arguments;
use super::input::{Input, Variables};
use super::named::{self, Named, Register};
use super::output::Aggregate;
use crate::catalogue::{Belonging, Catalogue, Derivation, Part, Type, Via};
use crate::error::Location;

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
    /// What is told of groups, where it reads those.
    pub told: Told,
    /// Rows that ride along, each at most one for a row.
    pub joins: Vec<Join>,
    /// What it was asked for.
    pub arguments: Arguments,
    /// How many rows a key has at most, as a rule; where it is a page its size says so.
    pub usually: u64,
    /// How many lists show its rows: a connection can show them as nodes and as edges.
    pub shown: u64,
    /// How many fields are written for each of its rows.
    pub outputs: u64,
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
    /// Where the object that its list stands in does, if that has arguments.
    pub outer: Option<Location>,
    /// The nullable fields around it, outermost first: what a refused argument makes null.
    pub around: Vec<usize>,
}

impl Level {
    /// Bytes of memory that it takes, about, its statement included.
    pub(super) fn memory(&self) -> u64 {
        let path: usize = self.path.iter().map(|key| key.len() + 24).sum();
        let select: usize = self.select.iter().map(|sql| 2 * sql.len() + 24).sum();
        let bytes = 2_048 + path + select + 256 * self.joins.len() + 8 * self.around.len();
        u64::try_from(bytes).unwrap_or(u64::MAX) + self.arguments.memory()
    }

    /// The tag and the slug that it looks for; none where it looks for something else.
    fn wanted_slug(&self, variables: &Variables) -> Option<(&'static str, String)> {
        let Condition::Lookup(tag) = self.condition else { return None };
        let by = self.arguments.field.resolve(variables)?;
        let slug = by.get("by").and_then(|by| by.get("slug")).and_then(Input::text)?;
        Some((tag, slug.to_owned()))
    }

    /// What its arguments name by slug or code.
    pub fn named(&self, catalogue: &Catalogue, variables: &Variables) -> Vec<Named> {
        if let Some((tag, name)) = self.wanted_slug(variables) {
            let argument = "by.slug".to_owned();
            return vec![Named { argument, register: Register::Slugs(tag), name, loosely: false }];
        }
        let filter = self.arguments.get("filter").and_then(|filter| filter.resolve(variables));
        let (Some(filter), Some(object)) = (filter, self.object) else { return Vec::new() };
        named::in_filter(catalogue, catalogue.get(object), "filter", &filter)
    }

    /// What the slice around it names by slug or code.
    pub fn named_around(&self, variables: &Variables) -> Vec<Named> {
        let Condition::Via(Via::Slice) = self.condition else { return Vec::new() };
        let outer = self.arguments.outer.resolve(variables);
        outer.map_or_else(Vec::new, |slice| named::in_slice("filter", &slice))
    }

    /// Every row of a root's list, and what rides along with them.
    pub(super) fn whole(on: &Type, joins: Vec<Join>, arguments: Arguments) -> Self {
        Self {
            shape: Shape::List,
            object: Some(on.name),
            table: on.table,
            derived: None,
            keys: Keys::Root,
            condition: Condition::Via(Via::All),
            order: None,
            select: Vec::new(),
            told: Told::default(),
            joins,
            arguments,
            usually: 1,
            shown: 1,
            outputs: 0,
            probe: false,
            idle: false,
            cursors: false,
            path: Vec::new(),
            location: None,
            outer: None,
            around: Vec::new(),
        }
    }
}

/// What is told of groups beside their keys and how many rows they have.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// True where the keys have labels.
    pub labels: bool,
    /// Each aggregate once, with the place of its number among the type's.
    pub aggregates: Vec<(Aggregate, usize)>,
    /// The places of numbers whose greatest is told by its row, each once: the ids stand before the keys.
    pub largest: Vec<usize>,
}

impl Told {
    /// The place of a number's largest row, which is told from now on.
    pub(super) fn place_of_largest(&mut self, number: usize) -> usize {
        let found = self.largest.iter().position(|told| *told == number);
        found.unwrap_or_else(|| {
            self.largest.push(number);
            self.largest.len() - 1
        })
    }

    /// The place of an aggregate, which is told from now on.
    pub(super) fn place(&mut self, aggregate: Aggregate, number: usize) -> usize {
        let found = self.aggregates.iter().position(|told| *told == (aggregate, number));
        found.unwrap_or_else(|| {
            self.aggregates.push((aggregate, number));
            self.aggregates.len() - 1
        })
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
    /// How many rows there are, counted no further than asked for.
    Total,
    /// Groups of rows.
    Groups,
    /// Whether what the list compares is printed in several units.
    Units,
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

/// Which row of a level's statement: the level's own, or one that rides along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alias(usize);

impl Alias {
    /// The level's own.
    pub const OWN: Self = Self(0);

    /// The row of the join at this place.
    pub fn join(place: usize) -> Self {
        Self(place + 1)
    }

    /// The place of its join; none where it is the level's own.
    pub fn place(self) -> Option<usize> {
        self.0.checked_sub(1)
    }

    /// What statements call it.
    pub fn text(self) -> String {
        format!("t{}", self.0)
    }
}

/// SQL over one row of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// The text.
    pub sql: String,
    /// The row.
    pub row: Alias,
}

/// A row that rides along with another.
#[derive(Debug, Clone)]
pub struct Join {
    /// Its table.
    pub table: &'static str,
    /// The column that the key is compared with.
    pub column: &'static str,
    /// The key, over a row before it.
    pub key: Expression,
    /// False until something of it is selected.
    pub used: bool,
}
