//! A thousand who ask the same at once cost one run, also when the data has just changed.

use futures_util::future;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement, TransactionTrait};

use super::{QUERY, change, keeping};
use crate::support::{App, Backend, on_each, run};

/// Nobody reads vendors before it ends: on PostgreSQL a lock holds up the first who tries. Readers of SQLite wait for
/// nothing.
async fn hold(backend: Backend, writer: &DatabaseConnection) -> Option<DatabaseTransaction> {
    if backend == Backend::Sqlite {
        return None;
    }
    let transaction = writer.begin().await.expect("it begins");
    transaction.execute_unprepared("LOCK TABLE vendor IN ACCESS EXCLUSIVE MODE").await.expect("it is locked");
    Some(transaction)
}

/// Returns when somebody waits for the lock.
async fn until_somebody_waits(held: &DatabaseTransaction) {
    let waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'vendor'::regclass";
    let sql = Statement::from_string(held.get_database_backend(), waiting);
    while held.query_all_raw(sql.clone()).await.expect("the locks are listed").is_empty() {}
}

async fn a_thousand(backend: Backend, app: &App, writer: &DatabaseConnection, website: &str) {
    let read = app.figure("panorama_statements_total").await;
    let held = hold(backend, writer).await;
    let asked: Vec<_> = (0..1_000)
        .map(|_| {
            let app = app.again();
            tokio::spawn(async move { app.data(QUERY).await["vendor"]["website"].clone() })
        })
        .collect();
    if let Some(held) = held {
        until_somebody_waits(&held).await;
        held.commit().await.expect("the lock goes");
    }
    for answer in future::join_all(asked).await {
        assert_eq!(answer.expect("nobody panics"), website);
    }
    assert_eq!(app.figure("panorama_statements_total").await - read, 1.0, "one run for all");
}

async fn a_thousand_at_once_cost_one_run(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    for website in ["https://one.example", "https://two.example", "https://three.example"] {
        change(&writer, website).await;
        a_thousand(backend, &app, &writer, website).await;
    }
}

/// Who asked first and goes away leaves the others with an answer.
async fn who_goes_away_leaves_the_rest_with_an_answer(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    change(&writer, "https://one.example").await;
    let held = hold(backend, &writer).await;
    let ask = || {
        let app = app.again();
        tokio::spawn(async move { app.data(QUERY).await["vendor"]["website"].clone() })
    };
    let first = ask();
    if let Some(held) = &held {
        until_somebody_waits(held).await;
    }
    let rest: Vec<_> = (0..10).map(|_| ask()).collect();
    first.abort();
    if let Some(held) = held {
        held.commit().await.expect("the lock goes");
    }
    for answer in future::join_all(rest).await {
        assert_eq!(answer.expect("nobody panics"), "https://one.example");
    }
}

on_each! {
    a_thousand_at_once_cost_one_run
    who_goes_away_leaves_the_rest_with_an_answer
}
