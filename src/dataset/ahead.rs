//! Reading ahead: while the database takes a batch of rows the next is made in another thread, and no more than that.

use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;

use super::reading::Reading;
use crate::write::{Batch, Fault};

/// Files that are being read.
pub(super) struct Ahead {
    batches: Receiver<Batch>,
    reader: JoinHandle<Vec<Fault>>,
}

impl Ahead {
    /// Begins to read. Where nobody takes the rows any more it soon ends.
    pub(super) fn start(mut reading: Reading) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let runtime = Handle::current();
        let reader = tokio::task::spawn_blocking(move || {
            // There is room once the last batch is on its way to the database.
            while let Ok(room) = runtime.block_on(sender.reserve()) {
                match reading.next() {
                    // What has a fault is read to its end, and nothing of it is stored.
                    Some(batch) if reading.is_sound() => room.send(batch),
                    Some(_) => {}
                    None => break,
                }
            }
            reading.faults()
        });
        Self { batches, reader }
    }

    /// The next rows; nothing at the end, nor behind the first fault.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// What is wrong.
    pub(super) async fn faults(self) -> Vec<Fault> {
        match self.reader.await {
            Ok(faults) => faults,
            Err(failed) => std::panic::resume_unwind(failed.into_panic()),
        }
    }
}
