//! Pages for people, and the files that they load.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::caller::Waiting;
use super::observe::Told;
use super::site::site;
use super::{Shared, operations, status, tag};
use crate::page::{self, Kind, Trouble, Visit};
use crate::telemetry::ErrorLabels;

/// What no text can hold, and no slug has.
const NOTHING: &str = "\u{fffd}";

/// What a page is.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The routes of all pages.
pub(super) fn routes() -> Router<Arc<Shared>> {
    let parts = Kind::ALL.into_iter().fold(Router::new(), |routes, kind| {
        let path = format!("/{}/{{slug}}", kind.segment());
        let answer = move |State(shared): State<Arc<Shared>>,
                           reader: Reader,
                           slug: Result<Path<String>, PathRejection>| async move {
            let slug = named(slug);
            let page = page::part(&shared.service, kind, &slug, &reader.visit, &reader.waiting.caller).await;
            respond(&shared, &reader, page, Some((kind, &slug)))
        };
        routes.route(&path, get(answer))
    });
    let lists = Kind::ALL.into_iter().fold(parts, |routes, kind| {
        let answer = async move |State(shared): State<Arc<Shared>>, reader: Reader| {
            let page = page::list_of(&shared.service, kind, &reader.visit, &reader.waiting.caller).await;
            respond(&shared, &reader, page, None)
        };
        routes.route(kind.list(), get(answer))
    });
    lists
        .route("/", get(chain))
        .route("/search", get(search))
        .route("/compare", get(compare))
        .route("/impact/{slug}", get(impact))
        .route("/path", get(path))
        .route("/data", get(data))
        .route("/pages/{file}", get(file))
}

/// `GET /`: the chain.
pub(super) async fn chain(State(shared): State<Arc<Shared>>, mut reader: Reader) -> Response {
    // Behind a prefix the path with a slash is a route of its own, which the prefix still stands before.
    reader.visit = reader.visit.at("/");
    let page = page::chain(&shared.service, &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// `GET /search?q=…`
async fn search(State(shared): State<Arc<Shared>>, reader: Reader) -> Response {
    let page = page::search(&shared.service, &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// `GET /compare?models=…`
async fn compare(State(shared): State<Arc<Shared>>, reader: Reader) -> Response {
    let page = page::compare(&shared.service, &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// `GET /impact/{slug}`
async fn impact(
    State(shared): State<Arc<Shared>>,
    reader: Reader,
    slug: Result<Path<String>, PathRejection>,
) -> Response {
    let page = page::impact(&shared.service, &named(slug), &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// `GET /path?from=…&to=…`
async fn path(State(shared): State<Arc<Shared>>, reader: Reader) -> Response {
    let page = page::path(&shared.service, &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// `GET /data`
async fn data(State(shared): State<Arc<Shared>>, reader: Reader) -> Response {
    let page = page::data(&shared.service, &reader.visit, &reader.waiting.caller).await;
    respond(&shared, &reader, page, None)
}

/// The slug of a path.
fn named(slug: Result<Path<String>, PathRejection>) -> String {
    slug.map_or_else(|_| NOTHING.to_owned(), |Path(slug)| slug.replace('\0', NOTHING))
}

/// Who reads a page: the address, with the language that the browser asks for, and for how long somebody waits.
pub(super) struct Reader {
    pub(super) visit: Visit,
    pub(super) waiting: Waiting,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<Shared>> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        let mut waiting = Waiting::from_request_parts(parts, shared).await?;
        let RawQuery(query) = RawQuery::from_request_parts(parts, shared).await?;
        let chinese = waiting.caller.chinese;
        let site = site(shared, parts);
        let visit = Visit::read(site, parts.uri.path(), query.as_deref().unwrap_or_default(), chinese);
        waiting.caller.chinese = visit.is_chinese();
        Ok(Self { visit, waiting, headers: parts.headers.clone() })
    }
}

/// A page, or what is said instead; each with a tag, so that what did not change is not sent again.
fn respond(shared: &Shared, reader: &Reader, page: Result<String, Trouble>, of: Option<(Kind, &str)>) -> Response {
    let (html, code) = match page {
        Ok(html) => (html, None),
        Err(Trouble::Moved(address)) => return moved(reader, &address),
        Err(trouble) => (page::tell(&reader.visit, &trouble, of), Some(trouble.code())),
    };
    let mut response = match code {
        None => tagged(&reader.headers, html),
        Some(code) => {
            shared.figures.errors.get_or_create(&ErrorLabels { code }).inc();
            (status::of(code), html).into_response()
        }
    };
    response.extensions_mut().insert(Told { code, ..Told::default() });
    let described = response.headers_mut();
    described.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    described.extend(varies(reader).map(|names| (VARY, names)));
    if described.contains_key(CONTENT_TYPE) {
        described.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    }
    response
}

/// The page with its tag, or no more than the tag where the reader has it.
fn tagged(headers: &HeaderMap, html: String) -> Response {
    let now: String = Sha256::digest(html.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let known = tag::known(headers, &now);
    let is_known = known.is_some();
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { html.into_response() };
    response.headers_mut().extend(known.or_else(|| tag::header(&now)).map(|tag| (ETAG, tag)));
    response
}

/// Where the page is now. Names change back: who was sent on asks again.
fn moved(reader: &Reader, address: &str) -> Response {
    let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
    let described = response.headers_mut();
    described.extend(HeaderValue::from_str(address).ok().map(|address| (LOCATION, address)));
    described.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    described.extend(varies(reader).map(|names| (VARY, names)));
    response
}

/// What else than the address decides what a page says.
fn varies(reader: &Reader) -> Option<HeaderValue> {
    reader.visit.varies().then(|| HeaderValue::from_static("accept-language"))
}

/// `GET /pages/{file}`: a file whose address changes with its content.
async fn file(Path(name): Path<String>) -> Response {
    let Some(asset) = page::asset(&name) else { return operations::not_found().await };
    let headers = [(CONTENT_TYPE, asset.media), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, Bytes::from_static(asset.text.as_bytes())).into_response()
}
