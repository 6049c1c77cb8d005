//! What is shown of aggregates, so that it is what is compared and sorted.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Aggregates on PostgreSQL: rounded as they are told, and sums exact at both ends of what numbers can be.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000009_shown"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("shown_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("shown_down.sql")).await
    }
}
