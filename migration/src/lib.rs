//! The schema's history, one file per change, applied in order. Steps are frozen once released: a later change is a
//! new step. Nothing here imports an entity, since an entity describes today and a step describes its own day.

mod analysis;
mod chain;
mod changes;
mod coverage;
mod covering;
mod dialect;
mod figures;
mod filed;
mod folded;
mod folds;
mod import;
mod known;
mod makers;
mod proposers;
mod quality;
mod search;
mod shares;
mod shown;
mod statements;
mod trigger;
mod unread;
mod withdrawals;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Every step there is, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let steps: [Box<dyn MigrationTrait>; 20] = [
            Box::new(chain::Migration),
            Box::new(search::Migration),
            Box::new(quality::Migration),
            Box::new(import::Migration),
            Box::new(changes::Migration),
            Box::new(makers::Migration),
            Box::new(figures::Migration),
            Box::new(covering::Migration),
            Box::new(shown::Migration),
            Box::new(folds::Migration),
            Box::new(proposers::Migration),
            Box::new(analysis::Migration),
            Box::new(shares::Migration),
            Box::new(folded::Migration),
            Box::new(known::Migration),
            Box::new(withdrawals::Migration),
            Box::new(statements::Migration),
            Box::new(coverage::Migration),
            Box::new(unread::Migration),
            Box::new(filed::Migration),
        ];
        steps.into_iter().map(|step| Box::new(Whole(step)) as Box<dyn MigrationTrait>).collect()
    }
}

/// A step that is made as a whole or not at all. Left to itself the library does so on PostgreSQL only, and a first start on a
/// disk that is full leaves tables on SQLite which no later start can use.
struct Whole(Box<dyn MigrationTrait>);

impl MigrationName for Whole {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Whole {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
