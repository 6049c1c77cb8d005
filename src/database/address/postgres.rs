//! PostgreSQL's addresses, with what PostgreSQL's own library understands by them.

use std::fmt;
use std::time::Duration;

use tokio_postgres::Config;

use super::encryption::Encryption;
use super::host::{Host, hosts};
use super::libpq::Words;

/// How long opening a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A database on a PostgreSQL server. It prints without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    url: String,
    /// What logging in takes: user, password, database, options.
    pub(in crate::database) login: Config,
    /// Tried in their order.
    pub(in crate::database) hosts: Vec<Host>,
    pub(in crate::database) encryption: Encryption,
    pub(in crate::database) session: Session,
    /// For each host.
    pub(in crate::database) connect_timeout: Duration,
    pub(in crate::database) keepalive: Keepalive,
}

/// How sockets find out that the other side is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) struct Keepalive {
    pub(in crate::database) is_on: bool,
    pub(in crate::database) idle: Duration,
    pub(in crate::database) interval: Duration,
    pub(in crate::database) count: u32,
    /// How long what was sent may go without being acknowledged.
    pub(in crate::database) unacknowledged: Duration,
}

/// `target_session_attrs`: which of several servers is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::database) enum Session {
    /// Any.
    Any,
    /// One that takes changes.
    Primary,
    /// One that follows another.
    Standby,
}

impl PostgresAddress {
    /// True where two connections may be to servers of which one follows the other, some time behind.
    pub(in crate::database) fn is_ambiguous(&self) -> bool {
        self.hosts.len() > 1 && self.session != Session::Primary
    }

    pub(super) fn read(url: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let words = Words::read(url, variable)?;
        for (key, only) in [("channel_binding", "disable prefer"), ("sslnegotiation", "postgres")] {
            if words.get(key).is_some_and(|value| !only.split(' ').any(|known| known == value)) {
                return Err(format!("{key} can only be {}", only.replace(' ', " or ")));
            }
        }
        let mut login = Config::new();
        words.get("user").map(|user| login.user(user));
        words.get("password").map(|password| login.password(password));
        words.get("dbname").map(|name| login.dbname(name));
        words.get("options").map(|options| login.options(options));
        login.application_name(words.get("application_name").unwrap_or("panorama"));
        login.ssl_mode(tokio_postgres::config::SslMode::Disable);
        let seconds = words.number("connect_timeout")?.filter(|seconds| *seconds > 0);
        Ok(Self {
            url: url.to_owned(),
            hosts: hosts(&words)?,
            encryption: Encryption::read(&words)?,
            session: session(&words)?,
            connect_timeout: seconds.map_or(CONNECT_TIMEOUT, Duration::from_secs),
            keepalive: keepalive(&words)?,
            login,
        })
    }

    /// The address as it was given: it holds the password.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts: Vec<String> = self.hosts.iter().map(Host::to_string).collect();
        write!(f, "PostgreSQL at {}", hosts.join(","))?;
        self.login.get_dbname().map_or(Ok(()), |name| write!(f, "/{name}"))
    }
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresAddress({self})")
    }
}

fn session(words: &Words) -> Result<Session, String> {
    match words.get("target_session_attrs") {
        None | Some("any") => Ok(Session::Any),
        Some("read-write" | "primary") => Ok(Session::Primary),
        Some("read-only" | "standby") => Ok(Session::Standby),
        Some(_) => Err("target_session_attrs is one of any, read-write, read-only, primary and standby".to_owned()),
    }
}

fn keepalive(words: &Words) -> Result<Keepalive, String> {
    let seconds = |key, default| Ok::<_, String>(Duration::from_secs(words.number(key)?.unwrap_or(default)));
    let unacknowledged = words.number("tcp_user_timeout")?.filter(|milliseconds| *milliseconds > 0);
    Ok(Keepalive {
        is_on: words.number("keepalives")? != Some(0),
        idle: seconds("keepalives_idle", 15)?,
        interval: seconds("keepalives_interval", 5)?,
        count: words.number("keepalives_count")?.and_then(|count| u32::try_from(count).ok()).unwrap_or(3),
        unacknowledged: Duration::from_millis(unacknowledged.unwrap_or(5_000)),
    })
}

#[cfg(test)]
mod tests;
