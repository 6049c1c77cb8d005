//! What each has one of: a model its base, a vendor its company, a sector the one above. The line of these leads nobody back to where
//! it began.

use std::collections::HashMap;

use entity::choice::LinkKind;
use entity::link;

/// Why a relation that closes a line is left out.
pub(super) const CLOSED: &str = "this would lead from it back to itself";

/// What stands above what, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Lines(HashMap<(LinkKind, i64), i64>);

impl Lines {
    /// True where what a row leads to leads back to where the row begins.
    pub(super) fn close(&self, row: &link::Model) -> bool {
        if !row.is_single() {
            return false;
        }
        let mut at = row.to_id;
        // None is longer than there are steps, but one that goes in a circle already.
        for _ in 0..=self.0.len() {
            if at == row.from_id {
                return true;
            }
            match self.0.get(&(row.kind, at)) {
                Some(above) => at = *above,
                None => return false,
            }
        }
        false
    }

    pub(super) fn add(&mut self, row: &link::Model) {
        if row.is_single() {
            self.0.insert((row.kind, row.from_id), row.to_id);
        }
    }
}
