//! What changed between two days: what files of several days told anew, otherwise, and no longer.

use serde_json::{Value, json};

use super::bring;
use super::vintages::{NEW, OLD, of};
use crate::support::{App, Backend, TestDatabase, on_each, run};

async fn changed(backend: Backend) -> App {
    let database = TestDatabase::loaded(backend).await;
    for (day, name, text) in [("2098-01-01", "old/figures.csv", OLD), ("2098-06-01", "new/figures.csv", NEW)] {
        bring(&database, &of(day, name, text).0).await.expect("it can be imported");
    }
    App::on(database, |_| ()).await
}

const LISTS: [&str; 3] = ["known", "revised", "withdrawn"];

async fn counts(app: &App, from: &str, to: &str) -> [u64; 3] {
    let data = app
        .data(&format!(
            "{{ dataset {{ changed(from: \"{from}\", to: \"{to}\") {{ known {{ totalCount }} revised {{ totalCount }} withdrawn {{ totalCount }} }} }} }}"
        ))
        .await;
    LISTS.map(|list| data["dataset"]["changed"][list]["totalCount"].as_u64().expect("a count"))
}

async fn what_happened_is_found_by_its_days(backend: Backend) {
    let app = changed(backend).await;
    // One of the eight figures of the first file says when it was published.
    for (from, to, expected) in [
        ("2098-01-01", "2098-01-01", [7, 0, 0]),
        ("2097-12-05", "2097-12-31", [1, 0, 0]),
        ("2098-01-02", "2098-05-31", [0, 0, 0]),
        ("2098-05-31", "2098-06-01", [2, 2, 2]),
        ("2097-01-01", "2098-12-31", [10, 2, 2]),
        ("2098-06-02", "9999-12-31", [0, 0, 0]),
    ] {
        assert_eq!(counts(&app, from, to).await, expected, "{from} to {to}");
    }
    let query = "{ dataset { changed(from: \"2098-06-01\", to: \"2098-06-30\") { \
        revised(filter: {value: {isNull: false}}) { nodes { metric { slug } knownOn value previous { value supersededOn previous { value } } } } \
        withdrawn(filter: {value: {isNull: false}}) { nodes { metric { slug } value withdrawnOn } } \
        known(filter: {value: {isNull: false}}) { nodes { metric { slug } previous { value } } groups(by: [STATUS]) { count } total { count } } } } }";
    let data = app.data(query).await["dataset"]["changed"].take();
    assert_eq!(
        data["revised"]["nodes"],
        json!([{ "metric": { "slug": "fable-one-parameters" }, "knownOn": "2098-06-01", "value": 12_000_000_000_i64,
            "previous": { "value": 10_000_000_000_i64, "supersededOn": "2098-06-01", "previous": null } }])
    );
    assert_eq!(
        data["withdrawn"]["nodes"],
        json!([{ "metric": { "slug": "fable-two-parameters" }, "value": 20_000_000_000_i64, "withdrawnOn": "2098-06-01" }])
    );
    assert_eq!(
        data["known"],
        json!({ "nodes": [{ "metric": { "slug": "fable-four-parameters" }, "previous": null }],
        "groups": [{ "count": 1 }], "total": { "count": 1 } })
    );
}

/// A figure that is revised stays what became known before, and of figures known on a day there are as many more as became known.
async fn what_was_known_grows_by_what_became_known(backend: Backend) {
    let app = changed(backend).await;
    let known = async |day: &str| {
        let data = app.data(&format!("{{ observations(asOf: \"{day}\") {{ totalCount }} }}")).await;
        data["observations"]["totalCount"].as_u64().expect("a count")
    };
    let days = [
        "2022-06-30",
        "2023-12-31",
        "2024-12-31",
        "2025-12-30",
        "2026-06-30",
        "2097-12-31",
        "2098-01-01",
        "2098-12-31",
    ];
    for pair in days.windows(2) {
        let after: chrono::NaiveDate = pair[0].parse().expect("a day");
        let from = after.succ_opt().expect("there is a day after").to_string();
        assert_eq!(known(pair[1]).await - known(pair[0]).await, counts(&app, &from, pair[1]).await[0], "{pair:?}");
    }
}

async fn changes_come_in_pages_day_by_day(backend: Backend) {
    let app = changed(backend).await;
    let ask = async |window: &str| {
        let query = format!(
            "{{ dataset {{ changed(from: \"2022-01-01\", to: \"2098-12-31\") {{ known({window}) {{ edges {{ cursor node {{ id knownOn value }} }} \
             pageInfo {{ hasNextPage hasPreviousPage endCursor startCursor }} }} }} }} }}"
        );
        app.data(&query).await["dataset"]["changed"]["known"].take()
    };
    let rows = |page: &Value| -> Vec<(String, String)> {
        let edges = page["edges"].as_array().expect("edges");
        edges.iter().map(|edge| (edge["node"]["knownOn"].to_string(), edge["node"]["id"].to_string())).collect()
    };
    let (mut forwards, mut after) = (Vec::new(), String::new());
    loop {
        let page = ask(&format!("first: 70{after}")).await;
        forwards.extend(rows(&page));
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
    }
    assert!(forwards.len() > 300);
    assert!(forwards.is_sorted_by_key(|(day, _)| day.clone()));
    let (mut backwards, mut before) = (Vec::new(), String::new());
    loop {
        let page = ask(&format!("last: 90{before}")).await;
        backwards = [rows(&page), backwards].concat();
        before = format!(", before: {}", page["pageInfo"]["startCursor"]);
        if page["pageInfo"]["hasPreviousPage"] != true {
            break;
        }
    }
    assert_eq!(forwards, backwards);
    // In another order they are sorted, and that has cursors of its own.
    let order = ", orderBy: [{field: VALUE, direction: DESC}]";
    let first = ask(&format!("first: 40{order}")).await;
    let values = |page: &Value| -> Vec<f64> {
        page["edges"].as_array().expect("edges").iter().filter_map(|edge| edge["node"]["value"].as_f64()).collect()
    };
    let second = ask(&format!("first: 40{order}, after: {}", first["pageInfo"]["endCursor"])).await;
    let both = [values(&first), values(&second)].concat();
    assert!(both.len() == 80 && both.is_sorted_by(|a, b| a >= b), "{both:?}");
}

async fn what_are_no_days_is_refused(backend: Backend) {
    let app = App::start(backend).await;
    for (days, message) in [
        ("from: \"2024-02-01\", to: \"2024-01-31\"", "from is after to"),
        ("from: \"2024\", to: \"2023\"", "from is after to"),
        (
            "from: \"2024-01-01\", to: \"2024-02-30\"",
            "to is \"2024-02-30\", which is no date: write it like 2024, 2024-Q4, 2024-12, 2024-12-31 or 2024-12-31T23:59:59Z",
        ),
    ] {
        let answer =
            app.answer(&format!("{{ dataset {{ changed({days}) {{ known {{ totalCount }} }} }} }}"), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID", "{days}");
        assert_eq!(answer["errors"][0]["message"], message);
    }
}

on_each! {
    what_happened_is_found_by_its_days
    what_was_known_grows_by_what_became_known
    changes_come_in_pages_day_by_day
    what_are_no_days_is_refused
}
