//! GraphQL over HTTP: POST with JSON, GET with a query string.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::accept::Preferences;
use super::caller::Waiting;
use super::headers::COST;
use super::observe::Told;
use super::paced::Paced;
use super::status::{is_of_http, of};
use super::{Shared, call, tag};
use crate::error::{Code, GraphqlError};
use crate::service::{Answered, Call, Kind};
use crate::telemetry::ErrorLabels;

const GRAPHQL_JSON: &str = "application/graphql-response+json";
const PLAIN_JSON: &str = "application/json";

/// `POST /graphql` with `{"query", "operationName", "variables", "extensions"}`.
pub(super) async fn post(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let call = shared.bodies.read(&headers, body, shared.service.limits(), &waiting.caller.deadline).await;
    answer(&shared, &waiting, &headers, call).await.respond()
}

/// `GET /graphql?query=…&operationName=…&variables=…&extensions=…`.
///
/// An answer has an `ETag`; asked for again with `If-None-Match` it is 304 where it would be the same.
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let call = call::from_query(query.as_deref().unwrap_or_default(), shared.service.limits());
    let reply = answer(&shared, &waiting, &headers, call).await;
    let body = reply.answered.body.clone();
    let mut response = reply.respond();
    if response.status() != StatusCode::OK {
        return response;
    }
    let tag = format!("{:x}", Sha256::digest(&body));
    let known = tag::known(&headers, &tag);
    if known.is_some() {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
    }
    let described = response.headers_mut();
    described.extend(known.or_else(|| tag::header(&tag)).map(|tag| (ETAG, tag)));
    described.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// An answer on its way.
struct Reply {
    answered: Answered,
    media: &'static str,
    /// The operation that the client names.
    operation: Option<String>,
}

/// The most characters of a name that the log has.
const NAME: usize = 100;

async fn answer(shared: &Shared, waiting: &Waiting, headers: &HeaderMap, call: Result<Call, GraphqlError>) -> Reply {
    let Some(media) = media(headers) else {
        let message = format!("the answer is {GRAPHQL_JSON} or {PLAIN_JSON}; Accept takes neither");
        let answered = Answered::refused(vec![GraphqlError::new(Code::NotAcceptable, message)]);
        return Reply { answered, media: PLAIN_JSON, operation: None };
    };
    let named = call.as_ref().ok().and_then(|call| call.operation_name.as_ref());
    let operation = named.map(|name| name.chars().take(NAME).collect());
    let answered = match call {
        Ok(call) => shared.service.answer(call, &waiting.caller).await,
        Err(error) => Answered::refused(vec![error]),
    };
    for code in &answered.codes {
        shared.figures.errors.get_or_create(&ErrorLabels { code: *code }).inc();
    }
    Reply { answered, media, operation }
}

impl Reply {
    fn respond(self) -> Response {
        let Self { answered, media, operation } = self;
        let code = answered.codes.first().copied();
        let cost = answered.cost.and_then(|cost| HeaderValue::try_from(cost.header()).ok());
        let mut response = Response::new(Body::new(Paced::new(answered.body)));
        *response.status_mut() = status(answered.kind, code, media);
        response.extensions_mut().insert(Told { operation, code, is_probe: false });
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        headers.extend(cost.map(|cost| (COST, cost)));
        headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language"));
        match code {
            Some(Code::MethodNotAllowed) => drop(headers.insert(ALLOW, HeaderValue::from_static("POST"))),
            Some(Code::UnsupportedMediaType) => drop(headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))),
            _ => {}
        }
        response
    }
}

/// The media type of the answer: that of GraphQL where it is asked for by name and as much as plain JSON, else plain JSON,
/// which older clients expect. None where the client takes neither.
fn media(headers: &HeaderMap) -> Option<&'static str> {
    let Some(preferences) = Preferences::of(headers, &ACCEPT) else { return Some(PLAIN_JSON) };
    let named = preferences.weight(&[GRAPHQL_JSON]).unwrap_or(0.0);
    let plain = preferences.weight(&[PLAIN_JSON, "application/*", "*/*"]).unwrap_or(0.0);
    let any = preferences.weight(&[GRAPHQL_JSON, "application/*", "*/*"]).unwrap_or(0.0);
    if named > 0.0 && named >= plain {
        Some(GRAPHQL_JSON)
    } else if plain > 0.0 {
        Some(PLAIN_JSON)
    } else {
        (any > 0.0).then_some(GRAPHQL_JSON)
    }
}

/// With the media type of its own GraphQL tells refusals by status; with plain JSON only what HTTP refuses is.
fn status(kind: Kind, code: Option<Code>, media: &str) -> StatusCode {
    let code = code.unwrap_or(Code::Internal);
    match kind {
        Kind::Executed => StatusCode::OK,
        Kind::Refused if media == PLAIN_JSON && !is_of_http(code) => StatusCode::OK,
        Kind::Refused | Kind::Failed => of(code),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT;

    use super::{GRAPHQL_JSON, PLAIN_JSON, media};

    #[test]
    fn the_type_is_the_one_that_is_asked_for() {
        for (lines, expected) in [
            (&[][..], Some(PLAIN_JSON)),
            (&[""], Some(PLAIN_JSON)),
            (&["*/*"], Some(PLAIN_JSON)),
            (&["application/*"], Some(PLAIN_JSON)),
            (&["Application/JSON; charset=UTF-8"], Some(PLAIN_JSON)),
            (&["application/graphql-response+json"], Some(GRAPHQL_JSON)),
            (&["application/json", "APPLICATION/GraphQL-Response+JSON"], Some(GRAPHQL_JSON)),
            (&["application/graphql-response+json;q=0.5, application/json"], Some(PLAIN_JSON)),
            (&["application/graphql-response+json;q=0, */*"], Some(PLAIN_JSON)),
            (&["application/json;q=0, */*"], Some(GRAPHQL_JSON)),
            (&["application/json;q=0"], None),
            (&["application/json;charset=utf-16"], None),
            (&["*/*;q=0"], None),
            (&["text/html, image/*"], None),
            (&["text/html", "*/*;q=0.1"], Some(PLAIN_JSON)),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT, line.parse().expect("a value"));
            }
            assert_eq!(media(&headers), expected, "{lines:?}");
        }
    }
}
