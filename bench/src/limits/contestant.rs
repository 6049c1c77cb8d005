//! Who takes part: servers that are processes of their own, on databases with the same rows.

use std::fmt;
use std::process::Command;

use panorama::database::Address;

use super::{postgraphile, serve};
use crate::database::{Backend, Database};
use crate::server::{self, Server};
use crate::{Failure, peer};

/// Who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A hand-written statement for each question.
    Sql,
    /// The same answers out of memory.
    Memory,
    /// PostGraphile.
    PostGraphile,
    /// Panorama, which works out every answer.
    Panorama,
    /// Panorama as it is by default, which keeps answers.
    Cached,
    /// The peer: resolvers with data loaders.
    Resolvers,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Kind {
    /// What it is compared with.
    pub(super) fn limit(self) -> Self {
        match self {
            Self::Memory | Self::Cached => Self::Memory,
            _ => Self::Sql,
        }
    }

    /// Whether it is PostgreSQL's whatever the others are on.
    pub(super) fn is_common(self) -> bool {
        matches!(self, Self::Sql | Self::Memory | Self::PostGraphile)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sql => "LIMIT-SQL",
            Self::Memory => "LIMIT-HTTP",
            Self::PostGraphile => "PostGraphile",
            Self::Panorama => "panorama",
            Self::Cached => "panorama, cached",
            Self::Resolvers => "resolvers",
        }
    }
}

/// One of them.
#[derive(Debug)]
pub(super) struct Contestant {
    pub(super) kind: Kind,
    /// The database that it reads.
    pub(super) backend: Backend,
    pub(super) server: Server,
}

impl Contestant {
    /// Its processes.
    pub(super) fn processes(&self) -> Vec<u32> {
        self.server.pid().map(crate::process::tree).unwrap_or_default()
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind.is_common() { self.kind.fmt(f) } else { write!(f, "{} on {}", self.kind, self.backend) }
    }
}

/// Starts all: the limits on the first database, which is PostgreSQL's; then what is measured on each.
pub(super) fn start(databases: &[Database], backends: &[Backend]) -> Result<Vec<Contestant>, Failure> {
    let mut contestants = Vec::new();
    let mut add = |kind: Kind, backend, command: &mut Command| {
        let server = Server::process(kind.name(), command)?;
        contestants.push(Contestant { kind, backend, server });
        Ok::<_, Failure>(())
    };
    let binary = std::env::current_exe()?;
    let alone = |word: &str, address: &Address| {
        let mut command = Command::new(&binary);
        command.arg(word).env("DATABASE_URL", address.url());
        command
    };
    let limits = databases[0].address();
    add(Kind::Sql, Backend::Postgres, &mut alone(serve::SERVE, limits))?;
    add(Kind::Memory, Backend::Postgres, &mut alone(serve::SERVE, limits))?;
    match postgraphile::command(limits) {
        Ok(mut command) => add(Kind::PostGraphile, Backend::Postgres, &mut command)?,
        Err(reason) => eprintln!("bench: without PostGraphile: {reason}"),
    }
    // The others say nothing of what they are asked.
    let quiet = |address: &Address| {
        let mut command = server::serving(&binary, address);
        command.env("PANORAMA_LOG", "warn");
        command
    };
    for database in databases.iter().filter(|database| backends.contains(&database.backend())) {
        let (backend, address) = (database.backend(), database.address());
        add(Kind::Panorama, backend, quiet(address).env("PANORAMA_CACHE_BYTES", "0"))?;
        add(Kind::Cached, backend, &mut quiet(address))?;
        add(Kind::Resolvers, backend, &mut alone(peer::SERVE, address))?;
    }
    Ok(contestants)
}
