//! PostgreSQL's addresses, with what PostgreSQL's own library understands by them.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;

use super::encryption::Encryption;
use super::libpq::Words;

/// Where servers keep their sockets when nothing else is said.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
const DEFAULT_PORT: u16 = 5432;
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

/// A server of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::database) enum Host {
    /// A name, with the address that it stands for where one is given.
    Tcp { name: String, address: Option<IpAddr>, port: u16 },
    /// The folder of a socket.
    Unix { folder: PathBuf, port: u16 },
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

impl Host {
    /// True where the way to it leaves the machine nowhere.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Unix { .. } => true,
            Self::Tcp { address: Some(address), .. } => address.is_loopback(),
            Self::Tcp { name, .. } => {
                name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
            }
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { name, port, .. } if name.contains(':') => write!(f, "[{name}]:{port}"),
            Self::Tcp { name, port, .. } => write!(f, "{name}:{port}"),
            Self::Unix { folder, port } => write!(f, "{}:{port}", folder.display()),
        }
    }
}

impl PostgresAddress {
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

fn hosts(words: &Words) -> Result<Vec<Host>, String> {
    let (names, addresses, ports) = (words.list("host"), words.list("hostaddr"), words.list("port"));
    let count = names.len().max(addresses.len()).max(1);
    if ports.len() > 1 && ports.len() != count {
        return Err("there are more ports or fewer than hosts".to_owned());
    }
    (0..count)
        .map(|place| {
            let port = ports.get(place).or_else(|| ports.first()).copied().unwrap_or_default();
            let port = match port {
                "" => DEFAULT_PORT,
                port => port.parse().map_err(|_| "a port is a number up to 65535")?,
            };
            let address = addresses.get(place).filter(|address| !address.is_empty());
            let address: Option<IpAddr> =
                address.map(|address| address.parse()).transpose().map_err(|_| "hostaddr is a numeric address")?;
            let name = names.get(place).copied().unwrap_or_default();
            Ok(match (name, address) {
                (name, _) if name.starts_with('/') => Host::Unix { folder: PathBuf::from(name), port },
                ("", None) => nearest(port),
                ("", Some(address)) => Host::Tcp { name: address.to_string(), address: Some(address), port },
                (name, address) => Host::Tcp { name: name.to_owned(), address, port },
            })
        })
        .collect()
}

/// The server of this machine: at its socket, else at its name.
fn nearest(port: u16) -> Host {
    let is_there = |folder: &&str| Path::new(folder).join(format!(".s.PGSQL.{port}")).exists();
    match SOCKETS.iter().copied().find(is_there) {
        Some(folder) => Host::Unix { folder: PathBuf::from(folder), port },
        None => Host::Tcp { name: "localhost".to_owned(), address: None, port },
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
        unacknowledged: Duration::from_millis(unacknowledged.unwrap_or(15_000)),
    })
}

#[cfg(test)]
mod tests;
