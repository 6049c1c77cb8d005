//! Reports of imports say which figures their files no longer have.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::{changes, dialect};

/// A further sort of remark. SQLite changes no conditions of a table: it is made anew there.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261130_000016_withdrawals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, include_str!("withdrawals_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager, include_str!("withdrawals_down.sql")).await
    }
}

async fn change(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    dialect::run(manager, script).await?;
    // Its triggers went with the table.
    match manager.get_database_backend() {
        DatabaseBackend::Sqlite => changes::watch(manager, &["import_note"]).await,
        _ => Ok(()),
    }
}
