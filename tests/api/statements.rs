//! A request's statements depend on its shape, never on its rows.

use serde_json::json;

use crate::support::{App, Backend, on_each, run};

const NESTED: &str = "query($n: Int, $m: Int) { vendors(first: $n, orderBy: [{field: MODEL_COUNT, direction: DESC}]) { totalCount \
    nodes { name parent { slug } aliases models(first: $m) { totalCount pageInfo { hasNextPage } nodes { slug vendor { name } \
    links(first: 5) { nodes { kind from { slug } to { slug ... on Sector { path } } source { title } } } } } } } }";

/// vendors, their count, aliases, models, their count, links: one each.
const LEVELS: f64 = 6.0;

/// Two names under five types each, as they are called now and were called before, and the way between what they mean.
const WAY: f64 = 44.0;

async fn statements(app: &App, query: &str, variables: serde_json::Value) -> f64 {
    let before = app.figure("panorama_statements_total").await;
    let answer = app.answer(query, variables).await;
    assert_eq!(answer.get("errors"), None);
    app.figure("panorama_statements_total").await - before
}

async fn one_for_each_level(backend: Backend) {
    let app = App::start(backend).await;
    for (n, m) in [(1, 1), (5, 2), (50, 10), (100, 100)] {
        assert_eq!(statements(&app, NESTED, json!({ "n": n, "m": m })).await, LEVELS, "{n} × {m}");
    }
    assert_eq!(statements(&app, "{ __typename chain { __typename } }", json!({})).await, 0.0, "nothing is read");
    assert_eq!(statements(&app, "{ vendors { totalCount } }", json!({})).await, 1.0, "only the count");
    assert_eq!(
        statements(&app, "{ vendor(by: {slug: \"nvidia\"}) { parent { parent { slug } } } }", json!({})).await,
        1.0
    );
}

async fn a_document_is_planned_once(backend: Backend) {
    let app = App::start(backend).await;
    let before = app.figure("panorama_plans_total").await;
    for n in 1..5 {
        app.answer(NESTED, json!({ "n": n, "m": n })).await;
    }
    assert_eq!(app.figure("panorama_plans_total").await - before, 1.0, "variables do not ask for another plan");
    let flagged = "query($s: Boolean!) { dataset { name version @skip(if: $s) } }";
    for (skip, plans) in [(true, 2.0), (false, 3.0), (true, 3.0), (false, 3.0)] {
        let answer = app.answer(flagged, json!({ "s": skip })).await;
        assert_eq!(answer["data"]["dataset"].get("version").is_none(), skip);
        assert_eq!(app.figure("panorama_plans_total").await - before, plans, "one for each side of a directive");
    }
}

/// A page that does not show what was probably meant does not ask for it: a name in an address is looked up under all types.
async fn a_page_asks_for_what_it_shows(backend: Backend) {
    let app = App::start(backend).await;
    let before = app.figure("panorama_statements_total").await;
    assert_eq!(app.get("/path?from=nvidia&to=openai").await.status, 200);
    assert_eq!(app.figure("panorama_statements_total").await - before, WAY);
}

on_each! {
    a_page_asks_for_what_it_shows
    one_for_each_level
    a_document_is_planned_once
}
