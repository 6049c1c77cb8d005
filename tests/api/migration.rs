//! The schema of the database: up, down, up; keys indexed; closed lists the same as the API's.

use std::collections::{BTreeMap, BTreeSet};

use entity::choice;
use migration::{Migrator, MigratorTrait};
use panorama::database::{self, OpenError};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};

use crate::support::{Backend, TestDatabase, on_each, run};

async fn query(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{error}: {sql}"))
}

fn text(row: &QueryResult, column: usize) -> String {
    row.try_get_by_index(column).expect("the column holds text")
}

async fn tables(connection: &DatabaseConnection, backend: Backend) -> BTreeSet<String> {
    let sql = match backend {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Backend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    };
    let rows = query(connection, sql).await;
    rows.iter().map(|row| text(row, 0)).filter(|name| name != "seaql_migrations").collect()
}

async fn up_down_and_up_again(backend: Backend) {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("up");
    let first = tables(&connection, backend).await;
    assert!(first.len() > 15, "{first:?}");
    Migrator::down(&connection, None).await.expect("down");
    assert_eq!(tables(&connection, backend).await, BTreeSet::new(), "nothing stays behind");
    database::migrate(&connection).await.expect("up again");
    assert_eq!(tables(&connection, backend).await, first);
}

async fn a_newer_database_is_refused(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    let step = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99990101_000001_later', 0)";
    connection.execute_unprepared(step).await.expect("the list of steps can be written");
    let refused = database::migrate(&connection).await;
    assert!(matches!(refused, Err(OpenError::Newer(step)) if step == "m99990101_000001_later"));
}

/// Foreign keys as `table(column) -> table, rule`, and the first columns of every index by table.
async fn keys(
    connection: &DatabaseConnection,
    backend: Backend,
) -> (BTreeSet<String>, BTreeMap<String, BTreeSet<String>>) {
    let (mut foreign, mut indexed) = (BTreeSet::new(), BTreeMap::<String, BTreeSet<String>>::new());
    match backend {
        Backend::Sqlite => {
            for table in tables(connection, backend).await {
                for row in query(
                    connection,
                    &format!(
                        "SELECT \"table\", \"from\", on_delete FROM pragma_foreign_key_list('{table}') WHERE seq = 0"
                    ),
                )
                .await
                {
                    foreign.insert(format!("{table}({}) -> {}, {}", text(&row, 1), text(&row, 0), text(&row, 2)));
                }
                let first = format!(
                    "SELECT i.name FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i WHERE i.seqno = 0 AND i.name IS NOT NULL UNION SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"
                );
                let columns = query(connection, &first).await;
                indexed.entry(table).or_default().extend(columns.iter().map(|row| text(row, 0)));
            }
        }
        Backend::Postgres => {
            let rules = "CASE confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' END";
            let sql = format!(
                "SELECT conrelid::regclass::text, (SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]), confrelid::regclass::text, {rules} FROM pg_constraint WHERE contype = 'f'"
            );
            for row in query(connection, &sql).await {
                foreign.insert(format!("{}({}) -> {}, {}", text(&row, 0), text(&row, 1), text(&row, 2), text(&row, 3)));
            }
            let sql = "SELECT indrelid::regclass::text, attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]";
            for row in query(connection, sql).await {
                indexed.entry(text(&row, 0)).or_default().insert(text(&row, 1));
            }
        }
    }
    (foreign, indexed)
}

async fn every_foreign_key_is_indexed_and_has_its_rule(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    let (foreign, indexed) = keys(&connection, backend).await;
    for key in &foreign {
        let (table, rest) = key.split_once('(').expect("the form above");
        let column = rest.split_once(')').expect("the form above").0;
        assert!(indexed.get(table).is_some_and(|columns| columns.contains(column)), "{key} has no index");
    }
    let expected: BTreeSet<String> = [
        "citation(node_id) -> node, CASCADE",
        "citation(source_id) -> source, RESTRICT",
        "identifier(node_id) -> node, CASCADE",
        "identifier(source_id) -> source, CASCADE",
        "import_count(run_id) -> import_run, CASCADE",
        "import_note(run_id) -> import_run, CASCADE",
        "import_run(source_id) -> source, RESTRICT",
        "import_unread(run_id) -> import_run, CASCADE",
        "link(from_id) -> node, RESTRICT",
        "link(share_unit) -> unit, RESTRICT",
        "link(source_id) -> source, RESTRICT",
        "link(to_id) -> node, RESTRICT",
        "metric(attribute) -> attribute, RESTRICT",
        "metric(id) -> node, CASCADE",
        "metric(region) -> region, RESTRICT",
        "metric(sector_id) -> sector, RESTRICT",
        "metric(unit_code) -> unit, RESTRICT",
        "metric_subject(metric_id) -> metric, CASCADE",
        "metric_subject(metric_id) -> node, CASCADE",
        "metric_subject(subject_id) -> node, RESTRICT",
        "model(id) -> node, CASCADE",
        "name(node_id) -> node, CASCADE",
        "node(import_source_id) -> source, SET NULL",
        "observation(asserted_by_vendor_id) -> vendor, SET NULL",
        "observation(metric_id) -> metric, RESTRICT",
        "observation(source_id) -> source, RESTRICT",
        "observation(unit_code) -> unit, RESTRICT",
        "redirect(node_id) -> node, CASCADE",
        "search_entry(node_id) -> node, CASCADE",
        "search_entry(source_id) -> source, CASCADE",
        "sector(id) -> node, CASCADE",
        "sector_closure(ancestor_id) -> sector, CASCADE",
        "sector_closure(descendant_id) -> sector, CASCADE",
        "technology(id) -> node, CASCADE",
        "trend(id) -> node, CASCADE",
        "unit(base_code) -> unit, RESTRICT",
        "vendor(country) -> region, RESTRICT",
        "vendor(id) -> node, CASCADE",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    assert_eq!(foreign, expected);
}

/// Tables that nobody answers from: bookkeeping, and what SQLite keeps its search index in.
fn is_bookkeeping(table: &str) -> bool {
    matches!(table, "change_mark" | "import_unread") || table.starts_with("search_index")
}

/// Events that count as a change, by table.
async fn watched(connection: &DatabaseConnection, backend: Backend) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT tbl_name, CASE WHEN sql LIKE '%AFTER INSERT ON%' THEN 'INSERT' WHEN sql LIKE '%AFTER UPDATE%' THEN 'UPDATE' \
             WHEN sql LIKE '%AFTER DELETE ON%' THEN 'DELETE' END FROM sqlite_master \
             WHERE type = 'trigger' AND sql LIKE '%UPDATE dataset SET version = version + 1%'"
        }
        // ALWAYS, FOR EACH STATEMENT.
        Backend::Postgres => {
            "SELECT tgrelid::regclass::text, event FROM pg_trigger, \
             LATERAL (VALUES (4, 'INSERT'), (8, 'DELETE'), (16, 'UPDATE'), (32, 'TRUNCATE')) events (bit, event) \
             WHERE tgfoid = 'panorama_mark'::regproc AND tgenabled = 'A' AND tgtype & 1 = 0 AND tgtype & bit > 0"
        }
    };
    let mut watched = BTreeMap::<String, BTreeSet<String>>::new();
    for row in query(connection, sql).await {
        watched.entry(text(&row, 0)).or_default().insert(text(&row, 1));
    }
    watched
}

async fn every_table_that_answers_are_read_from_is_watched(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    let watched = watched(&connection, backend).await;
    let expected: &[&str] = match backend {
        Backend::Sqlite => &["DELETE", "INSERT", "UPDATE"],
        Backend::Postgres => &["DELETE", "INSERT", "TRUNCATE", "UPDATE"],
    };
    // On SQLite the one row of the data set is there from the first step on.
    let of = |table: &str| if (table, backend) == ("dataset", Backend::Sqlite) { &["UPDATE"][..] } else { expected };
    for table in tables(&connection, backend).await.into_iter().filter(|table| !is_bookkeeping(table)) {
        let events: Vec<&str> = watched.get(&table).into_iter().flatten().map(String::as_str).collect();
        assert_eq!(events, of(&table), "changes of {table}");
    }
}

/// Columns with a closed list, and the list that the API has for them.
const CLOSED: &[(&str, &str, &[&str])] = &[
    ("vendor", "kind", choice::VendorKind::TEXTS),
    ("model", "scope", choice::ModelScope::TEXTS),
    ("model", "release_precision", choice::Precision::TEXTS),
    ("model", "parameters_disclosure", choice::Disclosure::TEXTS),
    ("model", "context_unit", choice::ContextUnit::TEXTS),
    ("model", "openness", choice::Openness::TEXTS),
    ("sector", "stage", choice::Stage::TEXTS),
    ("technology", "kind", choice::TechnologyKind::TEXTS),
    ("trend", "theme", choice::TrendTheme::TEXTS),
    ("trend", "direction", choice::TrendDirection::TEXTS),
    ("metric", "kind", choice::MetricKind::TEXTS),
    ("unit", "dimension", choice::UnitDimension::TEXTS),
    ("observation", "comparator", choice::Comparator::TEXTS),
    ("observation", "status", choice::ObservationStatus::TEXTS),
    ("observation", "confidence", choice::Confidence::TEXTS),
    ("link", "kind", choice::LinkKind::TEXTS),
    ("link", "share_comparator", choice::Comparator::TEXTS),
    ("source", "kind", choice::SourceKind::TEXTS),
    ("node", "type", choice::NodeType::TEXTS),
    ("name", "role", choice::NameRole::TEXTS),
];

async fn closed_lists_are_the_same_in_tables_and_api(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    for (table, column, texts) in CLOSED {
        let sql = match backend {
            Backend::Sqlite => format!("SELECT sql FROM sqlite_master WHERE name = '{table}'"),
            Backend::Postgres => format!(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c'"
            ),
        };
        let checks: Vec<String> = query(&connection, &sql).await.iter().map(|row| text(row, 0)).collect();
        let start = match backend {
            Backend::Sqlite => format!("CHECK ({column} IN ("),
            Backend::Postgres => format!("CHECK (({column} = ANY (ARRAY["),
        };
        let list = checks.iter().find_map(|check| check.split_once(&start));
        let list = list.and_then(|(_, rest)| rest.split_once([')', ']'])).map(|(list, _)| list.to_owned());
        let list = list.unwrap_or_else(|| panic!("{table}.{column} has no closed list: {checks:?}"));
        let found: Vec<&str> = list.split('\'').skip(1).step_by(2).collect();
        assert_eq!(found, *texts, "{table}.{column}");
    }
}

on_each! {
    up_down_and_up_again
    a_newer_database_is_refused
    every_foreign_key_is_indexed_and_has_its_rule
    every_table_that_answers_are_read_from_is_watched
    closed_lists_are_the_same_in_tables_and_api
}
