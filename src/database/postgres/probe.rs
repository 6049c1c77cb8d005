//! A look at a server before anything rests on it: who it is, how it is reached, and whether a connection to it is one.

use std::time::Duration;

use super::connect::{Connector, Route};
use super::wire::Connection;
use crate::database::{Bound, Cell, Keys, ReadError};

/// What a server is refused for that stands behind a pool which hands its connections round.
const SHARED: &str = "a pool stands between that gives each transaction another connection (PgBouncer with pool_mode = \
                      transaction?), and statements are prepared and locks held by connection: name PostgreSQL itself, or a pool with pool_mode = session";

/// How long each answer may take.
const TIME: Duration = Duration::from_secs(5);

/// Logs in, and finds out how. Two connections at once have to stay two: a pool between that shares them loses what belongs
/// to each.
pub(super) async fn probe(connector: &Connector) -> Result<Route, ReadError> {
    let (mut one, route) = open(connector).await?;
    let (mut other, _) = open(connector).await?;
    let before = backend(&mut one, true).await?;
    // Within a transaction, which holds a connection of such a pool.
    let beside = backend(&mut other, false).await;
    let after = backend(&mut one, true).await?;
    if before != after || beside.map_or(true, |beside| beside == before) {
        return Err(ReadError::Unavailable(SHARED.to_owned()));
    }
    Ok(route)
}

async fn open(connector: &Connector) -> Result<(Connection, Route), ReadError> {
    let (transport, stopper) = connector.connect().await?;
    let route = stopper.route;
    Ok((Connection::new(transport, stopper), route))
}

/// The process that answers.
async fn backend(connection: &mut Connection, last: bool) -> Result<i64, ReadError> {
    let query = Bound { sql: "SELECT pg_backend_pid()", values: &[], keys: Keys::None, anew: true };
    let answered = tokio::time::timeout(TIME, connection.wave(&[query], last, usize::MAX)).await;
    let rows = answered.map_err(|_| ReadError::Unavailable("the server does not answer in time".to_owned()))??;
    match rows.first().filter(|rows| !rows.is_empty()).map(|rows| rows.cell(0, 0)) {
        Some(Cell::Int(process)) => Ok(process),
        _ => Err(ReadError::Fault("a backend has no number".to_owned())),
    }
}
