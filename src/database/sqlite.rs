//! Reading SQLite in-process: read-only connections with prepared statements, a snapshot for each request, and a
//! handler that stops what runs too long.

mod scan;
mod write;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, Statement, vtab};

pub(super) use self::write::open;
use super::{Cell, ReadError, Rows, Value};

/// Virtual machine steps between two looks at the clock.
const STEPS: i32 = 1_000;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;

/// Read-only connections to one file, opened as they are needed and kept.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

#[derive(Debug)]
struct Reader {
    connection: Connection,
    control: Arc<Control>,
}

/// What the progress handler of a connection looks at.
#[derive(Debug, Default)]
struct Control {
    /// Nanoseconds after `origin` at which to stop.
    deadline: AtomicI64,
    /// Looks at the clock left before an inline run gives way.
    ticks: AtomicI64,
    gave_way: AtomicBool,
}

/// How long a run may take.
#[derive(Debug, Clone)]
pub struct Budget {
    /// It fails with a timeout then.
    pub deadline: Instant,
    /// After so many looks at the clock it gives way to other requests and is to be run again elsewhere.
    pub ticks: Option<i64>,
    /// It stops when nobody waits for it any more.
    pub cancelled: Arc<AtomicBool>,
}

impl Sqlite {
    /// Reads the database file at `path`, which exists.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Runs `read` on one snapshot of the database.
    ///
    /// # Errors
    /// What `read` or the database answers; `GaveWay` where the budget's ticks ran out.
    pub fn snapshot<T>(
        &self,
        budget: &Budget,
        read: impl FnOnce(&Snapshot<'_>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let reader = self.take()?;
        let origin = Instant::now();
        let left = budget.deadline.saturating_duration_since(origin);
        reader.control.deadline.store(nanoseconds(left), Ordering::Relaxed);
        reader.control.ticks.store(budget.ticks.unwrap_or(i64::MAX), Ordering::Relaxed);
        reader.control.gave_way.store(false, Ordering::Relaxed);
        let (control, cancelled) = (Arc::clone(&reader.control), Arc::clone(&budget.cancelled));
        let stop = move || {
            let out_of_ticks = control.ticks.fetch_sub(1, Ordering::Relaxed) <= 0;
            control.gave_way.fetch_or(out_of_ticks, Ordering::Relaxed);
            out_of_ticks
                || cancelled.load(Ordering::Relaxed)
                || nanoseconds(origin.elapsed()) >= control.deadline.load(Ordering::Relaxed)
        };
        reader.connection.progress_handler(STEPS, Some(stop))?;
        let result = begin(&reader.connection).and_then(|()| {
            let result = read(&Snapshot { connection: &reader.connection });
            let ended = reader.connection.prepare_cached("COMMIT").and_then(|mut end| end.execute([]));
            if ended.is_err() && !reader.connection.is_autocommit() {
                reader.connection.execute_batch("ROLLBACK")?;
            }
            result
        });
        let gave_way = reader.control.gave_way.load(Ordering::Relaxed);
        // A connection that failed for another reason than time is not used again.
        if matches!(result, Ok(_) | Err(ReadError::Timeout)) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        }
        match result {
            Err(ReadError::Timeout) if gave_way => Err(ReadError::GaveWay),
            other => other,
        }
    }

    fn take(&self) -> Result<Reader, ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn open(&self) -> Result<Reader, ReadError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.execute_batch(
            "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 268435456; PRAGMA cache_size = -65536; PRAGMA query_only = ON;",
        )?;
        // A statement stays as it was prepared whatever is bound to it: else a new LIMIT prepares it anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        vtab::array::load_module(&connection)?;
        Ok(Reader { connection, control: Arc::default() })
    }
}

fn begin(connection: &Connection) -> Result<(), ReadError> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    Ok(())
}

fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// One state of the database.
#[derive(Debug)]
pub struct Snapshot<'a> {
    connection: &'a Connection,
}

impl Snapshot<'_> {
    /// Runs a statement once, or once for each key as its first parameter.
    ///
    /// # Errors
    /// What the database answers.
    pub fn query(&self, sql: &str, values: &[Value], keys: Option<&[i64]>) -> Result<Rows, ReadError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = Rows::new(statement.column_count());
        let first = if keys.is_some() { 2 } else { 1 };
        for (i, value) in values.iter().enumerate() {
            bind(&mut statement, first + i, value)?;
        }
        match keys {
            None => step(&mut statement, &mut rows)?,
            Some(keys) => {
                for key in keys {
                    statement.raw_bind_parameter(1, key)?;
                    step(&mut statement, &mut rows)?;
                }
            }
        }
        Ok(rows)
    }
}

fn step(statement: &mut Statement<'_>, rows: &mut Rows) -> Result<(), ReadError> {
    let width = rows.width();
    let mut found = statement.raw_query();
    while let Some(row) = found.next()? {
        push_row(rows, row, width)?;
    }
    rows.end_key();
    Ok(())
}

fn push_row(rows: &mut Rows, row: &Row<'_>, width: usize) -> rusqlite::Result<()> {
    for column in 0..width {
        match row.get_ref(column)? {
            ValueRef::Null | ValueRef::Blob(_) => rows.push(Cell::Null),
            ValueRef::Integer(value) => rows.push(Cell::Int(value)),
            ValueRef::Real(value) => rows.push(Cell::Float(value)),
            ValueRef::Text(bytes) => rows.push_text(&String::from_utf8_lossy(bytes)),
        }
    }
    Ok(())
}

fn bind(statement: &mut Statement<'_>, place: usize, value: &Value) -> rusqlite::Result<()> {
    let array = |values: Vec<Sql>| Rc::new(values);
    match value {
        Value::Int(value) => statement.raw_bind_parameter(place, value),
        Value::Float(value) => statement.raw_bind_parameter(place, value),
        Value::Text(text) => statement.raw_bind_parameter(place, text),
        Value::Date(date) => statement.raw_bind_parameter(place, date.format("%Y-%m-%d").to_string()),
        Value::Bool(value) => statement.raw_bind_parameter(place, value),
        Value::Derived => statement.raw_bind_parameter(place, "[]"),
        Value::Ints(values) => {
            statement.raw_bind_parameter(place, array(values.iter().copied().map(Sql::Integer).collect()))
        }
        Value::Floats(values) => {
            statement.raw_bind_parameter(place, array(values.iter().copied().map(Sql::Real).collect()))
        }
        Value::Texts(values) => {
            statement.raw_bind_parameter(place, array(values.iter().cloned().map(Sql::Text).collect()))
        }
    }
}

impl From<rusqlite::Error> for ReadError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::Timeout,
            Some(
                rusqlite::ErrorCode::DatabaseBusy
                | rusqlite::ErrorCode::DatabaseLocked
                | rusqlite::ErrorCode::CannotOpen,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}
