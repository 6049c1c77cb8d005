//! `GET /chart/metric/{slug}.svg`: the series of a metric as a drawing, and `GET /chart/chain.svg`: the chain as a picture.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::caller::Waiting;
use super::{Shared, options, refusal, tag};
use crate::drawing::{clean, cut, stylesheet};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::service::Caller;
use crate::transfer::chart::{Chart, ChartError};
use crate::transfer::picture::PictureError;
use crate::transfer::picture::chain::{self, Chain};
use crate::transfer::picture::neighbourhood::{self, Neighbourhood};

/// Options that name a part of the chain, and about how many letters of one that is not there are told.
const NAMING: [&str; 5] = ["sector", "vendor", "model", "technology", "trend"];
const SHOWN: f64 = 60.0;

/// `GET` and `HEAD /chart/metric/{slug}.svg`.
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    Path(file): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(slug) = file.strip_suffix(".svg") else {
        return refuse(&shared, Code::NotFound, format!("there is no {file}; a chart is a metric's slug and .svg"));
    };
    let (caller, options) = match asked(&waiting, query.as_deref()) {
        Ok(asked) => asked,
        Err(error) => return refusal::respond(&shared, vec![error]),
    };
    let chart = match Chart::draw(&shared.service, slug, &options, &caller).await {
        Ok(chart) => chart,
        Err(ChartError::Refused(errors)) => return refusal::respond(&shared, errors),
        Err(ChartError::Option(name)) => {
            return unknown(&shared, "chart", &name, Chart::options().collect());
        }
        Err(ChartError::NotFound(near)) => {
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            return refuse(&shared, Code::NotFound, ask(&format!("there is no metric {slug:?}"), &near));
        }
        Err(ChartError::Empty) => {
            let message = format!(
                "the metric {slug:?} has no figures with a period, or none of those asked for, or nothing follows from them"
            );
            return refuse(&shared, Code::NotComputable, message);
        }
    };
    drawn(chart, &headers)
}

/// `GET` and `HEAD /chart/chain.svg`.
pub(super) async fn chain(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let (caller, options) = match asked(&waiting, query.as_deref()) {
        Ok(asked) => asked,
        Err(error) => return refusal::respond(&shared, vec![error]),
    };
    match Chain::draw(&shared.service, &options, &shared.prefix, &caller).await {
        Ok(picture) => drawn(picture, &headers),
        Err(error) => no_picture(&shared, error, &options, &chain::OPTIONS),
    }
}

/// `GET` and `HEAD /chart/neighbourhood.svg`.
pub(super) async fn neighbourhood(
    State(shared): State<Arc<Shared>>,
    waiting: Waiting,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let (caller, options) = match asked(&waiting, query.as_deref()) {
        Ok(asked) => asked,
        Err(error) => return refusal::respond(&shared, vec![error]),
    };
    match Neighbourhood::draw(&shared.service, &options, &shared.prefix, &caller).await {
        Ok(picture) => drawn(picture, &headers),
        Err(error) => no_picture(&shared, error, &options, &neighbourhood::OPTIONS),
    }
}

/// Tells why there is no picture.
fn no_picture(shared: &Shared, error: PictureError, options: &[(String, String)], known: &[&'static str]) -> Response {
    match error {
        PictureError::Refused(errors) => refusal::respond(shared, errors),
        PictureError::Option(name) => unknown(shared, "picture", &name, known.to_vec()),
        PictureError::NotFound(near) => {
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            let named = |(name, _): &&(String, String)| NAMING.contains(&name.as_str());
            let (what, slug) = options.iter().rfind(named).map_or(("part", ""), |(name, slug)| (name, slug));
            let shown = cut(&clean(slug), 1.0, SHOWN);
            refuse(shared, Code::NotFound, ask(&format!("there is no {what} {shown:?}"), &near))
        }
        PictureError::OneOf(names) => refuse(
            shared,
            Code::BadRequest,
            format!("a neighbourhood is that of one part: give one of {}", names.join(", ")),
        ),
        PictureError::Depth(most) => {
            refuse(shared, Code::ArgumentInvalid, format!("depth is a number from 1 to {most}"))
        }
    }
}

/// `GET` and `HEAD /chart/drawing.css`: the colours of drawings that stand in pages.
pub(super) async fn style(headers: HeaderMap) -> Response {
    tagged(stylesheet(), "text/css; charset=utf-8", &headers)
}

/// Who asks in which language, and for what, by name and text.
fn asked(waiting: &Waiting, query: Option<&str>) -> Result<(Caller, Vec<(String, String)>), GraphqlError> {
    let (mut caller, mut options) = (waiting.caller.clone(), options::read(query)?);
    if let Some(place) = options.iter().position(|(name, _)| name == "locale") {
        caller.chinese = match options.remove(place).1.to_lowercase().as_str() {
            "zh" => true,
            "en" => false,
            _ => return Err(GraphqlError::new(Code::BadRequest, "locale is zh or en")),
        };
    }
    Ok((caller, options))
}

/// Tells of an option that there is none of.
fn unknown(shared: &Shared, what: &str, name: &str, known: Vec<&str>) -> Response {
    let message = format!("a {what} takes no {name}; it takes locale, {}", known.join(", "));
    let near = nearest(name, known.into_iter().chain(["locale"]));
    refuse(shared, Code::BadRequest, ask(&message, &near))
}

/// A drawing, or that it is the one that the client has.
fn drawn(drawing: String, headers: &HeaderMap) -> Response {
    let mut response = tagged(drawing, "image/svg+xml; charset=utf-8", headers);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-language, accept-encoding"));
    response
}

/// A text with its tag, or that it is the one that the client has.
fn tagged(text: String, kind: &'static str, headers: &HeaderMap) -> Response {
    let now: String = Sha256::digest(text.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let known = tag::known(headers, &now);
    let unchanged = known.is_some();
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let described = response.headers_mut();
    described.extend(known.or_else(|| tag::header(&now)).map(|tag| (ETAG, tag)));
    described.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !unchanged {
        described.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

fn refuse(shared: &Shared, code: Code, message: String) -> Response {
    refusal::respond(shared, vec![GraphqlError::new(code, message)])
}
