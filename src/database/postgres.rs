//! Reading PostgreSQL: pooled connections, and a snapshot for each request whose statements are sent in waves.

mod connect;
mod decode;
mod encode;
mod scan;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Metrics, Object, Pool, RecycleError, RecycleResult};
use tokio_postgres::Config;

pub use self::wire::Bound;
use self::wire::Connection;
use super::{ReadError, Rows};

/// How long opening a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections to read from.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: Pool<Manager>,
    config: Arc<Config>,
}

impl Postgres {
    /// Reads the database at `url` over at most `connections` connections; a statement runs at most `timeout`.
    ///
    /// # Errors
    /// Where the address is not one of PostgreSQL.
    pub fn new(url: &str, connections: usize, timeout: Duration) -> Result<Self, ReadError> {
        let mut config = connect::config(url)?;
        config.application_name("panorama");
        // A wave's statements share a transaction that nothing opens by name: it has one state of the database too.
        config.options(format!(
            "-c statement_timeout={} -c default_transaction_read_only=on \
             -c default_transaction_isolation=repeatable\\ read",
            timeout.as_millis()
        ));
        let config = Arc::new(config);
        let pool = Pool::builder(Manager { config: Arc::clone(&config) })
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(timeout))
            .create_timeout(Some(CONNECT_TIMEOUT))
            .build()
            .map_err(|error| ReadError::Fault(error.to_string()))?;
        Ok(Self { pool, config })
    }

    /// How many connections there can be.
    pub fn at_most(&self) -> usize {
        self.pool.status().max_size
    }

    /// How many connections there are, and how many of them are idle.
    pub fn connections(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size, status.available)
    }

    /// One state of the database.
    ///
    /// # Errors
    /// `Unavailable` where no connection can be had.
    pub async fn snapshot(&self) -> Result<Snapshot, ReadError> {
        let connection = self.pool.get().await.map_err(|error| ReadError::Unavailable(error.to_string()))?;
        Ok(Snapshot { connection })
    }
}

/// One state of the database, from the first wave to the last. A connection whose snapshot was left in the middle is given
/// up.
#[derive(Debug)]
pub struct Snapshot {
    connection: Object<Manager>,
}

impl Snapshot {
    /// Runs statements that do not depend on each other, and where they are the `last` ends the snapshot with them.
    ///
    /// # Errors
    /// What the database answers to the first that fails; the snapshot is over then.
    pub async fn wave(&mut self, queries: &[Bound<'_>], last: bool) -> Result<Vec<Rows>, ReadError> {
        self.connection.wave(queries, last).await
    }
}

/// Opens connections for the pool.
#[derive(Debug)]
struct Manager {
    config: Arc<Config>,
}

impl deadpool::managed::Manager for Manager {
    type Type = Connection;
    type Error = ReadError;

    async fn create(&self) -> Result<Connection, ReadError> {
        let (transport, token) = connect::connect(&self.config).await?;
        Ok(Connection::new(transport, token))
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<ReadError> {
        if connection.is_quiet() { Ok(()) } else { Err(RecycleError::message("the connection is not at rest")) }
    }
}
