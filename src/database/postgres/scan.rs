//! Scans on PostgreSQL: a portal in a transaction of its own gives a batch at a time, so that the server waits where
//! nobody takes what it has.

use std::pin::pin;

use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, NoTls, RowStream, Statement};

use super::{Kind, Postgres, push_row, tls};
use crate::database::scan::{BATCH, Outlet, Query, Scan};
use crate::database::{ReadError, Rows};

/// The server may take long for a batch, since the first one comes only when everything is sorted; and it need not compile a
/// statement whose expressions are all columns.
const SETTINGS: &str = "SET LOCAL statement_timeout = '300s'; SET LOCAL jit = off";

impl Postgres {
    /// Reads a scan to its end, or until nobody takes its rows.
    pub(crate) async fn scan(&self, scan: &Scan, mut outlet: Outlet) {
        let mut client = match self.pool.get().await {
            Ok(client) => client,
            Err(error) => return outlet.fail_later(ReadError::Unavailable(error.to_string())).await,
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
        if let Err(error) = result {
            drop(Object::take(client));
            outlet.fail_later(error).await;
        }
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
        let size = i32::try_from(BATCH).unwrap_or(i32::MAX);
        loop {
            let rows = collect(&statement, transaction.query_portal_raw(&portal, size).await?).await?;
            let last = rows.len() < BATCH;
            if rows.is_empty() || !outlet.send(rows).await || last {
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

async fn collect(statement: &Statement, stream: RowStream) -> Result<Rows, ReadError> {
    let kinds: Vec<Kind> = statement.columns().iter().map(|column| Kind::of(column.type_())).collect();
    let mut rows = Rows::with_capacity(kinds.len(), BATCH);
    let mut stream = pin!(stream);
    while let Some(row) = stream.try_next().await? {
        push_row(&mut rows, &row, &kinds, 0)?;
    }
    rows.end_key();
    Ok(rows)
}
