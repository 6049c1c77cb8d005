//! What a browser is told where there is nothing for it to show: a page in the reader's language, with the status that anybody
//! else gets. Programs are told what they always are.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value as Json;

use super::accept::Preferences;
use super::language::prefers_chinese;
use super::pages::HTML;
use super::site::site;
use super::{Shared, status};
use crate::error::Code;
use crate::page::{self, Trouble, Visit};

/// The most bytes of a refusal that are read again.
const LONGEST: usize = 64 << 10;

/// Makes a page of a refusal where a browser asked for one.
pub(super) async fn explain(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if !wants_page(request.headers()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let site = site(&shared, &parts);
    let path = parts.uri.path();
    let path = path.strip_prefix(shared.prefix.as_str()).filter(|path| path.starts_with('/')).unwrap_or(path);
    let query = parts.uri.query().unwrap_or_default();
    let visit = Visit::read(site, path, query, prefers_chinese(&parts.headers));
    let method = parts.method.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let (status, headers) = (response.status(), response.headers());
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    let is_refusal = status.is_client_error() || status.is_server_error();
    // A form or a script that sends something has its own way to tell what came of it.
    let is_read = matches!(method, Method::GET | Method::HEAD) || status == StatusCode::METHOD_NOT_ALLOWED;
    if !is_refusal || is_page || !is_read {
        return response;
    }
    told(&visit, method == Method::HEAD, response).await
}

/// The page that stands for a refusal.
async fn told(visit: &Visit, is_head: bool, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LONGEST).await.unwrap_or_default();
    let trouble = trouble(visit, parts.status, &body);
    let page = if is_head { String::new() } else { page::tell(visit, &trouble, None) };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    parts.headers.append(VARY, HeaderValue::from_static("accept, accept-language"));
    Response::from_parts(parts, Body::from(page))
}

/// What a refusal says: its first error where it is one of the API, else what its status says.
fn trouble(visit: &Visit, status: StatusCode, body: &[u8]) -> Trouble {
    let answer: Json = serde_json::from_slice(body).unwrap_or_default();
    let error = &answer["errors"][0];
    let code = error["extensions"]["code"].as_str();
    let code = code.and_then(|code| Code::ALL.iter().copied().find(|known| known.text() == code));
    match (error["message"].as_str(), code) {
        // What failed is told in the log.
        (Some(_), Some(Code::Internal)) => Trouble::Refused(Code::Internal, String::new()),
        (Some(message), Some(code)) => Trouble::Refused(code, message.to_owned()),
        _ if status == StatusCode::NOT_FOUND => Trouble::Missing(page::near(visit)),
        _ => Trouble::Refused(status::code(status), String::new()),
    }
}

/// True for a browser that opens an address: it names HTML, and names no data.
fn wants_page(headers: &HeaderMap) -> bool {
    let Some(preferences) = Preferences::of(headers, &ACCEPT) else { return false };
    let wants = |name: &str| preferences.weight(&[name]).is_some_and(|weight| weight > 0.0);
    wants("text/html") && !wants("application/json") && !wants("application/graphql-response+json")
}
