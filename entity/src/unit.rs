//! A unit of measure.

use sea_orm::entity::prelude::*;

use crate::choice::UnitDimension;

/// A row of `unit`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Short, stable code: `CNY_100M`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Chinese name.
    pub name_zh: String,
    /// What it measures.
    pub dimension: UnitDimension,
    /// ISO 4217, for money.
    pub currency: Option<String>,
    /// The unit that this one is converted to.
    pub base_code: String,
    /// One of this unit in base units.
    pub multiplier: f64,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
