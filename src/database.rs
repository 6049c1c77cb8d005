//! The two databases: opening, migrating, and reading. Writes and migrations go through SeaORM, reads through rusqlite
//! and over PostgreSQL's protocol.

mod address;
mod bound;
mod changes;
mod checks;
mod postgres;
mod rows;
mod scan;
mod sqlite;
mod value;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};

pub use address::{Address, Mode, PostgresAddress, SqliteAddress};
pub use bound::{Bound, Keys};
pub use changes::{Changes, Generation, STATE};
pub use postgres::{Postgres, Snapshot as PostgresSnapshot};
pub use rows::{Cell, Rows};
pub(crate) use scan::channel as scan_channel;
pub use scan::{Batches, Query, Scan};
pub use sqlite::{Budget, Snapshot as SqliteSnapshot, Sqlite};
pub use value::{Dialect, ReadError, Value};

/// Why a database cannot be used, in words for whoever starts the service.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be opened.
    #[error("the database cannot be opened: {0}")]
    Open(String),
    /// It was made by a newer version of Panorama.
    #[error("the database was made by a newer version of Panorama (it knows the step {0}); start that version")]
    Newer(String),
    /// It lacks steps of this version.
    #[error(
        "the database was made by an older version of Panorama, or is empty: panorama migrate brings it up to date, \
         where its address does not say mode=ro"
    )]
    Older,
    /// Its address lets it only be read.
    #[error("its address says mode=ro, and this writes; leave that out, or prepare the database elsewhere")]
    ReadOnly,
    /// A step failed; the database is as it was before it.
    #[error("the database cannot be migrated: {0}")]
    Migrate(String),
}

impl From<DbErr> for OpenError {
    fn from(error: DbErr) -> Self {
        Self::Open(error.to_string())
    }
}

/// Opens the database for writing, or to look at where the address lets it only be read.
///
/// # Errors
/// Where it cannot be opened or is not a database.
pub async fn open(address: &Address) -> Result<DatabaseConnection, OpenError> {
    match address {
        Address::Sqlite(address) => sqlite::open(address).await,
        Address::Postgres(address) => postgres::open(address).await,
    }
}

/// Brings the database to the newest step. Of several services that start at once the first does; the others wait.
///
/// # Errors
/// `Newer` where the database knows steps that this version does not; `Migrate` where a step fails.
pub async fn migrate(connection: &DatabaseConnection) -> Result<(), OpenError> {
    match check(connection).await {
        Err(OpenError::Older) => {}
        checked => return checked,
    }
    let failed = |error: DbErr| OpenError::Migrate(error.to_string());
    let turn = connection.begin().await?;
    let lock = match connection.get_database_backend() {
        // Whoever writes anything has the file for itself.
        DbBackend::Sqlite => "PRAGMA user_version = 0",
        _ => "SELECT pg_advisory_xact_lock(7074617)",
    };
    turn.execute_unprepared(lock).await?;
    // What another one did meanwhile is seen, and not done again.
    Migrator::up(&turn, None).await.map_err(failed)?;
    turn.commit().await.map_err(failed)
}

/// Says whether the database is at the newest step, and leaves it as it is.
///
/// # Errors
/// `Newer` where it knows steps that this version does not; `Older` where steps are missing.
pub async fn check(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    let list = Statement::from_string(connection.get_database_backend(), "SELECT version FROM seaql_migrations");
    // A database that was never migrated has no list of steps.
    let applied = connection.query_all_raw(list).await.unwrap_or_default();
    let applied: Vec<String> = applied.iter().filter_map(|row| row.try_get_by_index(0).ok()).collect();
    match applied.iter().find(|step| !known.contains(step)) {
        Some(step) => Err(OpenError::Newer(step.clone())),
        None if applied.len() < known.len() => Err(OpenError::Older),
        None => Ok(()),
    }
}
