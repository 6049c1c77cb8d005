//! What texts are compared by that were compared in lower case alone: regardless of case and width, whatever they are written in.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// A folded text beside each that the database cannot fold.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000010_folds"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("folds_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("folds_down.sql")).await
    }
}
