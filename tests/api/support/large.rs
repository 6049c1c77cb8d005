//! The built-in data set many times over: equal values in the thousands, unknown ones as well. What is copied hangs on the rows
//! that are not, so that a few of those have most of it.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::{App, Backend, TestDatabase};

/// Tables in the order in which they can be filled, and which of their rows are copied.
const TABLES: [(&str, &str); 11] = [
    ("source", "1 = 1"),
    ("node", "1 = 1"),
    ("vendor", "1 = 1"),
    ("model", "1 = 1"),
    ("sector", "1 = 1"),
    ("technology", "1 = 1"),
    ("trend", "1 = 1"),
    ("metric", "1 = 1"),
    ("metric_subject", "1 = 1"),
    ("observation", "1 = 1"),
    ("link", "kind NOT IN ('MAKES', 'DERIVES_FROM', 'PART_OF')"),
];

/// PostgreSQL gathers statistics by itself when it has time: here it does so when it is told to, and then of all rows and not of samples.
const WHEN_TOLD: &str = "DO $$ DECLARE t regclass; BEGIN \
    EXECUTE format('ALTER DATABASE %I SET default_statistics_target = 1000', current_database()); \
    FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP \
    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', t); END LOOP; END $$";

/// An application whose tables have so many copies of each row.
pub(crate) async fn app_with_many_rows(backend: Backend, copies: usize) -> App {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    for (table, which) in TABLES {
        let columns = columns(&connection, backend, table).await;
        let values: Vec<String> = columns.iter().map(|column| copied(table, column)).collect();
        let numbers = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})");
        let sql = format!(
            "INSERT INTO {table} ({}) {numbers} SELECT {} FROM n, {table} t WHERE {which}",
            columns.join(", "),
            values.join(", ")
        );
        connection.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    connection.execute_unprepared("ANALYZE").await.expect("statistics can be gathered");
    App::on(database, |_| ()).await
}

/// The same, as PostgreSQL leaves it after a while: what an index has can be read of it alone. Its plans are the same in every run.
pub(crate) async fn settled_app_with_many_rows(backend: Backend, copies: usize) -> App {
    let app = app_with_many_rows(backend, copies).await;
    if backend == Backend::Postgres {
        // Of two indexes that serve alike the smaller is read: their size is not to hang on what was written when.
        for sql in [WHEN_TOLD, "REINDEX SCHEMA public", "VACUUM (ANALYZE, FREEZE)"] {
            // A connection has the settings of the database as they are when it is opened.
            let connection = app.database.writer().await;
            connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
            connection.close().await.expect("the connection closes");
        }
    }
    app
}

/// What a copy has in a column.
fn copied(table: &str, column: &str) -> String {
    match column {
        "metric_id" if table == "metric_subject" => "t.metric_id + i".to_owned(),
        "id" => "t.id + i".to_owned(),
        "slug" | "place" | "metric_place" | "path" | "lineage" => format!("t.{column} || '-copy-' || i"),
        "key" => "coalesce(t.key, '') || '-' || t.id || '-' || i".to_owned(),
        _ => format!("t.{column}"),
    }
}

async fn columns(connection: &DatabaseConnection, backend: Backend, table: &str) -> Vec<String> {
    let sql = match backend {
        Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Backend::Postgres => format!(
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' AND is_generated = 'NEVER'"
        ),
    };
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("the schema can be read");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect()
}
