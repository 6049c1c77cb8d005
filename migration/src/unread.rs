//! Which figures the files of an import have and nobody could read: files that come later, and tell of earlier days, ask for it.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// A table of marks, which answers show nothing of.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261130_000019_unread"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("unread_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("unread_down.sql")).await
    }
}
