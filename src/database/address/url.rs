//! The parts of a URL that both databases' addresses have.

use percent_encoding::percent_decode_str;

/// A part without its escapes.
pub(super) fn decode(part: &str) -> Result<String, String> {
    let decoded = percent_decode_str(part).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| "its escaped characters are not UTF-8".to_owned())
}

/// The parameters behind the question mark.
pub(super) fn pairs(query: &str) -> Result<Vec<(String, String)>, String> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            Ok((decode(key)?, decode(value)?))
        })
        .collect()
}
