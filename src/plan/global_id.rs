//! Global ids: the tag of a type and the row's id, in base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Code, Refusal};

/// The global id of a row.
pub fn encode(tag: &str, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{tag}:{id:x}"))
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
        .ok_or_else(|| Refusal::new(Code::IdInvalid, format!("{text:?} is not a global id")))
}
