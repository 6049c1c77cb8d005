//! Whatever changes a row is seen by answers, export tags and charts: plain SQL that knows nothing of the data set's version.

use axum::body::Body;
use axum::http::{Request, header};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{QUERY, keeping};
use crate::support::{App, Backend, on_each, run};

const EXPORT: &str = "/export/vendors.csv";
const CHART: &str = "/chart/metric/china-data-element-market-size.svg";

/// Asks for something that is known by a tag; its new tag where it is another by now.
async fn other(app: &App, path: &str, known: &str) -> Option<String> {
    let request = Request::get(path).header(header::IF_NONE_MATCH, known).body(Body::empty()).expect("a request");
    let answer = app.send(request).await;
    (answer.status != 304).then(|| answer.header("etag").to_owned())
}

async fn answers_and_exports_see_plain_sql(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    let regions = "{ vendors(filter: {country: {eq: \"FR\"}}) { totalCount } }";
    let mut statements = vec![
        "UPDATE vendor SET website = 'https://plain.example' WHERE slug = 'nvidia'",
        "INSERT INTO region (code, name_en, name_zh) VALUES ('ZZ', 'Nowhere', '无')",
        "UPDATE vendor SET country = 'ZZ' WHERE slug = 'nvidia'",
        "UPDATE vendor SET country = NULL WHERE slug = 'nvidia'",
        "DELETE FROM region WHERE code = 'ZZ'",
        "UPDATE dataset SET name = 'Other'",
    ];
    if backend == Backend::Postgres {
        statements.extend(["TRUNCATE import_note", "SET session_replication_role = replica; DELETE FROM name"]);
    }
    let mut tag = app.get(EXPORT).await.header("etag").to_owned();
    for statement in statements {
        assert_eq!(other(&app, EXPORT, &tag).await, None, "nothing changed");
        let before = app.data(regions).await;
        let read = app.figure("panorama_statements_total").await;
        assert_eq!(app.data(regions).await, before);
        assert_eq!(app.figure("panorama_statements_total").await, read, "it is kept");
        writer.execute_unprepared(statement).await.expect(statement);
        app.data(regions).await;
        assert!(app.figure("panorama_statements_total").await > read, "{statement}: it is read again");
        let head = app.send(Request::head(EXPORT).body(Body::empty()).expect("a request")).await;
        let new = other(&app, EXPORT, &tag).await.unwrap_or_else(|| panic!("{statement} is not in the tag"));
        assert_eq!(head.header("etag"), new, "{statement}");
        tag = new;
    }
    let website: Value = app.data(QUERY).await["vendor"]["website"].clone();
    assert_eq!(website, "https://plain.example");
}

async fn charts_see_plain_sql(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    let mut drawn = app.get(CHART).await;
    for factor in [2, 3] {
        assert_eq!(other(&app, CHART, drawn.header("etag")).await, None, "nothing changed");
        let sql =
            format!("UPDATE observation SET value = value * {factor}, normalized_value = normalized_value * {factor}");
        writer.execute_unprepared(&sql).await.expect("the figures can be changed");
        assert!(other(&app, CHART, drawn.header("etag")).await.is_some(), "another drawing has another tag");
        let again = app.get(CHART).await;
        assert_ne!(again.body, drawn.body);
        drawn = again;
    }
}

on_each! {
    answers_and_exports_see_plain_sql
    charts_see_plain_sql
}
