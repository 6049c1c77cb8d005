//! Derived rows: what a request asks for and no single statement can say. A derivation is a dialogue, statements out and
//! rows in, that knows nothing of who runs it; what it found is then read by levels like the rows of a table.

mod compare;
mod concentration;
mod impact;
mod links;
mod naming;
pub mod near;
mod path;
mod reference;
mod search;
mod series;
mod watch;

use serde_json::Value as Json;

use crate::catalogue::{Derivation, Part};
use crate::database::{Dialect, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::error::{Code, Refusal};
use crate::plan::input::Input;
use crate::plan::sql::{Writer, Written};

/// A statement that a derivation wants to have answered.
#[derive(Debug)]
pub struct Question {
    /// Its text.
    pub sql: String,
    /// Its parameters.
    pub values: Vec<Value>,
    /// True where the best way to answer it depends on what is bound.
    pub anew: bool,
}

impl Question {
    /// A question that is written here.
    fn write(dialect: Dialect, write: impl FnOnce(&mut Writer)) -> Self {
        let mut writer = Writer::new(dialect, false);
        write(&mut writer);
        let Written { sql, values, .. } = writer.finish();
        Self { sql, values, anew: false }
    }
}

/// A derived row: one value for each column of its part.
pub type Record = Vec<Json>;

/// Why a derivation does not come to its rows.
#[derive(Debug, PartialEq, Eq)]
pub enum Halt {
    /// What was asked for is wrong, or too much.
    Refused(Refusal),
    /// The request is over.
    Stopped(Stop),
}

impl Halt {
    /// The same, with what it is of where something is refused: of several it could be any.
    fn of(self, slug: &str) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.of(slug)),
            Self::Stopped(stop) => Self::Stopped(stop),
        }
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Self {
        Self::Stopped(stop)
    }
}

/// A derivation at work.
pub trait Derive: Send {
    /// What to ask next, once the answer to the last question is there; none when everything is known. It takes time in
    /// proportion to the answer, and looks at the deadline meanwhile.
    ///
    /// # Errors
    /// What is wrong with what was asked for; that the request is over.
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt>;

    /// The rows of a part that belong to the row above, or all of a part that stands at the root, in their order.
    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record>;

    /// The first of them: derivations with many rows make no more than these.
    fn first(&self, part: &Part, above: Option<i64>, most: usize) -> Vec<Record> {
        let mut rows = self.rows(part, above);
        rows.truncate(most);
        rows
    }

    /// How many those are.
    fn count(&self, part: &Part, above: Option<i64>) -> usize {
        self.rows(part, above).len()
    }
}

/// Begins a derivation for the rows with these ids; for none of them where it stands at the root.
///
/// # Errors
/// What is wrong with the arguments.
pub fn begin(
    derivation: Derivation,
    arguments: &Input,
    keys: &[i64],
    dialect: Dialect,
) -> Result<Box<dyn Derive>, Refusal> {
    if arguments.any_text(&|text| text.contains('\0')) {
        return Err(Refusal::new(Code::ArgumentInvalid, "a text cannot hold the character U+0000"));
    }
    Ok(match derivation {
        Derivation::Path => Box::new(path::Paths::read(arguments, dialect)?),
        Derivation::Impact => Box::new(impact::Reach::of_arguments(arguments, dialect)?),
        Derivation::Series => Box::new(series::Series::read(arguments, keys, dialect)?),
        Derivation::Compare(compared) => Box::new(compare::Comparison::read(compared, arguments, dialect)?),
        Derivation::Search => Box::new(search::Search::read(arguments, dialect)?),
        Derivation::Concentration => Box::new(concentration::Concentration::read(arguments, dialect)?),
        Derivation::Reach(flow) => Box::new(impact::Reach::of_rows(flow, arguments, keys, dialect)?),
    })
}

/// A JSON null for what is not there.
fn nullable<T: Into<Json>>(value: Option<T>) -> Json {
    value.map_or(Json::Null, Into::into)
}
