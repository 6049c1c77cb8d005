//! A typed, directed, cited edge between two nodes of the chain. Structure (maker, base model, parent, membership) is stored here and nowhere else.

use sea_orm::entity::prelude::*;

use crate::choice::{Comparator, LinkKind, NodeType, Precision};

/// A row of `link`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    /// Derived from its kind, ends, source and key at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// What the edge says.
    pub kind: LinkKind,
    /// Where it starts.
    pub from_id: i64,
    /// The type of the start.
    pub from_type: NodeType,
    /// The start's place among those of its type, as in `node`: what ends here is read in its order.
    pub from_place: String,
    /// Where it ends.
    pub to_id: i64,
    /// The type of the end.
    pub to_type: NodeType,
    /// The end's place among those of its type, as in `node`: what starts here is read in its order.
    pub to_place: String,
    /// Which way dependence flows: 1 from the start to the end, -1 the other way, 0 not at all. It follows from the kind and
    /// the type of the end.
    pub flow: i64,
    /// Place among the edges of one kind that share an end: 0 is named first.
    pub position: i64,
    /// False where the source implies it without saying so.
    pub stated: bool,
    /// Share in `share_unit`.
    pub share_value: Option<f64>,
    /// Lower bound of the share.
    pub share_low: Option<f64>,
    /// Upper bound of the share.
    pub share_high: Option<f64>,
    /// Unit of the share.
    pub share_unit: Option<String>,
    /// How the share is to be read, where the source says so.
    pub share_comparator: Option<Comparator>,
    /// First day of the period; null where open or unknown.
    pub period_start: Option<Date>,
    /// Last day of the period; null where open or unknown.
    pub period_end: Option<Date>,
    /// How exact the days are.
    pub period_precision: Option<Precision>,
    /// As people write it: `2024`, `2024-01`, `2024–2026`.
    pub period_label: Option<String>,
    /// ISO 8601 duration where start or end is not known.
    pub period_duration: Option<String>,
    /// Who says so.
    pub source_id: i64,
    /// Section, page or table of the source.
    pub locator: Option<String>,
    /// The relation's own id within its source.
    pub key: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub key_fold: Option<String>,
    /// Shared by edges that are one statement.
    pub group_key: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub group_key_fold: Option<String>,
    /// Remark in English.
    pub note_en: Option<String>,
    /// Remark in Chinese.
    pub note_zh: Option<String>,
    /// True for a row of the built-in data set that no user has edited.
    pub built_in: bool,
    /// Grows by one with every change of the row.
    pub version: i64,
    /// Microseconds since 1970, UTC.
    pub updated_at: i64,
}

impl Model {
    /// True for relations of which the start has one: a model's base, a vendor's company, the sector above.
    pub fn is_single(&self) -> bool {
        let same = self.from_type == self.to_type;
        match self.kind {
            LinkKind::DerivesFrom => same,
            LinkKind::PartOf => same && self.from_type != NodeType::Technology,
            _ => false,
        }
    }
}

/// Rows of other tables that a row points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Through `source_id`.
    #[sea_orm(belongs_to = "super::source::Entity", from = "Column::SourceId", to = "super::source::Column::Id")]
    Source,
}

impl Related<super::source::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Source.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
