//! Cursors: the values of a row in the order of its list, bound to that order by a checksum.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::choice::Precision;
use serde_json::Value as Json;

use super::argument;
use super::input::Input;
use super::sql::Value;
use crate::catalogue::{Order, OrderKind};
use crate::domain::period::PartialDate;

/// Encodes the order's checksum and the row's values.
pub fn encode(checksum: u32, values: Vec<Json>) -> String {
    let mut all = Vec::with_capacity(values.len() + 1);
    all.push(Json::from(checksum));
    all.extend(values);
    URL_SAFE_NO_PAD.encode(Json::Array(all).to_string())
}

/// The values of a cursor, each of the kind that its key has.
///
/// # Errors
/// Why it is none of this order, and what would be.
pub fn decode(text: &str, checksum: u32, keys: &[Order]) -> Result<Vec<Option<Value>>, &'static str> {
    let all = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| serde_json::from_slice::<Vec<Json>>(&bytes).ok());
    let (first, values) = all.as_deref().and_then(<[Json]>::split_first).ok_or(NO_CURSOR)?;
    match first.as_u64() {
        None => return Err(NO_CURSOR),
        Some(other) if other != u64::from(checksum) => return Err(OTHER_ORDER),
        Some(_) if values.len() != keys.len() => return Err(NO_CURSOR),
        Some(_) => {}
    }
    values.iter().zip(keys).map(|(value, key)| read(value, key).ok_or(NO_CURSOR)).collect()
}

const NO_CURSOR: &str =
    "which is no cursor of this list: take startCursor or endCursor of its pageInfo, or cursor of its edges";
const OTHER_ORDER: &str = "a cursor that was made in another order: take orderBy along from page to page";

/// A value, which may be unknown where the key's can be; none where it is of another kind.
fn read(value: &Json, key: &Order) -> Option<Option<Value>> {
    match (value, key.kind) {
        (Json::Null, _) => key.nullable.then_some(None),
        (Json::String(given), OrderKind::Text) => {
            argument::text(&Input::Text(given.clone())).ok().map(|text| Some(Value::Text(text)))
        }
        (Json::String(given), OrderKind::Date) => {
            let date = PartialDate::parse(given).filter(|date| date.precision == Precision::Day);
            date.map(|date| Some(Value::Date(date.start)))
        }
        (Json::Number(number), OrderKind::Int) => number.as_i64().map(|number| Some(Value::Int(number))),
        (Json::Number(number), OrderKind::Float) => number.as_f64().map(|number| Some(Value::Float(number))),
        _ => None,
    }
}

/// A checksum of what an order says (FNV-1a).
pub fn checksum(parts: impl IntoIterator<Item = u8>) -> u32 {
    parts.into_iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
