//! What was known when: a revised figure supersedes the older one and keeps it.

use chrono::NaiveDate;
use entity::observation;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::support::{App, Backend, TestDatabase, on_each, run};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The application with a figure of 2025 that was 204.29 from 2025-01-10 on and is 210 since 2025-06-01; the ids of both.
async fn revised(backend: Backend) -> (App, [i64; 2]) {
    let database = TestDatabase::loaded(backend).await;
    let connection = database.writer().await;
    let find = observation::Entity::find().filter(observation::Column::Key.eq("R063"));
    let mut old = find.one(&connection).await.expect("it can be read").expect("it is there");
    old.known_on = day("2025-01-10");
    let new = observation::Model {
        id: old.id + 1,
        key: None,
        key_fold: None,
        value: Some(2100.5),
        normalized_value: Some(2.1005e11),
        known_on: day("2025-06-01"),
        ..old.clone()
    };
    (old.superseded_on, old.superseded_at) = (Some(new.known_on), Some(new.recorded_at));
    let ids = [old.id, new.id];
    let update = observation::Entity::update(old.into_active_model().reset_all());
    update.validate().expect("a row").exec_without_returning(&connection).await.expect("it can be written");
    observation::Entity::insert(new.into_active_model().reset_all())
        .exec_without_returning(&connection)
        .await
        .expect("it can be written");
    (App::on(database, |_| ()).await, ids)
}

async fn a_report_without_a_date_is_known_from_the_end_of_its_year(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |_| ()).await;
    let query = "query($asOf: Date) { metric(by: {slug: \"china-ai-industry-size\"}) { \
        observations(asOf: $asOf) { nodes { knownOn publishedOn } } latest(asOf: $asOf) { key } } }";
    let known = json!({ "knownOn": "2025-12-31", "publishedOn": null });
    for (as_of, nodes) in [("2025-12-31", json!([known, known])), ("2025-12-30", json!([]))] {
        let answer = app.answer(query, json!({ "asOf": as_of })).await;
        assert_eq!(answer["data"]["metric"]["observations"]["nodes"], nodes, "{as_of}");
    }
}

const FIGURES: &str = "query($asOf: Date) { metric(by: {slug: \"china-data-element-market-size\"}) { \
    observations(asOf: $asOf, filter: {periodStart: {eq: \"2025-01-01\"}, value: {isNull: false}}) { totalCount nodes { value knownOn } groups(by: [STATUS]) { count } } \
    latest(status: FORECAST, asOf: $asOf) { value } \
    series(asOf: $asOf, from: \"2025-01-01\", to: \"2025-12-31\") { points { value } } } \
    observations(asOf: $asOf, filter: {metric: {slug: {eq: \"china-data-element-market-size\"}}, periodStart: {eq: \"2025-01-01\"}}) { totalCount } }";

async fn as_of_answers_what_was_known(backend: Backend) {
    let (app, _) = revised(backend).await;
    let cases = [
        (Value::Null, Some((2100.5, "2025-06-01"))),
        (json!("2025-06-01"), Some((2100.5, "2025-06-01"))),
        (json!("2025-05-31"), Some((2042.9, "2025-01-10"))),
        (json!("2025-01-10"), Some((2042.9, "2025-01-10"))),
        (json!("2025-01-09"), None),
    ];
    for (as_of, known) in cases {
        let answer = app.answer(FIGURES, json!({ "asOf": as_of })).await;
        assert_eq!(answer.get("errors"), None, "{as_of}");
        let metric = &answer["data"]["metric"];
        let (count, nodes) = match known {
            Some((value, day)) => (1, json!([{ "value": value, "knownOn": day }])),
            None => (0, json!([])),
        };
        assert_eq!(metric["observations"]["totalCount"], count, "{as_of}");
        assert_eq!(metric["observations"]["nodes"], nodes, "{as_of}");
        let groups = metric["observations"]["groups"].as_array().expect("a list");
        assert_eq!(groups.iter().map(|group| group["count"].as_u64()).collect::<Vec<_>>(), vec![Some(1); count]);
        assert_eq!(answer["data"]["observations"]["totalCount"], count, "{as_of}");
        let points = metric["series"]["points"].as_array().expect("a list");
        let told: Vec<_> = points.iter().map(|point| point["value"].as_f64()).collect();
        assert_eq!(told, known.map(|(value, _)| Some(value)).into_iter().collect::<Vec<_>>(), "{as_of}");
        assert_eq!(metric["latest"]["value"].as_f64(), known.map(|(value, _)| value), "{as_of}");
    }
}

async fn every_vintage_shows_the_chain(backend: Backend) {
    let (app, ids) = revised(backend).await;
    let current = "{ metric(by: {slug: \"china-data-element-market-size\"}) { observations(first: 100, filter: {knownOn: {eq: \"2025-06-01\"}}) { nodes { id revisions { id value supersededOn } } } } }";
    let node = app.data(current).await["metric"]["observations"]["nodes"][0].clone();
    let chain = node["revisions"].as_array().expect("a list").clone();
    let told: Vec<_> = chain.iter().map(|row| (row["value"].as_f64(), row["supersededOn"].as_str())).collect();
    assert_eq!(told, [(Some(2042.9), Some("2025-06-01")), (Some(2100.5), None)]);
    assert_eq!(chain[1]["id"], node["id"]);
    assert_ne!(ids[0], ids[1]);
    let old = format!("{{ node(id: {}) {{ ... on Observation {{ value revisions {{ value }} }} }} }}", chain[0]["id"]);
    let old = app.data(&old).await;
    assert_eq!(old["node"], json!({ "value": 2042.9, "revisions": [{ "value": 2042.9 }, { "value": 2100.5 }] }));
}

async fn exports_go_back_too(backend: Backend) {
    let (app, _) = revised(backend).await;
    let filter = "filter=%7B%22knownOn%22%3A%7B%22gte%22%3A%222025-01-10%22%2C%22lte%22%3A%222025-06-01%22%7D%2C%22status%22%3A%7B%22eq%22%3A%22FORECAST%22%7D%7D";
    for (as_of, value) in [("", "2100.5"), ("&asOf=2025-06-01", "2100.5"), ("&asOf=2025-05-31", "2042.9")] {
        let rows = app.get(&format!("/export/observations.jsonl?{filter}{as_of}")).await.text();
        let values: Vec<String> = rows
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("an object"))
            .filter(|row| row["metric_slug"] == "china-data-element-market-size")
            .map(|row| row["value"].to_string())
            .collect();
        assert_eq!(values, [value], "{as_of}: {rows}");
    }
    let refused = app.get("/export/observations.csv?asOf=2025-02-30").await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID");
}

async fn a_day_that_is_none_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    for (field, path) in [
        ("observations(asOf: \"2025-02-30\") { totalCount }", json!(["observations"])),
        (
            "metric(by: {slug: \"china-data-element-market-size\"}) { latest(asOf: \"June\") { value } }",
            json!(["metric", "latest"]),
        ),
        (
            "metric(by: {slug: \"china-data-element-market-size\"}) { series(asOf: \"2025-13\") { points { value } } }",
            json!(["metric", "series"]),
        ),
    ] {
        let errors = app.errors(&format!("{{ {field} }}"), json!({})).await;
        assert_eq!(errors, [("ARGUMENT_INVALID".to_owned(), path)], "{field}");
    }
}

on_each! {
    a_report_without_a_date_is_known_from_the_end_of_its_year
    as_of_answers_what_was_known
    every_vintage_shows_the_chain
    exports_go_back_too
    a_day_that_is_none_is_refused
}
