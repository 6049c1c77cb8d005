//! Scans on SQLite: a connection of their own, whose memory goes with them, stepped as fast as batches are taken.

use std::sync::atomic::Ordering;

use rusqlite::Statement;

use super::{STEPS, Snapshot, Sqlite, bind, push_row};
use crate::database::scan::{BATCH, Outlet, Query, Scan};
use crate::database::{Bound, ReadError, Rows};

/// Kibibytes of pages that a scan keeps, and of rows that it sorts before they go to a file.
const CACHE: &str = "PRAGMA mmap_size = 0; PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;";

impl Sqlite {
    /// Reads a scan to its end, or until nobody takes its rows; in a thread that may wait.
    pub(crate) fn scan(&self, scan: &Scan, mut outlet: Outlet) {
        let result = self.scan_into(scan, &mut outlet);
        outlet.close(result);
    }

    fn scan_into(&self, scan: &Scan, outlet: &mut Outlet) -> Result<(), ReadError> {
        let connection = self.open()?;
        connection.execute_batch(CACHE)?;
        let cancelled = outlet.cancelled();
        connection.progress_handler(STEPS, Some(move || cancelled.load(Ordering::Relaxed)))?;
        // The end of the connection ends the transaction.
        connection.execute_batch("BEGIN")?;
        let snapshot = Snapshot { connection: &connection };
        let first = scan.first.iter().map(|query| snapshot.query(&Bound::once(&query.sql, &query.values), usize::MAX));
        let first = first.collect::<Result<_, _>>()?;
        // What cannot be run is refused before it is said that there is something.
        let rows = scan.rows.as_ref().map(|query| Ok::<_, ReadError>((connection.prepare(&query.sql)?, query)));
        let rows = rows.transpose()?;
        outlet.open(first);
        match rows {
            Some((statement, query)) => batches(statement, query, |rows| outlet.put(rows)),
            None => Ok(()),
        }
    }
}

/// Runs a statement and hands its rows over in batches, as long as they are taken.
fn batches(mut statement: Statement<'_>, query: &Query, mut each: impl FnMut(Rows) -> bool) -> Result<(), ReadError> {
    let width = statement.column_count();
    for (i, value) in query.values.iter().enumerate() {
        bind(&mut statement, i + 1, value)?;
    }
    let mut found = statement.raw_query();
    let mut rows = Rows::with_capacity(width, BATCH);
    while let Some(row) = found.next()? {
        push_row(&mut rows, row, width)?;
        if rows.len() == BATCH && !each(std::mem::replace(&mut rows, Rows::with_capacity(width, BATCH))) {
            return Ok(());
        }
    }
    if !rows.is_empty() {
        each(rows);
    }
    Ok(())
}
