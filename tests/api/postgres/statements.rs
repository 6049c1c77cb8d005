//! Statements that a connection keeps prepared.

use panorama::database::{Bound, Keys, ReadError};
use panorama::deadline::Deadline;

use super::{LONG, Observer, bound, connections, number, one, rows, text};
use crate::support::{Backend, TestDatabase, run};

#[test]
fn a_table_may_change_beside_them() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let observer = Observer::of(&database.address.url()).await;
        let postgres = connections(&database.address, 1, LONG);
        observer.run("CREATE TABLE changed AS SELECT 7 AS n").await;
        let process = number(&postgres, "SELECT pg_backend_pid()").await;
        for anew in [false, true] {
            let query = Bound { sql: "SELECT n FROM changed", values: &[], keys: Keys::None, anew };
            let read = async || text(&rows(&postgres, query).await.expect("rows"), 0);
            assert_eq!(read().await, "7");
            observer.run("ALTER TABLE changed ALTER n TYPE text USING n || ' apples'").await;
            assert_eq!(read().await, "'7 apples'");
            observer.run("ALTER TABLE changed ALTER n TYPE int USING 7").await;
            assert_eq!(read().await, "7");
        }
        // In the middle of a snapshot something was read that may not fit any more: whoever asks again gets a new one.
        let mut snapshot = postgres.snapshot(&Deadline::after(LONG)).await.expect("a connection");
        one(&mut snapshot, bound("SELECT 1"), false).await.expect("rows");
        observer.run("ALTER TABLE changed ALTER n TYPE text").await;
        let stale = one(&mut snapshot, bound("SELECT n FROM changed"), true).await;
        assert!(matches!(stale, Err(ReadError::Unavailable(_))), "{stale:?}");
        assert_eq!(text(&rows(&postgres, bound("SELECT n FROM changed")).await.expect("rows"), 0), "'7'");
        assert_eq!(number(&postgres, "SELECT pg_backend_pid()").await, process);
    });
}

#[test]
fn they_may_be_thrown_away_beside_them() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let postgres = connections(&database.address, 1, LONG);
        assert_eq!(number(&postgres, "SELECT 7").await, 7);
        rows(&postgres, bound("DEALLOCATE ALL")).await.expect("it is done");
        assert_eq!(number(&postgres, "SELECT 7").await, 7);
    });
}

#[test]
fn the_server_keeps_no_more_than_the_connection() {
    run(async {
        let database = TestDatabase::empty(Backend::Postgres).await;
        let postgres = connections(&database.address, 1, LONG);
        let kept = async || number(&postgres, "SELECT count(*) FROM pg_prepared_statements").await;
        for n in 0..600 {
            number(&postgres, &format!("SELECT {n}")).await;
        }
        assert!((510..=514).contains(&kept().await), "{}", kept().await);
        let long = "x".repeat(300_000);
        for n in 0..20 {
            number(&postgres, &format!("SELECT {n} /* {long} */")).await;
        }
        assert!(kept().await < 100, "{}", kept().await);
        assert_eq!(number(&postgres, "SELECT 0").await, 0);
    });
}
