//! Scans on PostgreSQL: a portal in a transaction of its own gives rows in turns, so that the server waits where nobody
//! takes what it has.

use std::pin::pin;

use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, NoTls, RowStream, Statement};

use super::{Kind, Postgres, push_row, tls};
use crate::database::scan::{BATCH, Outlet, Query, Scan};
use crate::database::{ReadError, Rows};

/// Rows that the server sends before it is asked for more. It sends them as they are taken: a turn is not held anywhere.
const TURN: i32 = 16_384;
/// The server may take long for a batch, since the first one comes only when everything is sorted; and it need not compile a
/// statement whose expressions are all columns.
const SETTINGS: &str = "SET LOCAL statement_timeout = '300s'; SET LOCAL jit = off";

impl Postgres {
    /// Reads a scan to its end, or until nobody takes its rows.
    pub(crate) async fn scan(&self, scan: &Scan, mut outlet: Outlet) {
        let mut client = match self.pool.get().await {
            Ok(client) => client,
            Err(error) => return outlet.end(Err(ReadError::Unavailable(error.to_string()))).await,
        };
        let (token, closed) = (client.cancel_token(), outlet.closed());
        let result = tokio::select! {
            result = read(&mut client, scan, &mut outlet) => result,
            () = closed => {
                // The connection is given up; what it still runs is stopped, since nobody would read it.
                drop(Object::take(client));
                let stopped = if self.encrypted {
                    token.cancel_query(tls()).await
                } else {
                    token.cancel_query(NoTls).await
                };
                if let Err(error) = stopped {
                    tracing::debug!(error.message = %error, "a statement that nobody waits for was not stopped");
                }
                return;
            }
        };
        if result.is_err() {
            drop(Object::take(client));
        }
        outlet.end(result).await;
    }
}

async fn read(client: &mut Object, scan: &Scan, outlet: &mut Outlet) -> Result<(), ReadError> {
    let transaction = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let transaction = transaction.start().await?;
    transaction.batch_execute(SETTINGS).await?;
    let mut first = Vec::with_capacity(scan.first.len());
    for query in &scan.first {
        let statement = transaction.prepare(&query.sql).await?;
        let stream = transaction.query_raw(&statement, parameters(query)).await?;
        first.push(collect(&statement, stream).await?);
    }
    outlet.open(first);
    if let Some(query) = &scan.rows {
        let statement = transaction.prepare(&query.sql).await?;
        let portal = transaction.bind_raw(&statement, parameters(query)).await?;
        let kinds = kinds(&statement);
        loop {
            let stream = transaction.query_portal_raw(&portal, TURN).await?;
            if !hand_over(stream, &kinds, outlet).await? {
                break;
            }
        }
    }
    transaction.commit().await?;
    Ok(())
}

fn parameters(query: &Query) -> Vec<&(dyn ToSql + Sync)> {
    query.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn kinds(statement: &Statement) -> Vec<Kind> {
    statement.columns().iter().map(|column| Kind::of(column.type_())).collect()
}

async fn collect(statement: &Statement, stream: RowStream) -> Result<Rows, ReadError> {
    let kinds = kinds(statement);
    let mut rows = Rows::new(kinds.len());
    let mut stream = pin!(stream);
    while let Some(row) = stream.try_next().await? {
        push_row(&mut rows, &row, &kinds, 0)?;
    }
    rows.end_key();
    Ok(rows)
}

/// Hands over what the server sends in a turn; false where it was the last, or nobody takes it.
async fn hand_over(stream: RowStream, kinds: &[Kind], outlet: &Outlet) -> Result<bool, ReadError> {
    let (mut count, mut rows) = (0, Rows::with_capacity(kinds.len(), BATCH));
    let mut stream = pin!(stream);
    while let Some(row) = stream.try_next().await? {
        push_row(&mut rows, &row, kinds, 0)?;
        count += 1;
        let full = rows.len() == BATCH;
        if full && !outlet.send(std::mem::replace(&mut rows, Rows::with_capacity(kinds.len(), BATCH))).await {
            return Ok(false);
        }
    }
    let taken = rows.is_empty() || outlet.send(rows).await;
    Ok(taken && count == TURN)
}
