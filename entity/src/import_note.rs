//! Something that the report of an import says of a row.

use sea_orm::entity::prelude::*;

use crate::choice::NoteKind;

/// A row of `import_note`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_note")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// Place in the report.
    pub position: i64,
    /// What sort of remark it is.
    pub kind: NoteKind,
    /// The file, by its path below what was imported.
    pub file: String,
    /// Folded for matching, where it is not ASCII.
    pub file_fold: Option<String>,
    /// The line where the row begins, from 1.
    pub line: i64,
    /// The column.
    pub field: Option<String>,
    /// Folded for matching, where it is not ASCII.
    pub field_fold: Option<String>,
    /// What stands there, cut where it is long.
    pub raw: Option<String>,
    /// What is wrong, or what was done.
    pub reason: String,
    /// Folded for matching, where it is not ASCII.
    pub reason_fold: Option<String>,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
