//! The layers around every route, from the outside in:
//! request id (so that everything inside can name it), trace and figures (so that they see every answer, refused ones
//! too), origins (so that a page can read refusals as well), panics to 500 (so that one request cannot take the others
//! along), tags (so that they see what was compressed), the choice of an encoding and compression, security headers.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use prometheus_client::metrics::gauge::Gauge;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use super::headers::REQUEST_ID;
use super::log::{log, span};
use super::{encoding, origins, tag};
use crate::config::Cors;
use crate::error::{Code, GraphqlError};
use crate::service::Answered;
use crate::telemetry::{Figures, RequestLabels, RouteLabels};

/// Pages run nothing that this service does not serve; the editor sets styles by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

pub(super) fn around(routes: Router, figures: Figures, cors: &Cors) -> Router {
    let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    // Parquet is compressed by itself.
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("application/vnd.apache.parquet"));
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(log).on_failure(()))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(from_fn_with_state(figures, measure))
        .layer(origins::layer(cors))
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .map_response(tag::encoded)
        .map_request(encoding::choose)
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressible))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "no-referrer"));
    routes.layer(layers)
}

async fn measure(State(figures): State<Figures>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let start = Instant::now();
    let under_way = UnderWay::new(&figures);
    let response = next.run(request).await;
    drop(under_way);
    let labels = RouteLabels { route: route.clone() };
    figures.latency.get_or_create(&labels).observe(start.elapsed().as_secs_f64());
    figures.requests.get_or_create(&RequestLabels { route, status: response.status().as_u16() }).inc();
    response
}

/// Counts a request until it has an answer, or nobody waits for one any more.
struct UnderWay(Gauge);

impl UnderWay {
    fn new(figures: &Figures) -> Self {
        figures.under_way.inc();
        Self(figures.under_way.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn panicked() -> Response {
    tracing::error!("a request panicked");
    let error = GraphqlError::new(Code::Internal, "the service failed; the log has more under the request's id");
    let body = Answered::refused(vec![error]).body;
    (StatusCode::INTERNAL_SERVER_ERROR, [("content-type", "application/json")], body).into_response()
}
