//! Whether the data changed since an answer was made. SQLite tells a connection of every commit that another one made,
//! by any process; PostgreSQL sends a notification for every commit that moves the data set's version.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinHandle;

use super::postgres::Listening;
use super::{PostgresAddress, ReadError};

/// The channel that the schema's trigger notifies.
const CHANNEL: &str = "panorama_changed";
/// How long to wait before a lost connection is opened again.
const RETRY: Duration = Duration::from_secs(1);

/// A view on the changes of one database.
#[derive(Debug, Clone)]
pub struct Changes(Source);

#[derive(Debug, Clone)]
enum Source {
    Sqlite(Arc<Mutex<Connection>>),
    Postgres(Arc<Listener>),
}

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

    /// Listens to the database at an address, from within a runtime.
    pub fn of_postgres(address: &PostgresAddress) -> Self {
        let state = Arc::new(State::default());
        let task = tokio::spawn(follow(address.clone(), Arc::clone(&state)));
        Self(Source::Postgres(Arc::new(Listener { state, task })))
    }

    /// A number that is another one after every change; none while changes cannot be seen.
    pub fn generation(&self) -> Option<u64> {
        match &self.0 {
            Source::Sqlite(connection) => {
                let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let mut statement = connection.prepare_cached("PRAGMA data_version").ok()?;
                let version: i64 = statement.query_row([], |row| row.get(0)).ok()?;
                u64::try_from(version).ok()
            }
            Source::Postgres(listener) => {
                let state = &listener.state;
                state.live.load(Ordering::Acquire).then(|| state.generation.load(Ordering::Acquire))
            }
        }
    }
}

/// A connection that listens as long as somebody watches.
#[derive(Debug)]
struct Listener {
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Debug, Default)]
struct State {
    generation: AtomicU64,
    live: AtomicBool,
}

/// Listens, and again when the connection is lost: what was missed in between counts as a change.
async fn follow(address: PostgresAddress, state: Arc<State>) {
    loop {
        if let Err(error) = listening(&address, &state).await {
            tracing::warn!(error.message = %error, "changes cannot be followed; answers are not kept meanwhile");
        }
        state.live.store(false, Ordering::Release);
        tokio::time::sleep(RETRY).await;
    }
}

async fn listening(address: &PostgresAddress, state: &State) -> Result<(), ReadError> {
    let mut listening = Listening::open(address, CHANNEL).await?;
    state.generation.fetch_add(1, Ordering::AcqRel);
    state.live.store(true, Ordering::Release);
    loop {
        listening.heard().await?;
        state.generation.fetch_add(1, Ordering::AcqRel);
    }
}
