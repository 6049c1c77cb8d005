//! Answers that are given again: never older than the last committed change, whoever made it.

mod count;
mod hammer;
mod seen;
mod together;

use axum::body::Body;
use axum::http::{Request, header};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};

use crate::support::{App, Backend, TestDatabase, on_each, run};

const QUERY: &str = "{ vendor(by: {slug: \"nvidia\"}) { website } }";

async fn keeping(backend: Backend) -> (App, DatabaseConnection) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    (App::on(database, |settings| settings.cache_bytes = 1 << 20).await, writer)
}

/// Commits a change, from a connection that the application knows nothing of.
async fn change(writer: &DatabaseConnection, website: &str) {
    let sql = format!("UPDATE vendor SET website = '{website}' WHERE slug = 'nvidia'");
    writer.execute_unprepared(&sql).await.expect("the change is committed");
}

async fn a_question_asked_again_reads_nothing(backend: Backend) {
    let (app, _writer) = keeping(backend).await;
    app.data(QUERY).await;
    let before = app.figure("panorama_statements_total").await;
    let first = app.post(&json!({ "query": QUERY })).await;
    let again = app.post(&json!({ "query": QUERY })).await;
    assert_eq!(first.body, again.body);
    assert_eq!(app.figure("panorama_statements_total").await, before);
    app.answer("query($s: String) { vendor(by: {slug: $s}) { website } }", json!({ "s": "amd" })).await;
    app.answer("query($s: String) { vendor(by: {slug: $s}) { website } }", json!({ "s": "intel" })).await;
    assert_eq!(app.figure("panorama_statements_total").await, before + 2.0, "other variables are another question");
}

async fn a_change_made_elsewhere_is_seen(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    app.data(QUERY).await;
    for website in ["https://one.example", "https://two.example", "https://three.example"] {
        change(&writer, website).await;
        assert_eq!(app.data(QUERY).await["vendor"]["website"], website);
    }
}

async fn errors_are_not_kept(backend: Backend) {
    let (app, _writer) = keeping(backend).await;
    app.data(QUERY).await;
    let kept = app.figure("panorama_kept_answers_total").await;
    for _ in 0..3 {
        assert_eq!(app.errors("{ vendors(first: 500) { totalCount } }", json!({})).await.len(), 1);
    }
    assert_eq!(app.figure("panorama_kept_answers_total").await, kept);
}

async fn the_languages_are_told_apart(backend: Backend) {
    let (app, _writer) = keeping(backend).await;
    app.data(QUERY).await;
    for (language, name) in [("en", "NVIDIA"), ("zh", "英伟达"), ("en", "NVIDIA"), ("zh", "英伟达")] {
        let body = json!({ "query": "{ vendor(by: {slug: \"nvidia\"}) { name } }" }).to_string();
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, language);
        let answer: Value = app.send(request.body(Body::from(body)).expect("a request")).await.json();
        assert_eq!(answer["data"]["vendor"]["name"], name);
    }
}

async fn an_answer_by_get_has_a_tag_that_holds_until_it_changes(backend: Backend) {
    let (app, writer) = keeping(backend).await;
    let path = "/graphql?query=%7Bvendor(by%3A%7Bslug%3A%22nvidia%22%7D)%7Bwebsite%7D%7D";
    let first = app.get(path).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.len() > 10 && first.header("vary").contains("Accept-Language"));
    let ask = async || {
        let request = Request::get(path).header(header::IF_NONE_MATCH, &tag).body(Body::empty());
        app.send(request.expect("a request")).await
    };
    let same = ask().await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));
    change(&writer, "https://new.example").await;
    let other = ask().await;
    assert_eq!(other.status, 200);
    assert_ne!(other.header("etag"), tag);
}

on_each! {
    a_question_asked_again_reads_nothing
    a_change_made_elsewhere_is_seen
    errors_are_not_kept
    the_languages_are_told_apart
    an_answer_by_get_has_a_tag_that_holds_until_it_changes
}
