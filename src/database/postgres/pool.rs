//! Connections that are shared, each with a place. A place is free again when the server has nothing to do on its connection
//! any more, and not when the request that took it is over: that is what pools of the shelf do not do, and without it a server
//! works for more requests that nobody waits for than it has connections.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::connect::Connector;
use super::settle::settle;
use super::wire::{Connection, State};
use crate::database::ReadError;
use crate::deadline::{Deadline, Stop};
use crate::places::Place;

/// A connection that was idle for so long is asked for a sign of life before it is used.
const FRESH: Duration = Duration::from_secs(10);
/// How long that may take.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);
/// How long the server takes to stop a statement by itself, behind the time that it is given.
const MARGIN: Duration = Duration::from_secs(5);

/// The connections to one address.
pub(super) struct Pool {
    connector: Connector,
    places: Arc<Semaphore>,
    size: usize,
    /// What a connection is told first.
    greeting: String,
    /// After so long the server has stopped a statement by itself, if it does anything at all.
    patience: Duration,
    idle: Mutex<Vec<Connection>>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({:?}, {} places)", self.connector, self.size)
    }
}

impl Pool {
    /// At most `size` connections, on which a statement runs at most `time`.
    pub(super) fn new(connector: Connector, size: usize, time: Duration) -> Arc<Self> {
        // A wave's statements share a transaction that nothing opens by name: with this it has one state of the database.
        // What a request asks is not worth compiling: that takes seconds for long filters, and nothing stops it meanwhile.
        // Not as options of the log-in, which pools between refuse or leave out.
        let greeting = format!(
            "SET statement_timeout = {}; SET jit = off; SET default_transaction_read_only = on; \
             SET default_transaction_isolation = 'repeatable read'",
            time.as_millis()
        );
        let places = Arc::new(Semaphore::new(size));
        Arc::new(Self { connector, places, size, greeting, patience: time + MARGIN, idle: Mutex::default() })
    }

    /// How many connections there can be.
    pub(super) fn at_most(&self) -> usize {
        self.size
    }

    /// How many connections there are, and how many of them are idle.
    pub(super) fn connections(&self) -> (usize, usize) {
        let idle = self.idle().len();
        (idle + self.size.saturating_sub(self.places.available_permits()), idle)
    }

    /// A connection at rest.
    ///
    /// # Errors
    /// `Busy` where no place became free in time, `Unavailable` where no connection could be opened.
    pub(super) async fn take(self: &Arc<Self>, deadline: &Deadline) -> Result<Lease, ReadError> {
        let places = Arc::clone(&self.places);
        let place = match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) => match deadline.limit(places.acquire_owned()).await {
                Ok(place) => place.map_err(|_| ReadError::Unavailable("the pool is closed".to_owned()))?,
                Err(Stop::Over) => return Err(ReadError::Busy),
                Err(Stop::Gone) => return Err(ReadError::Gone),
            },
        };
        if let Some(connection) = self.idle_and_quiet() {
            return Ok(Lease { pool: Arc::clone(self), held: Some((connection, place)), kept: None });
        }
        // A task of its own, so that the place is taken until the server is through with the log-in, whoever waits for it.
        let (sender, receiver) = oneshot::channel();
        tokio::spawn(Arc::clone(self).open(place, sender));
        match deadline.limit(receiver).await {
            Ok(Ok(opened)) => opened,
            Ok(Err(_)) => Err(ReadError::Unavailable("the pool is closed".to_owned())),
            Err(Stop::Over) => Err(ReadError::Unavailable("no connection was opened in time".to_owned())),
            Err(Stop::Gone) => Err(ReadError::Gone),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one that was used last, and not long ago.
    fn idle_and_quiet(&self) -> Option<Connection> {
        loop {
            let mut idle = self.idle();
            if idle.last()?.rested.elapsed() >= FRESH {
                return None;
            }
            let mut connection = idle.pop()?;
            drop(idle);
            if connection.is_quiet() {
                return Some(connection);
            }
        }
    }

    /// One that was idle for long, if it still is there, else a new one. Where nobody waits for it any more it is given back.
    async fn open(self: Arc<Self>, place: OwnedSemaphorePermit, to: oneshot::Sender<Result<Lease, ReadError>>) {
        let connection = match self.idle_for_long().await {
            Some(connection) => Ok(connection),
            None => self.open_new().await,
        };
        drop(to.send(connection.map(|connection| Lease {
            pool: Arc::clone(&self),
            held: Some((connection, place)),
            kept: None,
        })));
    }

    async fn idle_for_long(&self) -> Option<Connection> {
        let mut connection = self.idle().pop()?;
        if !connection.is_quiet() {
            return None;
        }
        let greeted = tokio::time::timeout(SIGN_OF_LIFE, connection.greet()).await;
        if matches!(greeted, Ok(Ok(()))) {
            return Some(connection);
        }
        // The others that are as old were lost with it, in all likelihood: a request is not to ask each.
        self.idle().retain(|other| other.rested.elapsed() < FRESH);
        None
    }

    async fn open_new(&self) -> Result<Connection, ReadError> {
        let (transport, stopper) = self.connector.connect().await?;
        let mut connection = Connection::new(transport, stopper);
        let limit = self.connector.address.connect_timeout;
        let greeted = tokio::time::timeout(limit, connection.command(&self.greeting)).await;
        greeted.unwrap_or_else(|_| Err(ReadError::Unavailable("the server does not answer in time".to_owned())))?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        self.idle().push(connection);
    }
}

/// A connection for a while. When it is dropped the connection goes back, once it is at rest.
#[derive(Debug)]
pub(super) struct Lease {
    pool: Arc<Pool>,
    held: Option<(Connection, OwnedSemaphorePermit)>,
    /// The place of the request, which is as long free for no other.
    kept: Option<Arc<Place>>,
}

impl Lease {
    /// The connection; none behind the end, which nothing reaches.
    pub(super) fn connection(&mut self) -> Result<&mut Connection, ReadError> {
        let held = self.held.as_mut().map(|(connection, _)| connection);
        held.ok_or_else(|| ReadError::Fault("a connection was given back before its end".to_owned()))
    }

    /// Keeps the place of a request until the connection is at rest.
    pub(super) fn keep(&mut self, place: Arc<Place>) {
        self.kept = Some(place);
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some((connection, place)) = self.held.take() else { return };
        if connection.state == State::Rest {
            return self.pool.give_back(connection);
        }
        // Outside a runtime nothing can be done but close it.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (pool, kept) = (Arc::clone(&self.pool), self.kept.take());
        runtime.spawn(async move {
            if let Some(connection) = settle(&pool.connector, connection, pool.patience).await {
                pool.give_back(connection);
            }
            drop((place, kept));
        });
    }
}
