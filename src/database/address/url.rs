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
            let (key, value) = part.split_once('=').ok_or("a parameter is written as name=value")?;
            Ok((decode(key)?, decode(value)?))
        })
        .collect()
}

/// What is said of a parameter that is not known: its name, unless what stands behind the question mark may be the rest of a
/// password that has one.
pub(super) fn unknown(key: &str, query: &str, database: &str) -> String {
    match query.contains('@') {
        false => format!("the parameter {key:?} of {database} address is not known"),
        true => format!("a parameter of {database} address is not known (a password's ? is written as %3F)"),
    }
}
