//! A crowd before a hub: thousands of ways lead to one part of the chain, and thousands away from it.

use std::time::{Duration, Instant};

use panorama::database;
use panorama::dataset;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{BASE, vendor};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// How many stand before the hub, and how many behind it.
const BEFORE: usize = 5_000;
const BEHIND: usize = 10_000;
/// How long a request may take in a build that is not optimized.
const TIME: Duration = Duration::from_secs(8);

/// From 1 to all of the crowd, from those to the hub 2, from it to all behind; 3 leads back from it, and over 4 one gets from 1 to 5,
/// to which so many others lead that paths are looked for from 1.
async fn app_with_a_crowd(backend: Backend) -> App {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let rows = vendor("one");
    let files = [("base.toml", BASE), ("rows.toml", rows.as_str())];
    dataset::load(&connection, &files, LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    let numbers = |from: usize, count: usize| {
        let to = from + count;
        format!("WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to} - 1)")
    };
    let (crowd, leaves) = (numbers(10, BEFORE), numbers(10_000, BEHIND));
    let link = |ways: &str, from: &str, to: &str| {
        format!(
            "INSERT INTO link (id, kind, from_id, from_type, from_place, to_id, to_type, to_place, flow, position, stated, source_id, \
             built_in, version, updated_at) {ways} SELECT {from} * 40000 + {to}, 'SUPPLIES', {from}, 'VENDOR', 'x' || {from}, {to}, \
             'VENDOR', 'x' || {to}, 1, 0, TRUE, (SELECT id FROM source), TRUE, 1, 0 FROM n"
        )
    };
    let others = numbers(10_000 + BEHIND, 2 * BEHIND);
    let all = numbers(1, 10_000 + 3 * BEHIND - 1);
    for rows in [
        format!("INSERT INTO node (id, type, slug, place) {all} SELECT i, 'VENDOR', 'x' || i, 'x' || i FROM n"),
        format!(
            "INSERT INTO vendor (id, slug, name_en, name_fold, kind, built_in, version, updated_at) {all} \
             SELECT i, 'x' || i, 'x', 'x', 'COMPANY', TRUE, 1, 0 FROM n"
        ),
        link(&crowd, "1", "i"),
        link(&crowd, "i", "2"),
        link(&leaves, "2", "i"),
        link(&numbers(3, 1), "2", "i"),
        link(&numbers(1, 1), "3", "i"),
        link(&numbers(4, 1), "1", "i"),
        link(&numbers(5, 1), "4", "i"),
        link(&others, "i", "5"),
    ] {
        connection.execute_unprepared(&rows).await.unwrap_or_else(|error| panic!("{error}: {rows}"));
    }
    App::on(database, |_| ()).await
}

/// An answer, which has to come in time.
async fn timed(app: &App, query: &str) -> Value {
    let start = Instant::now();
    let answer = app.answer(query, json!({})).await;
    let took = start.elapsed();
    assert!(took < TIME, "{query}: it took {took:?}");
    answer
}

async fn paths_around_a_hub_are_found_in_time(backend: Backend) {
    let app = app_with_a_crowd(backend).await;
    let path = "{ path(from: {vendor: \"x1\"}, to: {vendor: \"x5\"}, directed: true) { length } }";
    assert_eq!(timed(&app, path).await["data"]["path"], json!([{ "length": 2 }]), "every longer way would meet itself");
}

async fn walks_from_many_rows_end_in_time(backend: Backend) {
    let app = app_with_a_crowd(backend).await;
    let walk = "{ vendors(first: 50, filter: {slug: {startsWith: \"x1\"}}) { nodes { slug downstream(first: 1, maxDepth: 2) { totalCount } } } }";
    let errors = timed(&app, walk).await["errors"].clone();
    assert_eq!(errors[0]["extensions"]["code"], "TOO_COMPLEX", "together they reach too much: {errors}");
    let one = "{ vendor(by: {slug: \"x11\"}) { downstream(first: 1, maxDepth: 2) { totalCount } } }";
    assert_eq!(timed(&app, one).await["data"]["vendor"]["downstream"]["totalCount"], BEHIND + 2);
}

on_each! {
    paths_around_a_hub_are_found_in_time
    walks_from_many_rows_end_in_time
}
