//! A database for one run: made new, removed when the run ends or is interrupted.

use std::fmt;
use std::path::PathBuf;

use panorama::database::Address;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::Failure;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    /// A file in the folder for temporary files.
    Sqlite,
    /// A database on the server that `PANORAMA_TEST_POSTGRES` names, else on the local one.
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// A database that only this run uses.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    address: Address,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Name(String),
}

impl Database {
    /// A database with nothing in it.
    pub(crate) async fn create(backend: Backend) -> Result<Self, Failure> {
        let name = format!("panorama_bench_{}", std::process::id());
        match backend {
            Backend::Sqlite => {
                let folder = std::env::temp_dir().join(name);
                std::fs::create_dir_all(&folder)?;
                Ok(Self { address: Address::file(folder.join("panorama.db")), place: Place::Folder(folder) })
            }
            Backend::Postgres => {
                let administrator = administrator().await?;
                administrator.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
                administrator.close().await?;
                Ok(Self { address: Address::parse(&url(&name))?, place: Place::Name(name) })
            }
        }
    }

    /// Where it is.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Which it is.
    pub(crate) fn backend(&self) -> Backend {
        match self.place {
            Place::Folder(_) => Backend::Sqlite,
            Place::Name(_) => Backend::Postgres,
        }
    }

    /// What PostgreSQL calls it.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Name(name) => Some(name),
        }
    }

    /// Removes it, whoever is still connected.
    pub(crate) async fn remove(self) -> Result<(), Failure> {
        match self.place {
            Place::Folder(folder) => std::fs::remove_dir_all(folder)?,
            Place::Name(name) => {
                let administrator = administrator().await?;
                administrator.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
                administrator.close().await?;
            }
        }
        Ok(())
    }

    /// Waits for Ctrl-C, then removes them and ends the process.
    pub(crate) async fn remove_when_interrupted(databases: Vec<Self>) {
        if tokio::signal::ctrl_c().await.is_err() {
            return std::future::pending().await;
        }
        for database in databases {
            if let Err(error) = database.remove().await {
                eprintln!("bench: {error}");
            }
        }
        std::process::exit(130);
    }
}

/// A connection that makes and drops databases.
async fn administrator() -> Result<DatabaseConnection, Failure> {
    sea_orm::Database::connect(url("postgres"))
        .await
        .map_err(|error| format!("PostgreSQL: {error}; name a server in PANORAMA_TEST_POSTGRES").into())
}

fn url(database: &str) -> String {
    let server =
        std::env::var("PANORAMA_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432".to_owned());
    format!("{}/{database}", server.trim_end_matches('/'))
}
