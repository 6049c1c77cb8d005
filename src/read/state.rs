//! What is known of a request while it runs: its statements, what was refused, and what that makes null.

use std::sync::Arc;

use super::keys::KeyList;
use super::run::Request;
use super::writer::{Read, ids_argument, ids_of};
use crate::catalogue::Catalogue;
use crate::database::Dialect;
use crate::derive::{self, Derive};
use crate::error::{Code, GraphqlError, Location, Refusal, Step};
use crate::plan::input::{Input, Variables};
use crate::plan::page::MAX_PAGE;
use crate::plan::{Computation, Keys, Level, Statement, build_statement};

/// The most rows that one answer can hold; more cause `TOO_COMPLEX`.
const MAX_ROWS: u64 = 500_000;

/// A request under way.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) dialect: Dialect,
    pub(super) statements: Arc<[Option<Arc<Statement>>]>,
    /// The nullable fields that are null, since something in them was refused.
    pub(super) nulled: Vec<usize>,
    pub(super) errors: Vec<GraphqlError>,
    /// True where no nullable field stands around what was refused: the whole of `data` is null.
    pub(super) refused: bool,
}

/// A request whose rows are there.
#[derive(Debug)]
pub(super) struct Executed {
    pub(super) run: Run,
    pub(super) reads: Vec<Read>,
}

impl Run {
    /// Builds the statements; what cannot be built makes the nullable field around it null.
    pub(super) fn prepare(request: &Request, catalogue: &Catalogue, dialect: Dialect) -> Self {
        let plan = &request.plan;
        let mut run =
            Self { dialect, statements: Arc::new([]), nulled: Vec::new(), errors: Vec::new(), refused: false };
        for computation in &plan.computations {
            if let Err(refusal) = run.begin(computation, request, &[]) {
                run.refuse_computation(computation, refusal);
            }
        }
        let mut statements = Vec::with_capacity(plan.levels.len());
        for level in &plan.levels {
            let built = check_ids(level, &request.variables)
                .and_then(|()| build_statement(level, catalogue, dialect, &request.variables));
            match built {
                Ok(statement) => statements.push(Some(statement)),
                Err(refusal) => {
                    statements.push(None);
                    run.refuse(&level.path, level.location, &level.around, refusal);
                }
            }
        }
        run.statements = statements.into();
        let rows = most_rows(&plan.levels, &run.statements);
        if rows > MAX_ROWS {
            let message = format!("the answer could hold {rows} rows; it can hold {MAX_ROWS}: ask for smaller pages");
            run.errors.push(GraphqlError::new(Code::TooComplex, message));
            run.refused = true;
        }
        run
    }

    /// Begins a computation for the rows with these ids.
    pub(super) fn begin(
        &self,
        computation: &Computation,
        request: &Request,
        keys: &[i64],
    ) -> Result<Box<dyn Derive>, Refusal> {
        let arguments = computation.arguments.resolve(&request.variables).unwrap_or(Input::Null);
        derive::begin(computation.derivation, &arguments, keys, self.dialect)
    }

    /// Takes note of what is wrong with what was to be computed.
    pub(super) fn refuse_computation(&mut self, computation: &Computation, refusal: Refusal) {
        self.refuse(&computation.path, computation.location, &computation.around, refusal);
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
            self.errors.push(error);
        }
    }

    /// True where something around is null already.
    pub(super) fn is_nulled(&self, around: &[usize]) -> bool {
        self.refused || around.iter().any(|nullable| self.nulled.contains(nullable))
    }

    /// The statement of a level, unless there is nothing to run it for.
    pub(super) fn to_run(&self, place: usize, level: &Level, keys: &KeyList) -> Option<Arc<Statement>> {
        let runs = !level.idle && (level.keys == Keys::Root || !keys.keys.is_empty()) && !self.is_nulled(&level.around);
        self.statements[place].clone().filter(|_| runs)
    }
}

/// How many rows a request can read, were every page full.
fn most_rows(levels: &[Level], statements: &[Option<Arc<Statement>>]) -> u64 {
    let mut most: Vec<u64> = Vec::with_capacity(levels.len());
    for (level, statement) in levels.iter().zip(statements) {
        let page = statement.as_ref().and_then(|statement| statement.page.as_ref());
        let own = match page {
            Some(page) => u64::try_from(page.size).unwrap_or(0),
            None => 1,
        };
        let above = match level.keys {
            Keys::Column { level, .. } => most[level],
            Keys::Root | Keys::Ids(_) => 1,
        };
        most.push(own.saturating_mul(above));
    }
    let read = most.iter().zip(levels).filter(|(_, level)| !level.idle);
    read.fold(0, |sum, (rows, _)| sum.saturating_add(*rows))
}

fn check_ids(level: &Level, variables: &Variables) -> Result<(), Refusal> {
    let Keys::Ids(_) = level.keys else { return Ok(()) };
    let ids = ids_argument(level).and_then(|ids| ids.resolve(variables)).unwrap_or(Input::Null);
    let count = ids.items().len();
    if i64::try_from(count).unwrap_or(i64::MAX) > MAX_PAGE {
        return Err(Refusal::new(Code::PageSizeOutOfRange, format!("ids holds {count}; it can hold {MAX_PAGE}")));
    }
    Ok(())
}

/// The keys that a level runs for, from the rows read so far.
pub(super) fn keys_of(level: &Level, reads: &[Read], variables: &Variables) -> KeyList {
    match level.keys {
        Keys::Root => KeyList::once(),
        Keys::Column { level: above, column } => KeyList::of_column(&reads[above].rows, column),
        Keys::Ids(tag) => {
            let ids = ids_argument(level).and_then(|ids| ids.resolve(variables));
            KeyList::of_ids(ids.map(|ids| ids_of(&ids, tag)).unwrap_or_default())
        }
    }
}

/// The keys of a level, where it runs for keys.
pub(super) fn keys_for<'a>(level: &Level, keys: &'a KeyList) -> Option<&'a [i64]> {
    (level.keys != Keys::Root).then_some(keys.keys.as_slice())
}
