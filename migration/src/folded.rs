//! Slugs as people write them: an index of their letters and digits alone, in which also stands what is near to one.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Slugs without their separators, for lookups that find nothing under a name as it stands.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000014_folded"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("folded_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("folded_down.sql")).await
    }
}
