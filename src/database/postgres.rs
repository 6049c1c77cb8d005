//! Reading PostgreSQL: pooled connections, and a snapshot for each request whose statements are sent in waves.

mod bridge;
mod connect;
mod decode;
mod encode;
mod failure;
mod lent;
mod pool;
mod portal;
mod probe;
mod scan;
mod settle;
mod socket;
mod statements;
mod tls;
mod wave;
mod wire;
mod write;

use std::sync::Arc;
use std::time::Duration;

use self::pool::{Lease, Pool};
pub(super) use self::write::open;
use super::address::PostgresAddress;
use super::{Bound, ReadError, Rows};
use crate::deadline::Deadline;
use crate::places::Place;

/// How much longer than a request the server gives a statement: it stops by itself what nobody could stop.
const BACKSTOP: Duration = Duration::from_secs(1);

/// Connections to read from.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: Arc<Pool>,
}

impl Postgres {
    /// Reads the database at an address over at most `connections` connections; a request runs at most `timeout`.
    ///
    /// # Errors
    /// Where the files that the address names cannot be used.
    pub fn new(address: &PostgresAddress, connections: usize, timeout: Duration) -> Result<Self, ReadError> {
        let connector = connect::Connector::new(address)?;
        Ok(Self { pool: Pool::new(connector, connections, timeout + BACKSTOP) })
    }

    /// How many connections there can be.
    pub fn at_most(&self) -> usize {
        self.pool.at_most()
    }

    /// How many connections there are, and how many of them are idle.
    pub fn connections(&self) -> (usize, usize) {
        self.pool.connections()
    }

    /// One state of the database, for as long as the deadline lets it.
    ///
    /// # Errors
    /// `Busy` where no connection is free in time; `Unavailable` where none can be opened.
    pub async fn snapshot(&self, deadline: &Deadline) -> Result<Snapshot, ReadError> {
        let lease = self.pool.take(deadline).await?;
        Ok(Snapshot { lease: Some(lease), deadline: deadline.clone() })
    }
}

impl Snapshot {
    /// Keeps a place as long as the server works for it, whatever becomes of the request.
    pub fn keep(&mut self, place: Arc<Place>) {
        if let Some(lease) = &mut self.lease {
            lease.keep(place);
        }
    }
}

/// One state of the database, from the first wave to the last. Wherever it is dropped its connection comes to rest, and goes
/// back then.
#[derive(Debug)]
pub struct Snapshot {
    /// None once it is over.
    lease: Option<Lease>,
    deadline: Deadline,
}

impl Snapshot {
    /// Runs statements that do not depend on each other, and where they are the `last` ends the snapshot with them. Their rows
    /// take at most `room` bytes together.
    ///
    /// # Errors
    /// `TooLarge` where they take more.
    /// `Timeout` at the deadline, `Gone` where nobody waits any more; what the database answers to the first that fails. The
    /// snapshot is over then.
    pub async fn wave(&mut self, queries: &[Bound<'_>], last: bool, room: usize) -> Result<Vec<Rows>, ReadError> {
        let mut lease =
            self.lease.take().ok_or_else(|| ReadError::Fault("a snapshot was used after its end".to_owned()))?;
        // Where this future is dropped, so is the lease: that is how a client that leaves stops what runs for it.
        let rows = self.deadline.limit(lease.connection()?.wave(queries, last, room)).await??;
        if !last {
            self.lease = Some(lease);
        }
        Ok(rows)
    }

    /// Ends a snapshot whose last wave was not known to be the last.
    ///
    /// # Errors
    /// Where the connection broke; what was read is good all the same.
    pub async fn end(mut self) -> Result<(), ReadError> {
        let Some(mut lease) = self.lease.take() else { return Ok(()) };
        self.deadline.limit(lease.connection()?.rest()).await?
    }
}
