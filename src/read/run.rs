//! Running the statements of a plan on one snapshot of the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::{Map, Value as Json};
use tokio::sync::Semaphore;

use super::keys::KeyList;
use super::writer::{Read, Writer, ids_argument, ids_of};
use crate::catalogue::Catalogue;
use crate::database::{
    Address, Budget, Changes, Dialect, Postgres, PostgresSnapshot, ReadError, Rows, Sqlite, SqliteSnapshot,
};
use crate::error::{Code, GraphqlError, Refusal, Step};
use crate::plan::input::{Input, Variables};
use crate::plan::page::MAX_PAGE;
use crate::plan::{Compiled, Keys, Level, Statement, build_statement};
use crate::telemetry::Figures;

/// Looks at the clock (of 1,000 steps each) after which an inline run on SQLite moves to the blocking pool.
const INLINE_TICKS: i64 = 100;
/// The most rows that one answer can hold; more cause `TOO_COMPLEX`.
const MAX_ROWS: u64 = 500_000;
/// Long runs on SQLite at the same time.
const LONG_RUNS: usize = 8;

/// Reads from one database.
#[derive(Debug, Clone)]
pub struct Reader {
    catalogue: Arc<Catalogue>,
    timeout: Duration,
    driver: Driver,
    changes: Changes,
    figures: Figures,
}

#[derive(Debug, Clone)]
enum Driver {
    Sqlite { pool: Arc<Sqlite>, long: Arc<Semaphore> },
    Postgres(Postgres),
}

/// A plan with what a request brings along.
#[derive(Debug)]
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
            Address::Sqlite(path) => {
                let pool = Arc::new(Sqlite::new(path));
                (Driver::Sqlite { pool, long: Arc::new(Semaphore::new(LONG_RUNS)) }, Changes::of_sqlite(path)?)
            }
            Address::Postgres(url) => {
                (Driver::Postgres(Postgres::new(url, connections, timeout)?), Changes::of_postgres(url))
            }
        };
        Ok(Self { catalogue, timeout, driver, changes, figures: figures.clone() })
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
        match &self.driver {
            Driver::Sqlite { pool, .. } => pool
                .snapshot(&self.budget(None), |snapshot| snapshot.query("SELECT version FROM dataset", &[], None))
                .map(drop),
            Driver::Postgres(pool) => {
                pool.snapshot(true).await?.query("SELECT version FROM dataset", &[], None).await.map(drop)
            }
        }
    }

    /// Answers a request.
    ///
    /// # Errors
    /// Where the database failed; what is wrong with the request stands in the answer.
    pub async fn answer(&self, request: Request) -> Result<Answer, ReadError> {
        let mut run = self.prepare(&request);
        if run.refused {
            return Ok(Answer { data: None, errors: run.errors });
        }
        run.reads = match &self.driver {
            Driver::Sqlite { pool, long } => self.on_sqlite(pool, long, &request, &run).await?,
            Driver::Postgres(pool) => on_postgres(pool, &request, &run, &self.figures).await?,
        };
        let mut writer = Writer {
            catalogue: &self.catalogue,
            plan: &request.plan,
            statements: &run.statements,
            reads: &run.reads,
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

    /// Builds the statements; what cannot be built makes the nullable field around it null.
    fn prepare(&self, request: &Request) -> Run {
        let levels = &request.plan.levels;
        let mut run =
            Run { statements: Arc::new([]), nulled: Vec::new(), errors: Vec::new(), refused: false, reads: Vec::new() };
        let mut statements = Vec::with_capacity(levels.len());
        for level in levels {
            let built = check_ids(level, &request.variables)
                .and_then(|()| build_statement(level, &self.catalogue, self.dialect(), &request.variables));
            match built {
                Ok(statement) => statements.push(Some(statement)),
                Err(refusal) => {
                    statements.push(None);
                    run.refuse(level, refusal);
                }
            }
        }
        run.statements = statements.into();
        let rows = most_rows(levels, &run.statements);
        if rows > MAX_ROWS {
            let message = format!("the answer could hold {rows} rows; it can hold {MAX_ROWS}: ask for smaller pages");
            run.errors.push(GraphqlError::new(Code::TooComplex, message));
            run.refused = true;
        }
        run
    }

    fn budget(&self, ticks: Option<i64>) -> Budget {
        Budget { deadline: Instant::now() + self.timeout, ticks, cancelled: Arc::default() }
    }

    /// Short plans run where the request is; those that turn out long run in the blocking pool, the next time at once.
    async fn on_sqlite(
        &self,
        pool: &Arc<Sqlite>,
        long: &Arc<Semaphore>,
        request: &Request,
        run: &Run,
    ) -> Result<Vec<Read>, ReadError> {
        let plan = &request.plan;
        if !plan.long.load(Ordering::Relaxed) {
            let budget = self.budget(Some(INLINE_TICKS));
            let result = pool.snapshot(&budget, |snapshot| {
                read_sqlite(snapshot, plan, &run.statements, &run.nulled, &request.variables, &self.figures)
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
        let (pool, plan) = (Arc::clone(pool), Arc::clone(plan));
        let (statements, nulled) = (Arc::clone(&run.statements), run.nulled.clone());
        let (variables, figures) = (request.variables.clone(), self.figures.clone());
        let task = tokio::task::spawn_blocking(move || {
            pool.snapshot(&budget, |snapshot| read_sqlite(snapshot, &plan, &statements, &nulled, &variables, &figures))
        });
        task.await.map_err(|error| ReadError::Fault(error.to_string()))?
    }
}

/// What is known of a request before its rows are.
struct Run {
    statements: Arc<[Option<Arc<Statement>>]>,
    nulled: Vec<usize>,
    errors: Vec<GraphqlError>,
    /// True where no nullable field stands around what was refused: the whole of `data` is null.
    refused: bool,
    reads: Vec<Read>,
}

impl Run {
    fn refuse(&mut self, level: &Level, refusal: Refusal) {
        if level.around.iter().any(|nullable| self.nulled.contains(nullable)) {
            return;
        }
        match level.around.last() {
            Some(nullable) => self.nulled.push(*nullable),
            None => self.refused = true,
        }
        let path = level.path.iter().cloned().map(Step::Key).collect();
        let error = GraphqlError::from(refusal).on(path).at(level.location);
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
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

/// Stops a run that nobody waits for any more.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
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
fn keys_of(level: &Level, reads: &[Read], variables: &Variables) -> KeyList {
    match level.keys {
        Keys::Root => KeyList::once(),
        Keys::Column { level: above, column } => KeyList::of_column(&reads[above].rows, column),
        Keys::Ids(tag) => {
            let ids = ids_argument(level).and_then(|ids| ids.resolve(variables));
            KeyList::of_ids(ids.map(|ids| ids_of(&ids, tag)).unwrap_or_default())
        }
    }
}

/// The statement of a level, unless there is nothing to run it for.
fn to_run<'a>(
    level: &Level,
    statement: Option<&'a Arc<Statement>>,
    keys: &KeyList,
    nulled: &[usize],
) -> Option<&'a Statement> {
    let runs = !level.idle
        && (level.keys == Keys::Root || !keys.keys.is_empty())
        && !level.around.iter().any(|nullable| nulled.contains(nullable));
    statement.filter(|_| runs).map(|statement| &**statement)
}

fn keys_for<'a>(level: &Level, keys: &'a KeyList) -> Option<&'a [i64]> {
    (level.keys != Keys::Root).then_some(keys.keys.as_slice())
}

fn read_sqlite(
    snapshot: &SqliteSnapshot<'_>,
    plan: &Compiled,
    statements: &[Option<Arc<Statement>>],
    nulled: &[usize],
    variables: &Variables,
    figures: &Figures,
) -> Result<Vec<Read>, ReadError> {
    let mut reads: Vec<Read> = Vec::with_capacity(plan.levels.len());
    let mut count = 0;
    for (level, statement) in plan.levels.iter().zip(statements) {
        let keys = keys_of(level, &reads, variables);
        let rows = match to_run(level, statement.as_ref(), &keys, nulled) {
            Some(statement) => {
                count += 1;
                snapshot.query(&statement.sql, &statement.values, keys_for(level, &keys))?
            }
            None => Rows::default(),
        };
        reads.push(Read { rows, keys });
    }
    figures.statements.inc_by(count);
    Ok(reads)
}

async fn on_postgres(pool: &Postgres, request: &Request, run: &Run, figures: &Figures) -> Result<Vec<Read>, ReadError> {
    let levels = &request.plan.levels;
    let running = levels.iter().filter(|level| !level.idle).count();
    if running == 0 {
        return Ok(levels.iter().map(|_| Read::default()).collect());
    }
    let snapshot = pool.snapshot(running == 1).await?;
    match read_postgres(&snapshot, request, run, figures).await {
        Ok(reads) => {
            snapshot.end().await?;
            Ok(reads)
        }
        Err(error) => {
            snapshot.abandon();
            Err(error)
        }
    }
}

/// Levels of one depth are sent side by side; the first together with the opening of the transaction.
async fn read_postgres(
    snapshot: &PostgresSnapshot,
    request: &Request,
    run: &Run,
    figures: &Figures,
) -> Result<Vec<Read>, ReadError> {
    let levels = &request.plan.levels;
    let mut reads: Vec<Read> = levels.iter().map(|_| Read::default()).collect();
    let depths = depths(levels);
    let mut count = 0;
    for depth in 0..=depths.iter().copied().max().unwrap_or(0) {
        let wave: Vec<usize> = (0..levels.len()).filter(|&i| depths[i] == depth).collect();
        let keys: Vec<KeyList> = wave.iter().map(|&i| keys_of(&levels[i], &reads, &request.variables)).collect();
        let queries = wave.iter().zip(&keys).map(|(&i, keys)| {
            let statement = to_run(&levels[i], run.statements[i].as_ref(), keys, &run.nulled);
            count += u64::from(statement.is_some());
            async move {
                match statement {
                    Some(s) => snapshot.query(&s.sql, &s.values, keys_for(&levels[i], keys)).await,
                    None => Ok(Rows::default()),
                }
            }
        });
        let queries = join_all(queries.collect::<Vec<_>>());
        let results = if depth == 0 {
            let (begun, results) = join(snapshot.begin(), queries).await;
            begun?;
            results
        } else {
            queries.await
        };
        for ((i, keys), rows) in wave.into_iter().zip(keys).zip(results) {
            reads[i] = Read { rows: rows?, keys };
        }
    }
    figures.statements.inc_by(count);
    Ok(reads)
}

/// How many levels stand above each.
fn depths(levels: &[Level]) -> Vec<usize> {
    let mut depths = Vec::with_capacity(levels.len());
    for level in levels {
        let depth = match level.keys {
            Keys::Column { level, .. } => depths[level] + 1,
            Keys::Root | Keys::Ids(_) => 0,
        };
        depths.push(depth);
    }
    depths
}
