//! Where readers have the service: what the operator says, else what the request says.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::header::{FORWARDED, HOST};
use axum::http::request::Parts;
use axum::http::{HeaderName, Uri};

use super::Shared;
use super::caller::is_trusted;
use crate::page::Site;

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Where a request found no host that can be one.
const NOWHERE: &str = "localhost";

/// Where whoever sends a request has the service.
pub(super) fn site(shared: &Shared, parts: &Parts) -> Site {
    let origin = shared.origin.clone().unwrap_or_else(|| origin(shared, parts));
    Site { origin, prefix: shared.prefix.clone(), report: shared.report.clone() }
}

/// The scheme and the host that a request names; proxies that are trusted say what was asked of them.
fn origin(shared: &Shared, parts: &Parts) -> String {
    let text = |name: &HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let is_proxied = peer.is_some_and(|ConnectInfo(peer)| is_trusted(&peer.ip(), &shared.trusted));
    let said = |name: &HeaderName, key: &str| {
        let standard = || text(&FORWARDED).and_then(|text| pair(text, key));
        text(name).map(first).or_else(standard).filter(|_| is_proxied)
    };
    let scheme = said(&X_FORWARDED_PROTO, "proto").filter(|scheme| scheme.eq_ignore_ascii_case("https"));
    let host = said(&X_FORWARDED_HOST, "host").or_else(|| text(&HOST)).or_else(|| authority(&parts.uri));
    let host = host.filter(|host| is_host(host)).unwrap_or(NOWHERE);
    format!("{}://{}", if scheme.is_some() { "https" } else { "http" }, host.to_ascii_lowercase())
}

/// The host in the address of a request, as HTTP/2 has it.
fn authority(uri: &Uri) -> Option<&str> {
    uri.authority().map(axum::http::uri::Authority::as_str)
}

/// A name or an address, and a port: nothing that could mean something else where it is written.
fn is_host(text: &str) -> bool {
    !text.is_empty() && text.len() <= 255 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
}

/// What the first of several proxies says.
fn first(text: &str) -> &str {
    text.split(',').next().unwrap_or_default().trim()
}

/// What the first element of `Forwarded` says of a key: `for=192.0.2.43;proto=https`.
fn pair<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    first(text).split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case(key).then(|| value.trim_matches('"'))
    })
}
