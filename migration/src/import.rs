//! What imports leave behind: what publishers call what they write about, former slugs and ids, and a report of each run.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Identifiers, redirects, and the runs with their counts and notes.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000004_import"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("import_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("import_down.sql")).await
    }
}
