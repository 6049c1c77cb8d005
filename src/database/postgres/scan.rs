//! Scans on PostgreSQL: a portal in a transaction of its own gives rows in turns, so that the server waits where nobody
//! takes what it has.

use deadpool::managed::Object;

use super::connect::cancel;
use super::wire::{Bound, Connection};
use super::{Manager, Postgres};
use crate::database::ReadError;
use crate::database::scan::{BATCH, Outlet, Query, Scan};

/// A transaction of that name, since what is set for it alone would not do without: the server may take long for a batch,
/// because the first one comes only when everything is sorted; and it need not compile a statement whose expressions are
/// all columns.
const BEGIN: [&str; 3] = ["BEGIN", "SET LOCAL statement_timeout = '300s'", "SET LOCAL jit = off"];

impl Postgres {
    /// Reads a scan to its end, or until nobody takes its rows.
    pub(crate) async fn scan(&self, scan: &Scan, mut outlet: Outlet) {
        let mut connection = match self.pool.get().await {
            Ok(connection) => connection,
            Err(error) => return outlet.end(Err(ReadError::Unavailable(error.to_string()))).await,
        };
        let closed = outlet.closed();
        let result = tokio::select! {
            result = read(&mut connection, scan, &mut outlet) => result,
            () = closed => Ok(false),
        };
        if !matches!(result, Ok(true)) {
            self.abandon(connection).await;
        }
        outlet.end(result.map(drop)).await;
    }

    /// Gives a connection up; what it still runs is stopped, since nobody would read it.
    async fn abandon(&self, connection: Object<Manager>) {
        let token = connection.token.clone();
        drop(Object::take(connection));
        if let Err(error) = cancel(&self.config, &token).await {
            tracing::debug!(error.message = %error, "a statement that nobody waits for was not stopped");
        }
    }
}

/// False where nobody takes the rows to their end.
async fn read(connection: &mut Connection, scan: &Scan, outlet: &mut Outlet) -> Result<bool, ReadError> {
    let begin = BEGIN.map(|sql| Bound { sql, values: &[], keys: None, anew: false });
    connection.wave(&begin, false).await?;
    let first: Vec<Bound<'_>> = scan.first.iter().map(bound).collect();
    outlet.open(connection.wave(&first, false).await?);
    if let Some(query) = &scan.rows {
        let mut portal = connection.open(&bound(query)).await?;
        while let Some(rows) = connection.next(&mut portal, BATCH).await? {
            if !outlet.send(rows).await {
                return Ok(false);
            }
        }
    }
    connection.wave(&[Bound { sql: "COMMIT", values: &[], keys: None, anew: false }], true).await?;
    Ok(true)
}

fn bound(query: &Query) -> Bound<'_> {
    Bound { sql: &query.sql, values: &query.values, keys: None, anew: false }
}
