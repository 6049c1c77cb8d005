//! A call as it comes over HTTP: a body of JSON, or a query string.

use std::io::Read;
use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use flate2::read::MultiGzDecoder;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::Semaphore;

use super::accept::is_utf8;
use crate::deadline::Deadline;
use crate::error::{Code, GraphqlError};
use crate::limits::Limits;
use crate::service::Call;

/// The type of bodies.
const JSON: &str = "application/json";
/// What some editors write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is not read before there is room for it: a body that is longer than most.
const LONG: u64 = 64 << 10;
/// Bytes of long bodies that are held at the same time.
const ROOM: usize = 64 << 20;

/// How bodies are read.
#[derive(Debug, Clone)]
pub(super) struct Bodies {
    /// The most bytes of a body, packed and unpacked.
    limit: usize,
    /// Room for long ones.
    room: Arc<Semaphore>,
}

impl Bodies {
    /// At most so many bytes each.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, room: Arc::new(Semaphore::new(ROOM.max(2 * limit))) }
    }

    /// The call in a body.
    pub(super) async fn read(
        &self,
        headers: &HeaderMap,
        body: Body,
        limits: &Limits,
        deadline: &Deadline,
    ) -> Result<Call, GraphqlError> {
        content_type(headers)?;
        let is_packed = is_packed(headers)?;
        let stated = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        if stated > self.limit {
            return Err(too_large(self.limit));
        }
        let is_long = is_packed || body.size_hint().upper().is_none_or(|most| most > LONG);
        let slow = |_| GraphqlError::new(Code::RequestTimeout, "the body of the request did not arrive in time");
        let read = async {
            // As much as it may come to: it is not known before it is there.
            let most = if is_packed { 2 * self.limit } else { self.limit };
            let _room =
                if is_long { self.room.acquire_many(u32::try_from(most).unwrap_or(u32::MAX)).await.ok() } else { None };
            let body = Limited::new(body, self.limit).collect().await;
            let body = body.map(http_body_util::Collected::to_bytes).map_err(|error| {
                if error.is::<LengthLimitError>() {
                    too_large(self.limit)
                } else {
                    bad("the body of the request broke off")
                }
            })?;
            let body = if is_packed { unpacked(&body, self.limit)? } else { body };
            Call::read(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&body), limits)
        };
        deadline.limit(read).await.map_err(slow)?
    }
}

/// The call in a query string: `query`, `operationName`, `variables`, `extensions` and `documentId`, each at most once.
pub(super) fn from_query(query: &str, limits: &Limits) -> Result<Call, GraphqlError> {
    let mut call = Call { is_safe: true, ..Call::default() };
    let mut seen = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if seen.contains(&name) {
            return Err(bad(format!("{name} is there twice")));
        }
        let text = || Some(value.clone().into_owned()).filter(|text| !text.is_empty());
        let object = || if value.is_empty() { Ok(None) } else { Call::object(&name, &value, limits) };
        match &*name {
            "query" => call.query = text(),
            "operationName" => call.operation_name = text(),
            "documentId" => call.document_id = text(),
            "variables" => call.variables = object()?,
            "extensions" => call.extensions = object()?,
            // As unknown keys of a body.
            _ => continue,
        }
        seen.push(name);
    }
    Ok(call)
}

fn content_type(headers: &HeaderMap) -> Result<(), GraphqlError> {
    let mut lines = headers.get_all(CONTENT_TYPE).iter().map(|line| line.to_str().unwrap_or_default());
    let (given, more) = (lines.next().unwrap_or_default(), lines.next());
    let mut parts = given.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(JSON));
    let mut charsets = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if is_json && more.is_none() && charsets.all(is_utf8) {
        return Ok(());
    }
    let message = format!("the content type is {given:?}; send {JSON}, in UTF-8");
    Err(GraphqlError::new(Code::UnsupportedMediaType, message))
}

/// True for a body that gzip has packed, once.
fn is_packed(headers: &HeaderMap) -> Result<bool, GraphqlError> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| line.to_str().unwrap_or("?"));
    let words = lines.flat_map(|line| line.split(',')).map(|word| word.trim().to_ascii_lowercase());
    let codings: Vec<String> = words.filter(|word| !word.is_empty() && word != "identity").collect();
    match codings.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(false),
        ["gzip" | "x-gzip"] => Ok(true),
        other => {
            let message =
                format!("the content encoding is {:?}; send it as it is, or packed once by gzip", other.join(", "));
            Err(GraphqlError::new(Code::UnsupportedMediaType, message))
        }
    }
}

fn unpacked(packed: &[u8], limit: usize) -> Result<Bytes, GraphqlError> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    let read = MultiGzDecoder::new(packed).take(most.saturating_add(1)).read_to_end(&mut body);
    read.map_err(|_| bad("the body is not what gzip packs"))?;
    if body.len() > limit { Err(too_large(limit)) } else { Ok(body.into()) }
}

fn too_large(limit: usize) -> GraphqlError {
    let message = format!("the request has more than {limit} bytes (PANORAMA_REQUEST_LIMIT_BYTES is the limit)");
    GraphqlError::new(Code::RequestTooLarge, message)
}

fn bad(message: impl Into<String>) -> GraphqlError {
    GraphqlError::new(Code::BadRequest, message)
}
