//! One series: what is measured, in which unit, of which subjects, where.

use sea_orm::entity::prelude::*;

use crate::choice::MetricKind;

/// A row of `metric`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "metric")]
pub struct Model {
    /// Derived from the type and the slug at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Stable, human identifier; unique within the type.
    pub slug: String,
    /// English name; one of the two names is always present.
    pub name_en: Option<String>,
    /// Chinese name, simplified characters.
    pub name_zh: Option<String>,
    /// The English (else the Chinese) name, folded: what lists sort by.
    pub name_fold: String,
    /// One or two sentences in English.
    pub description_en: Option<String>,
    /// One or two sentences in Chinese.
    pub description_zh: Option<String>,
    /// What sort of figure it is.
    pub kind: MetricKind,
    /// The unit that it is usually printed in.
    pub unit_code: String,
    /// ISO 3166-1 alpha-2, or `WORLD`.
    pub region: Option<String>,
    /// True where the context says the region and the source does not.
    pub region_inferred: bool,
    /// The market or part of the chain that it is about.
    pub sector_id: Option<i64>,
    /// What many metrics measure alike, each of its own subject.
    pub attribute: Option<String>,
    /// True for a row of the built-in data set that no user has edited.
    pub built_in: bool,
    /// Grows by one with every change of the row.
    pub version: i64,
    /// Microseconds since 1970, UTC.
    pub updated_at: i64,
}

/// Rows of other tables that a row points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Through `unit_code`.
    #[sea_orm(belongs_to = "super::unit::Entity", from = "Column::UnitCode", to = "super::unit::Column::Code")]
    Unit,
    /// Through `sector_id`.
    #[sea_orm(belongs_to = "super::sector::Entity", from = "Column::SectorId", to = "super::sector::Column::Id")]
    Sector,
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl Related<super::sector::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Sector.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
