//! Reading more rows than fit into memory: they arrive in batches, and nothing is read ahead of whoever takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, oneshot};

use super::{ReadError, Rows, Value};

/// Rows of a batch: large enough that handing it over costs nothing, small enough that a few of them are no memory.
pub(super) const BATCH: usize = 1024;
/// Batches that wait to be taken.
const WAITING: usize = 4;

/// A batch, or that there are no more. A scan that ends without a word was cut off.
type Piece = Result<Option<Rows>, ReadError>;

/// A statement with its bound values.
#[derive(Debug, Clone)]
pub struct Query {
    /// The text.
    pub sql: String,
    /// The parameters.
    pub values: Vec<Value>,
}

/// What is read on one snapshot: a few short statements whole, then one of any length in batches.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// The short ones.
    pub first: Vec<Query>,
    /// The long one, if any.
    pub rows: Option<Query>,
}

/// The two ends between a scan and whoever takes its rows.
pub(crate) fn channel() -> (Outlet, Intake) {
    let (opened, opening) = oneshot::channel();
    let (sender, receiver) = mpsc::channel(WAITING);
    let cancelled = Arc::new(AtomicBool::new(false));
    let outlet = Outlet { opened: Some(opened), batches: sender, cancelled: Arc::clone(&cancelled) };
    (outlet, Intake { opening, batches: Batches { receiver, cancelled } })
}

/// Where a scan leaves what it reads.
#[derive(Debug)]
pub(crate) struct Outlet {
    opened: Option<oneshot::Sender<Result<Vec<Rows>, ReadError>>>,
    batches: mpsc::Sender<Piece>,
    cancelled: Arc<AtomicBool>,
}

impl Outlet {
    /// Hands over the rows of the short statements.
    pub(super) fn open(&mut self, rows: Vec<Rows>) {
        if let Some(opened) = self.opened.take() {
            // Where nobody waits any more, the first batch finds out.
            drop(opened.send(Ok(rows)));
        }
    }

    /// Hands over a batch from a thread that may wait; false where nobody takes it.
    pub(super) fn put(&self, rows: Rows) -> bool {
        self.batches.blocking_send(Ok(Some(rows))).is_ok()
    }

    /// Hands over a batch; false where nobody takes it.
    pub(super) async fn send(&self, rows: Rows) -> bool {
        self.batches.send(Ok(Some(rows))).await.is_ok()
    }

    /// What becomes true when nobody takes batches any more.
    pub(super) fn cancelled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Done when nobody takes batches any more.
    pub(super) fn closed(&self) -> impl Future<Output = ()> + Send + use<> {
        let batches = self.batches.clone();
        async move { batches.closed().await }
    }

    /// Says how the scan ended, from a thread that may wait.
    pub(super) fn close(mut self, result: Result<(), ReadError>) {
        if let Some(last) = self.last(result) {
            drop(self.batches.blocking_send(last));
        }
    }

    /// Says how the scan ended.
    pub(super) async fn end(mut self, result: Result<(), ReadError>) {
        if let Some(last) = self.last(result) {
            drop(self.batches.send(last).await);
        }
    }

    /// The last piece; none where whoever waits for the opening was told instead.
    fn last(&mut self, result: Result<(), ReadError>) -> Option<Piece> {
        match (self.opened.take(), result) {
            (Some(opened), Err(error)) => {
                drop(opened.send(Err(error)));
                None
            }
            (_, result) => Some(result.map(|()| None)),
        }
    }
}

/// Where the rows of a scan arrive.
#[derive(Debug)]
pub(crate) struct Intake {
    opening: oneshot::Receiver<Result<Vec<Rows>, ReadError>>,
    batches: Batches,
}

impl Intake {
    /// The rows of the short statements, and the batches behind them.
    pub(crate) async fn opened(self) -> Result<(Vec<Rows>, Batches), ReadError> {
        let rows = self.opening.await.map_err(|_| ReadError::Fault("the scan ended before it began".to_owned()))??;
        Ok((rows, self.batches))
    }
}

/// Batches of rows on their way; dropping them ends the scan.
#[derive(Debug)]
pub struct Batches {
    receiver: mpsc::Receiver<Piece>,
    cancelled: Arc<AtomicBool>,
}

impl Batches {
    /// The next batch, from a thread that may wait; none behind the last.
    ///
    /// # Errors
    /// Where the scan failed or was cut off.
    pub fn take(&mut self) -> Result<Option<Rows>, ReadError> {
        let cut_off = || Err(ReadError::Fault("the scan was cut off".to_owned()));
        self.receiver.blocking_recv().unwrap_or_else(cut_off)
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
