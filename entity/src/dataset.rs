//! The one row that says which state of the data this is.

use sea_orm::entity::prelude::*;

/// A row of `dataset`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What the data set is called.
    pub name: String,
    /// Grows by one with every committed change.
    pub version: i64,
    /// Microseconds since 1970, UTC.
    pub updated_at: i64,
    /// Which built-in files were loaded last.
    pub built_in_hash: Option<String>,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
