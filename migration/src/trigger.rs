//! Triggers for each row, in the words of both databases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// A trigger: on which table, for which events, of which rows, and what it does.
pub(crate) struct Trigger {
    pub(crate) name: &'static str,
    pub(crate) on: &'static str,
    pub(crate) event: &'static str,
    pub(crate) when: Option<String>,
    pub(crate) body: String,
}

/// Makes triggers.
pub(crate) async fn make(manager: &SchemaManager<'_>, triggers: &[Trigger]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let script: String = triggers.iter().map(|trigger| trigger.up(backend)).collect();
    manager.get_connection().execute_unprepared(&script).await.map(drop)
}

/// Takes them away.
pub(crate) async fn drop_all(manager: &SchemaManager<'_>, triggers: &[Trigger]) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let script: String = triggers.iter().map(|trigger| trigger.down(backend)).collect();
    manager.get_connection().execute_unprepared(&script).await.map(drop)
}

impl Trigger {
    /// The statements that make it.
    pub(crate) fn up(&self, backend: DatabaseBackend) -> String {
        let Self { name, on, event, when, body } = self;
        let when = when.as_ref().map(|when| format!("WHEN ({when}) ")).unwrap_or_default();
        match backend {
            DatabaseBackend::Sqlite => format!("CREATE TRIGGER {name} AFTER {event} ON {on} {when}BEGIN {body}END; "),
            // ALWAYS: bulk loaders turn ordinary triggers off (`session_replication_role`).
            _ => format!(
                "CREATE FUNCTION panorama_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}RETURN NULL; END $$; \
                 DO $$ BEGIN EXECUTE format('ALTER FUNCTION panorama_{name}() SET search_path = pg_catalog, %I, pg_temp', \
                 current_schema()); END $$; \
                 CREATE TRIGGER {name} AFTER {event} ON {on} FOR EACH ROW {when}EXECUTE FUNCTION panorama_{name}(); \
                 ALTER TABLE {on} ENABLE ALWAYS TRIGGER {name}; "
            ),
        }
    }

    /// The statements that drop it.
    pub(crate) fn down(&self, backend: DatabaseBackend) -> String {
        let Self { name, on, .. } = self;
        match backend {
            DatabaseBackend::Sqlite => format!("DROP TRIGGER {name}; "),
            _ => format!("DROP TRIGGER {name} ON {on}; DROP FUNCTION panorama_{name}(); "),
        }
    }
}
