//! Drafts of all files of an import, in batches, read while the database stores those before: one is stored, one is on its way.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::task::yield_now;

use super::ImportError;
use super::coverage::{Coverages, Keep};
use super::files::{Files, Reading};
use super::read::Meter;
use crate::write::{Draft, TOGETHER};

/// Rows that are read in one go while the database may be waiting.
const STRIDE: usize = 32;

/// Reads all files, and hands over their drafts; whoever no longer takes them ends it. The first error ends it, too.
pub(super) async fn read<'a>(
    (files, reading): (&Files<'a>, &Reading<'a>),
    meter: &Rc<RefCell<Meter>>,
    coverages: &mut Coverages<'a>,
    taken: Sender<Vec<Draft>>,
) -> Result<(), ImportError> {
    let Ok(mut permit) = taken.reserve().await else { return Ok(()) };
    let mut drafts: Vec<Draft> = Vec::new();
    let (mut weight, mut rows) = (0, 0);
    let mut counted = HashSet::new();
    for (place, table) in &files.readable {
        // A file of several tables is read once for each, and counted once.
        let count = if counted.insert(Arc::as_ptr(place)) { Rc::clone(meter) } else { Rc::default() };
        let coverage = coverages.of(place, table);
        let see = |header: &Arc<_>| coverage.see(header, Keep::WhileLacking);
        for draft in reading.drafts((place, table), count, see)? {
            let draft = draft?;
            weight += draft.weight();
            drafts.push(draft);
            if weight >= TOGETHER {
                permit.send(std::mem::take(&mut drafts));
                weight = 0;
                let Ok(next) = taken.reserve().await else { return Ok(()) };
                permit = next;
            }
            rows += 1;
            if rows % STRIDE == 0 {
                yield_now().await;
            }
        }
    }
    permit.send(drafts);
    Ok(())
}
