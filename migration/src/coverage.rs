//! How much is known of what sectors have, counted in one pass.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// The view that went through the members of all sectors once for each field.
const BEFORE: &str = include_str!("quality_up.sql");

/// The same numbers, of one pass over the members.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261130_000018_coverage"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("coverage_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let view = BEFORE.find("CREATE VIEW quality_coverage").map_or("", |start| &BEFORE[start..]);
        dialect::run(manager, &format!("DROP VIEW quality_coverage;\n{view}")).await
    }
}
