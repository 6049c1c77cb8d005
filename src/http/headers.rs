//! Headers of our own.

use axum::http::HeaderName;

/// What a request was counted as, and what it used.
pub(super) const COST: HeaderName = HeaderName::from_static("x-panorama-cost");
/// The id of a request, which the log has too.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
