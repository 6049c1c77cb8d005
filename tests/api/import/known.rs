//! What searches put first: kept by loads and imports alike, and told of every entry.

use panorama::dataset;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use super::vintages::format;
use super::{bring, file, request};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// Entries that tell of more or fewer rows than there are, or of another day of release, counted one by one.
const OFF: &str = "SELECT count(*) FROM search_entry e WHERE e.known <> (SELECT count(*) FROM link l WHERE l.from_id = e.id) \
    + (SELECT count(*) FROM link l WHERE l.to_id = e.id) + (SELECT count(*) FROM link l WHERE l.source_id = e.id) \
    + (SELECT count(*) FROM metric m WHERE m.sector_id = e.id) + (SELECT count(*) FROM metric_subject s WHERE s.subject_id = e.id) \
    + (SELECT count(*) FROM citation c WHERE c.node_id = e.id) + (SELECT count(*) FROM citation c WHERE c.source_id = e.id) \
    + (SELECT count(*) FROM observation o WHERE o.metric_id = e.id) + (SELECT count(*) FROM observation o WHERE o.source_id = e.id) \
    OR e.released_on IS DISTINCT FROM coalesce((SELECT m.released_on FROM model m WHERE m.id = e.id), \
    (SELECT t.released_on FROM technology t WHERE t.id = e.id))";

async fn count(connection: &impl ConnectionTrait, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    row.expect("it counts").try_get_by_index(0).expect("a number")
}

async fn what_is_known_is_kept_by_loads_and_imports(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    assert_eq!(count(&connection, OFF).await, 0, "after a load");
    assert!(count(&connection, "SELECT max(known) FROM search_entry WHERE type = 'VENDOR'").await > 20);
    assert!(count(&connection, "SELECT count(*) FROM search_entry WHERE released_on IS NOT NULL").await > 50);
    let rows = "Model,Maker,Released,Parameters\nGPT-5,OpenAI,2025-08-07,1e12\nFable 9,Fable Co,2097-01-01,2e9\nGPT-4o,OpenAI,,3e9\n";
    let request = request(&format(), &file("known/figures.csv", rows.as_bytes()));
    bring(&database, &request).await.expect("it can be imported");
    assert_eq!(count(&connection, OFF).await, 0, "after an import");
    assert_eq!(count(&connection, "SELECT count(*) FROM search_entry WHERE released_on = '2097-01-01'").await, 1);
    let report = bring(&database, &request).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    assert_eq!(count(&connection, OFF).await, 0, "after the same import");
}

/// Tokens are made anew where a later data set is loaded, of what imports brought, too.
async fn imported_rows_are_found_by_the_tokens_of_today(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows = "Model,Maker,Parameters\nFable 9 Turbo,Fable Co,2e9\n";
    bring(&database, &request(&format(), &file("tokens/figures.csv", rows.as_bytes())))
        .await
        .expect("it can be imported");
    let connection = database.writer().await;
    for sql in [
        "UPDATE search_entry SET tokens = 'wother' WHERE type IN ('VENDOR', 'MODEL')",
        "UPDATE dataset SET built_in_hash = NULL",
    ] {
        connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ search(query: \"turbo fable 9\", types: [MODEL]) { nodes { ... on Model { slug } } } }";
    assert_eq!(app.data(query).await["search"]["nodes"], json!([]));
    let loaded = dataset::load_built_in(&connection, LOADED_AT + 1_000).await.expect("it can be loaded");
    let changed = loaded.expect("it is not there");
    assert_eq!((changed.added, changed.updated, changed.removed), (0, 0, 0));
    assert_eq!(app.data(query).await["search"]["nodes"], json!([{ "slug": "fable-9-turbo" }]));
    assert_eq!(count(&connection, "SELECT count(*) FROM search_entry WHERE tokens = 'wother'").await, 0);
    assert_eq!(count(&connection, OFF).await, 0);
}

on_each! {
    what_is_known_is_kept_by_loads_and_imports
    imported_rows_are_found_by_the_tokens_of_today
}
