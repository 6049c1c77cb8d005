//! What lists of models, technologies and vendors are ordered and filtered by, and what links say: the first maker, its name,
//! how many models a vendor made. Triggers keep it, whoever writes the links.

use sea_orm_migration::prelude::*;

use crate::trigger::{self, Trigger};

/// Triggers on links, and on what they join.
#[derive(Debug)]
pub(crate) struct Migration;

/// Sets the first maker and its name in a row of a table. What has it already is not written again: neither what was just made
/// and is linked to nothing, nor what another maker was added to.
pub(crate) const FIRST: &str = "UPDATE {table} SET (maker_id, maker_name) = (SELECT l.from_id, v.name_fold FROM link l \
    LEFT JOIN vendor v ON v.id = l.from_id WHERE l.to_id = {row}.{column} AND l.kind = 'MAKES' AND l.from_type = 'VENDOR' \
    ORDER BY l.position, l.from_id LIMIT 1) WHERE id = {row}.{column} AND maker_id IS DISTINCT FROM (SELECT l.from_id \
    FROM link l WHERE l.to_id = {row}.{column} AND l.kind = 'MAKES' AND l.from_type = 'VENDOR' \
    ORDER BY l.position, l.from_id LIMIT 1); ";
/// Sets the number of models in a vendor that has another one.
const COUNT: &str = "UPDATE vendor SET model_count = (SELECT count(*) FROM link l WHERE l.from_id = {row}.{column} \
    AND l.kind = 'MAKES' AND l.to_type = 'MODEL') WHERE id = {row}.{column} AND model_count <> (SELECT count(*) FROM link l \
    WHERE l.from_id = {row}.{column} AND l.kind = 'MAKES' AND l.to_type = 'MODEL'); ";
/// Moves the number of models in a vendor by one.
const MOVE: &str =
    "UPDATE vendor SET model_count = model_count {step} 1 WHERE id = {row}.from_id AND {row}.to_type = 'MODEL'; ";
/// Sets the maker's name in what it made.
const NAME: &str = "UPDATE {table} SET maker_name = new.name_fold WHERE maker_id = new.id; ";
/// The tables of what has a maker.
const MADE: [&str; 2] = ["model", "technology"];

/// What keeps them.
pub(crate) fn triggers() -> Vec<Trigger> {
    let of = |template: &str, row: &str, column: &str| template.replace("{row}", row).replace("{column}", column);
    let made = |row, column| MADE.map(|table| of(&FIRST.replace("{table}", table), row, column)).concat();
    let moved = |row, step| of(&MOVE.replace("{step}", step), row, "from_id");
    let named = MADE.map(|table| NAME.replace("{table}", table)).concat();
    let makes = |row| of("{row}.kind = 'MAKES' AND {row}.from_type = 'VENDOR'", row, "");
    let changed = "UPDATE OF kind, from_id, from_type, to_id, to_type, position";
    let of_link =
        |name, event, row, step| (name, "link", event, Some(makes(row)), made(row, "to_id") + &moved(row, step));
    let of_made = |name, table| (name, table, "INSERT", None, of(&FIRST.replace("{table}", table), "new", "id"));
    let triggers = [
        of_link("link_made", "INSERT", "new", "+"),
        of_link("link_unmade", "DELETE", "old", "-"),
        of_link("link_remade_old", changed, "old", "-"),
        of_link("link_remade_new", changed, "new", "+"),
        ("vendor_makes", "vendor", "INSERT", None, of(COUNT, "new", "id") + &named),
        ("vendor_named", "vendor", "UPDATE OF name_fold", None, named.clone()),
        of_made("model_made", "model"),
        of_made("technology_made", "technology"),
    ];
    triggers.into_iter().map(|(name, on, event, when, body)| Trigger { name, on, event, when, body }).collect()
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000006_makers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        trigger::make(manager, &triggers()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        trigger::drop_all(manager, &triggers()).await
    }
}
