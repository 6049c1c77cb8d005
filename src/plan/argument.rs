//! Reading single argument values: what the schema's types leave open is settled here.

use chrono::{DateTime, NaiveDate};

use super::input::Input;
use super::sql::Value;
use crate::error::{Code, Refusal};
use crate::fold::composed;

/// A text that both databases can hold.
///
/// # Errors
/// `FILTER_INVALID` where it is none.
pub fn text(input: &Input) -> Result<String, Refusal> {
    let text = input.text().ok_or_else(|| wrong("a text"))?;
    if text.contains('\0') {
        return Err(Refusal::new(Code::FilterInvalid, "a text cannot hold the character U+0000"));
    }
    Ok(text.to_owned())
}

/// A text as one is stored.
fn stored(input: &Input) -> Result<String, Refusal> {
    text(input).map(|text| composed(&text).into_owned())
}

/// A number.
pub(super) fn float(input: &Input) -> Result<f64, Refusal> {
    match input {
        #[expect(clippy::cast_precision_loss, reason = "a filter on a floating-point column compares as one")]
        Input::Int(value) => Ok(*value as f64),
        Input::Float(value) if value.is_finite() => Ok(*value),
        _ => Err(wrong("a number")),
    }
}

/// A whole number.
pub(super) fn int(input: &Input) -> Result<i64, Refusal> {
    match input {
        Input::Int(value) => Ok(*value),
        _ => Err(wrong("a whole number")),
    }
}

/// A day of the years 1 to 9999.
///
/// # Errors
/// `FILTER_INVALID` where it is none.
pub fn date(input: &Input) -> Result<NaiveDate, Refusal> {
    let text = input.text().unwrap_or_default();
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| shape && text > "0001")
        .ok_or_else(|| Refusal::new(Code::FilterInvalid, format!("{text:?} is not a date; write it like 2024-12-31")))
}

/// The argument `asOf`: what was known on that day is wanted.
///
/// # Errors
/// `ARGUMENT_INVALID` where it is no day.
pub fn as_of(arguments: &Input) -> Result<Option<NaiveDate>, Refusal> {
    let given = arguments.get("asOf").filter(|given| **given != Input::Null);
    given.map(date).transpose().map_err(|refusal| Refusal { code: Code::ArgumentInvalid, ..refusal })
}

/// A moment, as microseconds since 1970.
pub(super) fn moment(input: &Input) -> Result<i64, Refusal> {
    let text = input.text().unwrap_or_default();
    DateTime::parse_from_rfc3339(text).map(|moment| moment.timestamp_micros()).map_err(|_| {
        Refusal::new(Code::FilterInvalid, format!("{text:?} is not a moment; write it like 2024-12-31T23:59:59Z"))
    })
}

/// The truth value of an input.
pub(super) fn flag(input: &Input) -> Result<bool, Refusal> {
    match input {
        Input::Bool(value) => Ok(*value),
        _ => Err(wrong("true or false")),
    }
}

/// The values of a list, each read in the same way.
pub(super) fn list<T>(input: &Input, read: fn(&Input) -> Result<T, Refusal>) -> Result<Vec<T>, Refusal> {
    input.items().iter().map(read).collect()
}

/// How a filter reads its operand: one value, or a list of them.
pub(super) struct Operand {
    /// One value.
    pub(super) one: fn(&Input) -> Result<Value, Refusal>,
    /// A list.
    pub(super) many: fn(&Input) -> Result<Value, Refusal>,
}

/// Texts, enum values and ids, written as texts are stored.
pub(super) const TEXT: Operand =
    Operand { one: |i| stored(i).map(Value::Text), many: |i| list(i, stored).map(|texts| Value::Texts(texts.into())) };

/// Floating-point numbers.
pub(super) const FLOAT: Operand =
    Operand { one: |i| float(i).map(Value::Float), many: |i| list(i, float).map(Value::Floats) };

/// Whole numbers.
pub(super) const INT: Operand = Operand { one: |i| int(i).map(Value::Int), many: |i| list(i, int).map(Value::Ints) };

/// Days, which have no list operators.
pub(super) const DATE: Operand = Operand { one: |i| date(i).map(Value::Date), many: |_| Err(wrong("a date")) };

/// Moments, which have no list operators.
pub(super) const MOMENT: Operand = Operand { one: |i| moment(i).map(Value::Int), many: |_| Err(wrong("a moment")) };

fn wrong(expected: &str) -> Refusal {
    Refusal::new(Code::FilterInvalid, format!("{expected} was expected"))
}
