//! Scans on PostgreSQL: a portal in a transaction of its own gives rows in turns, so that the server waits where nobody
//! takes what it has.

use std::time::Duration;

use super::Postgres;
use super::wire::Connection;
use crate::database::scan::{BATCH, Outlet, Query, Scan};
use crate::database::{Bound, Keys, ReadError};
use crate::deadline::Deadline;

/// A transaction of that name, since what is set for it alone would not do without: the server may take long for a batch,
/// because the first one comes only when everything is sorted.
const BEGIN: [&str; 2] = ["BEGIN", "SET LOCAL statement_timeout = '300s'"];
/// How long a batch is waited for: longer than the server gives it, and for a server that says nothing any more.
const PATIENCE: Duration = Duration::from_secs(305);

impl Postgres {
    /// Reads a scan to its end, or until nobody takes its rows; a connection is waited for until the deadline.
    pub(crate) async fn scan(&self, scan: &Scan, mut outlet: Outlet, deadline: &Deadline) {
        let mut lease = match self.pool.take(deadline).await {
            Ok(lease) => lease,
            Err(error) => return outlet.end(Err(error)).await,
        };
        let result = match lease.connection() {
            Ok(connection) => {
                let closed = outlet.closed();
                tokio::select! {
                    result = read(connection, scan, &mut outlet) => result,
                    () = closed => Ok(()),
                }
            }
            Err(error) => Err(error),
        };
        // What is still under way is stopped with it.
        drop(lease);
        outlet.end(result).await;
    }
}

/// Reads until the end, or until nobody takes the rows.
async fn read(connection: &mut Connection, scan: &Scan, outlet: &mut Outlet) -> Result<(), ReadError> {
    let begin = BEGIN.map(|sql| Bound::once(sql, &[]));
    in_time(connection.wave(&begin, false, usize::MAX)).await?;
    let first: Vec<Bound<'_>> = scan.first.iter().map(bound).collect();
    outlet.open(in_time(connection.wave(&first, false, usize::MAX)).await?);
    if let Some(query) = &scan.rows {
        let mut portal = in_time(connection.open(&bound(query))).await?;
        while let Some(rows) = in_time(connection.next(&mut portal, BATCH)).await? {
            if !outlet.send(rows).await {
                return Ok(());
            }
        }
    }
    in_time(connection.wave(&[Bound::once("COMMIT", &[])], true, usize::MAX)).await?;
    Ok(())
}

async fn in_time<T>(read: impl Future<Output = Result<T, ReadError>>) -> Result<T, ReadError> {
    let silent = |_| Err(ReadError::Unavailable("the server says nothing any more".to_owned()));
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(silent)
}

fn bound(query: &Query) -> Bound<'_> {
    Bound { sql: &query.sql, values: &query.values, keys: Keys::None, anew: false }
}
