//! What files of a source say of a figure in words of their own, where the data set says the same in others.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// A column of figures, which answers show nothing of.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261201_000020_filed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE observation ADD COLUMN file_words {text};").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, "ALTER TABLE observation DROP COLUMN file_words;").await
    }
}
