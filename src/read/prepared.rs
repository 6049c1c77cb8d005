//! What is known of a task before it runs: its statements, what is refused, and how much the answer could hold.

use std::collections::HashSet;
use std::sync::Arc;

use super::keys::ids_argument;
use super::task::{Counted, Task};
use crate::catalogue::Catalogue;
use crate::database::Dialect;
use crate::deadline::Stop;
use crate::derive::{self, Derive};
use crate::error::{Code, GraphqlError, Location, Refusal, Step};
use crate::limits::{Limit, Limits};
use crate::plan::input::{Input, Variables};
use crate::plan::page::MAX_PAGE;
use crate::plan::{Compiled, Computation, Keys, Level, Names, Shape, Statement};

/// A task that can run.
#[derive(Debug, Clone)]
pub struct Prepared {
    dialect: Dialect,
    /// What rows that are looked up are called by.
    pub(super) names: Names,
    /// The statement of each level; none where its arguments were refused.
    pub(super) statements: Vec<Option<Arc<Statement>>>,
    /// The nullable fields that are null, since something in them was refused.
    pub(super) nulled: Vec<usize>,
    pub(super) errors: Vec<GraphqlError>,
    /// Bytes of the errors, about.
    told: usize,
    /// True where the whole of `data` is null.
    pub(super) refused: bool,
    pub(super) counted: Counted,
}

impl Prepared {
    /// Builds the statements; what cannot be built makes the nullable field around it null.
    ///
    /// # Errors
    /// Where nobody waits any more, or not for so long.
    pub fn of(
        task: &Task,
        catalogue: &Catalogue,
        dialect: Dialect,
        limits: &Limits,
        names: Names,
    ) -> Result<Self, Stop> {
        let (plan, variables) = (&*task.plan, &task.variables);
        let mut prepared = Self {
            dialect,
            names,
            statements: Vec::with_capacity(plan.levels.len()),
            nulled: Vec::new(),
            errors: Vec::new(),
            told: 0,
            refused: false,
            counted: Counted::default(),
        };
        let written = written(plan).map(|level| level.arguments.conditions(variables)).sum::<u64>();
        let computed = plan.computations.iter().map(|computation| computation.arguments.listed(variables)).sum::<u64>();
        let conditions = written.saturating_add(computed);
        let asked = limits.check(Limit::Lists, plan.levels.len());
        if let Err(refusal) = asked.and_then(|()| limits.check(Limit::Conditions, conditions)) {
            prepared.refuse_all(refusal);
            return Ok(prepared);
        }
        for computation in &plan.computations {
            if let Err(refusal) = prepared.begin(computation, task, &[]) {
                prepared.refuse_computation(computation, refusal);
                prepared.limit_errors(limits);
            }
        }
        for (place, level) in plan.levels.iter().enumerate() {
            task.deadline.check()?;
            let built =
                check_ids(level, variables).and_then(|()| plan.statement(place, catalogue, dialect, variables, names));
            match built {
                Ok(statement) => prepared.statements.push(Some(statement)),
                Err(refusal) => {
                    prepared.statements.push(None);
                    prepared.refuse_level(level, refusal);
                    prepared.limit_errors(limits);
                }
            }
        }
        prepared.counted = counted(plan, &prepared.statements, variables);
        let rows = limits.check(Limit::Rows, prepared.counted.rows);
        if let Err(refusal) = rows.and_then(|()| limits.check(Limit::Values, prepared.counted.values)) {
            prepared.refuse_all(refusal);
        }
        Ok(prepared)
    }

    /// Begins a computation for the rows with these ids.
    pub(super) fn begin(
        &self,
        computation: &Computation,
        task: &Task,
        keys: &[i64],
    ) -> Result<Box<dyn Derive>, Refusal> {
        let arguments = computation.arguments.resolve(&task.variables).unwrap_or(Input::Null);
        derive::begin(computation.derivation, &arguments, keys, self.dialect)
    }

    /// Takes note of what is wrong with what was to be computed.
    pub(super) fn refuse_computation(&mut self, computation: &Computation, refusal: Refusal) {
        self.refuse(&computation.path, computation.location, &computation.around, refusal);
    }

    /// Takes note of what is wrong with a level.
    pub(super) fn refuse_level(&mut self, level: &Level, refusal: Refusal) {
        match level.path.split_last() {
            Some((_, outer)) if refusal.is_outer => self.refuse(outer, level.outer, &level.around, refusal),
            _ => self.refuse(&level.path, level.location, &level.around, refusal),
        }
    }

    /// Takes note of what is wrong with the whole.
    pub(super) fn refuse_all(&mut self, refusal: Refusal) {
        self.errors.push(refusal.into());
        self.refused = true;
    }

    fn refuse(&mut self, path: &[String], location: Option<Location>, around: &[usize], refusal: Refusal) {
        if self.is_nulled(around) {
            return;
        }
        match around.last() {
            Some(nullable) => self.nulled.push(*nullable),
            None => self.refused = true,
        }
        let path = path.iter().cloned().map(Step::Key).collect();
        let error = GraphqlError::from(refusal).on(path).at(location);
        if !self.errors.contains(&error) {
            self.told = self.told.saturating_add(error.bytes());
            self.errors.push(error);
        }
    }

    /// Refuses the whole where its errors alone are too large an answer: each may name long keys.
    pub(super) fn limit_errors(&mut self, limits: &Limits) {
        if let Err(refusal) = limits.check(Limit::AnswerBytes, self.told) {
            self.errors.clear();
            self.refuse_all(refusal);
        }
    }

    /// True where something around is null already.
    pub(super) fn is_nulled(&self, around: &[usize]) -> bool {
        self.refused || around.iter().any(|nullable| self.nulled.contains(nullable))
    }

    /// Which database the statements are for.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// The levels whose conditions count: those that are read, and those that nothing reads of a field of which nothing else is
/// read. Their statements are written as well, since their arguments may be refused. Whether units differ is asked of few conditions.
fn written(plan: &Compiled) -> impl Iterator<Item = &Level> {
    let levels = || plan.levels.iter().filter(|level| level.shape != Shape::Units);
    let idle = levels().any(|level| level.idle);
    let read = levels().filter(|level| idle && !level.idle).map(|level| level.path.as_slice());
    let read: HashSet<&[String]> = read.collect();
    levels().filter(move |level| !level.idle || !read.contains(level.path.as_slice()))
}

/// How many rows and fields an answer can hold, were every page full.
fn counted(plan: &Compiled, statements: &[Option<Arc<Statement>>], variables: &Variables) -> Counted {
    let mut most: Vec<u64> = Vec::with_capacity(plan.levels.len());
    let mut counted = Counted { rows: 0, values: plan.outputs };
    for (level, statement) in plan.levels.iter().zip(statements) {
        let own = statement.as_ref().map_or(0, |statement| statement.most);
        let keys = match level.keys {
            Keys::Column { level, .. } => most[level],
            Keys::Root => 1,
            Keys::Ids(_) => u64::try_from(ids(level, variables).items().len()).unwrap_or(u64::MAX),
        };
        let rows = if level.idle { 0 } else { own.saturating_mul(keys) };
        counted.rows = counted.rows.saturating_add(rows.saturating_mul(level.shown.max(1)));
        counted.values = counted.values.saturating_add(rows.saturating_mul(level.outputs));
        most.push(rows);
    }
    counted
}

fn ids(level: &Level, variables: &Variables) -> Input {
    ids_argument(level).and_then(|ids| ids.resolve(variables)).unwrap_or(Input::Null)
}

fn check_ids(level: &Level, variables: &Variables) -> Result<(), Refusal> {
    let Keys::Ids(_) = level.keys else { return Ok(()) };
    let count = ids(level, variables).items().len();
    if i64::try_from(count).unwrap_or(i64::MAX) > MAX_PAGE {
        return Err(Refusal::new(Code::PageSizeOutOfRange, format!("ids holds {count}; it can hold {MAX_PAGE}")));
    }
    Ok(())
}
