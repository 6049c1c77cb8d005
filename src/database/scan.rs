//! Reading more rows than fit into memory: they arrive in batches, and nothing is read ahead of whoever takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, oneshot};

use super::{ReadError, Rows, Value};

/// Rows of a batch: large enough that handing it over costs nothing, small enough that a few of them are no memory.
pub(super) const BATCH: usize = 1024;
/// Batches that wait to be taken.
const WAITING: usize = 4;

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
    batches: mpsc::Sender<Result<Rows, ReadError>>,
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
        self.batches.blocking_send(Ok(rows)).is_ok()
    }

    /// Hands over a batch; false where nobody takes it.
    pub(super) async fn send(&self, rows: Rows) -> bool {
        self.batches.send(Ok(rows)).await.is_ok()
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

    /// Says why the scan failed, from a thread that may wait.
    pub(super) fn fail(mut self, error: ReadError) {
        if let Some(error) = self.refuse(error) {
            drop(self.batches.blocking_send(Err(error)));
        }
    }

    /// Says why the scan failed.
    pub(super) async fn fail_later(mut self, error: ReadError) {
        if let Some(error) = self.refuse(error) {
            drop(self.batches.send(Err(error)).await);
        }
    }

    /// Tells whoever waits for the opening; the error comes back where nobody does any more.
    fn refuse(&mut self, error: ReadError) -> Option<ReadError> {
        match self.opened.take() {
            Some(opened) => opened.send(Err(error)).err().and_then(Result::err),
            None => Some(error),
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
    receiver: mpsc::Receiver<Result<Rows, ReadError>>,
    cancelled: Arc<AtomicBool>,
}

impl Batches {
    /// The next batch, from a thread that may wait; none behind the last.
    pub fn take(&mut self) -> Option<Result<Rows, ReadError>> {
        self.receiver.blocking_recv()
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}
