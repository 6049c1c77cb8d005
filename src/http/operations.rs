//! What operators ask: is it alive, is it ready, what does it count; and the schema as text.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::Shared;
use super::observe::Told;
use crate::telemetry::{PoolLabels, Seldom};

/// How long the database may take to be called ready.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it may take to say its version beside the figures, which do not depend on it.
const SHORT: Duration = Duration::from_millis(500);

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /schema.graphql`
pub(super) async fn schema(State(shared): State<Arc<Shared>>) -> Response {
    ([(CONTENT_TYPE, TEXT)], shared.service.sdl().to_owned()).into_response()
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub(super) async fn ready(State(shared): State<Arc<Shared>>) -> Response {
    if shared.service.reader().is_alive(PATIENCE).await {
        return "ok\n".into_response();
    }
    static TOLD: Seldom = Seldom::new();
    if TOLD.now() {
        tracing::warn!("not ready: the database does not answer");
    }
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
}

/// `GET /metrics` for Prometheus.
pub(super) async fn figures(State(shared): State<Arc<Shared>>) -> Response {
    if let Some((open, idle)) = shared.service.reader().connections() {
        let set = |state, count: usize| {
            let gauge = shared.figures.connections.get_or_create_owned(&PoolLabels { state });
            gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        };
        set("idle", idle);
        set("busy", open.saturating_sub(idle));
    }
    if let Ok(version) = shared.service.reader().version(SHORT).await {
        shared.figures.data_version.set(version);
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], shared.figures.text()).into_response()
}

/// Marks an answer for a machine that asks every few seconds.
pub(super) async fn probed(mut response: Response) -> Response {
    response.extensions_mut().insert(Told { is_probe: true, ..Told::default() });
    response
}

/// Any other path.
pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "there is nothing here; see /\n").into_response()
}

/// A path that is there, with another method.
pub(super) async fn method_not_allowed() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, "this path takes other methods\n").into_response()
}
