//! An execution on SQLite: a statement after the other, each prepared once and stepped for each key.

use super::execution::Execution;
use crate::database::{ReadError, SqliteSnapshot};

/// Asks for all that the execution wants to know.
pub(super) fn execute(snapshot: &SqliteSnapshot<'_>, execution: &mut Execution<'_>) -> Result<(), ReadError> {
    while execution.advance()? {
        let wave = execution.wave();
        let rows = wave.iter().map(|bound| snapshot.query(bound.sql, bound.values, bound.keys));
        let rows = rows.collect::<Result<_, _>>()?;
        execution.take(rows);
    }
    Ok(())
}
