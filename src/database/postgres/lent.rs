//! A socket that the client library works on before it is taken back.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::socket::Transport;
use crate::database::ReadError;

/// The socket, at whoever has it.
#[derive(Clone)]
pub(super) struct Lent(Arc<Mutex<Box<dyn Transport>>>);

impl Lent {
    pub(super) fn new(socket: Box<dyn Transport>) -> Self {
        Self(Arc::new(Mutex::new(socket)))
    }

    /// Takes it back, once the library's ends are dropped.
    pub(super) fn back(self) -> Result<Box<dyn Transport>, ReadError> {
        let only = Arc::into_inner(self.0).ok_or_else(|| ReadError::Fault("the socket is still in use".to_owned()))?;
        Ok(only.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

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
