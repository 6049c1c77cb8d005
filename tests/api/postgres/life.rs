//! How long connections live, and what becomes of what runs on them.

use std::time::{Duration, Instant};

use panorama::database::{Address, ReadError};
use panorama::deadline::Deadline;
use serde_json::json;

use super::{LONG, Observer, bound, connections, number, one, rows, until};
use crate::support::{App, Backend, TestDatabase, run};

const SLOW: &str = "SELECT 1 FROM pg_sleep(60)";
const SECOND: Duration = Duration::from_secs(1);

/// A database, its address under a name of its own, and somebody who looks on.
async fn watched(application: &str) -> (TestDatabase, Address, Observer) {
    let database = TestDatabase::empty(Backend::Postgres).await;
    let url = database.address.url();
    let address = Address::parse(&format!("{url}?application_name={application}")).expect("an address");
    let observer = Observer::of(&url).await;
    (database, address, observer)
}

#[test]
fn what_runs_for_a_client_that_leaves_is_stopped() {
    run(async {
        let (_database, address, observer) = watched("leaves").await;
        let postgres = connections(&address, 2, LONG);
        for _ in 0..5 {
            let asked = postgres.clone();
            let task = tokio::spawn(async move { rows(&asked, bound(SLOW)).await });
            until(LONG, "it runs", async || !observer.backends("leaves", "active").await.is_empty()).await;
            task.abort();
            until(SECOND, "it is stopped", async || observer.backends("leaves", "active").await.is_empty()).await;
            until(SECOND, "it is given back", async || postgres.connections() == (1, 1)).await;
            assert_eq!(observer.backends("leaves", "%").await.len(), 1, "none is left behind");
        }
        assert_eq!(number(&postgres, "SELECT 7").await, 7, "the connections are used again");
        assert_eq!(observer.backends("leaves", "%").await.len(), 1, "it was the same all the time");
    });
}

#[test]
fn whoever_waits_says_when_to_stop() {
    run(async {
        let (_database, address, observer) = watched("waits").await;
        let postgres = connections(&address, 1, LONG);
        let deadline = Deadline::after(LONG);
        let waiting = deadline.waiting();
        let mut snapshot = postgres.snapshot(&deadline).await.expect("a connection");
        let slow = tokio::spawn(async move { one(&mut snapshot, bound(SLOW), true).await.err() });
        until(LONG, "it runs", async || !observer.backends("waits", "active").await.is_empty()).await;
        drop(waiting);
        assert_eq!(slow.await.expect("it ends"), Some(ReadError::Gone));
        until(SECOND, "it is stopped", async || observer.backends("waits", "active").await.is_empty()).await;
    });
}

#[test]
fn all_waves_of_a_snapshot_share_one_deadline() {
    run(async {
        let (_database, address, observer) = watched("shares").await;
        let postgres = connections(&address, 1, LONG);
        let start = Instant::now();
        let deadline = Deadline::after(SECOND);
        let mut snapshot = postgres.snapshot(&deadline).await.expect("a connection");
        let nap = "SELECT 1 FROM pg_sleep(0.7)";
        one(&mut snapshot, bound(nap), false).await.expect("there is time for one");
        assert_eq!(one(&mut snapshot, bound(nap), true).await.err(), Some(ReadError::Timeout));
        assert!(start.elapsed() < SECOND + SECOND / 4, "{:?}", start.elapsed());
        assert!(matches!(one(&mut snapshot, bound(nap), true).await, Err(ReadError::Fault(_))), "it is over");
        until(SECOND, "it is stopped", async || observer.backends("shares", "active").await.is_empty()).await;
        assert_eq!(number(&postgres, "SELECT 7").await, 7, "what was stopped does not stop the next");
    });
}

#[test]
fn rows_that_are_too_large_are_not_read_to_their_end() {
    run(async {
        let (_database, address, observer) = watched("large").await;
        let postgres = connections(&address, 1, LONG);
        let sql = "SELECT repeat('x', 1000), generate_series(1, 100000000)";
        let start = Instant::now();
        let mut snapshot = postgres.snapshot(&Deadline::after(LONG)).await.expect("a connection");
        let refused = snapshot.wave(&[bound("SELECT 1"), bound(sql)], true, 1 << 20).await;
        assert_eq!(refused.err(), Some(ReadError::TooLarge));
        until(SECOND, "it is stopped", async || observer.backends("large", "active").await.is_empty()).await;
        assert!(start.elapsed() < SECOND * 2, "{:?}", start.elapsed());
        assert_eq!(number(&postgres, "SELECT 7").await, 7, "the connection is used again");
        assert_eq!(observer.backends("large", "%").await.len(), 1, "it is the same");
    });
}

#[test]
fn a_place_that_does_not_become_free_is_waited_for_until_the_deadline() {
    run(async {
        let (_database, address, observer) = watched("places").await;
        let postgres = connections(&address, 1, LONG);
        let held = postgres.snapshot(&Deadline::after(LONG)).await.expect("a connection");
        let start = Instant::now();
        let refused = postgres.snapshot(&Deadline::after(SECOND / 5)).await.err();
        assert_eq!(refused, Some(ReadError::Busy));
        assert!(start.elapsed() < SECOND);
        drop(held);
        assert_eq!(number(&postgres, "SELECT 7").await, 7);
        assert_eq!(observer.backends("places", "%").await.len(), 1);
    });
}

#[test]
fn a_snapshot_is_one_state_until_it_ends() {
    run(async {
        let (_database, address, observer) = watched("state").await;
        let postgres = connections(&address, 1, LONG);
        observer.run("CREATE TABLE counted AS SELECT 1 AS n").await;
        let mut snapshot = postgres.snapshot(&Deadline::after(LONG)).await.expect("a connection");
        for _ in 0..2 {
            let rows = one(&mut snapshot, bound("SELECT count(*) FROM counted"), false).await.expect("rows");
            assert_eq!(rows.int(0, 0), Some(1));
            observer.run("INSERT INTO counted VALUES (2)").await;
        }
        snapshot.end().await.expect("it ends");
        assert_eq!(postgres.connections(), (1, 1));
        assert_eq!(number(&postgres, "SELECT count(*) FROM counted").await, 3);
        // One that is not ended by name ends too.
        let mut snapshot = postgres.snapshot(&Deadline::after(LONG)).await.expect("a connection");
        one(&mut snapshot, bound("SELECT 1"), false).await.expect("rows");
        drop(snapshot);
        until(SECOND, "it is given back", async || postgres.connections() == (1, 1)).await;
        assert!(observer.backends("state", "idle in transaction%").await.is_empty());
    });
}

#[test]
fn a_request_stops_its_statements_at_its_deadline_and_when_it_is_dropped() {
    run(async {
        let database = TestDatabase::loaded(Backend::Postgres).await;
        let observer = Observer::of(&database.address.url()).await;
        let blocker = Observer::of(&database.address.url()).await;
        // One client has not all of them, and exports have one.
        let size = 3;
        let app = App::on(database, |settings| {
            let url = format!("{}?application_name=requests", settings.database.url());
            settings.database = Address::parse(&url).expect("an address");
            settings.request_timeout = SECOND;
            settings.database_connections = size + 3;
        })
        .await;
        blocker.run("BEGIN; LOCK TABLE vendor IN ACCESS EXCLUSIVE MODE").await;
        let query = json!({ "query": "{ vendors { nodes { slug } } }" });
        let active = async || observer.backends("requests", "active").await.len();
        let start = Instant::now();
        let answer = app.post(&query).await.json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "TIMEOUT", "{answer}");
        assert!(start.elapsed() < SECOND * 2, "{:?}", start.elapsed());
        until(SECOND, "it is stopped at the deadline", async || active().await == 0).await;
        for _ in 0..3 {
            let left: Vec<_> = (0..size).map(|_| Box::pin(app.post(&query))).collect();
            let mut left = futures_util::future::join_all(left);
            tokio::select! {
                _ = &mut left => panic!("nothing is answered while the table is locked"),
                _ = until(SECOND, "all run", async || active().await == size) => {}
            }
            drop(left);
            until(SECOND, "they are stopped", async || active().await == 0).await;
            assert!(observer.backends("requests", "%").await.len() <= size, "no more than places");
        }
        blocker.run("ROLLBACK").await;
        let answer = app.post(&query).await.json();
        assert_eq!(answer.get("errors"), None, "{answer}");
    });
}
