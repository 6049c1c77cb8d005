//! What a search looks through: the words of everything that has a name, and an index that the database keeps in step.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// One entry for each thing that can be found, its tokens made where it is written.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000002_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("search_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("search_down.sql")).await
    }
}
