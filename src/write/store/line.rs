//! What each has one of: a model its base, a vendor its company, a sector the one above. The line of these leads nobody back to where
//! it began.

use std::collections::{HashMap, HashSet};

use entity::choice::LinkKind;
use entity::link;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::Store;

/// What stands above the ends of a batch's relations, as far as it goes.
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

impl Store {
    /// What is stored above the ends of relations.
    pub(super) async fn lines(&self, listed: &[link::Model]) -> Result<Lines, DbErr> {
        let mut lines = Lines::default();
        let mut met = HashSet::new();
        let mut ends: HashSet<i64> = listed.iter().filter(|row| row.is_single()).map(|row| row.to_id).collect();
        while !ends.is_empty() {
            let above = link::Entity::find()
                .filter(link::Column::Kind.is_in([LinkKind::DerivesFrom, LinkKind::PartOf]))
                .filter(link::Column::FromId.is_in(ends.iter().copied()));
            let above = above.all(&*self.transaction).await?;
            met.extend(ends);
            ends = above.iter().filter(|row| row.is_single()).map(|row| row.to_id).collect();
            ends.retain(|id| !met.contains(id));
            above.iter().for_each(|row| lines.add(row));
        }
        Ok(lines)
    }
}
