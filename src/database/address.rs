//! Where the data is: an address is read once, into what migrating, writing and reading all take, so that none of
//! them understands it in a way of its own.

mod encryption;
mod host;
mod libpq;
mod postgres;
mod sqlite;
mod url;

use std::fmt;
use std::path::PathBuf;

pub(super) use self::encryption::{Check, Encryption, Roots, SslMode};
pub(super) use self::host::Host;
pub use self::postgres::PostgresAddress;
pub(super) use self::postgres::{Keepalive, Session};
pub use self::sqlite::{Mode, SqliteAddress};
use super::Dialect;

/// Where the data is. It prints without its password.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A file.
    Sqlite(SqliteAddress),
    /// A PostgreSQL database.
    Postgres(Box<PostgresAddress>),
}

impl Address {
    /// A file, made where there is none.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::Sqlite(SqliteAddress::new(path))
    }

    /// Reads `sqlite://path`, `sqlite:path`, `postgres://…` or `postgresql://…`, without a look at the environment.
    ///
    /// # Errors
    /// What is wrong, without the address itself: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, String> {
        Self::read(url, |_| None)
    }

    /// The same, with the environment's variables (`PGPASSWORD` and others) for what the address leaves open.
    ///
    /// # Errors
    /// What is wrong, without the address itself: it may hold a password.
    pub fn read(url: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(Box::new(PostgresAddress::read(url, &variable)?)));
        }
        let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match rest {
            Some(rest) => Ok(Self::Sqlite(SqliteAddress::read(rest)?)),
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

    /// True where a database that is not there is made.
    pub fn makes(&self) -> bool {
        !matches!(self, Self::Sqlite(SqliteAddress { mode: Mode::Write | Mode::ReadOnly, .. }))
    }

    /// True where nothing may be written.
    pub fn is_read_only(&self) -> bool {
        matches!(self, Self::Sqlite(SqliteAddress { mode: Mode::ReadOnly, .. }))
    }

    /// The address as a setting takes it: it holds the password.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite(address) => address.url(),
            Self::Postgres(address) => address.url().to_owned(),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(address) => write!(f, "{}", address.path.display()),
            Self::Postgres(address) => address.fmt(f),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}
