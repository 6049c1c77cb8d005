//! Pages of other origins: whose may ask from a browser, and what of an answer they may read.

use std::time::Duration;

use axum::http::header::{CONTENT_DISPOSITION, ETAG, RETRY_AFTER};
use axum::http::{HeaderValue, Method};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::headers::{COST, REQUEST_ID};
use crate::config::Cors;

/// How long a browser may remember what it was told.
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// Says who may ask. Nothing is answered by who somebody is, so that no page is ever told to send along what says so.
pub(super) fn layer(cors: &Cors) -> CorsLayer {
    let origin = match cors {
        Cors::Any => AllowOrigin::any(),
        cors => {
            let cors = cors.clone();
            let allows = move |origin: &HeaderValue| origin.to_str().is_ok_and(|origin| cors.allows(origin));
            AllowOrigin::predicate(move |origin, _| allows(origin))
        }
    };
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        // Clients send headers of their own, which nothing here heeds.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([ETAG, CONTENT_DISPOSITION, RETRY_AFTER, REQUEST_ID, COST])
        .max_age(REMEMBERED)
}
