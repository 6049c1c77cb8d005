//! Connections: so many at a time, none that does nothing for long, all of them finished before the end.

mod watch;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use prometheus_client::metrics::gauge::Gauge;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch as signal;
use tokio::task::JoinSet;
use tower::ServiceExt;

use self::watch::{Busy, Watch, Watched};
use crate::telemetry::Seldom;

/// How often a connection is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// How long nothing is accepted where the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// The connections that are open.
#[derive(Debug, Clone, Default)]
struct Open(Arc<Mutex<HashMap<u64, Arc<Watch>>>>);

impl Open {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Watch>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for another: the one that has rested for longest gives way. False where all are answered at the moment.
    fn make_room(&self) -> bool {
        let mut all = self.all();
        let resting = all.iter().filter_map(|(id, watch)| Some((watch.resting()?, *id)));
        match resting.min().and_then(|(_, id)| all.remove(&id)) {
            Some(watch) => {
                watch.evict();
                true
            }
            None => false,
        }
    }
}

/// What answers requests, and on how many connections at a time.
#[derive(Debug)]
pub struct Server {
    /// The routes.
    pub router: Router,
    /// The most connections that are open at a time.
    pub most: usize,
    /// How many are.
    pub connections: Gauge,
}

impl Server {
    /// Routes on as many connections as come.
    pub fn of(router: Router) -> Self {
        Self { router, most: usize::MAX, connections: Gauge::default() }
    }

    /// Answers requests until `shutdown` is done; what is under way is finished first.
    pub async fn run(self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        let (open, (ending, ended)) = (Open::default(), signal::channel(()));
        let (mut tasks, mut number) = (JoinSet::new(), 0_u64);
        let mut shutdown = pin!(shutdown);
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(_) = tasks.join_next() => continue,
                () = &mut shutdown => break,
            };
            let (socket, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_of_client(&error) => continue,
                Err(error) => {
                    static TOLD: Seldom = Seldom::new();
                    if TOLD.now() {
                        tracing::warn!(error.message = %error, "connections cannot be accepted");
                    }
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            if open.all().len() >= self.most && !open.make_room() {
                tracing::debug!("a connection is refused: there are as many as may be");
                continue;
            }
            number += 1;
            let watch = Watch::new();
            open.all().insert(number, Arc::clone(&watch));
            let (router, open, mut ended) = (self.router.clone(), open.clone(), ended.clone());
            let counted = Counted::new(&self.connections);
            tasks.spawn(async move {
                let end = async { drop(ended.changed().await) };
                connection(socket, peer, router, watch, end).await;
                open.all().remove(&number);
                drop(counted);
            });
        }
        drop((listener, ending));
        while tasks.join_next().await.is_some() {}
    }
}

/// True for failures that are of one connection.
fn is_of_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers what comes over a connection, until it is closed, rests for too long, or has to make room.
async fn connection(
    socket: TcpStream,
    peer: SocketAddr,
    router: Router,
    watch: Arc<Watch>,
    end: impl Future<Output = ()>,
) {
    // An answer is written at once: waiting for more of it only makes it late.
    if socket.set_nodelay(true).is_err() {
        return;
    }
    let answered = Arc::clone(&watch);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let busy = answered.request();
        request.extensions_mut().insert(ConnectInfo(peer));
        let request: Request = request.map(Body::new);
        let answer = router.clone().oneshot(request);
        async move {
            let answered = answer.await;
            answered.map(|response: Response| response.map(|body| Answer { body, _busy: busy }))
        }
    });
    // Its clock is ours: the library's own knows no difference between a connection that rests and a client that is slow.
    let serving = http1::Builder::new()
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(Watched::new(socket, Arc::clone(&watch))), service);
    let (mut serving, mut end) = (pin!(serving), pin!(end));
    let mut is_ending = false;
    loop {
        let look = Instant::now() + LOOK;
        let next = watch.due().map_or(look, |due| due.min(look));
        tokio::select! {
            result = &mut serving => {
                if let Err(error) = result {
                    tracing::debug!(error.message = %error, "a connection ended early");
                }
                return;
            }
            () = &mut end, if !is_ending => {
                is_ending = true;
                serving.as_mut().graceful_shutdown();
            }
            () = watch.evicted() => return,
            () = tokio::time::sleep_until(next.into()) => {
                if watch.due().is_some_and(|due| due <= Instant::now()) {
                    return;
                }
            }
        }
    }
}

/// The body of an answer: until it is sent, its connection is busy.
struct Answer {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Counts a connection as long as it is open.
struct Counted(Gauge);

impl Counted {
    fn new(connections: &Gauge) -> Self {
        connections.inc();
        Self(connections.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
