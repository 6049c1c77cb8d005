//! Servers that are frozen or gone, and come back.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use panorama::database::{Address, Changes, ReadError};
use panorama::deadline::Deadline;
use serde_json::json;

use super::cluster::{Cluster, signal};
use super::{Observer, bound, connections, number, one, until};
use crate::support::{App, TestDatabase, run};

const SECOND: Duration = Duration::from_secs(1);
/// How soon everything is as before.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_frozen_backend_costs_a_request_no_more_than_its_time() {
    run(async {
        let cluster = Cluster::trusting();
        let observer = Observer::of(&cluster.url("postgres")).await;
        let address = Address::parse(&cluster.url("postgres?application_name=frozen")).expect("an address");
        let postgres = connections(&address, 1, SECOND);
        for end in ["CONT", "KILL"] {
            let process = number(&postgres, "SELECT pg_backend_pid()").await;
            signal(process, "STOP");
            let start = Instant::now();
            let mut snapshot = postgres.snapshot(&Deadline::after(SECOND)).await.expect("a connection");
            assert_eq!(one(&mut snapshot, bound("SELECT 1"), true).await.err(), Some(ReadError::Timeout));
            assert!(start.elapsed() < SECOND * 2, "{:?}", start.elapsed());
            // Its place is taken as long as it may be there.
            let refused = postgres.snapshot(&Deadline::after(SECOND / 5)).await.err();
            assert_eq!(refused, Some(ReadError::Busy));
            assert_eq!(observer.backends("frozen", "%").await.len(), 1);
            signal(process, end);
            let again = async || match postgres.snapshot(&Deadline::after(SECOND)).await {
                Ok(mut snapshot) => one(&mut snapshot, bound("SELECT 1"), true).await.is_ok(),
                Err(_) => false,
            };
            until(SOON, "it is as before", again).await;
        }
    });
}

#[test]
fn a_server_that_says_nothing_is_not_said_to_be_unchanged() {
    run(async {
        let cluster = Cluster::trusting();
        let observer = Observer::of(&cluster.url("postgres")).await;
        let address = Address::parse(&cluster.url("postgres?application_name=checked")).expect("an address");
        let database = TestDatabase::at(address.clone()).await;
        let Address::Postgres(address) = &address else { panic!("it is one of PostgreSQL") };
        let changes = Changes::of_postgres(address).expect("the address can be used");
        let before = changes.generation().await;
        assert!(before.is_some());
        let process = observer.backends("checked", "%").await[0];
        signal(process, "STOP");
        let start = Instant::now();
        assert_eq!(changes.generation().await, None);
        assert!(start.elapsed() < SECOND * 2, "{:?}", start.elapsed());
        signal(process, "CONT");
        until(SOON, "it is seen again", async || changes.generation().await == before).await;
        observer.run("UPDATE vendor SET website = 'https://new.example' WHERE slug = 'nvidia'").await;
        assert_ne!(changes.generation().await, before);
        drop(database);
    });
}

#[test]
fn a_server_that_was_gone_is_used_again() {
    run(async {
        let cluster = Cluster::trusting();
        let address = Address::parse(&cluster.url("postgres")).expect("an address");
        let database = TestDatabase::at(address).await;
        let app = App::on(database, |settings| {
            settings.request_timeout = SECOND;
            settings.cache_bytes = 1 << 20;
        })
        .await;
        let query = json!({ "query": "{ vendor(by: {slug: \"nvidia\"}) { slug } }" });
        let code = async || {
            let answer = app.post(&query).await.json();
            answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(code().await, "");
        cluster.stop();
        for _ in 0..5 {
            let start = Instant::now();
            assert_eq!(code().await, "UNAVAILABLE");
            assert!(start.elapsed() < SECOND * 2);
        }
        assert!(app.get("/healthz").await.status.is_success());
        assert_eq!(app.get("/readyz").await.status.as_u16(), 503);
        cluster.start();
        until(SOON, "it is as before", async || code().await.is_empty()).await;
        assert!(app.get("/readyz").await.status.is_success());
        drop(app);
    });
}

#[test]
fn a_server_that_restarts_under_load_is_used_again() {
    run(async {
        let cluster = Arc::new(Cluster::trusting());
        let database = TestDatabase::at(Address::parse(&cluster.url("postgres")).expect("an address")).await;
        let app = App::on(database, |settings| settings.request_timeout = SECOND).await;
        let query = json!({ "query": "{ vendors(first: 50) { nodes { slug models { nodes { slug name } } } } }" });
        let right = app.post(&query).await.json();
        assert!(right["data"]["vendors"]["nodes"].is_array(), "{right}");
        for mode in ["fast", "immediate"] {
            let (failed, back) = (Cell::new(0), Cell::new(None::<Instant>));
            let client = async || loop {
                let answer = app.post(&query).await.json();
                match answer["errors"][0]["extensions"]["code"].as_str() {
                    None => {
                        assert_eq!(answer, right, "an answer is right as a whole");
                        if back.get().is_some() {
                            return;
                        }
                    }
                    Some(code) => {
                        assert!(matches!(code, "UNAVAILABLE" | "TIMEOUT"), "{answer}");
                        failed.set(failed.get() + 1);
                    }
                }
                assert!(back.get().is_none_or(|back| back.elapsed() < SOON), "as before, within {SOON:?}: {answer}");
                tokio::task::yield_now().await;
            };
            let restarted = Arc::clone(&cluster);
            let restart = async {
                tokio::task::spawn_blocking(move || restarted.restart(mode)).await.expect("it restarts");
                back.set(Some(Instant::now()));
            };
            tokio::join!(restart, futures_util::future::join_all((0..16).map(|_| client())));
            assert!(failed.get() > 0, "some were under way");
        }
        drop(app);
    });
}

#[test]
fn a_server_without_room_is_unavailable() {
    run(async {
        let cluster = Cluster::make();
        cluster.append("data/postgresql.conf", "max_connections = 5\nsuperuser_reserved_connections = 0\n");
        cluster.start();
        let address = Address::parse(&cluster.url("postgres")).expect("an address");
        let postgres = connections(&address, 10, SECOND);
        let mut held = Vec::new();
        let refused = loop {
            match postgres.snapshot(&Deadline::after(SECOND)).await {
                Ok(snapshot) => held.push(snapshot),
                Err(error) => break error,
            }
            assert!(held.len() <= 5, "the server has no more places");
        };
        assert!(matches!(&refused, ReadError::Unavailable(text) if text.contains("53300")), "{refused:?}");
        held.clear();
        assert_eq!(number(&postgres, "SELECT 7").await, 7);
    });
}
