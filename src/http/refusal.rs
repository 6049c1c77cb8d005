//! What a client is told where there is no file for it: the errors of the API, with a status.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::Shared;
use crate::error::{Code, GraphqlError};
use crate::telemetry::ErrorLabels;

/// Errors as an answer.
pub(super) fn respond(shared: &Shared, errors: Vec<GraphqlError>) -> Response {
    for error in &errors {
        shared.figures.errors.get_or_create(&ErrorLabels { code: error.extensions.code }).inc();
    }
    let status = match errors.first().map(|error| error.extensions.code) {
        Some(Code::NotFound) => StatusCode::NOT_FOUND,
        Some(Code::Timeout) => StatusCode::GATEWAY_TIMEOUT,
        Some(Code::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Code::Internal) | None => StatusCode::INTERNAL_SERVER_ERROR,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    (status, Json(serde_json::json!({ "errors": errors }))).into_response()
}
