//! Every change is counted, whoever makes it: each commit moves `dataset.version` on PostgreSQL; on SQLite, whose triggers
//! know rows and no commits, each row does, unless a writer counts for itself (`dataset.writing`).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Triggers on all tables that answers are read from.
#[derive(Debug)]
pub(crate) struct Migration;

/// The tables of the steps before this one. A later step that makes a table calls [`watch`] for it.
const TABLES: [&str; 23] = [
    "attribute",
    "citation",
    "identifier",
    "import_count",
    "import_note",
    "import_run",
    "link",
    "metric",
    "metric_subject",
    "model",
    "name",
    "node",
    "observation",
    "redirect",
    "region",
    "search_entry",
    "sector",
    "sector_closure",
    "source",
    "technology",
    "trend",
    "unit",
    "vendor",
];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261128_000005_changes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => include_str!("changes_sqlite_up.sql"),
            _ => include_str!("changes_postgres_up.sql"),
        };
        manager.get_connection().execute_unprepared(script).await?;
        watch(manager, &TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => include_str!("changes_sqlite_down.sql"),
            _ => include_str!("changes_postgres_down.sql"),
        };
        let script: String = TABLES.iter().map(|table| unwatched(manager, table)).chain([script.to_owned()]).collect();
        manager.get_connection().execute_unprepared(&script).await.map(drop)
    }
}

/// Has the changes of these tables counted.
pub(crate) async fn watch(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    let script: String = tables.iter().map(|table| watched(manager, table)).collect();
    manager.get_connection().execute_unprepared(&script).await.map(drop)
}

fn watched(manager: &SchemaManager, table: &str) -> String {
    match manager.get_database_backend() {
        DatabaseBackend::Sqlite => ["INSERT", "UPDATE", "DELETE"].map(|event| row_trigger(table, event)).concat(),
        // ALWAYS: bulk loaders turn ordinary triggers off (`session_replication_role`).
        _ => format!(
            "CREATE TRIGGER change_seen AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT WHEN (current_setting('panorama.marked', true) IS DISTINCT FROM pg_current_xact_id()::text) \
             EXECUTE FUNCTION panorama_mark(); \
             ALTER TABLE {table} ENABLE ALWAYS TRIGGER change_seen; "
        ),
    }
}

fn row_trigger(table: &str, event: &str) -> String {
    let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000";
    format!(
        "CREATE TRIGGER {table}_seen_{name} AFTER {event} ON {table} \
         WHEN (SELECT writing FROM dataset WHERE id = 1) = 0 \
         BEGIN UPDATE dataset SET version = version + 1, updated_at = {now} WHERE id = 1; END; ",
        name = event.to_lowercase(),
    )
}

fn unwatched(manager: &SchemaManager, table: &str) -> String {
    match manager.get_database_backend() {
        DatabaseBackend::Sqlite => {
            ["insert", "update", "delete"].map(|event| format!("DROP TRIGGER {table}_seen_{event}; ")).concat()
        }
        _ => format!("DROP TRIGGER change_seen ON {table}; "),
    }
}
