//! What a client is told where there is no file for it: the errors of the API, with a status.

use axum::Json;
use axum::response::{IntoResponse, Response};

use super::{Shared, status};
use crate::error::{Code, GraphqlError};
use crate::telemetry::ErrorLabels;

/// Errors as an answer.
pub(super) fn respond(shared: &Shared, errors: Vec<GraphqlError>) -> Response {
    for error in &errors {
        shared.figures.errors.get_or_create(&ErrorLabels { code: error.extensions.code }).inc();
    }
    let status = status::of(errors.first().map_or(Code::Internal, |error| error.extensions.code));
    (status, Json(serde_json::json!({ "errors": errors }))).into_response()
}
