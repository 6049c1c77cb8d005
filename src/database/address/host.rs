//! The servers of an address.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::libpq::Words;

/// Where servers keep their sockets when nothing else is said.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];
const DEFAULT_PORT: u16 = 5432;

/// A server of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::database) enum Host {
    /// A name, with the address that it stands for where one is given.
    Tcp { name: String, address: Option<IpAddr>, port: u16 },
    /// The folder of a socket.
    Unix { folder: PathBuf, port: u16 },
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

/// The servers that an address names.
pub(super) fn hosts(words: &Words) -> Result<Vec<Host>, String> {
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
