//! On PostgreSQL what follows from links is kept a statement at a time: a trigger for each of its rows wrote a vendor as often as it
//! had models, and each model twice. SQLite knows no such triggers, and its own cost it little.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::trigger::Trigger;
use crate::{analysis, proposers};

/// Triggers that see all rows of a statement, and those that make a row whole before it is stored.
#[derive(Debug)]
pub(crate) struct Migration;

/// The triggers that these take the place of.
const REPLACED: [&str; 5] = ["link_made", "link_joined", "technology_linked", "model_made", "technology_made"];

fn replaced() -> impl Iterator<Item = Trigger> {
    proposers::standing().chain(analysis::triggers()).filter(|trigger| REPLACED.contains(&trigger.name))
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261130_000017_statements"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend == DatabaseBackend::Sqlite {
            return Ok(());
        }
        let dropped = replaced().map(|trigger| trigger.down(backend));
        let script: String = dropped.chain([include_str!("statements_postgres_up.sql").to_owned()]).collect();
        manager.get_connection().execute_unprepared(&script).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        if backend == DatabaseBackend::Sqlite {
            return Ok(());
        }
        let made = replaced().map(|trigger| trigger.up(backend));
        let script: String =
            [include_str!("statements_postgres_down.sql").to_owned()].into_iter().chain(made).collect();
        manager.get_connection().execute_unprepared(&script).await.map(drop)
    }
}
