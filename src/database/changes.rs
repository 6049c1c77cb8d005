//! Whether the data changed since an answer was made. SQLite tells a connection of every commit that another one made, by
//! any process; on PostgreSQL every commit moves the version of the data set, which is asked for.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::checks::Checks;
use super::{Bound, Postgres, PostgresAddress, ReadError};
use crate::deadline::Deadline;

/// The state of the data: another one after every commit.
pub const STATE: &str = "SELECT version, updated_at FROM dataset WHERE id = 1";
/// How long a question for the state may take: who waits for it reads instead.
const PATIENCE: Duration = Duration::from_secs(1);

/// A view on the changes of one database.
#[derive(Debug, Clone)]
pub struct Changes(Source);

#[derive(Debug, Clone)]
enum Source {
    Sqlite(Arc<Mutex<Connection>>),
    Postgres(Arc<Checks<Generation>>),
    /// Nobody can say.
    Unknown,
}

/// A state of the data: another one after every change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation([i64; 2]);

impl Changes {
    /// Watches the file at `path`, which exists.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn of_sqlite(path: &Path) -> Result<Self, ReadError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        Ok(Self(Source::Sqlite(Arc::new(Mutex::new(connection)))))
    }

    /// Asks the database at an address, from within a runtime.
    ///
    /// # Errors
    /// Where the files that the address names cannot be used.
    pub fn of_postgres(address: &PostgresAddress) -> Result<Self, ReadError> {
        // Of several servers, one of which follows the other, this would be asked and another read.
        if address.is_ambiguous() {
            return Ok(Self(Source::Unknown));
        }
        // A connection of its own: questions do not queue behind what reads for long.
        let pool = Postgres::new(address, 1, PATIENCE)?;
        let known = Arc::new(AtomicBool::new(true));
        let check = move || {
            let (pool, known) = (pool.clone(), Arc::clone(&known));
            async move {
                let state = ask(&pool).await;
                let before = known.swap(state.is_ok(), Ordering::Relaxed);
                match state {
                    Ok(state) => return state,
                    // Once, and not for every request.
                    Err(error) if before => {
                        tracing::warn!(error.message = %error, "changes cannot be seen; answers are not kept meanwhile");
                    }
                    Err(_) => {}
                }
                None
            }
        };
        Ok(Self(Source::Postgres(Arc::new(Checks::new(check)))))
    }

    /// The state of the data, with every commit that was acknowledged before; none where it cannot be found out.
    pub async fn generation(&self) -> Option<Generation> {
        match &self.0 {
            Source::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let mut statement = connection.prepare_cached("PRAGMA data_version").ok()?;
                let version = statement.query_row([], |row| row.get(0)).ok()?;
                Some(Generation([version, 0]))
            }
            Source::Postgres(checks) => checks.ask().await,
            Source::Unknown => None,
        }
    }
}

/// Both numbers: a version alone comes again when a copy of the database is put back.
async fn ask(pool: &Postgres) -> Result<Option<Generation>, ReadError> {
    let state = Bound::once(STATE, &[]);
    let answers = pool.snapshot(&Deadline::after(PATIENCE)).await?.wave(&[state], true, usize::MAX).await?;
    let number = |column| answers.first().and_then(|rows| rows.int(0, column));
    Ok(number(0).zip(number(1)).map(|(version, at)| Generation([version, at])))
}
