//! What operators ask: is it alive, is it ready, what does it count; and the schema as text.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::telemetry::PoolLabels;

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /schema.graphql`
pub(super) async fn schema(State(shared): State<Shared>) -> Response {
    ([(CONTENT_TYPE, TEXT)], shared.service.sdl().to_owned()).into_response()
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub(super) async fn ready(State(shared): State<Shared>) -> Response {
    match shared.service.reader().ping().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::warn!(error.message = %error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// `GET /metrics` for Prometheus.
pub(super) async fn figures(State(shared): State<Shared>) -> Response {
    if let Some((open, idle)) = shared.service.reader().connections() {
        let set = |state, count: usize| {
            let gauge = shared.figures.connections.get_or_create_owned(&PoolLabels { state });
            gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        };
        set("idle", idle);
        set("busy", open.saturating_sub(idle));
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], shared.figures.text()).into_response()
}

/// Any other path.
pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "there is nothing here; see /\n").into_response()
}

/// A path that is there, with another method.
pub(super) async fn method_not_allowed() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, "this path takes other methods\n").into_response()
}
