//! A figure that the files of an import have, and that could not be read; one that they have, where they are only a part of what
//! their source has.

use sea_orm::entity::prelude::*;

/// A row of `import_unread`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_unread")]
pub struct Model {
    /// A number for what is known of it: which figure it is, or only of which measure, thing or publication.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mark: i64,
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: i64,
}

/// None: the columns say it all.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
