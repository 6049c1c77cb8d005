//! What came of an import, by type.

use sea_orm::entity::prelude::*;

/// A row of `import_count`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_count")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
    /// Vendor, Model, Technology, Metric, Observation or Link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub r#type: String,
    /// Rows that are new.
    pub created: i64,
    /// Rows of which something changed in place.
    pub updated: i64,
    /// Figures that took the place of older ones, which are kept.
    pub revised: i64,
    /// Rows that were there as they are.
    pub unchanged: i64,
    /// Figures that the source no longer has.
    pub withdrawn: i64,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
