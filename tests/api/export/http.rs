//! The manners of HTTP: what a file says of itself, and what becomes of one that nobody takes.

use std::io::Read;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use flate2::read::GzDecoder;
use http_body_util::BodyExt;
use panorama::limits::Limit;
use sea_orm::ConnectionTrait;
use tower::ServiceExt;

use super::{fill, large};
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

async fn with(app: &App, path: &str, name: header::HeaderName, value: &str) -> crate::support::Answer {
    app.send(Request::get(path).header(name, value).body(Body::empty()).expect("a request")).await
}

on_both! {
    async fn a_file_says_what_it_is(app) {
        for (file, kind, place) in [
            ("vendors.csv", "text/csv; charset=utf-8; header=present", "attachment"),
            ("vendors.json", "application/json", "attachment"),
            ("vendors.jsonl", "application/jsonl", "attachment"),
            ("vendors.parquet", "application/vnd.apache.parquet", "attachment"),
            ("vendors.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
            ("vendors.citations.txt", "text/plain; charset=utf-8", "inline"),
            ("vendors.citations.bib", "application/x-bibtex; charset=utf-8", "attachment"),
        ] {
            let answer = app.get(&format!("/export/{file}")).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind));
            assert_eq!(answer.header("content-disposition"), format!("{place}; filename=\"panorama-{file}\""));
            assert!(answer.header("etag").len() > 30 && answer.header("etag").starts_with('"'), "a strong tag");
            let head = app.send(Request::head(format!("/export/{file}")).body(Body::empty()).expect("a request")).await;
            assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
            for name in ["content-type", "content-disposition", "etag"] {
                assert_eq!(head.header(name), answer.header(name), "{name} of {file}");
            }
            assert_eq!(head.header("content-length"), "", "it is not known before the file is made");
        }
        let missing = app.send(Request::head("/export/planets.csv").body(Body::empty()).expect("a request")).await;
        assert_eq!(missing.status, 404);
    }

    async fn text_is_compressed_and_parquet_is_not(app) {
        let plain = app.get("/export/observations.csv").await;
        for encoding in ["gzip", "br", "zstd"] {
            let answer = with(app, "/export/observations.csv", header::ACCEPT_ENCODING, encoding).await;
            assert_eq!(answer.header("content-encoding"), encoding);
            assert!(answer.body.len() * 2 < plain.body.len(), "{encoding}");
            assert!(answer.header("vary").to_lowercase().contains("accept-encoding"));
            assert_eq!(answer.header("etag"), format!("{}-{encoding}\"", plain.header("etag").trim_end_matches('"')));
            let again = with(app, "/export/observations.csv", header::IF_NONE_MATCH, answer.header("etag")).await;
            assert_eq!((again.status, again.header("etag")), (StatusCode::NOT_MODIFIED, answer.header("etag")));
        }
        let gzip = with(app, "/export/observations.csv", header::ACCEPT_ENCODING, "gzip").await;
        let mut text = Vec::new();
        GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut text).expect("it is gzip");
        assert!(text == plain.body);
        let parquet = with(app, "/export/observations.parquet", header::ACCEPT_ENCODING, "gzip, br, zstd").await;
        assert_eq!(parquet.header("content-encoding"), "");
        assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"));
        let workbook = with(app, "/export/observations.xlsx", header::ACCEPT_ENCODING, "gzip, br, zstd").await;
        assert_eq!((workbook.header("content-encoding"), &workbook.body[..2]), ("", b"PK".as_slice()));
    }

    async fn every_other_file_has_another_tag(app) {
        let mut tags = std::collections::BTreeSet::new();
        let paths = [
            "vendors.csv", "vendors.json", "models.csv", "vendors.citations.txt",
            "vendors.csv?filter=%7B%22slug%22%3A%7B%22eq%22%3A%22nvidia%22%7D%7D", "vendors.csv?filter=%7B%22slug%22%3A%7B%22eq%22%3A%22amd%22%7D%7D",
            "vendors.csv?orderBy=%5B%7B%22field%22%3A%22NAME%22%7D%5D",
        ];
        for path in paths {
            tags.insert(app.get(&format!("/export/{path}")).await.header("etag").to_owned());
        }
        assert_eq!(tags.len(), paths.len());
    }
}

async fn a_tag_holds_until_the_data_changes(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let writer = database.writer().await;
    let app = App::on(database, |_| ()).await;
    let first = app.get("/export/vendors.csv").await;
    let same = with(&app, "/export/vendors.csv", header::IF_NONE_MATCH, first.header("etag")).await;
    assert_eq!((same.status, same.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let change = "UPDATE vendor SET website = 'https://new.example' WHERE slug = 'nvidia'";
    writer.execute_unprepared(change).await.expect("the change is committed");
    let other = with(&app, "/export/vendors.csv", header::IF_NONE_MATCH, first.header("etag")).await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(other.text().contains("https://new.example") && other.header("etag") != first.header("etag"));
}

async fn a_client_that_goes_away_makes_room(backend: Backend) {
    let app = large(backend, 30_000).await;
    for _ in 0..12 {
        let request = Request::get("/export/observations.jsonl").body(Body::empty()).expect("a request");
        let mut body = app.router.clone().oneshot(request).await.expect("it answers").into_body();
        let frame = body.frame().await.expect("it has begun").expect("it has not failed");
        assert!(frame.data_ref().is_some_and(|bytes| !bytes.is_empty()));
    }
    assert_eq!(app.get("/export/vendors.csv").await.status, StatusCode::OK);
}

async fn too_many_at_a_time_are_turned_away(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    fill(&database, 30_000).await;
    let app = App::on(database, |settings| settings.request_timeout = Duration::from_secs(2)).await;
    let mut open = Vec::new();
    for _ in 0..4 {
        let request = Request::get("/export/observations.jsonl").body(Body::empty()).expect("a request");
        open.push(app.router.clone().oneshot(request).await.expect("it answers"));
    }
    let turned_away = app.get("/export/vendors.csv").await;
    assert_eq!(turned_away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(turned_away.json()["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    assert_eq!(app.data("{ dataset { name } }").await["dataset"]["name"], "Panorama", "others are answered");
    let counted = app.data("{ observations { totalCount } }").await;
    let all = usize::try_from(counted["observations"]["totalCount"].as_u64().unwrap_or_default()).unwrap_or_default();
    assert!(all > 30_000);
    for response in open {
        let body = response.into_body().collect().await.expect("one that waits is not given up").to_bytes();
        assert_eq!(body.iter().filter(|byte| **byte == b'\n').count(), all);
    }
    assert_eq!(app.get("/export/vendors.csv").await.status, StatusCode::OK);
}

async fn a_filter_has_as_many_conditions_as_in_the_api(backend: Backend) {
    let app = App::on(TestDatabase::loaded(backend).await, |settings| settings.limits.set(Limit::Conditions, 3)).await;
    for (count, status) in [(3, 200), (4, 400)] {
        let any: String = (0..count).map(|i| format!("%7B%22slug%22:%7B%22eq%22:%22v{i}%22%7D%7D,")).collect();
        let path = format!("/export/vendors.csv?filter=%7B%22or%22:%5B{}%5D%7D", any.trim_end_matches(','));
        let answer = app.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        assert!(status == 200 || answer.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_CONDITIONS");
    }
}

on_each! {
    a_filter_has_as_many_conditions_as_in_the_api
    a_tag_holds_until_the_data_changes
    a_client_that_goes_away_makes_room
    too_many_at_a_time_are_turned_away
}
