//! An execution on SQLite: a statement after the other, each prepared once and stepped for each key.

use super::execution::Execution;
use crate::database::{Bound, ReadError, SqliteSnapshot};

/// Asks for all that the execution wants to know.
pub(super) fn execute(snapshot: &SqliteSnapshot<'_>, execution: &mut Execution<'_>) -> Result<(), ReadError> {
    while execution.advance()? {
        let mut room = execution.room();
        let answer = |bound: &Bound<'_>| {
            let rows = snapshot.query(bound, room)?;
            room = room.saturating_sub(rows.bytes());
            Ok::<_, ReadError>(rows)
        };
        let rows = execution.wave().iter().map(answer).collect::<Result<_, _>>()?;
        execution.take(rows);
    }
    Ok(())
}
