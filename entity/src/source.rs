//! A citation: where a figure or a relation is printed.

use sea_orm::entity::prelude::*;

use crate::choice::{Precision, Redistribution, SourceKind};

/// A row of `source`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    /// Derived from the type and the slug at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Stable, human identifier.
    pub slug: String,
    /// English title; one of the two titles is always present.
    pub title_en: Option<String>,
    /// Chinese title.
    pub title_zh: Option<String>,
    /// `title_en`, folded for matching.
    pub title_en_fold: Option<String>,
    /// `title_zh`, folded for matching.
    pub title_zh_fold: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// `publisher`, folded for matching.
    pub publisher_fold: Option<String>,
    /// What sort of publication it is.
    pub kind: SourceKind,
    /// Address.
    pub url: Option<String>,
    /// First day of the period of publication that is known.
    pub published_on: Option<Date>,
    /// How exact `published_on` is.
    pub published_precision: Option<Precision>,
    /// Licence of the content.
    pub license: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub license_fold: Option<String>,
    /// Whether what it prints may be passed on.
    pub redistribution: Redistribution,
    /// Remark in English.
    pub description_en: Option<String>,
    /// Remark in Chinese.
    pub description_zh: Option<String>,
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
