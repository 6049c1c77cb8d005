//! An execution on PostgreSQL: the statements of a wave are sent together, the last together with the snapshot's end.

use super::execution::Execution;
use crate::database::{Postgres, ReadError};

/// Asks for all that the execution wants to know.
pub(super) async fn execute(pool: &Postgres, execution: &mut Execution<'_>) -> Result<(), ReadError> {
    let mut snapshot = None;
    let mut ended = false;
    while execution.advance()? {
        let snapshot = match &mut snapshot {
            Some(snapshot) => snapshot,
            none => none.insert(pool.snapshot(execution.deadline()).await?),
        };
        ended = execution.is_last();
        let rows = snapshot.wave(&execution.wave(), ended).await?;
        execution.take(rows);
    }
    match snapshot {
        Some(snapshot) if !ended => snapshot.end().await,
        _ => Ok(()),
    }
}
