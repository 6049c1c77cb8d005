//! Questions about all figures: indexes that answer them by themselves, sums that do not depend on the order of rows, and findings
//! that are not looked for among all pairs of figures.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Indexes that cover what is counted, functions that sums are made of on PostgreSQL, and the view of findings once more.
#[derive(Debug)]
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000007_figures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("figures_up.sql")).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("figures_down.sql")).await
    }
}
