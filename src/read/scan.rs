//! Scans: rows by the million, in batches, on one snapshot of the database.

use std::sync::Arc;

use super::reader::{Driver, Reader};
use crate::database::{Batches, ReadError, Rows, Scan, scan_channel};
use crate::deadline::Deadline;
use crate::places::Share;

impl Reader {
    /// Begins a scan: the rows of its short statements, and the batches of the long one. It ends with its last batch, or
    /// when the batches are dropped.
    ///
    /// # Errors
    /// `Busy` where no place becomes free; what the database answers.
    pub async fn scan(&self, scan: Scan, share: Share, deadline: &Deadline) -> Result<(Vec<Rows>, Batches), ReadError> {
        let place = self.scans.take(share, deadline).await.map_err(|_| ReadError::Busy)?;
        let count = scan.first.len() + usize::from(scan.rows.is_some());
        self.figures.statements.inc_by(u64::try_from(count).unwrap_or(0));
        let (outlet, intake) = scan_channel();
        match &self.driver {
            Driver::Sqlite { pool, .. } => {
                let pool = Arc::clone(pool);
                tokio::task::spawn_blocking(move || {
                    pool.scan(&scan, outlet);
                    drop(place);
                });
            }
            Driver::Postgres(pool) => {
                let (pool, until) = (pool.clone(), deadline.clone());
                tokio::spawn(async move {
                    pool.scan(&scan, outlet, &until).await;
                    drop(place);
                });
            }
        }
        deadline.limit(intake.opened()).await?
    }
}
