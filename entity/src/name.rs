//! A name of a node: its English name, its Chinese name, or an alias.

use sea_orm::entity::prelude::*;

use crate::choice::NameRole;

/// A row of `name`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "name")]
pub struct Model {
    /// The node that bears it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub node_id: i64,
    /// Place among the names of the node.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Main name or alias.
    pub role: NameRole,
    /// As written.
    pub text: String,
    /// Folded for matching.
    pub fold: String,
    /// The same for all spellings of one name: without punctuation and blanks.
    pub same: String,
}

/// Rows of other tables that a row points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Through `node_id`.
    #[sea_orm(belongs_to = "super::node::Entity", from = "Column::NodeId", to = "super::node::Column::Id")]
    Node,
}

impl Related<super::node::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Node.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
