//! The application as production builds it, on a database of the test's own.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use panorama::app;
use panorama::config::Settings;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{Backend, TestDatabase};

/// An application with its database.
pub(crate) struct App {
    pub(crate) router: Router,
    /// Goes with the application.
    pub(crate) database: TestDatabase,
}

/// An answer of the router.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl App {
    /// An application with the built-in data set.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::on(TestDatabase::loaded(backend).await, |_| ()).await
    }

    /// An application on a database, with settings of its own.
    pub(crate) async fn on(database: TestDatabase, set: impl FnOnce(&mut Settings)) -> Self {
        // Answers are not kept, so that every call is read; tests of the cache ask for one.
        let mut settings = Settings { database: database.address.clone(), cache_bytes: 0, ..Settings::default() };
        set(&mut settings);
        let router = app::build(&settings).expect("the application can be built");
        Self { router, database }
    }

    /// The same application, which ends with the first of its kind.
    pub(crate) fn again(&self) -> Self {
        Self { router: self.router.clone(), database: self.database.lent() }
    }

    /// Another instance on the same database, as another process is.
    pub(crate) fn beside(&self, set: impl FnOnce(&mut Settings)) -> Self {
        let database = self.database.lent();
        let mut settings = Settings { database: database.address.clone(), cache_bytes: 0, ..Settings::default() };
        set(&mut settings);
        Self { router: app::build(&settings).expect("the application can be built"), database }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body arrives").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends `GET path`.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Posts a call to `/graphql`.
    pub(crate) async fn post(&self, call: &Value) -> Answer {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .body(Body::from(call.to_string()))
            .expect("a request");
        self.send(request).await
    }

    /// The whole answer to a query, errors included.
    pub(crate) async fn answer(&self, query: &str, variables: Value) -> Value {
        self.post(&json!({ "query": query, "variables": variables })).await.json()
    }

    /// The data of a query that must not have errors.
    pub(crate) async fn data(&self, query: &str) -> Value {
        let mut answer = self.answer(query, json!({})).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    /// The codes and paths of the errors of a query.
    pub(crate) async fn errors(&self, query: &str, variables: Value) -> Vec<(String, Value)> {
        let answer = self.answer(query, variables).await;
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        let code = |error: &Value| error["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| (code(error), error["path"].clone())).collect()
    }

    /// A figure of `/metrics`.
    pub(crate) async fn figure(&self, name: &str) -> f64 {
        let text = self.get("/metrics").await.text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{name} is not among the figures:\n{text}"))
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is text")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
