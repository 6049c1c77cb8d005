//! What a source calls something of the chain: how its next import finds it again.

use sea_orm::entity::prelude::*;

/// A row of `identifier`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identifier")]
pub struct Model {
    /// The source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_id: i64,
    /// The type of the node, as in `node`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub r#type: String,
    /// What the source tells it by: its own id, or the name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    /// The node.
    pub node_id: i64,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
