//! Every pair of a sector and one below it, itself included: what makes deep lists one statement.

use sea_orm::entity::prelude::*;

/// A row of `sector_closure`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sector_closure")]
pub struct Model {
    /// The upper sector.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: i64,
    /// The lower sector.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant_id: i64,
    /// Steps between the two; 0 for itself.
    pub depth: i64,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
