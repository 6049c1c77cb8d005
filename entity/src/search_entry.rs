//! What a search finds: the texts of one thing and the tokens made of them. The index over the tokens is the database's.

use sea_orm::entity::prelude::*;

/// A row of `search_entry`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entry")]
pub struct Model {
    /// That of the node or source.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Its type: one of the register's, or `SOURCE`.
    pub r#type: String,
    /// The node, where it is one.
    pub node_id: Option<i64>,
    /// The source, where it is one.
    pub source_id: Option<i64>,
    /// Its place among those of its type; handed on by the register for nodes.
    pub place: String,
    /// JSON list of `[role, text]`: what is shown of it, names first.
    pub texts: String,
    /// What it is found by, separated by spaces.
    pub tokens: String,
    /// How many links, metrics, figures and citations there are of it, as of the last load or import.
    pub known: i64,
    /// The first day of its release, where it has one.
    pub released_on: Option<Date>,
}

/// None: rows go with what they are about.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
