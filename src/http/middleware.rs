//! The layers around every route, from the outside in:
//! what is told of a request (so that it sees every answer, refused ones too), origins (so that a page can read refusals as
//! well), security headers and tags (so that they see what was compressed), the choice of an encoding and compression, refusals
//! to pages (so that they are all of the above), panics to 500 (so that one request cannot take the others along, and is
//! answered like any other).

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use super::explain::explain;
use super::observe::observe;
use super::{Shared, encoding, origins, tag};
use crate::config::Cors;
use crate::error::{Code, GraphqlError};
use crate::service::Answered;
use crate::telemetry::Figures;

/// Pages run nothing that this service does not serve; the editor sets styles by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

pub(super) fn around(routes: Router, shared: Arc<Shared>, figures: Arc<Figures>, cors: &Cors) -> Router {
    // Parquet and workbooks are compressed by themselves.
    let compressible = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/vnd.apache.parquet"))
        .and(NotForContentType::const_new("application/vnd.openxmlformats"));
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(figures, observe))
        .layer(origins::layer(cors))
        .map_response(|response| secured(tag::encoded(response)))
        .map_request(encoding::choose)
        // In a box at once: a body that is compressed holds the encoder, which is large, and would be moved with it from layer to layer.
        .map_response(IntoResponse::into_response)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressible))
        .layer(from_fn_with_state(shared, explain))
        .layer(CatchPanicLayer::custom(|_| panicked()));
    routes.layer(layers)
}

/// Tells browsers what an answer may do: what is no page can do nothing, and is not taken for one.
fn secured<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    let is_json = headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().ends_with(b"json"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !is_json {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    response
}

fn panicked() -> Response {
    tracing::error!("a request panicked");
    let error = GraphqlError::new(Code::Internal, "the service failed; the log has more under the request's id");
    let body = Answered::refused(vec![error]).body;
    (StatusCode::INTERNAL_SERVER_ERROR, [("content-type", "application/json")], body).into_response()
}
