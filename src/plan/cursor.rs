//! Cursors: the values of a row in the order of its list, bound to that order by a checksum.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value as Json;

use super::argument;
use super::input::Input;
use super::sql::Value;
use crate::catalogue::OrderKind;
use crate::error::{Code, Refusal};

/// Encodes the order's checksum and the row's values.
pub fn encode(checksum: u32, values: Vec<Json>) -> String {
    let mut all = Vec::with_capacity(values.len() + 1);
    all.push(Json::from(checksum));
    all.extend(values);
    URL_SAFE_NO_PAD.encode(Json::Array(all).to_string())
}

/// The values of a cursor, each of the kind that its order has.
///
/// # Errors
/// `CURSOR_INVALID` where the text is no cursor, or one of another order.
pub fn decode(text: &str, checksum: u32, kinds: &[OrderKind]) -> Result<Vec<Option<Value>>, Refusal> {
    let invalid = || Refusal::new(Code::CursorInvalid, format!("{text:?} is not a cursor of this list"));
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let all: Vec<Json> = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    let (first, values) = all.split_first().ok_or_else(invalid)?;
    if first.as_u64().is_none() {
        return Err(invalid());
    }
    if first.as_u64() != Some(checksum.into()) {
        return Err(Refusal::new(
            Code::CursorInvalid,
            "the cursor was made in another order: take orderBy along from page to page",
        ));
    }
    if values.len() != kinds.len() {
        return Err(invalid());
    }
    values
        .iter()
        .zip(kinds)
        .map(|(value, kind)| match (value, kind) {
            (Json::Null, _) => Ok(None),
            (Json::String(given), OrderKind::Text) => {
                argument::text(&Input::Text(given.clone())).map(|text| Some(Value::Text(text))).map_err(|_| invalid())
            }
            (Json::String(given), OrderKind::Date) => {
                argument::date(&Input::Text(given.clone())).map(|day| Some(Value::Date(day))).map_err(|_| invalid())
            }
            (Json::Number(number), OrderKind::Int) => number.as_i64().map(|n| Some(Value::Int(n))).ok_or_else(invalid),
            (Json::Number(number), OrderKind::Float) => {
                number.as_f64().map(|n| Some(Value::Float(n))).ok_or_else(invalid)
            }
            _ => Err(invalid()),
        })
        .collect()
}

/// A checksum of what an order says (FNV-1a).
pub fn checksum(parts: impl IntoIterator<Item = u8>) -> u32 {
    parts.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
