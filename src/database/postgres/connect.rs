//! Opening connections: a host that takes them, encrypted or not as the address says, then the log-in, which is the client
//! library's.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio_postgres::error::SqlState;
use tokio_postgres::{CancelToken, Client, Config, Connection, NoTls};

use super::lent::Lent;
use super::socket::{self, Transport};
use super::tls::Tls;
use crate::database::ReadError;
use crate::database::address::{Host, PostgresAddress, Session, SslMode};

/// Opens connections to one address.
#[derive(Clone)]
pub(in crate::database) struct Connector {
    pub(super) address: Arc<PostgresAddress>,
    /// None where nothing is encrypted.
    tls: Option<Tls>,
}

/// How a server was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) host: usize,
    pub(super) is_encrypted: bool,
}

/// The client library's two ends of a connection.
type Ends = (Client, Connection<Lent, tokio_postgres::tls::NoTlsStream>);

/// What stops the statement that runs on a connection.
#[derive(Clone)]
pub(super) struct Stopper {
    token: CancelToken,
    pub(super) route: Route,
}

/// Why a server could not be logged in to.
enum Failure {
    /// It cannot be reached, or what it says cannot be used.
    Unreached(String),
    /// It refuses this way of encryption.
    OtherWay(String),
    /// It refuses whoever asks; another server of the address would too.
    Refused(String),
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connector({})", self.address)
    }
}

impl Connector {
    /// Reads what encryption needs, where the address may ask for it.
    pub(in crate::database) fn new(address: &PostgresAddress) -> Result<Self, ReadError> {
        let encryption = &address.encryption;
        let encrypts = address.hosts.iter().any(|host| encryption.mode(host) != SslMode::Disable);
        let tls = if encrypts { Some(Tls::new(encryption)?) } else { None };
        Ok(Self { address: Arc::new(address.clone()), tls })
    }

    /// Opens a connection, and logs in.
    pub(super) async fn connect(&self) -> Result<(Box<dyn Transport>, Stopper), ReadError> {
        let (lent, ends, route) = self.ends().await?;
        let token = ends.0.cancel_token();
        // The library's ends are dropped as soon as the server waits for a first statement: nothing is under way then.
        drop(ends);
        Ok((lent.back()?, Stopper { token, route }))
    }

    /// Opens a connection to the first host that takes it, and leaves it to the client library.
    async fn ends(&self) -> Result<(Lent, Ends, Route), ReadError> {
        let mut failure = String::from("the address names no host");
        for place in 0..self.address.hosts.len() {
            for is_encrypted in self.ways(place) {
                let route = Route { host: place, is_encrypted };
                let tried =
                    tokio::time::timeout(self.address.connect_timeout, self.log_in(route, &self.address.login)).await;
                match tried.unwrap_or_else(|_| Err(Failure::Unreached("it does not answer in time".to_owned()))) {
                    Ok((lent, ends)) => return Ok((lent, ends, route)),
                    Err(Failure::OtherWay(text)) => failure = text,
                    Err(Failure::Refused(text)) => return Err(ReadError::Unavailable(text)),
                    Err(Failure::Unreached(text)) => {
                        failure = text;
                        break;
                    }
                }
            }
        }
        Err(ReadError::Unavailable(failure))
    }

    /// Whether a host is tried encrypted, in the order in which that is tried.
    fn ways(&self, place: usize) -> Vec<bool> {
        match self.address.encryption.mode(&self.address.hosts[place]) {
            SslMode::Disable => vec![false],
            SslMode::Allow => vec![false, true],
            SslMode::Prefer => vec![true, false],
            SslMode::Require => vec![true],
        }
    }

    /// Opens a socket as one was opened before.
    pub(super) async fn reach(&self, route: Route) -> io::Result<Box<dyn Transport>> {
        let (host, keepalive) = (&self.address.hosts[route.host], &self.address.keepalive);
        match &self.tls {
            Some(tls) if route.is_encrypted => socket::encrypted(host, keepalive, tls).await,
            _ => socket::plain(host, keepalive).await,
        }
    }

    /// Stops what runs on a connection. When it is done the server has passed the word on, so that nothing which runs there
    /// later is stopped in its place.
    pub(super) async fn stop(&self, stopper: &Stopper, time: Duration) -> Result<(), ReadError> {
        let stopped = async {
            let lent = Lent::new(self.reach(stopper.route).await?);
            stopper.token.cancel_query_raw(lent.clone(), NoTls).await?;
            // The server says nothing and closes, once it is done; some say so with an error.
            drop(lent.back()?.read_u8().await);
            Ok(())
        };
        let in_time = tokio::time::timeout(time, stopped).await;
        in_time.unwrap_or_else(|_| Err(ReadError::Unavailable("a statement could not be stopped in time".to_owned())))
    }

    pub(super) fn host(&self, route: Route) -> &Host {
        &self.address.hosts[route.host]
    }

    async fn log_in(&self, route: Route, login: &Config) -> Result<(Lent, Ends), Failure> {
        let host = self.host(route);
        let failed = |error: &dyn fmt::Display| format!("{host}: {error}");
        let socket = self.reach(route).await.map_err(|error| match error.kind() {
            // It does not encrypt, or its certificate is not what it should be.
            io::ErrorKind::Unsupported | io::ErrorKind::InvalidData => Failure::OtherWay(failed(&error)),
            _ => Failure::Unreached(failed(&error)),
        })?;
        let lent = Lent::new(socket);
        let mut ends = login.connect_raw(lent.clone(), NoTls).await.map_err(|error| {
            let text = failed(&words(&error));
            match error.code() {
                Some(code) if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Failure::OtherWay(text),
                // It starts or stops, or is full: another server may be the better one.
                Some(code) if code.code().starts_with("57P") || code.code().starts_with("53") => {
                    Failure::Unreached(text)
                }
                Some(_) => Failure::Refused(text),
                None => Failure::Unreached(text),
            }
        })?;
        if self.address.session != Session::Any && self.address.session != session(&mut ends).await? {
            return Err(Failure::Unreached(failed(&"it is not the server that target_session_attrs asks for")));
        }
        Ok((lent, ends))
    }
}

/// Whether a server takes changes or follows another.
async fn session((client, connection): &mut Ends) -> Result<Session, Failure> {
    let asked = client.simple_query("SELECT pg_is_in_recovery()");
    let answer = tokio::select! {
        answer = asked => answer,
        _ = connection => return Err(Failure::Unreached("the connection ended".to_owned())),
    };
    let answer = answer.map_err(|error| Failure::Unreached(words(&error)))?;
    let follows = answer.iter().any(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0) == Some("t"),
        _ => false,
    });
    Ok(if follows { Session::Standby } else { Session::Primary })
}

/// What an error of the client library says, down to its cause.
pub(super) fn words(error: &tokio_postgres::Error) -> String {
    if let Some(told) = error.as_db_error() {
        return format!("{} ({})", told.message(), told.code().code());
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}
