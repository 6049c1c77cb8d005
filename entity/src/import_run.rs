//! A file that was brought in, and what came of it.

use sea_orm::entity::prelude::*;

/// A row of `import_run`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    /// Derived from format, file and start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The format that it was read in.
    pub format: String,
    /// Folded for matching, where it is not ASCII.
    pub format_fold: Option<String>,
    /// The name of the file or folder, without its path.
    pub file: String,
    /// Folded for matching, where it is not ASCII.
    pub file_fold: Option<String>,
    /// SHA-256 of what was read.
    pub fingerprint: String,
    /// JSON list of the files of its source that it had, or a part of, whatever their dates.
    pub scopes: String,
    /// The source that the format belongs to.
    pub source_id: i64,
    /// The day of which the file tells the state.
    pub as_of: Date,
    /// Microseconds since 1970, UTC.
    pub started_at: i64,
    /// Microseconds since 1970, UTC.
    pub finished_at: i64,
    /// Rows of the file.
    pub rows_read: i64,
    /// Rows of which something was left out.
    pub rows_skipped: i64,
    /// Rows that are new.
    pub created: i64,
    /// Rows of which something changed in place.
    pub updated: i64,
    /// Figures that took the place of older ones, which are kept.
    pub revised: i64,
    /// Rows that were there as they are.
    pub unchanged: i64,
    /// Figures that the source no longer has.
    pub withdrawn: i64,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
