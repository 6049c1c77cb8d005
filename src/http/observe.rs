//! What is told of every request: its id, which the answer and all lines of the log have; one line of its own, with what was asked
//! for by name, how it ended, how long it took and what it cost, but never its document, its variables or what was answered;
//! and what is counted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::metrics::gauge::Gauge;
use uuid::Uuid;

use super::headers::{COST, REQUEST_ID};
use crate::error::Code;
use crate::telemetry::{Figures, RequestLabels, RouteLabels, for_request};

/// The longest id that is taken from a client.
const ID: usize = 128;

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

/// Sees every answer, refused ones too. Of a client that leaves nothing is told.
pub(super) async fn observe(State(figures): State<Arc<Figures>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = id(&request);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let under_way = UnderWay::new(&figures);
    let work = async {
        let response = next.run(request).await;
        drop(under_way);
        let time = start.elapsed();
        count(&figures, route, response.status().as_u16(), time);
        log(&method, &uri, &response, time);
        response
    };
    let mut response = for_request(id.to_str().unwrap_or_default(), work).await;
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The id that the client gave, where it is one, else a new one.
fn id(request: &Request) -> HeaderValue {
    let given = request.headers().get(REQUEST_ID);
    let fit = given.filter(|id| !id.is_empty() && id.len() <= ID && id.to_str().is_ok());
    fit.cloned().unwrap_or_else(|| {
        let mut text = Uuid::encode_buffer();
        let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("none"))
    })
}

fn count(figures: &Figures, route: String, status: u16, time: Duration) {
    let labels = RouteLabels { route: route.clone() };
    figures.latency.get_or_create(&labels).observe(time.as_secs_f64());
    figures.requests.get_or_create(&RequestLabels { route, status }).inc();
}

/// Tells of an answer. What asks whether the service is well does so too often to be told.
fn log(method: &Method, uri: &Uri, response: &Response, time: Duration) {
    let status = response.status().as_u16();
    let duration_ms = (time.as_secs_f64() * 1e6).round() / 1e3;
    let told = response.extensions().get::<Told>();
    let operation = told.and_then(|told| told.operation.as_deref());
    let code = told.and_then(|told| told.code).map(Code::text);
    let cost = response.headers().get(COST).and_then(|cost| cost.to_str().ok());
    let path = uri.path();
    if told.is_some_and(|told| told.is_probe) {
        tracing::debug!(http.method = %method, http.path = path, http.status = status, duration_ms, "answered");
    } else {
        tracing::info!(
            http.method = %method,
            http.path = path,
            http.status = status,
            duration_ms,
            operation,
            code,
            cost,
            "answered"
        );
    }
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::Request;

    use super::{ID, REQUEST_ID, id};

    #[test]
    fn ids_of_clients_are_taken_where_they_are_fit() {
        for (given, taken) in
            [("mine", true), ("", false), ("naïve", false), (&"x".repeat(ID), true), (&"x".repeat(ID + 1), false)]
        {
            let request = Request::get("/").header(REQUEST_ID, given).body(Body::empty()).expect("a request");
            assert_eq!(id(&request) == given, taken, "{given}");
        }
        let request = Request::new(Body::empty());
        assert_ne!(id(&request), id(&request));
    }
}
