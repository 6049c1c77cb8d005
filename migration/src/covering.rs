//! Lists on PostgreSQL after a vacuum: an index that has all a list asks of a row is taken before one that has its order.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// The indexes of orders cover what those beside them do, so that each list is read in its order.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000008_covering"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("covering_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("covering_down.sql")).await
    }
}
