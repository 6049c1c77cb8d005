//! GraphQL over HTTP: POST with JSON, GET with a query string.

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use sha2::{Digest, Sha256};

use super::caller::Waiting;
use super::paced::Paced;
use super::{Shared, tag};
use crate::error::{Code, GraphqlError};
use crate::service::{Answered, Call, Kind};
use crate::telemetry::ErrorLabels;

/// What a request was counted as, and what it used.
const COST: HeaderName = HeaderName::from_static("x-panorama-cost");

const GRAPHQL_JSON: &str = "application/graphql-response+json";
const PLAIN_JSON: &str = "application/json";

/// `POST /graphql` with `{"query", "operationName", "variables"}`.
pub(super) async fn post(
    State(shared): State<Shared>,
    waiting: Waiting,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let call = content_type(&headers).and_then(|()| {
        let body = body.map_err(|rejection| bad(format!("the body cannot be read: {}", rejection.body_text())))?;
        serde_json::from_slice::<Call>(&body)
            .map_err(|error| bad(format!("the body is not a GraphQL request: {error}")))
    });
    respond(&shared, &waiting, &headers, call).await
}

/// `GET /graphql?query=…&operationName=…&variables=…`.
///
/// An answer has an `ETag`; asked for again with `If-None-Match` it is 304 where it would be the same.
pub(super) async fn get(
    State(shared): State<Shared>,
    waiting: Waiting,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let call = from_query(query.as_deref().unwrap_or_default());
    let response = respond(&shared, &waiting, &headers, call).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = format!("{:x}", Sha256::digest(&bytes));
    let known = tag::known(&headers, &tag);
    if let Some(tag) = known.clone().or_else(|| tag::header(&tag)) {
        parts.headers.insert(ETAG, tag);
        parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    if known.is_some() {
        parts.status = StatusCode::NOT_MODIFIED;
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn from_query(query: &str) -> Result<Call, GraphqlError> {
    let mut call = Call::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "query" => call.query = Some(value.into_owned()),
            "operationName" => call.operation_name = Some(value.into_owned()),
            "variables" if value.is_empty() => {}
            "variables" => {
                call.variables = serde_json::from_str(&value)
                    .map_err(|error| bad(format!("variables is not a JSON object: {error}")))?;
            }
            _ => {}
        }
    }
    Ok(call)
}

fn content_type(headers: &HeaderMap) -> Result<(), GraphqlError> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(PLAIN_JSON) {
        return Ok(());
    }
    Err(bad(format!("the content type is {given:?}; send {PLAIN_JSON}")))
}

fn bad(message: String) -> GraphqlError {
    GraphqlError::new(Code::BadRequest, message)
}

async fn respond(
    shared: &Shared,
    waiting: &Waiting,
    headers: &HeaderMap,
    call: Result<Call, GraphqlError>,
) -> Response {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let Some(media) = media(text(ACCEPT)) else {
        let error = bad(format!("the answer is {GRAPHQL_JSON} or {PLAIN_JSON}; Accept takes neither"));
        let mut response = Json(serde_json::json!({ "errors": [error] })).into_response();
        *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
        return response;
    };
    let answered = match call {
        Ok(call) => shared.service.answer(call, &waiting.caller).await,
        Err(error) => Answered::refused(vec![error]),
    };
    for code in &answered.codes {
        shared.figures.errors.get_or_create(&ErrorLabels { code: *code }).inc();
    }
    let cost = answered.cost.and_then(|cost| HeaderValue::from_str(&cost.header()).ok());
    let mut response = Response::new(Body::new(Paced::new(answered.body)));
    *response.status_mut() = status(answered.kind, answered.codes.first().copied(), media);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.extend(cost.map(|cost| (COST, cost)));
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language"));
    response
}

/// The media type of the answer; none where the client takes neither.
fn media(accept: &str) -> Option<&'static str> {
    if accept.is_empty() {
        return Some(PLAIN_JSON);
    }
    let takes = |wanted: &[&str]| {
        accept.split(',').any(|part| wanted.contains(&part.split(';').next().unwrap_or_default().trim()))
    };
    if takes(&[GRAPHQL_JSON]) {
        Some(GRAPHQL_JSON)
    } else {
        takes(&[PLAIN_JSON, "application/*", "*/*"]).then_some(PLAIN_JSON)
    }
}

/// With the media type of its own GraphQL tells refusals by status; with plain JSON only malformed requests are.
fn status(kind: Kind, code: Option<Code>, media: &str) -> StatusCode {
    match kind {
        Kind::Executed => StatusCode::OK,
        Kind::Refused if code == Some(Code::BadRequest) || media == GRAPHQL_JSON => StatusCode::BAD_REQUEST,
        Kind::Refused => StatusCode::OK,
        Kind::Failed => match code {
            Some(Code::Timeout) => StatusCode::GATEWAY_TIMEOUT,
            Some(Code::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}
