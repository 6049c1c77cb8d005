//! What searches find, to the database.

use std::collections::BTreeMap;

use entity::search_entry;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::Store;
use super::table::There;
use crate::write::known;
use crate::write::policy::Right;
use crate::write::search::{reindex, renewed};

/// Entries up to which more may wait: of each some two kilobytes are held.
const WAITING: usize = 2_000;

impl Store {
    /// What searches find, once all else of the batch is there. Where there was nothing before it waits for what names it: an entry
    /// that is told later how known it is is written twice, and on PostgreSQL has its words in their index twice.
    pub(super) async fn index(&mut self, entries: Vec<search_entry::Model>, there: &There) -> Result<(), DbErr> {
        if !self.is_bare {
            return self.enter(entries, there).await;
        }
        self.entries.extend(entries);
        if self.entries.len() > WAITING { self.enter_waiting().await } else { Ok(()) }
    }

    /// Stores the entries that wait.
    pub(super) async fn enter_waiting(&mut self) -> Result<(), DbErr> {
        let entries = std::mem::take(&mut self.entries);
        self.enter(entries, &There::default()).await
    }

    /// Stores entries, those that are there as far as they are ours.
    async fn enter(&self, entries: Vec<search_entry::Model>, there: &There) -> Result<(), DbErr> {
        let mut wanted: BTreeMap<i64, search_entry::Model> =
            entries.into_iter().map(|entry| (entry.id, entry)).collect();
        let ids = wanted.keys().copied();
        let before = search_entry::Entity::find().filter(search_entry::Column::Id.is_in(ids));
        let mut changed = Vec::new();
        for before in before.all(&*self.transaction).await? {
            let row = renewed(&before, wanted.remove(&before.id));
            let is_ours = self.policy.is_complete() && there.right(row.id) == Right::Replace;
            changed.extend((is_ours && row != before).then_some(row));
        }
        self.transaction.update::<search_entry::Entity>(changed).await?;
        let new: Vec<i64> = wanted.keys().copied().collect();
        let known = known::so_far(&self.transaction, &new).await?;
        let entry =
            |row: search_entry::Model| search_entry::Model { known: known.get(&row.id).copied().unwrap_or(0), ..row };
        let added = wanted.into_values().map(entry).collect();
        self.transaction.insert::<search_entry::Entity>(added).await?;
        for id in there.renamed.iter().filter(|_| !self.policy.is_complete()) {
            reindex(&self.transaction, *id).await?;
        }
        Ok(())
    }
}
