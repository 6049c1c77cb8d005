//! One published claim about a metric for a period.

use sea_orm::entity::prelude::*;

use crate::choice::{Comparator, Confidence, ObservationStatus, Precision};

/// A row of `observation`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "observation")]
pub struct Model {
    /// Derived from its key or its metric, source and period at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The metric that it is a claim about.
    pub metric_id: i64,
    /// The claim's own id within its source.
    pub key: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub key_fold: Option<String>,
    /// Place among the claims of its metric: 0 is preferred.
    pub rank: i64,
    /// First day of the period; null where open or unknown.
    pub period_start: Option<Date>,
    /// Last day of the period; null where open or unknown.
    pub period_end: Option<Date>,
    /// How exact the days are.
    pub period_precision: Option<Precision>,
    /// As people write it: `2024`, `2024-01`, `2024–2026`.
    pub period_label: Option<String>,
    /// ISO 8601 duration where start or end is not known.
    pub period_duration: Option<String>,
    /// First day of the base period; null where open or unknown.
    pub base_start: Option<Date>,
    /// Last day of the base period; null where open or unknown.
    pub base_end: Option<Date>,
    /// How exact the days are.
    pub base_precision: Option<Precision>,
    /// As people write it: `2024`, `2024-01`, `2024–2026`.
    pub base_label: Option<String>,
    /// ISO 8601 duration where start or end is not known.
    pub base_duration: Option<String>,
    /// In `unit_code`; null where only a bound is known.
    pub value: Option<f64>,
    /// Lower bound in `unit_code`.
    pub low: Option<f64>,
    /// Upper bound in `unit_code`.
    pub high: Option<f64>,
    /// The unit that the source printed.
    pub unit_code: String,
    /// `value` in `normalized_unit`.
    pub normalized_value: Option<f64>,
    /// `low` in `normalized_unit`.
    pub normalized_low: Option<f64>,
    /// `high` in `normalized_unit`.
    pub normalized_high: Option<f64>,
    /// The base unit of `unit_code`.
    pub normalized_unit: String,
    /// How the figure is to be read.
    pub comparator: Comparator,
    /// The figure as printed.
    pub published: Option<String>,
    /// Measured, estimated, expected, planned, claimed or defined.
    pub status: ObservationStatus,
    /// The claim in English.
    pub text_en: Option<String>,
    /// The claim in Chinese.
    pub text_zh: Option<String>,
    /// Who says so, as the source names them.
    pub asserted_by: Option<String>,
    /// `asserted_by`, folded for matching.
    pub asserted_by_fold: Option<String>,
    /// Who says so, where it is a vendor of the chain.
    pub asserted_by_vendor_id: Option<i64>,
    /// Where it is printed.
    pub source_id: i64,
    /// Section, page or table of the source.
    pub locator: Option<String>,
    /// When the claim was published.
    pub published_on: Option<Date>,
    /// When it was stored: microseconds since 1970, UTC.
    pub recorded_at: i64,
    /// Which figure it is a vintage of: what stays the same when a source revises it.
    pub lineage: String,
    /// From when on it was known: `published_on`, else the day of its import, else the day of `recorded_at`.
    pub known_on: Date,
    /// From when on a newer vintage was known.
    pub superseded_on: Option<Date>,
    /// When that one was stored: microseconds since 1970, UTC.
    pub superseded_at: Option<i64>,
    /// From when on its source had it no longer.
    pub withdrawn_on: Option<Date>,
    /// Which file of its source had it last, where it was imported.
    pub import_scope: Option<String>,
    /// Day of the first file that has it, where it was imported.
    pub seen_from: Option<Date>,
    /// Day of the first file after those that have it: that one lacks it, or says otherwise.
    pub seen_until: Option<Date>,
    /// What the last file that has it says, as JSON, where the data set says the same in words or a unit of its own.
    pub file_words: Option<String>,
    /// How far it can be relied on.
    pub confidence: Confidence,
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
    /// Through `metric_id`.
    #[sea_orm(belongs_to = "super::metric::Entity", from = "Column::MetricId", to = "super::metric::Column::Id")]
    Metric,
    /// Through `source_id`.
    #[sea_orm(belongs_to = "super::source::Entity", from = "Column::SourceId", to = "super::source::Column::Id")]
    Source,
    /// Through `unit_code`.
    #[sea_orm(belongs_to = "super::unit::Entity", from = "Column::UnitCode", to = "super::unit::Column::Code")]
    Unit,
    /// Through `asserted_by_vendor_id`.
    #[sea_orm(
        belongs_to = "super::vendor::Entity",
        from = "Column::AssertedByVendorId",
        to = "super::vendor::Column::Id"
    )]
    Vendor,
}

impl Related<super::metric::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Metric.def()
    }
}

impl Related<super::source::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Source.def()
    }
}

impl Related<super::unit::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Unit.def()
    }
}

impl Related<super::vendor::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Vendor.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
