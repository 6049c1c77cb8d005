//! Comparisons: subjects named by their slugs, side by side.

mod figures;
mod makers;
mod metrics;
mod models;
mod table;
mod technologies;
mod words;

use serde_json::json;

use self::table::Table;
use super::naming::{Named, Naming};
use super::reference::{Node, Reference};
use super::watch::Watch;
use super::{Derive, Halt, Question, Record};
use crate::catalogue::Part;
use crate::catalogue::derivation::{self, Compared};
use crate::database::{Dialect, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::error::{Code, Refusal};
use crate::plan::argument;
use crate::plan::input::Input;
use crate::plan::sql::{Writer, Written};

/// The most subjects that are compared; more cause `ARGUMENT_INVALID`.
const MAX_SUBJECTS: usize = 20;

/// A comparison in the making.
#[derive(Debug)]
pub(super) struct Comparison {
    sort: &'static Sort,
    slugs: Vec<String>,
    naming: Naming,
    dialect: Dialect,
    /// How many questions were answered, besides that for the ids.
    answered: usize,
    table: Table,
}

/// How subjects of one type are compared.
#[derive(Debug)]
struct Sort {
    /// The tag of the subjects.
    tag: &'static str,
    /// What is asked after the subjects themselves, for their ids; each answer adds to the table.
    steps: &'static [Step],
    /// What is asked of the subjects: their id and slug first.
    subjects: &'static str,
    /// What the subjects' own rows say.
    own: fn(&mut Table, &Rows),
}

/// A question and what its answer adds.
#[derive(Debug)]
struct Step {
    ask: fn(&mut Writer, Vec<i64>),
    add: fn(&mut Table, &Rows, &mut Watch<'_>) -> Result<(), Stop>,
}

impl Comparison {
    pub(super) fn read(compared: Compared, arguments: &Input, dialect: Dialect) -> Result<Self, Refusal> {
        let (name, sort) = match compared {
            Compared::Models => ("models", &models::SORT),
            Compared::Technologies => ("technologies", &technologies::SORT),
            Compared::Metrics => ("metrics", &metrics::SORT),
        };
        let slugs = arguments.get(name).map_or(&[] as &[Input], Input::items);
        let slugs = slugs.iter().map(argument::text).collect::<Result<Vec<String>, _>>()?;
        if slugs.is_empty() || slugs.len() > MAX_SUBJECTS {
            let message = format!("{name} names {}; it can name 1 to {MAX_SUBJECTS}", slugs.len());
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        if let Some((_, twice)) = slugs.iter().enumerate().find(|(i, slug)| slugs[..*i].contains(slug)) {
            return Err(Refusal::new(Code::ArgumentInvalid, format!("{name} names {twice:?} twice")));
        }
        let references = slugs.iter().map(|slug| Reference::Slug(sort.tag.to_owned(), slug.clone())).collect();
        let naming = Naming::new(references, dialect);
        Ok(Self { sort, slugs, naming, dialect, answered: 0, table: Table::default() })
    }

    /// Learns which rows the slugs name, in their order.
    fn find(&mut self, nodes: &[Node]) -> Result<(), Refusal> {
        for (node, slug) in nodes.iter().zip(&self.slugs) {
            // A former slug names the same as the one of today.
            if self.table.subjects.contains(&node.id) {
                return Err(Refusal::new(Code::ArgumentInvalid, format!("{slug:?} is another name of one before it")));
            }
            self.table.subjects.push(node.id);
        }
        Ok(())
    }
}

impl Derive for Comparison {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let Some(rows) = answer else { return Ok(Some(self.naming.question())) };
        let mut writer = Writer::new(self.dialect, false);
        if self.table.subjects.is_empty() {
            match self.naming.take(&rows)? {
                Named::Ask(question) => return Ok(Some(question)),
                Named::All(nodes) => self.find(&nodes)?,
            }
            writer.push(self.sort.subjects).push(" WHERE ");
            writer.is_in("t.id", "", Value::Ints(self.table.subjects.clone()));
            let Written { sql, values, .. } = writer.finish();
            return Ok(Some(Question { sql, values, anew: false }));
        }
        match self.answered.checked_sub(1) {
            None => (self.sort.own)(&mut self.table, &rows),
            Some(step) => (self.sort.steps[step].add)(&mut self.table, &rows, &mut Watch::new(deadline))?,
        }
        let Some(step) = self.sort.steps.get(self.answered) else { return Ok(None) };
        self.answered += 1;
        (step.ask)(&mut writer, self.table.subjects.clone());
        let Written { sql, values, .. } = writer.finish();
        Ok(Some(Question { sql, values, anew: false }))
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        if *part == derivation::COMPARISON {
            vec![vec![json!(0)]]
        } else if *part == derivation::COMPARED {
            self.table.subjects.iter().enumerate().map(|(i, id)| vec![json!(i), json!(0), json!(id)]).collect()
        } else if *part == derivation::COMPARISON_ROWS {
            self.table.lines()
        } else {
            above.map(|above| self.table.cells(above)).unwrap_or_default()
        }
    }
}
