//! Media types, encodings and bodies, as the standards allow and forbid them.

use std::io::Write;

use axum::body::Body;
use axum::http::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{App, on_both};

const GOOD: &str = "{\"query\":\"{ dataset { name } }\"}";
const OWN: &str = "application/graphql-response+json";
const PLAIN: &str = "application/json";

fn packed(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("it is packed")
}

/// The status, the code of the first error and the type of the answer to a body with these headers.
async fn post(app: &App, headers: &[(&str, &str)], body: impl Into<Body>) -> (u16, String, String) {
    let mut request = Request::post("/graphql");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = app.send(request.body(body.into()).expect("a request")).await;
    let code = answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    (answer.status.as_u16(), code, answer.header("content-type").to_owned())
}

async fn status(app: &App, headers: &[(&str, &str)], body: impl Into<Body>) -> (u16, String) {
    let (status, code, _) = post(app, headers, body).await;
    (status, code)
}

on_both! {
    async fn bodies_are_json_in_utf_8(app) {
        for (kinds, expected) in [
            (&["application/json"][..], 200),
            (&["APPLICATION/Json"], 200),
            (&["application/json;charset=utf-8"], 200),
            (&["application/json ; Charset=\"UTF-8\""], 200),
            (&["application/json; x=y"], 200),
            (&["application/json; charset=utf-16"], 415),
            (&["application/json; charset=latin1"], 415),
            (&["text/plain"], 415),
            (&["application/jsonp"], 415),
            (&["application/json, application/json"], 415),
            (&["application/json", "application/json"], 415),
            (&["application/graphql"], 415),
            (&["application/x-www-form-urlencoded"], 415),
            (&["multipart/form-data; boundary=x"], 415),
            (&[""], 415),
            (&[], 415),
        ] {
            let headers: Vec<_> = kinds.iter().map(|kind| ("content-type", *kind)).collect();
            let found = status(app, &headers, GOOD).await;
            let code = if expected == 200 { "" } else { "UNSUPPORTED_MEDIA_TYPE" };
            assert_eq!(found, (expected, code.to_owned()), "{kinds:?}");
        }
    }

    async fn answers_are_of_the_type_that_is_asked_for(app) {
        let json = ("content-type", PLAIN);
        for (accept, expected) in [
            (&[][..], (200, PLAIN)),
            (&["*/*"], (200, PLAIN)),
            (&["application/*"], (200, PLAIN)),
            (&["application/JSON"], (200, PLAIN)),
            (&[OWN], (200, OWN)),
            (&["Application/GraphQL-Response+JSON; charset=utf-8"], (200, OWN)),
            (&["application/json", OWN], (200, OWN)),
            (&["application/graphql-response+json;q=0.1, application/json;q=0.2"], (200, PLAIN)),
            (&["application/graphql-response+json;q=0, */*;q=0.1"], (200, PLAIN)),
            (&["application/json;q=0, */*;q=0.1"], (200, OWN)),
            (&["application/json;q=0"], (406, PLAIN)),
            (&["text/html"], (406, PLAIN)),
            (&["application/graphql-response+json; charset=utf-16"], (406, PLAIN)),
            (&["text/html", "application/json"], (200, PLAIN)),
            (&["text/html;q=1, image/*", "APPLICATION/*;Q=0.1"], (200, PLAIN)),
            (&["application/json;q=0", "application/json;q=0.0"], (406, PLAIN)),
            (&["application/json;q=0, application/*;q=0, */*"], (406, PLAIN)),
            (&["application/json;q=0, application/*;q=0.1, */*;q=0"], (200, OWN)),
            (&["application/*;q=0, */*"], (406, PLAIN)),
            (&["*/*;q=0, application/json"], (200, PLAIN)),
            (&["*/*, application/*;q=0.5, application/json;q=0, application/graphql-response+json;q=0"], (406, PLAIN)),
            (&["application/json;charset=utf-16, application/json"], (200, PLAIN)),
            (&["application/json;x=\"a,b;q=0\""], (200, PLAIN)),
        ] {
            let headers: Vec<_> = accept.iter().map(|accept| ("accept", *accept)).chain([json]).collect();
            let (status, _, kind) = post(app, &headers, GOOD).await;
            assert_eq!((status, kind.as_str()), expected, "{accept:?}");
        }
    }

    async fn bodies_are_read_whole_or_refused(app) {
        let json = ("content-type", PLAIN);
        let large = json!({ "query": format!("{{ dataset {{ name }} }} #{}", "x".repeat(2 << 20)) }).to_string();
        let marked = format!("\u{feff}{GOOD}");
        for (body, expected) in [
            (GOOD.as_bytes(), (200, "")),
            (marked.as_bytes(), (200, "")),
            (b"", (400, "BAD_REQUEST")),
            (b"{", (400, "BAD_REQUEST")),
            (b"null", (400, "BAD_REQUEST")),
            (b"[]", (400, "BAD_REQUEST")),
            (b"[\"{__typename}\",null,{},{\"cost\":true}]", (400, "BAD_REQUEST")),
            (b"{\"query\":\"\xff\xfe\"}", (400, "BAD_REQUEST")),
            (b"\xff\xfe{\x00}\x00", (400, "BAD_REQUEST")),
            (b"{\"query\":\"{ dataset { name } }\",\"extensions\":[]}", (400, "BAD_REQUEST")),
            (b"{\"query\":\"{ dataset { name } }\",\"extensions\":\"x\"}", (400, "BAD_REQUEST")),
            (b"{\"query\":\"{ dataset { name } }\",\"extensions\":null}", (200, "")),
            (b"{\"query\":\"{ dataset { name } }\",\"variables\":[]}", (400, "BAD_REQUEST")),
            (b"{\"query\":\"{ dataset { name } }\",\"operationName\":7}", (400, "BAD_REQUEST")),
            (b"{\"query\":\"{ dataset { name } }\",\"other\":[]}", (200, "")),
            (b"{\"query\":[]}", (400, "BAD_REQUEST")),
            (b"{\"query\":\"\"}", (400, "BAD_REQUEST")),
            (large.as_bytes(), (413, "REQUEST_TOO_LARGE")),
        ] {
            let found = status(app, &[json], body.to_vec()).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            assert_eq!((found.0, found.1.as_str()), expected, "{shown}");
        }
    }

    async fn packed_bodies_are_unpacked_within_bounds(app) {
        let json = ("content-type", PLAIN);
        let bomb = packed(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < 1 << 20);
        for (codings, body, expected) in [
            (&["gzip"][..], packed(GOOD.as_bytes()), (200, "")),
            (&["GZIP"], packed(GOOD.as_bytes()), (200, "")),
            (&["x-gzip"], packed(GOOD.as_bytes()), (200, "")),
            (&["identity"], GOOD.into(), (200, "")),
            (&[""], GOOD.into(), (200, "")),
            (&["gzip"], packed(&packed(GOOD.as_bytes())), (400, "BAD_REQUEST")),
            (&["gzip, gzip"], packed(&packed(GOOD.as_bytes())), (415, "UNSUPPORTED_MEDIA_TYPE")),
            (&["gzip", "gzip"], packed(&packed(GOOD.as_bytes())), (415, "UNSUPPORTED_MEDIA_TYPE")),
            (&["br"], GOOD.into(), (415, "UNSUPPORTED_MEDIA_TYPE")),
            (&["gzip"], GOOD.into(), (400, "BAD_REQUEST")),
            (&["gzip"], packed(GOOD.as_bytes())[..20].to_vec(), (400, "BAD_REQUEST")),
            (&["gzip"], bomb, (413, "REQUEST_TOO_LARGE")),
        ] {
            let headers: Vec<_> = codings.iter().map(|coding| ("content-encoding", *coding)).chain([json]).collect();
            let found = status(app, &headers, body).await;
            assert_eq!((found.0, found.1.as_str()), expected, "{codings:?}");
        }
    }

    async fn get_asks_for_what_is_there(app) {
        for (query, expected) in [
            ("query=%7Bdataset%7Bname%7D%7D", (200, "")),
            ("query=%7Bdataset%7Bname%7D%7D&extensions=%7B%7D&variables=", (200, "")),
            ("query=%7Bdataset%7Bname%7D%7D&extensions=%5B%5D", (400, "BAD_REQUEST")),
            ("query=%7Bdataset%7Bname%7D%7D&variables=%5B%5D", (400, "BAD_REQUEST")),
            ("query=%7Bdataset%7Bname%7D%7D&query=%7Bdataset%7Bname%7D%7D", (400, "BAD_REQUEST")),
            ("query=mutation%7B__typename%7D", (405, "METHOD_NOT_ALLOWED")),
            ("query=subscription%7B__typename%7D", (405, "METHOD_NOT_ALLOWED")),
            ("query=query%20A%7B__typename%7Dmutation%20B%7B__typename%7D&operationName=B", (405, "METHOD_NOT_ALLOWED")),
            ("", (400, "BAD_REQUEST")),
        ] {
            let answer = app.get(&format!("/graphql?{query}")).await;
            let code = answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
            assert_eq!((answer.status.as_u16(), code.as_str()), expected, "{query}");
            assert_eq!(answer.header("allow"), if expected.0 == 405 { "POST" } else { "" });
        }
    }

    async fn an_encoding_is_one_that_the_client_can_read(app) {
        let query = format!("/graphql?query={}", "%7Bvendors(first%3A50)%7Bnodes%7Bslug%20name%7D%7D%7D");
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("zstd, gzip", "gzip"),
            ("zstd", "zstd"),
            ("gzip;q=0", ""),
            ("identity;q=0", ""),
            ("compress", ""),
        ] {
            let request = Request::get(&query).header("accept-encoding", accepted).body(Body::empty()).expect("a request");
            let answer = app.send(request).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, expected), "{accepted}");
        }
    }

    async fn errors_are_json_of_the_type_that_was_asked_for(app) {
        let (status, code, kind) = post(app, &[("content-type", PLAIN), ("accept", OWN)], "{\"query\":\"{ x }\"}").await;
        assert_eq!((status, code.as_str(), kind.as_str()), (400, "VALIDATION_FAILED", OWN));
        let answer: Value = app.post(&json!({ "query": "{ vendors { nodes { x } } }" })).await.json();
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        assert_eq!(message, "Cannot query field \"x\" on type \"Vendor\".");
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    }
}
