//! What search engines ask: `GET /robots.txt`, which names `GET /sitemap.xml`, which names its parts.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::pages::Reader;
use super::{Shared, operations, refusal};
use crate::error::GraphqlError;
use crate::page::Trouble;
use crate::page::sitemap::{self, Part};

const XML: &str = "application/xml; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /robots.txt`
pub(super) async fn robots(reader: Reader) -> Response {
    described(TEXT, sitemap::robots(&reader.visit))
}

/// `GET /sitemap.xml`
pub(super) async fn index(State(shared): State<Arc<Shared>>, reader: Reader) -> Response {
    match sitemap::index(&shared.service, &reader.visit, &reader.waiting.caller).await {
        Ok(index) => described(XML, index),
        Err(trouble) => refused(&shared, trouble),
    }
}

/// `GET /sitemap/{file}`: a part is sent as it is read, and breaks off where that fails.
pub(super) async fn part(State(shared): State<Arc<Shared>>, reader: Reader, Path(file): Path<String>) -> Response {
    let Some(mut part) = Part::of_file(&file) else { return operations::not_found().await };
    let first = match part.next(&shared.service, &reader.visit, &reader.waiting.caller).await {
        Ok(first) => first.unwrap_or_default(),
        Err(trouble) => return refused(&shared, trouble),
    };
    let rest = stream::try_unfold((part, shared, reader), async |(mut part, shared, reader)| {
        let piece = part.next(&shared.service, &reader.visit, &reader.waiting.caller).await;
        let piece = piece.map_err(|_| std::io::Error::other("the data cannot be read any more"))?;
        Ok::<_, std::io::Error>(piece.map(|piece| (Bytes::from(piece), (part, shared, reader))))
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(Bytes::from(first))]), rest);
    described(XML, Body::from_stream(whole))
}

fn described(media: &'static str, body: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, media), (CACHE_CONTROL, "no-cache")], body.into()).into_response()
}

fn refused(shared: &Shared, trouble: Trouble) -> Response {
    let code = trouble.code();
    let message = match trouble {
        Trouble::Refused(_, message) => message,
        _ => "the site has no such map".to_owned(),
    };
    refusal::respond(shared, vec![GraphqlError::new(code, message)])
}
