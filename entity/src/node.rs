//! The register of everything that can be linked, named and cited; the type's own table has the rest.

use sea_orm::entity::prelude::*;

use crate::choice::NodeType;

/// A row of `node`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "node")]
pub struct Model {
    /// Derived from the type and the slug at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Which table has the rest.
    pub r#type: NodeType,
    /// The same as in the type's own table.
    pub slug: String,
    /// Sorts as lists of the type do that ask for no order; unique within the type.
    pub place: String,
    /// The source whose import made it and keeps it up to date; null for built-in rows and those of users.
    pub import_source_id: Option<i64>,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
