//! Opening connections: the socket and its encryption, then the log-in, which is the client library's.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{CancelToken, Config, NoTls};
use tokio_rustls::TlsConnector;

use super::super::ReadError;

const DEFAULT_PORT: u16 = 5432;
/// The request for encryption: its length, and the number that stands for it.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// What bytes go through.
pub(super) trait Transport: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Transport for T {}

/// Reads an address.
pub(super) fn config(url: &str) -> Result<Config, ReadError> {
    let mut config: Config =
        url.parse().map_err(|_| ReadError::Fault("the address is not one of PostgreSQL".to_owned()))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(super::CONNECT_TIMEOUT);
    }
    Ok(config)
}

/// Opens a connection and logs in; the token stops what runs on it.
pub(super) async fn connect(config: &Config) -> Result<(Box<dyn Transport>, CancelToken), ReadError> {
    let lent = Lent(Arc::new(Mutex::new(open(config).await?)));
    // The library's ends are dropped as soon as the server waits for a first statement: nothing is under way then.
    let token = plain(config).connect_raw(lent.clone(), NoTls).await.map(|(client, _)| client.cancel_token())?;
    let unlent = Arc::into_inner(lent.0).ok_or_else(|| ReadError::Fault("the socket is still in use".to_owned()))?;
    Ok((unlent.into_inner().unwrap_or_else(PoisonError::into_inner), token))
}

/// Stops what runs on the connection that the token belongs to.
pub(super) async fn cancel(config: &Config, token: &CancelToken) -> Result<(), ReadError> {
    Ok(token.cancel_query_raw(open(config).await?, NoTls).await?)
}

/// The same log-in over a socket whose encryption is settled.
fn plain(config: &Config) -> Config {
    let mut config = config.clone();
    config.ssl_mode(SslMode::Disable);
    config
}

/// Opens a socket to the first host that takes it. With `sslmode=require` it is encrypted and the server's certificate
/// checked; else it is plain.
async fn open(config: &Config) -> Result<Box<dyn Transport>, ReadError> {
    let mut failure = ReadError::Fault("the address names no host".to_owned());
    for (place, host) in hosts(config).into_iter().enumerate() {
        let ports = config.get_ports();
        let port = ports.get(place).or_else(|| ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let timeout = config.get_connect_timeout().copied().unwrap_or(Duration::MAX);
        match tokio::time::timeout(timeout, reach(&host, port, config.get_ssl_mode())).await {
            Ok(Ok(transport)) => return Ok(transport),
            Ok(Err(error)) => failure = error.into(),
            Err(_) => failure = ReadError::Unavailable("the connection took too long".to_owned()),
        }
    }
    Err(failure)
}

/// Where to go, and under which name the server is to be known.
struct Server {
    host: Host,
    address: Option<IpAddr>,
}

fn hosts(config: &Config) -> Vec<Server> {
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    let server = |place: usize| {
        let address = addresses.get(place).copied();
        let host = hosts.get(place).cloned().or_else(|| address.map(|address| Host::Tcp(address.to_string())))?;
        Some(Server { host, address })
    };
    (0..hosts.len().max(addresses.len())).filter_map(server).collect()
}

async fn reach(server: &Server, port: u16, encryption: SslMode) -> io::Result<Box<dyn Transport>> {
    let name = match &server.host {
        Host::Unix(folder) => {
            return Ok(Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?));
        }
        Host::Tcp(name) => name,
    };
    let mut socket = match server.address {
        Some(address) => TcpStream::connect((address, port)).await?,
        None => TcpStream::connect((name.as_str(), port)).await?,
    };
    socket.set_nodelay(true)?;
    if encryption != SslMode::Require {
        return Ok(Box::new(socket));
    }
    socket.write_all(&SSL_REQUEST).await?;
    if socket.read_u8().await? != b'S' {
        return Err(io::Error::other("the server does not encrypt connections"));
    }
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(name.clone()).map_err(io::Error::other)?;
    Ok(Box::new(TlsConnector::from(Arc::new(config)).connect(name, socket).await?))
}

/// A socket that the library logs in over before it is taken back.
#[derive(Clone)]
struct Lent(Arc<Mutex<Box<dyn Transport>>>);

impl Lent {
    fn with<T>(&self, act: impl FnOnce(Pin<&mut Box<dyn Transport>>) -> T) -> T {
        act(Pin::new(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl AsyncRead for Lent {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_read(cx, into))
    }
}

impl AsyncWrite for Lent {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.with(|socket| socket.poll_write(cx, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|socket| socket.poll_shutdown(cx))
    }
}
