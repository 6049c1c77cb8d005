//! The two databases: opening, migrating, and reading. Writes and migrations go through SeaORM, reads through rusqlite
//! and over PostgreSQL's protocol.

mod changes;
mod checks;
mod postgres;
mod rows;
mod scan;
mod sqlite;
mod value;

use std::path::PathBuf;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement};

pub use changes::{Changes, Generation, STATE};
pub use postgres::{Bound, Postgres, Snapshot as PostgresSnapshot};
pub use rows::{Cell, Rows};
pub(crate) use scan::channel as scan_channel;
pub use scan::{Batches, Query, Scan};
pub use sqlite::{Budget, Snapshot as SqliteSnapshot, Sqlite};
pub use value::{Dialect, ReadError, Value};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file, made where there is none.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(String),
}

impl Address {
    /// Reads `sqlite://path`, `sqlite:path`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// What is wrong, without the address itself: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some("" | ":memory:") => Err("an SQLite database is a file: sqlite://panorama.db".to_owned()),
            Some(path) => Ok(Self::Sqlite(PathBuf::from(path))),
            None => Err("it begins with sqlite:// or postgres://".to_owned()),
        }
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}

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
        "the database was made by an older version of Panorama, or is empty: panorama migrate brings it up to date"
    )]
    Older,
    /// A step failed; the database is as it was before it.
    #[error("the database cannot be migrated: {0}")]
    Migrate(String),
}

impl From<DbErr> for OpenError {
    fn from(error: DbErr) -> Self {
        Self::Open(error.to_string())
    }
}

/// Opens the database for writing.
///
/// # Errors
/// Where it cannot be opened or is not a database.
pub async fn open(address: &Address) -> Result<DatabaseConnection, OpenError> {
    let url = match address {
        Address::Sqlite(path) => format!("sqlite://{}?mode=rwc", path.display()),
        Address::Postgres(url) => plain_unless_told(url),
    };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if address.dialect() == Dialect::Sqlite { 1 } else { 4 })
        .min_connections(0)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false);
    let connection = sea_orm::Database::connect(options).await?;
    if address.dialect() == Dialect::Sqlite {
        connection
            .execute_unprepared("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536")
            .await?;
    }
    Ok(connection)
}

/// The address with `sslmode=disable` where it says nothing of encryption, as reading takes it: the default of the writing
/// driver, to encrypt where the server can, costs a first start four times its time.
fn plain_unless_told(url: &str) -> String {
    if url.contains("sslmode=") {
        return url.to_owned();
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}sslmode=disable")
}

/// Brings the database to the newest step.
///
/// # Errors
/// `Newer` where the database knows steps that this version does not; `Migrate` where a step fails.
pub async fn migrate(connection: &DatabaseConnection) -> Result<(), OpenError> {
    match check(connection).await {
        Err(OpenError::Older) => {
            Migrator::up(connection, None).await.map_err(|error| OpenError::Migrate(error.to_string()))
        }
        checked => checked,
    }
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

#[cfg(test)]
mod tests {
    use super::plain_unless_told;

    #[test]
    fn an_address_that_says_nothing_of_encryption_is_plain() {
        for (url, expected) in [
            ("postgres://h/d", "postgres://h/d?sslmode=disable"),
            ("postgres://h/d?application_name=a", "postgres://h/d?application_name=a&sslmode=disable"),
            ("postgres://h/d?sslmode=require", "postgres://h/d?sslmode=require"),
        ] {
            assert_eq!(plain_unless_told(url), expected);
        }
    }
}
