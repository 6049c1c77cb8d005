//! One line a request: what was asked for by name, how it ended, how long it took and what it cost. Never its document, its
//! variables or what was answered.

use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use tracing::{Span, info_span};

use super::headers::{COST, REQUEST_ID};
use crate::error::Code;

/// What all lines of a request have.
pub(super) fn span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    info_span!("request", request.id = id, http.method = %request.method(), http.path = request.uri().path())
}

/// Tells of an answer. What asks whether the service is well does so too often to be told.
pub(super) fn log(response: &Response, latency: Duration, _: &Span) {
    let status = response.status().as_u16();
    let duration_ms = (latency.as_secs_f64() * 1e6).round() / 1e3;
    let told = response.extensions().get::<Told>();
    let operation = told.and_then(|told| told.operation.as_deref());
    let code = told.and_then(|told| told.code).map(Code::text);
    let cost = response.headers().get(COST).and_then(|cost| cost.to_str().ok());
    if told.is_some_and(|told| told.is_probe) {
        tracing::debug!(http.status = status, duration_ms, "answered");
    } else {
        tracing::info!(http.status = status, duration_ms, operation, code, cost, "answered");
    }
}

/// What handlers say of an answer for the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// The operation that the client names.
    pub(super) operation: Option<String>,
    /// The first error.
    pub(super) code: Option<Code>,
    /// True where the answer is for a machine that asks every few seconds.
    pub(super) is_probe: bool,
}
