//! Which encoding an answer is compressed with: the one that the client weighs most, and of equals one that is old. Some clients
//! name zstd beside the others and cannot read it.

use axum::extract::Request;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};

use super::accept::Preferences;

/// What answers are compressed with, the better of equals first.
pub(super) const ENCODINGS: [&str; 3] = ["br", "gzip", "zstd"];

/// Leaves in a request the one encoding that its answer is to have, so that whoever compresses has no choice.
pub(super) fn choose(mut request: Request) -> Request {
    let headers = request.headers_mut();
    match chosen(headers) {
        Some(encoding) => headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encoding)),
        None => headers.remove(ACCEPT_ENCODING),
    };
    request
}

/// The encoding that an answer is to have; none where it is sent as it is, which is always allowed here.
fn chosen(headers: &HeaderMap) -> Option<&'static str> {
    let preferences = Preferences::of(headers, &ACCEPT_ENCODING)?;
    // Equals keep their order, and the first is taken.
    let weighed = ENCODINGS.map(|encoding| (encoding, preferences.weight(&[encoding, "*"]).unwrap_or(0.0)));
    let (encoding, weight) = weighed
        .into_iter()
        .reduce(|best, other| if other.1 > best.1 { other } else { best })
        .filter(|best| best.1 > 0.0)?;
    (preferences.weight(&["identity"]).unwrap_or(0.0) <= weight).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT_ENCODING;

    use super::chosen;

    #[test]
    fn the_heaviest_counts_and_of_equals_the_older() {
        for (lines, expected) in [
            (&[][..], None),
            (&[""], None),
            (&["gzip, deflate, br, zstd"], Some("br")),
            (&["zstd, gzip"], Some("gzip")),
            (&["zstd", "GZIP"], Some("gzip")),
            (&["zstd"], Some("zstd")),
            (&["gzip;q=0.5, zstd;q=0.6"], Some("zstd")),
            (&["br;q=0, gzip;q=0, *"], Some("zstd")),
            (&["*"], Some("br")),
            (&["*;q=0"], None),
            (&["identity;q=0"], None),
            (&["identity, gzip;q=0.5"], None),
            (&["identity;q=0.5, gzip;q=0.5"], Some("gzip")),
            (&["gzip;q=0"], None),
            (&["gzip;q=high"], None),
            (&["deflate, compress"], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ACCEPT_ENCODING, line.parse().expect("a value"));
            }
            assert_eq!(chosen(&headers), expected, "{lines:?}");
        }
    }
}
