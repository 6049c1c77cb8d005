//! Sockets to a server, with what finds out that the other side is gone.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use super::tls::Tls;
use crate::database::address::{Host, Keepalive};

/// The request for encryption: its length, and the number that stands for it.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// What bytes go through.
pub(super) trait Transport: AsyncRead + AsyncWrite + Unpin + Send + Sync {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Transport for T {}

/// Opens a socket that stays plain.
pub(super) async fn plain(host: &Host, keepalive: &Keepalive) -> io::Result<Box<dyn Transport>> {
    match host {
        Host::Unix { folder, port } => {
            Ok(Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?))
        }
        Host::Tcp { .. } => Ok(Box::new(tcp(host, keepalive).await?)),
    }
}

/// Opens a socket and encrypts it.
pub(super) async fn encrypted(host: &Host, keepalive: &Keepalive, tls: &Tls) -> io::Result<Box<dyn Transport>> {
    let Host::Tcp { name, .. } = host else { return plain(host, keepalive).await };
    let mut socket = tcp(host, keepalive).await?;
    socket.write_all(&SSL_REQUEST).await?;
    if socket.read_u8().await? != b'S' {
        return Err(io::Error::new(io::ErrorKind::Unsupported, "the server does not encrypt connections"));
    }
    Ok(Box::new(tls.handshake(name, socket).await?))
}

async fn tcp(host: &Host, keepalive: &Keepalive) -> io::Result<TcpStream> {
    let socket = match host {
        Host::Tcp { address: Some(address), port, .. } => TcpStream::connect((*address, *port)).await?,
        Host::Tcp { name, port, .. } => TcpStream::connect((name.as_str(), *port)).await?,
        Host::Unix { .. } => return Err(io::ErrorKind::Unsupported.into()),
    };
    socket.set_nodelay(true)?;
    let options = SockRef::from(&socket);
    if keepalive.is_on {
        let Keepalive { idle, interval, count, .. } = *keepalive;
        let second = Duration::from_secs(1);
        let probes = TcpKeepalive::new().with_time(idle.max(second)).with_interval(interval.max(second));
        options.set_tcp_keepalive(&probes.with_retries(count.max(1)))?;
    }
    #[cfg(target_os = "linux")]
    options.set_tcp_user_timeout(Some(keepalive.unacknowledged))?;
    Ok(socket)
}
