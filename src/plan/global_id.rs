//! Global ids: the tag of a type and the row's id, in base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Code, Refusal};

/// The global id of a row.
pub fn encode(tag: &str, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{tag}:{id:x}"))
}

/// Hands on the global id of a row, without memory of its own: for rows by the million.
pub fn with<T>(tag: &str, id: i64, take: impl FnOnce(&str) -> T) -> T {
    let (mut plain, mut encoded) = ([0; 64], [0; 96]);
    let written =
        plain_into(&mut plain, tag, id).and_then(|plain| URL_SAFE_NO_PAD.encode_slice(plain, &mut encoded).ok());
    match written.and_then(|length| std::str::from_utf8(&encoded[..length]).ok()) {
        Some(text) => take(text),
        None => take(&encode(tag, id)),
    }
}

/// Writes `tag:id`; none where the tag leaves no room.
fn plain_into<'a>(room: &'a mut [u8; 64], tag: &str, id: i64) -> Option<&'a [u8]> {
    let id = id.cast_unsigned();
    let digits = (id.checked_ilog2().unwrap_or(0) / 4 + 1) as usize;
    let (name, rest) = room.split_at_mut_checked(tag.len())?;
    name.copy_from_slice(tag.as_bytes());
    let (colon, hex) = rest.split_first_mut()?;
    *colon = b':';
    for (place, digit) in hex.get_mut(..digits)?.iter_mut().rev().enumerate() {
        *digit = b"0123456789abcdef"[(id >> (4 * place)) as usize & 15];
    }
    Some(&room[..tag.len() + 1 + digits])
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
    use super::{encode, with};

    #[test]
    fn both_ways_write_the_same() {
        for tag in ["OBSERVATION", "", &"A".repeat(61), &"A".repeat(62), &"A".repeat(200)] {
            for id in [0, 1, 15, 16, 255, 256, 0x3f99_eb12_5476_e7be, -1, i64::MAX, i64::MIN] {
                assert_eq!(with(tag, id, str::to_owned), encode(tag, id));
            }
        }
    }
}
