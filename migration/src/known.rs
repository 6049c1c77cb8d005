//! What searches put first among what fits equally well: the newest, then the best known.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// How known something is, and when it was released, beside what searches find it by.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000015_known"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("known_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("known_down.sql")).await
    }
}
