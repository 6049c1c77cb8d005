//! An organisation: company, cloud brand, university, government body, publisher.

use sea_orm::entity::prelude::*;

use crate::choice::VendorKind;

/// A row of `vendor`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vendor")]
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
    /// What sort of organisation it is.
    pub kind: VendorKind,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Home page.
    pub website: Option<String>,
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
    /// Through `country`.
    #[sea_orm(belongs_to = "super::region::Entity", from = "Column::Country", to = "super::region::Column::Code")]
    Region,
}

impl Related<super::region::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Region.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
