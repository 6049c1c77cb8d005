//! Opening a file for writing.

use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection};

use crate::database::OpenError;
use crate::database::address::{Mode, SqliteAddress};

/// How long opening may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the file as its address says; one that may only be read is only looked at.
///
/// # Errors
/// Where it cannot be opened, or is no database.
pub(in crate::database) async fn open(address: &SqliteAddress) -> Result<DatabaseConnection, OpenError> {
    let file = SqliteConnectOptions::new().filename(&address.path).disable_statement_logging();
    let file = file.create_if_missing(address.mode == Mode::Create).read_only(address.mode == Mode::ReadOnly);
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(1)
        .min_connections(0)
        .connect_timeout(TIMEOUT)
        .acquire_timeout(TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| file.clone());
    let connection = sea_orm::Database::connect(options).await?;
    let pragmas = match address.mode {
        Mode::ReadOnly => "PRAGMA query_only = ON; PRAGMA schema_version",
        Mode::Create | Mode::Write => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8192"
        }
    };
    connection.execute_unprepared(pragmas).await?;
    Ok(connection)
}
