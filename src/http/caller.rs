//! Who sends a request, and for how long it may take: made when the request comes in, dropped when its answer is made or
//! nobody waits for it any more.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::FORWARDED;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use super::Shared;
use super::language::prefers_chinese;
use crate::deadline::{self, Deadline};
use crate::places::Share;
use crate::service::Caller;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A caller that waits: handlers keep it until they have an answer.
pub(super) struct Waiting {
    pub(super) caller: Caller,
    /// When it goes, so does all work for the request.
    _guard: deadline::Waiting,
}

impl FromRequestParts<Arc<Shared>> for Waiting {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let share = peer.map_or_else(Share::default, |peer| client(peer, &parts.headers, &shared.trusted).into());
        let deadline = Deadline::after(shared.time);
        let guard = deadline.waiting();
        Ok(Self { caller: Caller { chinese: prefers_chinese(&parts.headers), deadline, share }, _guard: guard })
    }
}

/// The address that a request came from: the last that a trusted proxy names and that is no trusted proxy itself.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    if !is_trusted(&peer, trusted) {
        return peer;
    }
    let named = if headers.contains_key(X_FORWARDED_FOR) {
        words(headers, &X_FORWARDED_FOR).map(address).collect::<Vec<_>>()
    } else {
        words(headers, &FORWARDED).map(|word| address(forwarded(word)?)).collect()
    };
    let mut client = peer;
    for address in named.into_iter().rev() {
        // What is no address was not written by a proxy that can be trusted.
        let Some(address) = address else { break };
        client = address;
        if !is_trusted(&address, trusted) {
            break;
        }
    }
    client
}

/// True for a proxy whose word is taken.
pub(super) fn is_trusted(address: &IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

/// What stands between the commas of a header, over all its lines.
fn words<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim)
}

/// The address in an element of `Forwarded`: `for=192.0.2.43;proto=https`.
fn forwarded(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for").then(|| value.trim_matches('"'))
    })
}

/// An address, with or without a port and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _)| inside);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::client;

    fn of(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8".parse().expect("a network"), "::1/128".parse().expect("a network")];
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"));
        }
        client(peer.parse::<IpAddr>().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        for (peer, lines, expected) in [
            ("192.0.2.1", &[("x-forwarded-for", "198.51.100.7")][..], "192.0.2.1"),
            ("10.0.0.1", &[("x-forwarded-for", "198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", &[("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.1.2.3")], "198.51.100.7"),
            (
                "10.0.0.1",
                &[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "198.51.100.7:4711")],
                "198.51.100.7",
            ),
            ("10.0.0.1", &[("x-forwarded-for", "unknown, 10.1.2.3")], "10.1.2.3"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("::1", &[("forwarded", "for=192.0.2.60;proto=http, For=\"[2001:db8::17]:4711\"")], "2001:db8::17"),
            ("::ffff:10.0.0.1", &[("x-forwarded-for", "198.51.100.7")], "198.51.100.7"),
        ] {
            assert_eq!(of(peer, lines), expected, "{peer} {lines:?}");
        }
    }
}
