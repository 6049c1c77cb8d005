//! `GET /export/observations.csv`: files of whole lists, written to the client as they are read.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::caller::Waiting;
use super::{Shared, refusal, tag};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::service::Caller;
use crate::transfer::export::{Citations, ExportError, Format, Kind, Request, Stream};

/// Pieces of a file that wait for the client.
const WAITING: usize = 2;
/// How long a client may take nothing before its export is ended: a snapshot of the database is held for it.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long an export may take as a whole, so that who takes a little now and then does not hold that snapshot for hours.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// `GET` and `HEAD /export/{list}.{format}` and `/export/{list}.citations.{txt,bib}`.
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    Path(file): Path<String>,
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    match respond(&shared, &waiting.caller, &file, &method, &headers, query.as_deref().unwrap_or_default()).await {
        Ok(response) => response,
        Err(errors) => refusal::respond(&shared, errors),
    }
}

async fn respond(
    shared: &Shared,
    caller: &Caller,
    file: &str,
    method: &Method,
    headers: &HeaderMap,
    query: &str,
) -> Result<Response, Vec<GraphqlError>> {
    let exporter = &shared.exporter;
    let Some((list, kind)) = Kind::of_file(file) else {
        let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.extension()).collect();
        let lists: Vec<&str> = exporter.lists().collect();
        let message = format!("there is no {file}; there are {} as {}", lists.join(", "), kinds.join(", "));
        let files = lists.iter().flat_map(|list| kinds.iter().map(move |kind| format!("{list}.{kind}")));
        let files: Vec<String> = files.collect();
        let message = ask(&message, &nearest(file, files.iter().map(String::as_str)));
        return Err(vec![GraphqlError::new(Code::NotFound, message)]);
    };
    let (rows, citations) = match kind {
        Kind::Rows(format) => (Some(format), None),
        Kind::Citations(style) => (None, Some(style)),
    };
    let arguments = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let prepared = exporter.prepare(Request { list: list.to_owned(), rows, citations, arguments })?;
    if *method == Method::HEAD || headers.contains_key(IF_NONE_MATCH) {
        let now = exporter.tag(&prepared, caller).await.map_err(|error| vec![error])?;
        if let Some(known) = tag::known(headers, &now) {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            describe(response.headers_mut(), kind, Some(known));
            return Ok(response);
        }
        if *method == Method::HEAD {
            // Of a length that is not known, as that of the file itself.
            let mut response = Body::from_stream(stream::empty::<io::Result<Bytes>>()).into_response();
            describe(response.headers_mut(), kind, tag::header(&now));
            name(response.headers_mut(), list, kind);
            return Ok(response);
        }
    }
    let opened = exporter.open(prepared, caller).await.map_err(|error| vec![error])?;
    let mut response = match (opened.rows, opened.citations) {
        (Some(rows), _) => body(rows).into_response(),
        (None, citations) => citations.unwrap_or_default().into_response(),
    };
    describe(response.headers_mut(), kind, tag::header(&opened.tag));
    name(response.headers_mut(), list, kind);
    Ok(response)
}

/// What is said of a file, and of its being the same as before.
fn describe(headers: &mut HeaderMap, kind: Kind, tag: Option<HeaderValue>) {
    headers.extend(tag.map(|tag| (ETAG, tag)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if kind != Kind::Rows(Format::Parquet) {
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    }
}

fn name(headers: &mut HeaderMap, list: &str, kind: Kind) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    // A citation is read at once; rows are kept.
    let place = if kind == Kind::Citations(Citations::Text) { "inline" } else { "attachment" };
    let name = format!("{place}; filename=\"panorama-{list}.{}\"", kind.extension());
    headers.extend(HeaderValue::from_str(&name).ok().map(|name| (CONTENT_DISPOSITION, name)));
}

/// Rows as they are written; when the client goes, so does the export.
fn body(rows: Stream) -> Body {
    // None is the end: a body that stops without it breaks off, which is how the client learns that the file is not whole.
    let (sender, mut receiver) = mpsc::channel::<Option<Bytes>>(WAITING);
    let (runtime, end) = (Handle::current(), Instant::now() + LONGEST);
    tokio::task::spawn_blocking(move || {
        let until = || end.min(Instant::now() + PATIENCE);
        let send = |piece| match runtime.block_on(tokio::time::timeout_at(until(), sender.send(piece))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        match rows.write(|out, _| send(Some(Bytes::from(std::mem::take(out))))) {
            Ok(count) => {
                tracing::debug!(rows.count = count, "exported");
                // A client that is gone by now does not miss it.
                drop(send(None));
            }
            Err(ExportError::Put(error)) => {
                tracing::debug!(error.message = %error, "an export was not taken to its end")
            }
            Err(error) => tracing::error!(error.message = %error, "an export failed"),
        }
    });
    let mut ended = false;
    let pieces = stream::poll_fn(move |context| {
        receiver.poll_recv(context).map(|piece| match piece {
            Some(Some(bytes)) => Some(Ok(bytes)),
            Some(None) => {
                ended = true;
                None
            }
            None if ended => None,
            None => {
                ended = true;
                Some(Err(io::Error::other("the export broke off")))
            }
        })
    });
    Body::from_stream(pieces)
}
