//! Answering a task: its statements are built, run on one snapshot of the database, and their rows written.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

use super::execution::{Executed, Execution};
use super::prepared::Prepared;
use super::task::{Answer, Task};
use super::writer::{Writer, Written};
use super::{postgres, sqlite};
use crate::catalogue::Catalogue;
use crate::config::Settings;
use crate::database::{Address, Bound, Budget, Changes, Dialect, Generation, Postgres, ReadError, Rows, Sqlite};
use crate::deadline::Deadline;
use crate::limits::{Limit, Limits};
use crate::places::{Place, Places};
use crate::plan::Names;
use crate::telemetry::Figures;

/// Looks at the clock (of 1,000 steps each) after which an inline run on SQLite moves to the blocking pool.
const INLINE_TICKS: i64 = 100;
/// How long a run in the thread of its request may take before the next one lets others go first.
const SLOW: Duration = Duration::from_micros(300);
/// Long runs on SQLite at the same time.
const LONG_RUNS: usize = 8;
/// Scans at the same time; who finds no place free in time is turned away.
const SCANS: usize = 5;
/// Cells of rows from which on an answer is written in the blocking pool: others wait for the threads of requests.
const LARGE: usize = 20_000;

/// Reads from one database.
#[derive(Debug, Clone)]
pub struct Reader {
    catalogue: Arc<Catalogue>,
    limits: Arc<Limits>,
    timeout: Duration,
    pub(super) driver: Driver,
    /// Places for scans.
    pub(super) scans: Places,
    at_most_scans: usize,
    changes: Changes,
    pub(super) figures: Arc<Figures>,
}

#[derive(Debug, Clone)]
pub(super) enum Driver {
    Sqlite { pool: Arc<Sqlite>, long: Places },
    Postgres(Postgres),
}

impl Reader {
    /// Reads the database that the settings name.
    ///
    /// # Errors
    /// Where the address is not one of a database.
    pub fn new(catalogue: Arc<Catalogue>, settings: &Settings, figures: &Arc<Figures>) -> Result<Self, ReadError> {
        let timeout = settings.request_timeout;
        let (driver, changes) = match &settings.database {
            Address::Sqlite(address) => {
                let pool = Arc::new(Sqlite::new(&address.path));
                (Driver::Sqlite { pool, long: Places::new(LONG_RUNS) }, Changes::of_sqlite(&address.path)?)
            }
            Address::Postgres(address) => {
                let pool = Postgres::new(address, settings.database_connections, timeout)?;
                (Driver::Postgres(pool), Changes::of_postgres(address)?)
            }
        };
        // Of a small pool requests keep most.
        let scans = match &driver {
            Driver::Sqlite { .. } => SCANS,
            Driver::Postgres(pool) => SCANS.min(pool.at_most() / 3).max(1),
        };
        let (limits, figures) = (Arc::new(settings.limits.clone()), Arc::clone(figures));
        Ok(Self {
            catalogue,
            limits,
            timeout,
            driver,
            scans: Places::new(scans),
            changes,
            figures,
            at_most_scans: scans,
        })
    }

    /// Which database it reads.
    pub fn dialect(&self) -> Dialect {
        match self.driver {
            Driver::Sqlite { .. } => Dialect::Sqlite,
            Driver::Postgres(_) => Dialect::Postgres,
        }
    }

    /// How many connections are open, and how many of them idle, where there is a pool.
    pub fn connections(&self) -> Option<(usize, usize)> {
        match &self.driver {
            Driver::Sqlite { .. } => None,
            Driver::Postgres(pool) => Some(pool.connections()),
        }
    }

    /// The state of the data, with all that was committed before; none where it cannot be found out.
    pub async fn generation(&self) -> Option<Generation> {
        self.changes.generation().await
    }

    /// True where the database answers. On PostgreSQL it is asked over a connection of its own: as many requests as there may
    /// be are no sign that it does not.
    pub async fn is_alive(&self, time: Duration) -> bool {
        match self.driver {
            Driver::Sqlite { .. } => self.version(time).await.is_ok(),
            Driver::Postgres(_) => self.generation().await.is_some() || self.version(time).await.is_ok(),
        }
    }

    /// The version of the data: a sign of life of the database.
    ///
    /// # Errors
    /// Where it does not answer in so much time, or in that of a request where that is less.
    pub async fn version(&self, time: Duration) -> Result<i64, ReadError> {
        let deadline = Deadline::after(time.min(self.timeout));
        let rows = self.query("SELECT version FROM dataset", &deadline).await?;
        rows.int(0, 0).ok_or_else(|| ReadError::Fault("there is no data set".to_owned()))
    }

    /// The rows of a short statement.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn query(&self, sql: &str, deadline: &Deadline) -> Result<Rows, ReadError> {
        match &self.driver {
            Driver::Sqlite { pool, .. } => {
                let budget = Budget { deadline: deadline.clone(), ticks: None, is_single: true };
                pool.snapshot(&budget, |snapshot| snapshot.query(&Bound::once(sql, &[]), usize::MAX))
            }
            Driver::Postgres(pool) => {
                let mut snapshot = pool.snapshot(deadline).await?;
                let rows = snapshot.wave(&[Bound::once(sql, &[])], true, usize::MAX).await?;
                Ok(rows.into_iter().next().unwrap_or_default())
            }
        }
    }

    /// How many requests are worked on at the same time: on PostgreSQL as many as there are connections beside those of
    /// scans; on SQLite, where the threads of requests read, few enough that what is short is not kept waiting.
    pub fn at_once(&self) -> usize {
        match &self.driver {
            Driver::Sqlite { .. } => 4 * std::thread::available_parallelism().map_or(1, NonZero::get),
            Driver::Postgres(pool) => pool.at_most().saturating_sub(self.at_most_scans).max(1),
        }
    }

    /// Answers a task, in a place that is kept as long as it needs it.
    ///
    /// # Errors
    /// Where the database failed or the time ran out; what is wrong with the request stands in the answer.
    pub async fn answer(&self, task: Task, place: Place) -> Result<Answer, ReadError> {
        let (task, mut place, mut names) = (Arc::new(task), Arc::new(place), Names::Current);
        let (mut statements, mut rows) = (0, 0);
        loop {
            let prepared = Prepared::of(&task, &self.catalogue, self.dialect(), &self.limits, names)?;
            let counted = prepared.counted;
            if prepared.refused {
                return Ok(Answer::refused(prepared.errors, counted));
            }
            let executed = match &self.driver {
                Driver::Sqlite { pool, long } => self.on_sqlite(pool, long, &task, prepared, place).await,
                Driver::Postgres(pool) => {
                    let mut execution = Execution::new(&self.catalogue, &task, &self.limits, prepared);
                    let done = Box::pin(postgres::execute(pool, &mut execution, &place)).await;
                    done.map(|()| (execution.finish(), place))
                }
            };
            let mut executed = match executed {
                Ok((executed, kept)) => {
                    place = kept;
                    executed
                }
                Err(ReadError::TooLarge) => {
                    return Ok(Answer::refused(vec![self.limits.over(Limit::AnswerBytes, None).into()], counted));
                }
                Err(error) => return Err(error),
            };
            self.figures.statements.inc_by(executed.statements);
            statements += executed.statements;
            rows += executed.rows;
            if executed.prepared.refused {
                return Ok(Answer::refused(executed.prepared.errors, counted));
            }
            if names == Names::Current && executed.misses(&self.catalogue, &task) {
                // As a whole, so that all of the answer is of one state of the data. Few ask for what was renamed, or is not there.
                names = Names::Former;
                continue;
            }
            let suggestions = std::mem::take(&mut executed.suggestions);
            let warnings = std::mem::take(&mut executed.warnings);
            // The place is kept until the answer is written.
            let (data, errors) = self.write(task, executed).await?;
            drop(place);
            return Ok(Answer { data, errors, suggestions, warnings, counted, rows, statements });
        }
    }

    /// Short plans run where the request is; those that turn out long run in the blocking pool, the next time at once.
    async fn on_sqlite(
        &self,
        pool: &Arc<Sqlite>,
        long: &Places,
        task: &Arc<Task>,
        prepared: Prepared,
        place: Arc<Place>,
    ) -> Result<(Executed, Arc<Place>), ReadError> {
        let run = |pool: &Sqlite, this: &Self, task: &Task, prepared, ticks| {
            let budget = Budget { deadline: task.deadline.clone(), ticks, is_single: task.plan.is_single() };
            pool.snapshot(&budget, |snapshot| {
                let mut execution = Execution::new(&this.catalogue, task, &this.limits, prepared);
                sqlite::execute(snapshot, &mut execution)?;
                Ok(execution.finish())
            })
        };
        if !task.plan.long.load(Ordering::Relaxed) {
            if task.plan.slow.load(Ordering::Relaxed) {
                // With the place held: who has none waits there, and not in front of those that ask for less.
                tokio::task::yield_now().await;
            }
            let start = Instant::now();
            let done = run(pool, self, task, prepared.clone(), Some(INLINE_TICKS));
            task.plan.slow.store(start.elapsed() > SLOW, Ordering::Relaxed);
            match done {
                Err(ReadError::GaveWay) => task.plan.long.store(true, Ordering::Relaxed),
                other => return other.map(|executed| (executed, place)),
            }
        }
        drop(place);
        let place = long.take(task.share, &task.deadline).await.map_err(|_| ReadError::Busy)?;
        let (pool, this, task) = (Arc::clone(pool), self.clone(), Arc::clone(task));
        // The place goes with the work: it is not free before that ends, whoever waits for it.
        let work = spawn_blocking(move || Ok((run(&pool, &this, &task, prepared, None)?, Arc::new(place))));
        work.await.map_err(|error| ReadError::Fault(error.to_string()))?
    }

    /// Writes what was read.
    async fn write(&self, task: Arc<Task>, executed: Executed) -> Result<Written, ReadError> {
        let cells: usize = executed.reads.iter().map(|read| read.rows.cells()).sum();
        if cells < LARGE {
            return Ok(Writer::new(&self.catalogue, &task, &executed, &self.limits).write()?);
        }
        let (catalogue, limits) = (Arc::clone(&self.catalogue), Arc::clone(&self.limits));
        let work = spawn_blocking(move || Writer::new(&catalogue, &task, &executed, &limits).write());
        Ok(work.await.map_err(|error| ReadError::Fault(error.to_string()))??)
    }
}
