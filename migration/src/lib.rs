//! The schema's history, one file per change, applied in order. Steps are frozen once released: a later change is a
//! new step. Nothing here imports an entity, since an entity describes today and a step describes its own day.

mod chain;
mod changes;
mod dialect;
mod import;
mod quality;
mod search;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Every step there is, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(chain::Migration),
            Box::new(search::Migration),
            Box::new(quality::Migration),
            Box::new(import::Migration),
            Box::new(changes::Migration),
        ]
    }
}
