//! Indexes that a run goes without until its end, where each is made anew in one go: that is several times as fast, and until the
//! commit nobody else sees it. On SQLite these are most of those of figures, where more are brought than there were. On PostgreSQL
//! readers would have to wait meanwhile; there it is the one of words, where there is nothing to be read yet.

use entity::observation;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, Statement};

use super::Store;

/// Figures up to which it is not worth it.
const FEW: u64 = 3_000;

/// Those that are there, with how to make each anew; what is unique stays, as do those by which a run finds figures itself.
const REMOVABLE: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'observation' \
    AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE %' AND name NOT IN ('observation_metric', 'observation_source') \
    ORDER BY name";

/// The index of words on PostgreSQL. What is added to it waits beside it until somebody finds the time to sort it in, and until then
/// each search reads all entries.
const WORDS: &str = "SELECT indexname, indexdef FROM pg_indexes \
    WHERE schemaname = current_schema() AND indexname = 'search_entry_tokens'";

/// What a run keeps in mind of them.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// Figures that the run has brought.
    brought: u64,
    /// Figures that there were before, once it matters.
    there: Option<u64>,
    /// How to make those of figures anew that are gone.
    removed: Vec<String>,
    /// How to make that of words anew, where it is gone.
    words: Vec<String>,
}

impl Store {
    /// Takes note of figures that are about to be added, and goes without indexes where these are many.
    pub(super) async fn expect(&mut self, figures: usize) -> Result<(), DbErr> {
        let before = self.indexes.brought;
        self.indexes.brought += u64::try_from(figures).unwrap_or(u64::MAX);
        let is_possible = self.transaction.get_database_backend() == DbBackend::Sqlite;
        if !is_possible || self.indexes.brought <= FEW || !self.indexes.removed.is_empty() {
            return Ok(());
        }
        let there = match self.indexes.there {
            Some(there) => there,
            None => observation::Entity::find().count(&*self.transaction).await?.saturating_sub(before),
        };
        self.indexes.there = Some(there);
        if self.indexes.brought > there {
            self.indexes.removed = self.remove_indexes(REMOVABLE).await?;
        }
        Ok(())
    }

    /// Makes the indexes of figures anew that are gone.
    pub(super) async fn restore_indexes(&mut self) -> Result<(), DbErr> {
        let removed = std::mem::take(&mut self.indexes.removed);
        self.make_indexes(removed).await
    }

    /// Goes without the index of words, since nothing is stored yet.
    pub(super) async fn remove_words(&mut self) -> Result<(), DbErr> {
        if self.transaction.get_database_backend() != DbBackend::Sqlite {
            self.indexes.words = self.remove_indexes(WORDS).await?;
        }
        Ok(())
    }

    /// Makes the index of words anew, once entries do not change any more.
    pub(super) async fn restore_words(&mut self) -> Result<(), DbErr> {
        let words = std::mem::take(&mut self.indexes.words);
        self.make_indexes(words).await
    }

    /// Removes the indexes that are found by a statement, which gives their names and how each is made.
    async fn remove_indexes(&self, find: &str) -> Result<Vec<String>, DbErr> {
        let found = Statement::from_string(self.transaction.get_database_backend(), find);
        let mut removed = Vec::new();
        for row in self.transaction.query_all_raw(found).await? {
            let name: String = row.try_get_by_index(0)?;
            self.transaction.arrange(&format!("DROP INDEX {name}")).await?;
            removed.push(row.try_get_by_index(1)?);
        }
        Ok(removed)
    }

    async fn make_indexes(&self, statements: Vec<String>) -> Result<(), DbErr> {
        for sql in statements {
            self.transaction.arrange(&sql).await?;
        }
        Ok(())
    }
}
