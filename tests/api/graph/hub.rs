//! Walks from a part of the chain that has more neighbours than one request looks at.

use panorama::database;
use panorama::dataset;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{BASE, vendor};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// One more than a walk reaches.
const AROUND: usize = 50_001;

/// Three vendors, the first of which supplies very many others.
async fn app_with_a_hub(backend: Backend) -> App {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let rows = ["hub", "far", "beyond"].map(vendor).concat();
    let files = [("base.toml", BASE), ("rows.toml", rows.as_str())];
    dataset::load(&connection, &files, LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    let numbers = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {AROUND})");
    let link = "INSERT INTO link (id, kind, from_id, from_type, from_place, to_id, to_type, to_place, flow, position, stated, \
                source_id, built_in, version, updated_at)";
    let fixed = "1, 0, TRUE, (SELECT id FROM source), TRUE, 1, 0";
    let node = |slug: &str| format!("(SELECT id FROM node WHERE slug = '{slug}'), 'VENDOR', '{slug}'");
    for rows in [
        format!("INSERT INTO node (id, type, slug, place) {numbers} SELECT i, 'VENDOR', 'x' || i, 'x' || i FROM n"),
        format!(
            "INSERT INTO vendor (id, slug, name_en, name_fold, kind, built_in, version, updated_at) {numbers} \
             SELECT i, 'x' || i, 'x', 'x', 'COMPANY', TRUE, 1, 0 FROM n"
        ),
        format!("{link} {numbers} SELECT i, 'SUPPLIES', {}, i, 'VENDOR', 'x' || i, {fixed} FROM n", node("hub")),
        format!("{link} SELECT 0, 'SUPPLIES', {}, {}, {fixed}", node("far"), node("beyond")),
    ] {
        connection.execute_unprepared(&rows).await.unwrap_or_else(|error| panic!("{error}: {rows}"));
    }
    App::on(database, |_| ()).await
}

async fn a_walk_that_stops_says_so(backend: Backend) {
    let app = app_with_a_hub(backend).await;
    let impact = async |of: &str, depth: usize| {
        let query = format!(
            "{{ impact(of: [{{vendor: \"{of}\"}}], direction: DOWNSTREAM, maxDepth: {depth}) {{ complete reached(first: 1) {{ totalCount }} }} }}"
        );
        let impact = app.data(&query).await["impact"].clone();
        (impact["complete"].clone(), impact["reached"]["totalCount"].clone())
    };
    assert_eq!(impact("hub", 1).await, (json!(true), json!(AROUND)), "all of one distance is told");
    assert_eq!(impact("hub", 2).await, (json!(false), json!(AROUND)), "whether there is more is not known");
    assert_eq!(impact("far", 8).await, (json!(true), json!(1)));
}

async fn paths_through_too_much_are_refused(backend: Backend) {
    let app = app_with_a_hub(backend).await;
    let path = "{ path(from: {vendor: \"hub\"}, to: {vendor: \"far\"}) { length } }";
    let errors = app.errors(path, Value::Null).await;
    assert_eq!(errors, [("TOO_COMPLEX".to_owned(), json!(["path"]))]);
    let near = app.data("{ path(from: {vendor: \"hub\"}, to: {vendor: \"x7\"}, first: 1) { length } }").await;
    assert_eq!(near["path"], json!([{ "length": 1 }]), "what is near is found before there is too much");
}

on_each! {
    a_walk_that_stops_says_so
    paths_through_too_much_are_refused
}
