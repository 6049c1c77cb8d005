//! Who proposed a technique stands for its maker where nobody makes it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::makers;
use crate::trigger::Trigger;

/// A technology has triggers of its own, of two kinds of links.
#[derive(Debug)]
pub(crate) struct Migration;

/// Sets the first maker and its name in a technology that has another one; that of a technique is who proposed it.
const FIRST: &str = "UPDATE technology SET (maker_id, maker_name) = (SELECT l.from_id, v.name_fold FROM link l \
    LEFT JOIN vendor v ON v.id = l.from_id WHERE l.to_id = {row} AND l.from_type = 'VENDOR' \
    AND (l.kind = 'MAKES' OR (l.kind = 'PROPOSES' AND technology.kind = 'TECHNIQUE')) \
    ORDER BY l.kind, l.position, l.from_id LIMIT 1) WHERE id = {row} AND maker_id IS DISTINCT FROM (SELECT l.from_id \
    FROM link l WHERE l.to_id = {row} AND l.from_type = 'VENDOR' \
    AND (l.kind = 'MAKES' OR (l.kind = 'PROPOSES' AND technology.kind = 'TECHNIQUE')) \
    ORDER BY l.kind, l.position, l.from_id LIMIT 1); ";
/// The techniques that stand there already, whose maker is not known.
const STANDING: &str = "UPDATE technology SET (maker_id, maker_name) = (SELECT l.from_id, v.name_fold FROM link l \
    LEFT JOIN vendor v ON v.id = l.from_id WHERE l.to_id = technology.id AND l.from_type = 'VENDOR' AND l.kind = 'PROPOSES' \
    ORDER BY l.position, l.from_id LIMIT 1) WHERE kind = 'TECHNIQUE' AND maker_id IS NULL; ";

/// The triggers that stood before and kept technologies, too.
fn before() -> Vec<Trigger> {
    makers::triggers().into_iter().filter(|trigger| trigger.body.contains("UPDATE technology SET (maker_id")).collect()
}

/// Those of them that keep other tables, without technologies.
fn others() -> Vec<Trigger> {
    let technology = makers::FIRST.replace("{table}", "technology");
    let without = |trigger: Trigger| {
        let parts = [("new", "to_id"), ("old", "to_id"), ("new", "id")];
        let body = parts.into_iter().fold(trigger.body, |body, (row, column)| {
            body.replace(&technology.replace("{row}", row).replace("{column}", column), "")
        });
        Trigger { body, ..trigger }
    };
    before().into_iter().map(without).filter(|trigger| !trigger.body.is_empty()).collect()
}

/// Those that this step makes.
fn kept() -> impl Iterator<Item = Trigger> {
    others().into_iter().chain(triggers())
}

/// All that keep makers from this step on.
pub(crate) fn standing() -> impl Iterator<Item = Trigger> {
    let gone: Vec<&str> = before().iter().map(|trigger| trigger.name).collect();
    makers::triggers().into_iter().filter(move |trigger| !gone.contains(&trigger.name)).chain(kept())
}

fn triggers() -> Vec<Trigger> {
    let of_link = |name, event, row: &str| {
        let when = format!(
            "{row}.kind IN ('MAKES', 'PROPOSES') AND {row}.from_type = 'VENDOR' AND {row}.to_type = 'TECHNOLOGY'"
        );
        Trigger { name, on: "link", event, when: Some(when), body: FIRST.replace("{row}", &format!("{row}.to_id")) }
    };
    let of_row =
        |name, event| Trigger { name, on: "technology", event, when: None, body: FIRST.replace("{row}", "new.id") };
    let changed = "UPDATE OF kind, from_id, from_type, to_id, to_type, position";
    vec![
        of_link("technology_linked", "INSERT", "new"),
        of_link("technology_unlinked", "DELETE", "old"),
        of_link("technology_relinked_old", changed, "old"),
        of_link("technology_relinked_new", changed, "new"),
        of_row("technology_made", "INSERT"),
        of_row("technology_changed", "UPDATE OF kind"),
    ]
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261129_000011_proposers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let dropped = before().into_iter().map(|trigger| trigger.down(backend));
        let made = kept().map(|trigger| trigger.up(backend));
        let standing = match backend {
            DatabaseBackend::Sqlite => STANDING.to_owned(),
            // A statement counts as a change here whatever it changes.
            _ => format!("DO $$ BEGIN IF EXISTS (SELECT 1 FROM technology) THEN {STANDING}END IF; END $$; "),
        };
        let script: String = dropped.chain(made).chain([standing]).collect();
        manager.get_connection().execute_unprepared(&script).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let dropped = kept().map(|trigger| trigger.down(backend));
        let made = before().into_iter().map(|trigger| trigger.up(backend));
        manager.get_connection().execute_unprepared(&dropped.chain(made).collect::<String>()).await.map(drop)
    }
}
