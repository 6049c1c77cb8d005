//! A slug, and perhaps an id, that something of the chain had before it was renamed or merged into another.

use sea_orm::entity::prelude::*;

/// A row of `redirect`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "redirect")]
pub struct Model {
    /// The type of the node, as in `node`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub r#type: String,
    /// The former slug.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slug: String,
    /// The id of what was merged; null after a mere renaming.
    pub former_id: Option<i64>,
    /// What it leads to.
    pub node_id: i64,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
