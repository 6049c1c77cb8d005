//! A development with its drivers and effects; a policy with a term is one too.

use sea_orm::entity::prelude::*;

use crate::choice::{Precision, TrendDirection, TrendTheme};

/// A row of `trend`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trend")]
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
    /// What it is about.
    pub theme: TrendTheme,
    /// Which way it goes.
    pub direction: TrendDirection,
    /// JSON list of English texts.
    pub drivers_en: String,
    /// JSON list of Chinese texts.
    pub drivers_zh: String,
    /// JSON list of English texts.
    pub effects_en: String,
    /// JSON list of Chinese texts.
    pub effects_zh: String,
    /// First day of the horizon; null where open or unknown.
    pub horizon_start: Option<Date>,
    /// Last day of the horizon; null where open or unknown.
    pub horizon_end: Option<Date>,
    /// How exact the days are.
    pub horizon_precision: Option<Precision>,
    /// As people write it: `2024`, `2024-01`, `2024–2026`.
    pub horizon_label: Option<String>,
    /// ISO 8601 duration where start or end is not known.
    pub horizon_duration: Option<String>,
    /// Its own id within its source.
    pub key: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub key_fold: Option<String>,
    /// True for a row of the built-in data set that no user has edited.
    pub built_in: bool,
    /// Grows by one with every change of the row.
    pub version: i64,
    /// Microseconds since 1970, UTC.
    pub updated_at: i64,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
