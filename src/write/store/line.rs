//! What is stored above the ends of relations.

use std::collections::HashSet;

use entity::choice::LinkKind;
use entity::link;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::Store;
use crate::write::line::Lines;

impl Store {
    /// The lines that begin at the ends of relations.
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
