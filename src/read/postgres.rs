//! An execution on PostgreSQL: the statements of a wave are sent together, the last together with the snapshot's end.

use std::sync::Arc;

use super::execution::Execution;
use crate::database::{Postgres, ReadError};
use crate::places::Place;

/// Asks for all that the execution wants to know.
pub(super) async fn execute(
    pool: &Postgres,
    execution: &mut Execution<'_>,
    place: &Arc<Place>,
) -> Result<(), ReadError> {
    let mut snapshot = None;
    let mut ended = false;
    while execution.advance()? {
        let snapshot = match &mut snapshot {
            Some(snapshot) => snapshot,
            none => {
                let snapshot = none.insert(pool.snapshot(execution.deadline()).await?);
                snapshot.keep(Arc::clone(place));
                snapshot
            }
        };
        ended = execution.is_last();
        let rows = snapshot.wave(&execution.wave(), ended, execution.room()).await?;
        execution.take(rows);
    }
    match snapshot {
        Some(snapshot) if !ended => snapshot.end().await,
        _ => Ok(()),
    }
}
