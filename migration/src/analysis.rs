//! What analysts sort by: figures in base units, specifications of chips, and how many vendors and models a sector has, which
//! triggers keep, whoever writes the links; and what was dropped, by day.

use sea_orm_migration::prelude::*;

use crate::dialect;
use crate::trigger::{self, Trigger};

/// Columns, their indexes, and triggers on links and sectors.
#[derive(Debug)]
pub(crate) struct Migration;

/// What is counted of a sector: the column, and the type of the members.
const COUNTED: [(&str, &str); 2] = [("vendor_count", "VENDOR"), ("model_count", "MODEL")];

/// What keeps them.
pub(crate) fn triggers() -> Vec<Trigger> {
    // A pair has at most one such link.
    let is_member = |row| {
        let types = COUNTED.map(|(_, tag)| format!("'{tag}'")).join(", ");
        format!("{row}.kind = 'PART_OF' AND {row}.to_type = 'SECTOR' AND {row}.from_type IN ({types})")
    };
    let moved = |row, step| {
        let move_one =
            |(column, tag)| format!("{column} = {column} {step} CASE WHEN {row}.from_type = '{tag}' THEN 1 ELSE 0 END");
        format!("UPDATE sector SET {} WHERE id = {row}.to_id; ", COUNTED.map(move_one).join(", "))
    };
    let of_link = |name, event, row, step| Trigger {
        name,
        on: "link",
        event,
        when: Some(is_member(row)),
        body: moved(row, step),
    };
    let changed = "UPDATE OF kind, from_id, from_type, to_id, to_type";
    let body = format!("UPDATE sector SET {} WHERE id = new.id; ", counted());
    vec![
        of_link("link_joined", "INSERT", "new", "+"),
        of_link("link_left", "DELETE", "old", "-"),
        of_link("link_moved_old", changed, "old", "-"),
        of_link("link_moved_new", changed, "new", "+"),
        Trigger { name: "sector_members", on: "sector", event: "INSERT", when: None, body },
    ]
}

/// The columns as the links say now.
fn counted() -> String {
    let count = |(column, tag)| {
        format!(
            "{column} = (SELECT count(*) FROM link l WHERE l.to_id = sector.id AND l.kind = 'PART_OF' AND l.from_type = '{tag}')"
        )
    };
    COUNTED.map(count).join(", ")
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000012_analysis"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, include_str!("analysis_up.sql")).await?;
        // Where there is nothing to count nothing changes, and no change is to be seen.
        let count = format!(
            "{{sqlite}}UPDATE sector SET {counted};\n\
             {{postgres}}DO $$ BEGIN IF EXISTS (SELECT 1 FROM sector) THEN UPDATE sector SET {counted}; END IF; END $$;\n",
            counted = counted()
        );
        dialect::run(manager, &count).await?;
        trigger::make(manager, &triggers()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        trigger::drop_all(manager, &triggers()).await?;
        dialect::run(manager, include_str!("analysis_down.sql")).await
    }
}
