//! `GET /chart/metric/{slug}.svg`: the series of a metric as a drawing.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::caller::Waiting;
use super::{Shared, refusal, tag};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::transfer::chart::{Chart, ChartError};

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
    let query = query.unwrap_or_default();
    let (mut caller, mut options) = (waiting.caller.clone(), Vec::new());
    for (name, text) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        match (name.as_str(), text.to_lowercase().as_str()) {
            ("locale", "zh") => caller.chinese = true,
            ("locale", "en") => caller.chinese = false,
            ("locale", _) => return refuse(&shared, Code::BadRequest, "locale is zh or en".to_owned()),
            _ => options.push((name, text)),
        }
    }
    let chart = match Chart::draw(&shared.service, slug, &options, &caller).await {
        Ok(chart) => chart,
        Err(ChartError::Refused(errors)) => return refusal::respond(&shared, errors),
        Err(ChartError::Option(name)) => {
            let known: Vec<&str> = Chart::options().collect();
            let message = format!("a chart takes no {name}; it takes locale, {}", known.join(", "));
            let near = nearest(&name, known.into_iter().chain(["locale"]));
            return refuse(&shared, Code::BadRequest, ask(&message, &near));
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
    let now: String = Sha256::digest(chart.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let known = tag::known(&headers, &now);
    let unchanged = known.is_some();
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { chart.into_response() };
    let described = response.headers_mut();
    described.extend(known.or_else(|| tag::header(&now)).map(|tag| (ETAG, tag)));
    described.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    described.insert(VARY, HeaderValue::from_static("accept-language, accept-encoding"));
    if !unchanged {
        described.insert(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml; charset=utf-8"));
    }
    response
}

fn refuse(shared: &Shared, code: Code, message: String) -> Response {
    refusal::respond(shared, vec![GraphqlError::new(code, message)])
}
