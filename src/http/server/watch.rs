//! What a connection does, and since when: whoever does nothing for too long is not kept.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// How long a client may take to say what it wants: from the first byte of a request, or from the connection's beginning.
const HEAD: Duration = Duration::from_secs(15);
/// How long a connection may rest between two requests: longer than proxies keep theirs, so that it is they who close it.
const REST: Duration = Duration::from_secs(90);
/// How long a client may take nothing of an answer.
const STALL: Duration = Duration::from_secs(20);

/// A connection as it is seen from outside.
#[derive(Debug)]
pub(super) struct Watch {
    now: Mutex<Now>,
    evicted: Notify,
}

#[derive(Debug)]
struct Now {
    /// Requests that are being answered, until the last byte of the answer is handed over.
    busy: usize,
    /// When the connection began, or did something last.
    moved: Instant,
    /// Whether a request was answered on it.
    served: bool,
    /// Since when bytes of a request arrive.
    asked: Option<Instant>,
    /// Since when the client takes nothing of what is there for it.
    stalled: Option<Instant>,
}

impl Watch {
    pub(super) fn new() -> Arc<Self> {
        let now = Now { busy: 0, moved: Instant::now(), served: false, asked: None, stalled: None };
        Arc::new(Self { now: Mutex::new(now), evicted: Notify::new() })
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it is to be closed, unless something happens; none while a request is being answered.
    pub(super) fn due(&self) -> Option<Instant> {
        let now = self.now();
        if let Some(since) = now.stalled {
            return Some(since + STALL);
        }
        match now.asked {
            _ if now.busy > 0 => None,
            Some(since) => Some(since + HEAD),
            None => Some(now.moved + if now.served { REST } else { HEAD }),
        }
    }

    /// Since when it rests between two requests, or before the first.
    pub(super) fn resting(&self) -> Option<Instant> {
        let now = self.now();
        (now.busy == 0).then_some(now.moved)
    }

    /// Closes it, to make room for another.
    pub(super) fn evict(&self) {
        self.evicted.notify_one();
    }

    /// Done when it is to make room.
    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }

    /// A request was read; it is being answered until what comes back is dropped.
    pub(super) fn request(self: &Arc<Self>) -> Busy {
        let mut now = self.now();
        now.busy += 1;
        now.asked = None;
        now.served = true;
        Busy(Arc::clone(self))
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Arc<Watch>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut now = self.0.now();
        now.busy -= 1;
        now.moved = Instant::now();
    }
}

/// A socket that is watched.
#[derive(Debug)]
pub(super) struct Watched {
    socket: TcpStream,
    watch: Arc<Watch>,
}

impl Watched {
    pub(super) fn new(socket: TcpStream, watch: Arc<Watch>) -> Self {
        Self { socket, watch }
    }

    /// Notes whether the client takes what is there for it.
    fn written<T>(&self, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        let mut now = self.watch.now();
        if poll.is_pending() {
            now.stalled.get_or_insert_with(Instant::now);
        } else {
            now.stalled = None;
            now.moved = Instant::now();
        }
        poll
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            let mut now = self.watch.now();
            if now.busy == 0 {
                now.asked.get_or_insert_with(Instant::now);
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.written(poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.socket).poll_write_vectored(cx, slices);
        self.written(poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
