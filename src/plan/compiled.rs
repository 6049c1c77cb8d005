//! A plan: what is read and computed, and the shape of the answer that it is written into. It is made once for a document,
//! and its statements once where no variable decides over them.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use super::input::Variables;
use super::level::{Computation, Keys, Level};
use super::output::Object;
use super::sql::Dialect;
use super::statement::{self, Names, Statement};
use crate::catalogue::Catalogue;
use crate::error::Refusal;

/// Bytes of memory that a field of an answer takes, about: its key, and what is selected for it.
const OUTPUT: u64 = 320;

/// A plan.
#[derive(Debug)]
pub struct Compiled {
    /// The statements, each after the one whose rows it runs for.
    pub levels: Vec<Level>,
    /// What is computed, each after the level whose rows it runs for and before those that read it.
    pub computations: Vec<Computation>,
    /// The shape of `data`.
    pub root: Object,
    /// How many fields it writes that belong to no row.
    pub outputs: u64,
    /// True where introspection has a part in the answer.
    pub introspects: bool,
    /// Set once a run turned out too long to be done between two other requests.
    pub long: AtomicBool,
    /// True where the last run took so long that others should have their turn before the next.
    pub slow: AtomicBool,
    /// The statements of levels that no variable decides over.
    fixed: Vec<OnceLock<Result<Arc<Statement>, Refusal>>>,
}

impl Compiled {
    /// A plan that never ran.
    pub(super) fn new(
        levels: Vec<Level>,
        computations: Vec<Computation>,
        root: Object,
        outputs: u64,
        introspects: bool,
    ) -> Self {
        let fixed = levels.iter().map(|_| OnceLock::new()).collect();
        Self {
            levels,
            computations,
            root,
            outputs,
            introspects,
            long: AtomicBool::default(),
            slow: AtomicBool::default(),
            fixed,
        }
    }

    /// True where all that is read is one statement that runs once.
    pub fn is_single(&self) -> bool {
        let mut read = self.levels.iter().filter(|level| !level.idle);
        self.computations.is_empty()
            && read.next().is_none_or(|level| level.keys == Keys::Root)
            && read.next().is_none()
    }

    /// Bytes of memory that it takes, about, its statements included.
    pub fn memory(&self) -> u64 {
        let outputs = self.levels.iter().map(|level| level.outputs).sum::<u64>() + self.outputs;
        outputs * OUTPUT + self.levels.iter().map(Level::memory).sum::<u64>()
    }

    /// The statement of a level.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn statement(
        &self,
        level: usize,
        catalogue: &Catalogue,
        dialect: Dialect,
        variables: &Variables,
        names: Names,
    ) -> Result<Arc<Statement>, Refusal> {
        let described = &self.levels[level];
        let write = |arguments| statement::write(described, catalogue, dialect, arguments, names).map(Arc::new);
        if described.arguments.has_variable() {
            return write(&described.arguments.resolve(variables));
        }
        match names {
            Names::Current => self.fixed[level].get_or_init(|| write(&described.arguments)).clone(),
            Names::Former => write(&described.arguments),
        }
    }
}
