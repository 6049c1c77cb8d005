//! Running a task, without a database: what to ask next, given the rows so far. Levels of one depth are asked side by side;
//! what is computed for them is asked before, all computations together.

use std::mem;
use std::sync::Arc;

use super::derived::{self, Computed, Room, Source};
use super::keys::{Read, keys_of};
use super::misses::{self, Misses};
use super::prepared::Prepared;
use super::task::{Suggestion, Task, Warning};
use crate::catalogue::Catalogue;
use crate::database::{self, Bound, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::derive::{Derive, Halt, Question};
use crate::error::{Code, Refusal};
use crate::limits::{Limit, Limits};
use crate::plan::{Compared, Keys, Level, Names, Statement};

/// A task under way.
pub struct Execution<'a> {
    catalogue: &'a Catalogue,
    task: &'a Task,
    limits: &'a Limits,
    prepared: Prepared,
    reads: Vec<Read>,
    computed: Computed,
    /// The levels of each depth.
    depths: Vec<Vec<usize>>,
    depth: usize,
    phase: Phase,
    dialogues: Vec<Dialogue>,
    asks: Vec<Ask>,
    statements: u64,
    rows: u64,
    /// Bytes of the rows that are kept.
    held: usize,
    misses: Misses<'a>,
}

/// Rows may take so many times the bytes that an answer may have: they hold keys and places of cursors, too.
const HELD: u64 = 4;
/// What rows may take whatever is allowed: their texts are found by 32 bits.
const MOST_HELD: u64 = 1 << 31;

/// A task whose rows are there.
#[derive(Debug)]
pub struct Executed {
    pub(super) prepared: Prepared,
    pub(super) reads: Vec<Read>,
    pub(super) suggestions: Vec<Suggestion>,
    pub(super) warnings: Vec<Warning>,
    pub(super) statements: u64,
    pub(super) rows: u64,
}

impl Executed {
    /// True where something is named that is not there: it may have been called otherwise.
    pub(super) fn misses(&self, catalogue: &Catalogue, task: &Task) -> bool {
        !misses::missed(catalogue, task, &self.reads, &self.prepared).is_empty()
    }
}

/// What is done for the levels of a depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Their computations are begun.
    Begin,
    /// The computations ask what they want to know.
    Compute,
    /// Their rows are read.
    Read,
    /// What is near to slugs that nothing has is asked for, once all rows are there.
    Suggest,
}

/// A computation at work.
struct Dialogue {
    computation: usize,
    derive: Box<dyn Derive>,
    question: Option<Question>,
    answer: Option<Rows>,
}

/// How a level gets its rows.
struct Ask {
    level: usize,
    statement: Arc<Statement>,
    /// The parameters, where they are not the statement's own.
    values: Option<Vec<Value>>,
}

/// What comes of a level before it is asked.
enum Outset {
    /// Its statement runs, with its own parameters or these.
    Ask(Option<Vec<Value>>),
    /// Its rows are known.
    Told(Rows),
}

impl<'a> Execution<'a> {
    /// Begins.
    pub fn new(catalogue: &'a Catalogue, task: &'a Task, limits: &'a Limits, prepared: Prepared) -> Self {
        let plan = &task.plan;
        Self {
            reads: plan.levels.iter().map(|_| Read::default()).collect(),
            computed: plan.computations.iter().map(|_| None).collect(),
            depths: by_depth(&plan.levels),
            depth: 0,
            phase: Phase::Begin,
            dialogues: Vec::new(),
            asks: Vec::new(),
            statements: 0,
            rows: 0,
            held: 0,
            misses: Misses::default(),
            catalogue,
            task,
            limits,
            prepared,
        }
    }

    /// When it has to be over.
    pub(super) fn deadline(&self) -> &Deadline {
        &self.task.deadline
    }

    /// Goes on until something is to be asked; false where everything is there.
    ///
    /// # Errors
    /// Where nobody waits any more, or not for so long.
    pub fn advance(&mut self) -> Result<bool, Stop> {
        while self.depth < self.depths.len() && !self.prepared.refused {
            match self.phase {
                Phase::Begin => {
                    self.task.deadline.check()?;
                    self.begin();
                    self.phase = Phase::Compute;
                }
                Phase::Compute => {
                    self.converse()?;
                    if !self.dialogues.is_empty() {
                        self.task.deadline.check()?;
                        return Ok(true);
                    }
                    self.ask()?;
                    self.phase = Phase::Read;
                }
                Phase::Read if self.asks.is_empty() => {
                    self.depth += 1;
                    self.phase = Phase::Begin;
                }
                Phase::Read | Phase::Suggest => return Ok(true),
            }
        }
        let suggests = self.task.suggests && self.phase != Phase::Suggest && !self.prepared.refused;
        if suggests && self.prepared.names == Names::Former {
            self.phase = Phase::Suggest;
            self.misses = Misses::of(self.catalogue, self.task, &self.reads, &self.prepared);
            return Ok(self.misses.questions().next().is_some());
        }
        Ok(false)
    }

    /// The statements that are to be answered next; none waits for another.
    pub fn wave(&self) -> Vec<Bound<'_>> {
        let questions = self.dialogues.iter().filter_map(|dialogue| dialogue.question.as_ref());
        let questions = questions.chain(self.misses.questions());
        let questions = questions.map(|question| Bound {
            sql: &question.sql,
            values: &question.values,
            keys: database::Keys::None,
            anew: question.anew,
        });
        let asks = self.asks.iter().map(|ask| {
            let written = &ask.statement.written;
            let (sql, keys) = match (self.keys(ask.level), &written.one) {
                (None, _) => (&written.sql, database::Keys::None),
                (Some([key]), Some(one)) => (one, database::Keys::One(key)),
                (Some(keys), _) => (&written.sql, database::Keys::Each(keys)),
            };
            Bound { sql, values: ask.values.as_ref().unwrap_or(&written.values), keys, anew: false }
        });
        questions.chain(asks).collect()
    }

    /// How many bytes the rows of the next wave may take together; more causes `TooLarge`.
    pub fn room(&self) -> usize {
        let most = self.limits.get(Limit::AnswerBytes).saturating_mul(HELD).min(MOST_HELD);
        usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(self.held)
    }

    /// True where nothing is asked after this wave.
    pub(super) fn is_last(&self) -> bool {
        self.phase == Phase::Read && self.depth + 1 == self.depths.len() && self.prepared.names == Names::Current
    }

    /// Takes the answers, in the order of the wave.
    pub fn take(&mut self, answers: Vec<Rows>) {
        let asked = self.dialogues.len() + self.misses.questions().count() + self.asks.len();
        self.statements = self.statements.saturating_add(u64::try_from(asked).unwrap_or(u64::MAX));
        let mut answers = answers.into_iter();
        for dialogue in &mut self.dialogues {
            dialogue.answer = answers.next();
        }
        self.misses.take(&mut answers);
        for ask in mem::take(&mut self.asks) {
            let rows = answers.next().unwrap_or_default();
            self.keep(ask.level, &ask.statement, rows);
        }
    }

    /// What came of it.
    pub fn finish(self) -> Executed {
        let levels = self.task.plan.levels.iter().enumerate();
        let warnings = levels.filter_map(|(place, level)| Some(Warning::of(&level.path, self.compared(place)?)));
        let warnings = warnings.collect();
        Executed {
            warnings,
            prepared: self.prepared,
            reads: self.reads,
            suggestions: self.misses.suggestions(),
            statements: self.statements,
            rows: self.rows,
        }
    }

    /// What a level's list compares as it is printed, where units differ, or where nobody asked.
    fn compared(&self, place: usize) -> Option<&Compared> {
        let statement = self.prepared.statements[place].as_deref()?;
        let Read { rows, keys } = &self.reads[place];
        let is_there = self.task.plan.levels[place].keys == Keys::Root || !keys.keys.is_empty();
        let is_told = if statement.is_needless { is_there } else { !rows.is_empty() };
        statement.compared.as_ref().filter(|_| is_told)
    }

    /// Begins the computations that levels of this depth read and none before them did.
    fn begin(&mut self) {
        for &level in &self.depths[self.depth] {
            let Some(derived) = self.task.plan.levels[level].derived else { continue };
            let begun = self.dialogues.iter().any(|dialogue| dialogue.computation == derived.computation);
            if begun || self.computed[derived.computation].is_some() {
                continue;
            }
            let computation = &self.task.plan.computations[derived.computation];
            match derived::begin(computation, self.task, &self.prepared, &self.reads) {
                Ok(Some(derive)) => self.dialogues.push(Dialogue {
                    computation: derived.computation,
                    derive,
                    question: None,
                    answer: None,
                }),
                Ok(None) => {}
                Err(refusal) => self.prepared.refuse_computation(computation, refusal),
            }
        }
    }

    /// Lets the computations go on; those that know everything leave.
    fn converse(&mut self) -> Result<(), Stop> {
        for mut dialogue in mem::take(&mut self.dialogues) {
            self.task.deadline.check()?;
            match dialogue.derive.advance(dialogue.answer.take(), &self.task.deadline) {
                Ok(Some(question)) => {
                    dialogue.question = Some(question);
                    self.dialogues.push(dialogue);
                }
                Ok(None) => self.computed[dialogue.computation] = Some(dialogue.derive),
                Err(Halt::Refused(refusal)) => {
                    self.prepared.refuse_computation(&self.task.plan.computations[dialogue.computation], refusal);
                }
                Err(Halt::Stopped(stop)) => return Err(stop),
            }
        }
        Ok(())
    }

    /// Finds the keys of the levels of this depth, and what is to be asked for them.
    fn ask(&mut self) -> Result<(), Stop> {
        let mut room = Room::new(self.limits, self.rows, &self.task.deadline);
        for place in mem::take(&mut self.depths[self.depth]) {
            let level = &self.task.plan.levels[place];
            self.reads[place].keys = keys_of(level, |above| &self.reads[above].rows, &self.task.variables);
            if let Some(statement) = self.to_run(place, level) {
                match self.outset(place, level, &statement, &mut room) {
                    Ok(Outset::Ask(values)) => self.asks.push(Ask { level: place, statement, values }),
                    Ok(Outset::Told(rows)) => self.reads[place].rows = rows,
                    Err(Halt::Refused(refusal)) => self.prepared.refuse_all(refusal),
                    Err(Halt::Stopped(stop)) => return Err(stop),
                }
            }
        }
        Ok(())
    }

    /// The statement of a level, unless there is nothing to run it for.
    fn to_run(&self, place: usize, level: &Level) -> Option<Arc<Statement>> {
        let keyless = level.keys != Keys::Root && self.reads[place].keys.keys.is_empty();
        let runs = !level.idle && !keyless && !self.prepared.is_nulled(&level.around);
        self.prepared.statements[place].clone().filter(|statement| runs && !statement.is_needless)
    }

    /// How a level's statement runs; its rows, where they need none.
    fn outset(&self, place: usize, level: &Level, statement: &Statement, room: &mut Room<'_>) -> Result<Outset, Halt> {
        let Some(derived) = level.derived else { return Ok(Outset::Ask(None)) };
        let Some(computed) = self.computed[derived.computation].as_deref() else {
            return Ok(Outset::Told(Rows::default()));
        };
        let source = Source { catalogue: self.catalogue, level, statement, part: derived.part, computed };
        let keys = self.keys(place);
        match source.count(keys) {
            Some(counted) => Ok(Outset::Told(counted)),
            None => Ok(Outset::Ask(Some(source.values(keys, room)?))),
        }
    }

    /// The keys that a level runs for; none where it runs once.
    fn keys(&self, level: usize) -> Option<&[i64]> {
        let is_keyed = self.task.plan.levels[level].keys != Keys::Root;
        is_keyed.then_some(self.reads[level].keys.keys.as_slice())
    }

    fn keep(&mut self, level: usize, statement: &Statement, rows: Rows) {
        self.rows = self.rows.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
        self.held = self.held.saturating_add(rows.bytes());
        if let Err(refusal) = self.limits.check(Limit::Rows, self.rows) {
            self.prepared.refuse_all(refusal);
        }
        if statement.bounded && u64::try_from(rows.longest()).unwrap_or(u64::MAX) > statement.most {
            let message =
                format!("there are more than {} groups: say in first how many of them to tell", statement.most);
            let refusal = Refusal::new(Code::PageSizeOutOfRange, message);
            self.prepared.refuse_level(&self.task.plan.levels[level], refusal);
        }
        self.reads[level].rows = rows;
    }
}

/// The levels by how many stand above them.
fn by_depth(levels: &[Level]) -> Vec<Vec<usize>> {
    let mut depth_of: Vec<usize> = Vec::with_capacity(levels.len());
    let mut depths: Vec<Vec<usize>> = Vec::new();
    for (place, level) in levels.iter().enumerate() {
        let depth = match level.keys {
            Keys::Column { level, .. } => depth_of[level] + 1,
            Keys::Root | Keys::Ids(_) => 0,
        };
        depth_of.push(depth);
        if depths.len() <= depth {
            depths.resize_with(depth + 1, Vec::new);
        }
        depths[depth].push(place);
    }
    depths
}
