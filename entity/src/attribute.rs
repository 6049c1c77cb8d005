//! Something that can be measured of many things of one type: a specification, a benchmark.

use sea_orm::entity::prelude::*;

/// A row of `attribute`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attribute")]
pub struct Model {
    /// Stable, human identifier: lower case, hyphenated.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// Place in comparisons.
    pub position: i64,
    /// English name.
    pub name_en: String,
    /// Chinese name, simplified characters.
    pub name_zh: String,
}

/// None: what it is related to points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
