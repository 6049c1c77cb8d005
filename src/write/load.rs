//! The data set on its way to the database: all of it, or nothing.

use entity::dataset;
use entity::import_run;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryOrder};

use super::policy::Policy;
use super::report::Report;
use super::rows::Batch;
use super::store::{Earlier, Store};
use super::transaction::{self, Unbegun};

/// What loading did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows added.
    pub added: usize,
    /// Rows updated.
    pub updated: usize,
    /// Rows removed.
    pub removed: usize,
    /// Rows that a user edited, by id: left as they are.
    pub kept: Vec<i64>,
}

/// A load under way. Nothing of it is seen before it is finished.
pub(crate) struct Load {
    store: Store,
}

impl Load {
    /// Begins to load a data set, unless the one of this fingerprint was the last to be loaded.
    pub(crate) async fn begin(connection: &DatabaseConnection, hash: &str, now: i64) -> Result<Option<Self>, Unbegun> {
        if loaded(connection).await?.as_deref() == Some(hash) {
            return Ok(None);
        }
        let transaction = transaction::begin(connection).await?;
        // Another start may have done so meanwhile.
        if loaded(&*transaction).await?.as_deref() == Some(hash) {
            return Ok(None);
        }
        let files = import_run::Entity::find().order_by_asc(import_run::Column::AsOf).all(&*transaction).await?;
        let files = files.into_iter().map(Earlier::of).collect();
        let today = chrono::DateTime::from_timestamp_micros(now).unwrap_or_default().date_naive();
        let mut store = Store::begin(transaction, (Policy::BuiltIn, today, now), Report::default(), files).await?;
        store.start_bare().await?;
        Ok(Some(Self { store }))
    }

    /// Stores some rows.
    pub(crate) async fn keep(&mut self, batch: Batch) -> Result<(), DbErr> {
        self.store.keep(batch).await
    }

    /// Ends the load: what the data set no longer says goes.
    pub(crate) async fn finish(mut self, hash: &str) -> Result<Outcome, DbErr> {
        let extent = self.store.conclude().await?;
        let loaded = dataset::Entity::update_many().col_expr(dataset::Column::BuiltInHash, Expr::value(hash));
        self.store.transaction.set(loaded).await?;
        let kept = std::mem::take(&mut self.store.kept);
        let total = self.store.commit(extent).await?.total();
        Ok(Outcome { added: total.created, updated: total.updated + total.revised, removed: total.withdrawn, kept })
    }

    /// Ends the load without a trace.
    pub(crate) async fn give_up(self) -> Result<(), DbErr> {
        self.store.rollback().await.map(drop)
    }
}

/// The fingerprint of the data set that was the last to be loaded.
async fn loaded(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    Ok(dataset::Entity::find_by_id(1).one(connection).await?.and_then(|row| row.built_in_hash))
}
