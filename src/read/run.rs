//! Answering a request: its statements are built, run on one snapshot of the database, and their rows written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};
use tokio::sync::Semaphore;

use super::postgres;
use super::scan::SCANS;
use super::sqlite;
use super::state::{Executed, Run};
use super::writer::Writer;
use crate::catalogue::Catalogue;
use crate::database::{Address, Bound, Budget, Changes, Dialect, Postgres, ReadError, Rows, Sqlite};
use crate::deadline::Deadline;
use crate::error::GraphqlError;
use crate::plan::Compiled;
use crate::plan::input::Variables;
use crate::telemetry::Figures;

/// Looks at the clock (of 1,000 steps each) after which an inline run on SQLite moves to the blocking pool.
const INLINE_TICKS: i64 = 100;
/// Long runs on SQLite at the same time.
const LONG_RUNS: usize = 8;

/// Reads from one database.
#[derive(Debug, Clone)]
pub struct Reader {
    catalogue: Arc<Catalogue>,
    pub(super) timeout: Duration,
    pub(super) driver: Driver,
    /// Places for scans.
    pub(super) scans: Arc<Semaphore>,
    changes: Changes,
    pub(super) figures: Figures,
}

#[derive(Debug, Clone)]
pub(super) enum Driver {
    Sqlite { pool: Arc<Sqlite>, long: Arc<Semaphore> },
    Postgres(Postgres),
}

/// A plan with what a request brings along.
#[derive(Debug, Clone)]
pub struct Request {
    /// What to read.
    pub plan: Arc<Compiled>,
    /// The coerced variables.
    pub variables: Variables,
    /// True where texts without an argument are Chinese.
    pub chinese: bool,
    /// What introspection answered, by response key.
    pub introspection: Map<String, Json>,
}

/// The bytes of `data`, and what went wrong on the way.
#[derive(Debug)]
pub struct Answer {
    /// JSON; none where `data` is null.
    pub data: Option<Vec<u8>>,
    /// In the order in which they were met.
    pub errors: Vec<GraphqlError>,
}

impl Reader {
    /// Reads the database at `address` with at most `connections` connections; a request may take `timeout`.
    ///
    /// # Errors
    /// Where the address is not one of a database.
    pub fn new(
        catalogue: Arc<Catalogue>,
        address: &Address,
        connections: usize,
        timeout: Duration,
        figures: &Figures,
    ) -> Result<Self, ReadError> {
        let (driver, changes) = match address {
            Address::Sqlite(address) => {
                let pool = Arc::new(Sqlite::new(&address.path));
                (Driver::Sqlite { pool, long: Arc::new(Semaphore::new(LONG_RUNS)) }, Changes::of_sqlite(&address.path)?)
            }
            Address::Postgres(address) => {
                (Driver::Postgres(Postgres::new(address, connections, timeout)?), Changes::of_postgres(address))
            }
        };
        let scans = Arc::new(Semaphore::new(SCANS));
        Ok(Self { catalogue, timeout, driver, scans, changes, figures: figures.clone() })
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

    /// A number that is another one after every change of the data; none while changes cannot be seen.
    pub fn generation(&self) -> Option<u64> {
        self.changes.generation()
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// Where it does not answer.
    pub async fn ping(&self) -> Result<(), ReadError> {
        self.query("SELECT version FROM dataset").await.map(drop)
    }

    /// The rows of a short statement.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn query(&self, sql: &str) -> Result<Rows, ReadError> {
        match &self.driver {
            Driver::Sqlite { pool, .. } => pool.snapshot(&self.budget(None), |snapshot| snapshot.query(sql, &[], None)),
            Driver::Postgres(pool) => {
                let mut snapshot = pool.snapshot(&Deadline::after(self.timeout)).await?;
                let rows = snapshot.wave(&[Bound { sql, values: &[], keys: None, anew: false }], true).await?;
                Ok(rows.into_iter().next().unwrap_or_default())
            }
        }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// Where the database failed; what is wrong with the request stands in the answer.
    pub async fn answer(&self, request: Request) -> Result<Answer, ReadError> {
        let run = Run::prepare(&request, &self.catalogue, self.dialect());
        if run.refused {
            return Ok(Answer { data: None, errors: run.errors });
        }
        let request = Arc::new(request);
        let Executed { run, reads } = match &self.driver {
            Driver::Sqlite { pool, long } => self.on_sqlite(pool, long, &request, &run).await?,
            Driver::Postgres(pool) => {
                let deadline = Deadline::after(self.timeout);
                postgres::execute(pool, &deadline, &self.catalogue, &request, run, &self.figures).await?
            }
        };
        if run.refused {
            return Ok(Answer { data: None, errors: run.errors });
        }
        let mut writer = Writer {
            catalogue: &self.catalogue,
            plan: &request.plan,
            statements: &run.statements,
            reads: &reads,
            nulled: &run.nulled,
            variables: &request.variables,
            chinese: request.chinese,
            introspection: &request.introspection,
            out: Vec::with_capacity(4096),
            errors: run.errors,
        };
        writer.root();
        Ok(Answer { data: Some(writer.out), errors: writer.errors })
    }

    fn budget(&self, ticks: Option<i64>) -> Budget {
        Budget { deadline: Instant::now() + self.timeout, ticks, cancelled: Arc::default() }
    }

    /// Short plans run where the request is; those that turn out long run in the blocking pool, the next time at once.
    async fn on_sqlite(
        &self,
        pool: &Arc<Sqlite>,
        long: &Arc<Semaphore>,
        request: &Arc<Request>,
        run: &Run,
    ) -> Result<Executed, ReadError> {
        let plan = &request.plan;
        if !plan.long.load(Ordering::Relaxed) {
            let budget = self.budget(Some(INLINE_TICKS));
            let result = pool.snapshot(&budget, |snapshot| {
                sqlite::execute(snapshot, &self.catalogue, request, run.clone(), &self.figures)
            });
            match result {
                Err(ReadError::GaveWay) => plan.long.store(true, Ordering::Relaxed),
                other => return other,
            }
        }
        let _permit =
            Arc::clone(long).acquire_owned().await.map_err(|_| ReadError::Unavailable("closing".to_owned()))?;
        let budget = self.budget(None);
        let _guard = CancelOnDrop(Arc::clone(&budget.cancelled));
        let (pool, catalogue, request) = (Arc::clone(pool), Arc::clone(&self.catalogue), Arc::clone(request));
        let (run, figures) = (run.clone(), self.figures.clone());
        let task = tokio::task::spawn_blocking(move || {
            pool.snapshot(&budget, |snapshot| sqlite::execute(snapshot, &catalogue, &request, run, &figures))
        });
        task.await.map_err(|error| ReadError::Fault(error.to_string()))?
    }
}

/// Stops a run that nobody waits for any more.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
