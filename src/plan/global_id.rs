//! Global ids: the tag of a type and the row's id, in base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Code, Refusal};

/// The global id of a row.
pub fn encode(tag: &str, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{tag}:{id:x}"))
}

/// Adds the global id of a row to a text: without memory of its own, for rows by the million.
pub fn write(out: &mut String, tag: &str, id: i64) {
    let mut plain = [0; 64];
    let mut rest = plain.as_mut_slice();
    let fits = std::io::Write::write_fmt(&mut rest, format_args!("{tag}:{id:x}")).is_ok();
    let length = 64 - rest.len();
    let mut encoded = [0; 96];
    match URL_SAFE_NO_PAD.encode_slice(&plain[..length], &mut encoded) {
        Ok(length) if fits => out.extend(encoded[..length].iter().map(|&byte| char::from(byte))),
        _ => out.push_str(&encode(tag, id)),
    }
}

/// The tag and the row's id of a global id.
///
/// # Errors
/// `ID_INVALID` where the text is not a global id.
pub fn decode(text: &str) -> Result<(String, i64), Refusal> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| {
            let text = String::from_utf8(bytes).ok()?;
            let (tag, id) = text.split_once(':')?;
            Some((tag.to_owned(), i64::from_str_radix(id, 16).ok()?))
        })
        // One object has one id, whatever else would be read as the same number.
        .filter(|(tag, id)| encode(tag, *id) == text)
        .ok_or_else(|| Refusal::new(Code::IdInvalid, format!("{text:?} is not a global id")))
}

#[cfg(test)]
mod tests {
    use super::{encode, write};

    #[test]
    fn both_ways_write_the_same() {
        for id in [0, 1, -1, i64::MAX, i64::MIN] {
            let mut out = String::new();
            write(&mut out, "OBSERVATION", id);
            assert_eq!(out, encode("OBSERVATION", id));
        }
    }
}
