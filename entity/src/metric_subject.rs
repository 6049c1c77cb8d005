//! What a metric measures; more than one means a figure of the group as a whole.

use sea_orm::entity::prelude::*;

use crate::choice::NodeType;

/// A row of `metric_subject`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "metric_subject")]
pub struct Model {
    /// The metric.
    #[sea_orm(primary_key, auto_increment = false)]
    pub metric_id: i64,
    /// The metric's place among all, as in `node`: a node's metrics are read in their order.
    pub metric_place: String,
    /// Place among its subjects.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// What is measured.
    pub subject_id: i64,
    /// The type of what is measured.
    pub subject_type: NodeType,
}

/// Rows of other tables that a row points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Through `metric_id`.
    #[sea_orm(belongs_to = "super::metric::Entity", from = "Column::MetricId", to = "super::metric::Column::Id")]
    Metric,
}

impl Related<super::metric::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Metric.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
