//! Reading SQLite in-process: read-only connections with prepared statements, a snapshot for each request, and a
//! handler that stops what runs too long.

mod groups;
mod scan;
mod write;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, Statement, vtab};

pub(super) use self::write::open;
use super::{Bound, Cell, Keys, ReadError, Rows, Value};
use crate::deadline::Deadline;

/// Virtual machine steps between two looks at the clock.
const STEPS: i32 = 1_000;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;
/// Bytes of the longest statement that is kept: what takes long to write comes seldom again, and takes memory.
const LONGEST_KEPT: usize = 16 << 10;
/// Bytes of the file that are read in place at most.
const MAPPED: i64 = 1 << 40;
/// KiB of pages that a connection keeps.
const CACHE_KIB: u32 = 2_048;
/// How long a reader waits for a lock, which in the file's mode none holds for long.
const LOCKED: Duration = Duration::from_millis(250);
/// Derived rows where there are none.
const NO_ROWS: &str = "[]";

/// Read-only connections to one file, opened as they are needed and kept.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// How long a run may take.
#[derive(Debug, Clone)]
pub struct Budget {
    /// When it stops.
    pub deadline: Deadline,
    /// After so many looks at the clock it gives way to other requests and is to be run again elsewhere.
    pub ticks: Option<i64>,
    /// True where a statement runs at most once, and is its own snapshot.
    pub is_single: bool,
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
        let connection = self.take()?;
        let deadline = budget.deadline.clone();
        let ticks = AtomicI64::new(budget.ticks.unwrap_or(i64::MAX));
        let gave_way = Arc::new(AtomicBool::new(false));
        let gives_way = Arc::clone(&gave_way);
        let stop = move || {
            let out_of_ticks = ticks.fetch_sub(1, Ordering::Relaxed) <= 0;
            gives_way.fetch_or(out_of_ticks, Ordering::Relaxed);
            out_of_ticks || deadline.check().is_err()
        };
        connection.progress_handler(STEPS, Some(stop))?;
        let begun = if budget.is_single { Ok(()) } else { begin(&connection) };
        let result = begun.and_then(|()| {
            let result = read(&Snapshot { connection: &connection });
            if budget.is_single {
                return result;
            }
            let ended = connection.prepare_cached("COMMIT").and_then(|mut end| end.execute([]));
            if ended.is_err() && !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK")?;
            }
            result
        });
        let stopped = match result {
            Err(ReadError::Timeout) if gave_way.load(Ordering::Relaxed) => Err(ReadError::GaveWay),
            Err(ReadError::Timeout) => Err(budget.deadline.check().err().map_or(ReadError::Timeout, ReadError::from)),
            other => other,
        };
        // A connection that failed for another reason than time is not used again.
        if matches!(
            stopped,
            Ok(_) | Err(ReadError::Timeout | ReadError::Gone | ReadError::GaveWay | ReadError::TooLarge)
        ) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        stopped
    }

    fn take(&self) -> Result<Connection, ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.open(), Ok)
    }

    fn open(&self) -> Result<Connection, ReadError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        // The system keeps the file's pages once for all readers; what each keeps by itself is for what the map has no room for.
        connection.execute_batch(&format!(
            "PRAGMA mmap_size = {MAPPED}; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA query_only = ON;"
        ))?;
        connection.busy_timeout(LOCKED)?;
        // A statement stays as it was prepared whatever is bound to it: else a new LIMIT prepares it anew.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        vtab::array::load_module(&connection)?;
        groups::register(&connection)?;
        Ok(connection)
    }
}

fn begin(connection: &Connection) -> Result<(), ReadError> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    Ok(())
}

/// One state of the database.
#[derive(Debug)]
pub struct Snapshot<'a> {
    connection: &'a Connection,
}

impl Snapshot<'_> {
    /// Runs a statement once, or once for each key as its first parameter; its rows take at most `room` bytes.
    ///
    /// # Errors
    /// `TooLarge` where they take more; what the database answers.
    pub fn query(&self, query: &Bound<'_>, room: usize) -> Result<Rows, ReadError> {
        if query.sql.len() > LONGEST_KEPT {
            run(&mut self.connection.prepare(query.sql)?, query, room)
        } else {
            run(&mut *self.connection.prepare_cached(query.sql)?, query, room)
        }
    }
}

fn run(statement: &mut Statement<'_>, query: &Bound<'_>, room: usize) -> Result<Rows, ReadError> {
    let mut rows = Rows::new(statement.column_count());
    let first = if matches!(query.keys, Keys::None) { 1 } else { 2 };
    for (i, value) in query.values.iter().enumerate() {
        bind(statement, first + i, value)?;
    }
    let keys = match &query.keys {
        Keys::None => return step(statement, &mut rows, room).map(|()| rows),
        Keys::One(key) => std::slice::from_ref(*key),
        Keys::Each(keys) => keys,
    };
    for (place, key) in keys.iter().enumerate() {
        statement.raw_bind_parameter(1, key)?;
        for (i, value) in query.values.iter().enumerate() {
            if let Value::Lists(lists) = value {
                statement.raw_bind_parameter(first + i, list(lists, place))?;
            }
        }
        step(statement, &mut rows, room)?;
    }
    Ok(rows)
}

fn step(statement: &mut Statement<'_>, rows: &mut Rows, room: usize) -> Result<(), ReadError> {
    let width = rows.width();
    let mut found = statement.raw_query();
    while let Some(row) = found.next()? {
        push_row(rows, row, width)?;
        if rows.bytes() > room {
            return Err(ReadError::TooLarge);
        }
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
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => rows.push_text(text),
                Err(_) => rows.push_text(&String::from_utf8_lossy(bytes)),
            },
        }
    }
    Ok(())
}

/// The derived rows of the key at a place.
fn list(lists: &[String], place: usize) -> &str {
    lists.get(place).map_or(NO_ROWS, String::as_str)
}

fn bind(statement: &mut Statement<'_>, place: usize, value: &Value) -> rusqlite::Result<()> {
    let array = |values: Vec<Sql>| Rc::new(values);
    match value {
        Value::Int(value) => statement.raw_bind_parameter(place, value),
        Value::Float(value) => statement.raw_bind_parameter(place, value),
        Value::Text(text) => statement.raw_bind_parameter(place, text),
        Value::Date(date) => statement.raw_bind_parameter(place, date.format("%Y-%m-%d").to_string()),
        Value::Bool(value) => statement.raw_bind_parameter(place, value),
        Value::Derived => statement.raw_bind_parameter(place, NO_ROWS),
        Value::Lists(lists) => statement.raw_bind_parameter(place, list(lists, 0)),
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
