//! Pages of other origins.

use axum::body::Body;
use axum::http::Request;
use panorama::config::{Cors, Settings};

use crate::support::{Answer, App, on_both};

async fn ask(app: &App, method: &str, origin: &str) -> Answer {
    let request = Request::builder().method(method).uri("/graphql").header("origin", origin);
    let request = match method {
        "OPTIONS" => request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type, apollographql-client-name"),
        _ => request.header("content-type", "application/json").header("accept", "application/json"),
    };
    let body = if method == "POST" { Body::from("{\"query\":\"{ dataset { name } }\"}") } else { Body::empty() };
    app.send(request.body(body).expect("a request")).await
}

on_both! {
    async fn pages_of_this_machine_may_ask_and_no_others(app) {
        for origin in ["http://localhost:5173", "http://127.0.0.1:3000", "https://app.localhost"] {
            let asked = ask(app, "OPTIONS", origin).await;
            assert!(asked.status.is_success(), "{}", asked.status);
            assert_eq!(asked.header("access-control-allow-origin"), origin);
            assert!(asked.header("access-control-allow-headers").contains("content-type"));
            assert!(asked.header("access-control-allow-methods").contains("POST"));
            let answer = ask(app, "POST", origin).await;
            assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (200, origin));
            assert!(answer.header("access-control-expose-headers").contains("etag"));
            assert!(answer.headers.get_all("vary").iter().any(|vary| vary.to_str().is_ok_and(|vary| vary.contains("origin"))));
        }
        for origin in ["https://evil.example", "http://localhost.evil.example", "null"] {
            for method in ["OPTIONS", "POST", "GET"] {
                assert_eq!(ask(app, method, origin).await.header("access-control-allow-origin"), "", "{origin}");
            }
        }
        assert_eq!(ask(app, "POST", "http://localhost:1").await.header("access-control-allow-credentials"), "");
    }

    async fn a_page_can_read_refusals(app) {
        let request = Request::post("/graphql").header("origin", "http://localhost:1").body(Body::empty()).expect("a request");
        let answer = app.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.header("access-control-allow-origin")), (415, "http://localhost:1"));
    }

    async fn whose_pages_may_ask_is_a_setting(app) {
        let with = |cors: Cors| app.beside(move |settings: &mut Settings| settings.cors = cors);
        let listed = with(Cors::Origins(vec!["https://app.example".to_owned()]));
        assert_eq!(ask(&listed, "POST", "https://app.example").await.header("access-control-allow-origin"), "https://app.example");
        assert_eq!(ask(&listed, "POST", "http://localhost").await.header("access-control-allow-origin"), "");
        assert_eq!(ask(&with(Cors::Any), "POST", "https://x.example").await.header("access-control-allow-origin"), "*");
        assert_eq!(ask(&with(Cors::None), "POST", "http://localhost").await.header("access-control-allow-origin"), "");
    }
}
