//! Pages and their files, all of them in the binary: nothing is fetched from anywhere else.

use std::io::Read;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;

use super::Shared;

include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// A file of the explorer, compressed when it was built.
struct Asset {
    path: &'static str,
    gzip: &'static [u8],
    brotli: &'static [u8],
}

/// The plain query form.
const FORM: &str = include_str!("../../web/fallback/index.html");

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The pages. Their links are relative, and each says what to: paths of the service stand behind its prefix.
#[derive(Debug)]
pub(super) struct Pages {
    /// The explorer, or the plain form where the build had no Node.
    explorer: Bytes,
    form: Bytes,
}

impl Pages {
    /// The pages of a service behind a prefix.
    pub(super) fn new(prefix: &str) -> Self {
        let based = |page: &str, folder: &str| {
            Bytes::from(page.replacen("<head>", &format!("<head>\n    <base href=\"{prefix}{folder}\" />"), 1))
        };
        Self { explorer: based(EXPLORER.unwrap_or(FORM), "/graphiql/"), form: based(FORM, "/graphiql/") }
    }
}

/// `GET /graphiql`
pub(super) async fn explorer(State(shared): State<Arc<Shared>>) -> Response {
    page(HTML, shared.pages.explorer.clone())
}

/// `GET /graphiql/…`
pub(super) async fn explorer_file(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    match path.as_str() {
        "form" => return page(HTML, shared.pages.form.clone()),
        "form.js" => return page(SCRIPT, include_str!("../../web/fallback/form.js").into()),
        "form.css" => return page(CSS, include_str!("../../web/fallback/form.css").into()),
        "examples.json" => return page("application/json", EXAMPLES.into()),
        _ => {}
    }
    match ASSETS.iter().find(|asset| asset.path == path) {
        Some(asset) => compressed(asset, &headers),
        None => super::operations::not_found().await,
    }
}

fn page(kind: &'static str, text: Bytes) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// A file whose name changes with its content, in the best encoding that the client takes.
fn compressed(asset: &Asset, headers: &HeaderMap) -> Response {
    // The one that was chosen, if any.
    let takes = |coding: &str| headers.get(ACCEPT_ENCODING).is_some_and(|chosen| chosen == coding);
    let shared = [
        (CONTENT_TYPE, kind(asset.path)),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "Accept-Encoding"),
    ];
    if takes("br") {
        return (shared, [(CONTENT_ENCODING, "br")], asset.brotli).into_response();
    }
    if takes("gzip") {
        return (shared, [(CONTENT_ENCODING, "gzip")], asset.gzip).into_response();
    }
    let mut plain = Vec::new();
    match GzDecoder::new(asset.gzip).read_to_end(&mut plain) {
        Ok(_) => (shared, plain).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => SCRIPT,
        Some("css") => CSS,
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        _ => "text/plain; charset=utf-8",
    }
}
