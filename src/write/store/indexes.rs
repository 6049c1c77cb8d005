//! Indexes of figures on SQLite. A run that brings more figures than there were goes without most of them until its end, and makes
//! each anew in one go: that is several times as fast, and until the commit nobody else sees it. On PostgreSQL readers would have
//! to wait meanwhile, so there all of them stay.

use entity::observation;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, Statement};

use super::Store;

/// Figures up to which it is not worth it.
const FEW: u64 = 3_000;

/// Those that are there, with how to make each anew; what is unique stays, as do those by which a run finds figures itself.
const REMOVABLE: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'observation' \
    AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE %' AND name NOT IN ('observation_metric', 'observation_source') \
    ORDER BY name";

/// What a run keeps in mind of them.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    /// Figures that the run has brought.
    brought: u64,
    /// Figures that there were before, once it matters.
    there: Option<u64>,
    /// How to make those anew that are gone.
    removed: Vec<String>,
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
        if self.indexes.brought > there { self.remove_indexes().await } else { Ok(()) }
    }

    async fn remove_indexes(&mut self) -> Result<(), DbErr> {
        let removable = Statement::from_string(DbBackend::Sqlite, REMOVABLE);
        for row in self.transaction.query_all_raw(removable).await? {
            let name: String = row.try_get_by_index(0)?;
            self.transaction.arrange(&format!("DROP INDEX {name}")).await?;
            self.indexes.removed.push(row.try_get_by_index(1)?);
        }
        Ok(())
    }

    /// Makes the indexes anew that are gone.
    pub(super) async fn restore_indexes(&mut self) -> Result<(), DbErr> {
        for sql in std::mem::take(&mut self.indexes.removed) {
            self.transaction.arrange(&sql).await?;
        }
        Ok(())
    }
}
