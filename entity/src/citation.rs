//! A source that a node rests on.

use sea_orm::entity::prelude::*;

/// A row of `citation`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    /// The node that is cited.
    #[sea_orm(primary_key, auto_increment = false)]
    pub node_id: i64,
    /// 0 is the main source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The source.
    pub source_id: i64,
    /// Section, page or table of the source.
    pub locator: Option<String>,
}

/// Rows of other tables that a row points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Through `node_id`.
    #[sea_orm(belongs_to = "super::node::Entity", from = "Column::NodeId", to = "super::node::Column::Id")]
    Node,
    /// Through `source_id`.
    #[sea_orm(belongs_to = "super::source::Entity", from = "Column::SourceId", to = "super::source::Column::Id")]
    Source,
}

impl Related<super::node::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Node.def()
    }
}

impl Related<super::source::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Source.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
