//! PostgreSQL as it is met outside of a test: it is slow, frozen or gone, clients leave, tables change, connections are
//! encrypted or go through a pool.

mod certificates;
mod cluster;
mod encryption;
mod full;
mod life;
mod outage;
mod pooled;
mod statements;
mod types;

use std::time::{Duration, Instant};

use panorama::database::{Address, Bound, Cell, Postgres, PostgresSnapshot, ReadError, Rows};
use panorama::deadline::Deadline;
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// Connections to an address.
fn connections(address: &Address, size: usize, timeout: Duration) -> Postgres {
    let Address::Postgres(address) = address else { panic!("it is one of PostgreSQL") };
    Postgres::new(address, size, timeout).expect("the address can be used")
}

fn bound(sql: &str) -> Bound<'_> {
    Bound::once(sql, &[])
}

/// The rows of a statement, on a snapshot of its own.
async fn rows(postgres: &Postgres, query: Bound<'_>) -> Result<Rows, ReadError> {
    let mut snapshot = postgres.snapshot(&Deadline::after(LONG)).await?;
    one(&mut snapshot, query, true).await
}

async fn one(snapshot: &mut PostgresSnapshot, query: Bound<'_>, last: bool) -> Result<Rows, ReadError> {
    Ok(snapshot.wave(&[query], last, usize::MAX).await?.remove(0))
}

/// The number that a statement gives.
async fn number(postgres: &Postgres, sql: &str) -> i64 {
    let rows = rows(postgres, bound(sql)).await.expect(sql);
    rows.int(0, 0).unwrap_or_else(|| panic!("{sql} gives a number"))
}

/// Somebody else who looks at a server.
struct Observer(DatabaseConnection);

impl Observer {
    async fn of(url: &str) -> Self {
        Self(sea_orm::Database::connect(url).await.expect("the server can be reached"))
    }

    async fn run(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.expect(sql);
    }

    /// The numbers in the first column.
    async fn numbers(&self, sql: &str) -> Vec<i64> {
        let statement = Statement::from_string(DatabaseBackend::Postgres, sql.to_owned());
        let rows = self.0.query_all_raw(statement).await.expect(sql);
        rows.iter().map(|row| row.try_get_by_index(0).expect("a number")).collect()
    }

    /// The backends of an application, in that state.
    async fn backends(&self, application: &str, state: &str) -> Vec<i64> {
        let sql = format!(
            "SELECT pid::bigint FROM pg_stat_activity WHERE application_name = '{application}' AND state LIKE '{state}'"
        );
        self.numbers(&sql).await
    }
}

/// Looks again and again until something is so, and says how long that took.
async fn until(limit: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    start.elapsed()
}

fn text(rows: &Rows, column: usize) -> String {
    match rows.cell(0, column) {
        Cell::Null => "null".to_owned(),
        Cell::Int(value) => value.to_string(),
        Cell::Float(value) => format!("{value:?}"),
        cell @ Cell::Text { .. } => format!("'{}'", rows.text(cell)),
    }
}
