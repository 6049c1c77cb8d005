//! Entity tags: what a client has already, it need not be sent again. A tag is strong, so each encoding of an answer has
//! one of its own: that of the answer, a hyphen, and the encoding.

use axum::http::header::{CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use super::encoding::ENCODINGS;

/// The header of a tag.
pub(super) fn header(tag: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{tag}\"")).ok()
}

/// The tag that the client knows the answer by, in whichever encoding; none where it does not have it.
pub(super) fn known(headers: &HeaderMap, tag: &str) -> Option<HeaderValue> {
    let known = headers.get(IF_NONE_MATCH)?.to_str().ok()?;
    let found = known.split(',').map(|known| known.trim().trim_start_matches("W/")).find(|known| {
        let plain = known.trim_matches('"');
        let encoded = plain.rsplit_once('-').filter(|(_, encoding)| ENCODINGS.contains(encoding));
        *known == "*" || encoded.map_or(plain, |(plain, _)| plain) == tag
    })?;
    if found == "*" { header(tag) } else { HeaderValue::from_str(found).ok() }
}

/// Gives the tag of an answer that was compressed its encoding.
pub(super) fn encoded<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    let encoding = headers.get(CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok());
    let tag = headers.get(ETAG).and_then(|tag| tag.to_str().ok()?.strip_suffix('"'));
    if let (Some(encoding), Some(tag)) = (encoding, tag)
        && let Ok(tag) = HeaderValue::from_str(&format!("{tag}-{encoding}\""))
    {
        headers.insert(ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::header::IF_NONE_MATCH;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn every_encoding_of_an_answer_is_known() {
        for (known, expected) in [
            ("\"abc\"", Some("\"abc\"")),
            ("W/\"abc\"", Some("\"abc\"")),
            ("\"x\", \"abc-gzip\"", Some("\"abc-gzip\"")),
            ("\"abc-zstd\"", Some("\"abc-zstd\"")),
            ("*", Some("\"abc\"")),
            ("\"abcd\"", None),
            ("\"abc-other\"", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(known));
            let found = super::known(&headers, "abc");
            assert_eq!(found.as_ref().and_then(|tag| tag.to_str().ok()), expected, "{known}");
        }
        assert_eq!(super::known(&HeaderMap::new(), "abc"), None);
    }
}
