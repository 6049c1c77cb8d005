//! A node of the chain's tree: stage, part, sector, sub-sector. Its parent is a `PART_OF` link.

use sea_orm::entity::prelude::*;

use crate::choice::Stage;

/// A row of `sector`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sector")]
pub struct Model {
    /// Derived from the type and the slug at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Stable, human identifier; unique within the type.
    pub slug: String,
    /// As in `node`, which hands every change on.
    pub place: String,
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
    /// The stage at the top of its branch.
    pub stage: Stage,
    /// Slugs from the stage down, joined by a slash.
    pub path: String,
    /// Place in the whole tree, depth first.
    pub position: i64,
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
