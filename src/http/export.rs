//! `GET /export/observations.csv`: files of whole lists, written to the client as they are read.

use std::io;
use std::sync::Arc;
use std::task::Poll;
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
use super::{Shared, options, refusal, tag};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::service::Caller;
use crate::transfer::export::{Citations, ExportError, Format, Kind, MARK, Mark, Request, Stream, WriteError};

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
    match respond(&shared, &waiting.caller, &file, &method, &headers, query.as_deref()).await {
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
    query: Option<&str>,
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
    let mut arguments = options::read(query).map_err(|error| vec![error])?;
    let rows = marked(rows, &mut arguments)?;
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
    let opened = exporter.open(prepared, caller).await?;
    let mut response = match (opened.rows, opened.citations) {
        (Some(rows), _) => body(rows).await.map_err(|error| vec![error])?.into_response(),
        (None, citations) => citations.unwrap_or_default().into_response(),
    };
    describe(response.headers_mut(), kind, tag::header(&opened.tag));
    name(response.headers_mut(), list, kind);
    Ok(response)
}

/// The format, with a mark of the byte order where `bom` asks for one.
fn marked(rows: Option<Format>, arguments: &mut Vec<(String, String)>) -> Result<Option<Format>, Vec<GraphqlError>> {
    let Some(place) = arguments.iter().position(|(name, _)| name == MARK) else { return Ok(rows) };
    let (_, asked) = arguments.remove(place);
    let refused = |message: &str| Err(vec![GraphqlError::new(Code::BadRequest, message)]);
    match (asked.as_str(), rows) {
        ("true", Some(Format::Csv(_))) => Ok(Some(Format::Csv(Mark::ByteOrder))),
        ("false", Some(Format::Csv(_))) => Ok(rows),
        (_, Some(Format::Csv(_))) => refused("bom is true or false"),
        _ => refused("bom goes with csv; other formats say themselves how they are encoded"),
    }
}

/// What is said of a file, and of its being the same as before.
fn describe(headers: &mut HeaderMap, kind: Kind, tag: Option<HeaderValue>) {
    headers.extend(tag.map(|tag| (ETAG, tag)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !kind.is_compressed() {
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

/// A piece of a file, or that there are no more; why there is no file, or no more of it.
type Piece = Result<Option<Bytes>, GraphqlError>;

/// Rows as they are written; when the client goes, so does the export.
///
/// # Errors
/// Why there is no first piece.
async fn body(rows: Stream) -> Result<Body, GraphqlError> {
    // None is the end: a body that stops without it breaks off, which is how the client learns that the file is not whole.
    let (sender, mut receiver) = mpsc::channel::<Piece>(WAITING);
    tokio::task::spawn_blocking({
        let (runtime, end) = (Handle::current(), Instant::now() + LONGEST);
        move || write(rows, &sender, &runtime, end)
    });
    let cut_off = || GraphqlError::new(Code::Internal, "the export broke off");
    let mut next = Some(receiver.recv().await.unwrap_or_else(|| Err(cut_off()))?);
    let mut ended = false;
    let pieces = stream::poll_fn(move |context| {
        let piece = match next.take() {
            Some(piece) => Poll::Ready(Some(Ok(piece))),
            None => receiver.poll_recv(context),
        };
        piece.map(|piece| match piece {
            Some(Ok(Some(bytes))) => Some(Ok(bytes)),
            Some(Ok(None)) => {
                ended = true;
                None
            }
            None | Some(Err(_)) if ended => None,
            None | Some(Err(_)) => {
                ended = true;
                Some(Err(io::Error::other("the export broke off")))
            }
        })
    });
    Ok(Body::from_stream(pieces))
}

/// Writes rows for a client, in a thread that may wait.
fn write(rows: Stream, sender: &mpsc::Sender<Piece>, runtime: &Handle, end: Instant) {
    let send = |piece| match runtime
        .block_on(tokio::time::timeout_at(end.min(Instant::now() + PATIENCE), sender.send(piece)))
    {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    };
    // Who waits for what is kept for later is looked for all the same.
    let is_waiting = || match (sender.is_closed(), Instant::now() < end) {
        (true, _) => Err(io::ErrorKind::BrokenPipe.into()),
        (_, true) => Ok(()),
        (_, false) => Err(io::ErrorKind::TimedOut.into()),
    };
    let put = |out: &mut Vec<u8>, _| {
        if out.is_empty() { is_waiting() } else { send(Ok(Some(Bytes::from(std::mem::take(out))))) }
    };
    let last = match rows.write(put) {
        Ok(count) => {
            tracing::debug!(rows.count = count, "exported");
            Ok(None)
        }
        Err(ExportError::Put(error)) => {
            return tracing::debug!(error.message = %error, "an export was not taken to its end");
        }
        Err(error @ ExportError::Write(WriteError::Refused(_))) => {
            tracing::debug!(error.message = %error, "an export was refused");
            Err(error.told())
        }
        Err(error) => {
            tracing::error!(error.message = %error, "an export failed");
            Err(error.told())
        }
    };
    // A client that is gone by now does not miss it.
    let _: io::Result<()> = send(last);
}
