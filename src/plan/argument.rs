//! Reading single argument values: what the schema's types leave open is settled here.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta};

use super::input::Input;
use super::sql::Value;
use crate::domain::period::PartialDate;
use crate::error::{Code, Refusal};
use crate::fold::{composed, fold};

/// A text that both databases can hold.
///
/// # Errors
/// `FILTER_INVALID` where it is none.
pub fn text(input: &Input) -> Result<String, Refusal> {
    let text = input.text().ok_or_else(|| wrong(input, "a text"))?;
    if text.contains('\0') {
        return Err(Refusal::new(Code::FilterInvalid, "is a text with the character U+0000, which none can hold"));
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
        _ => Err(wrong(input, "a number")),
    }
}

/// A whole number.
pub(super) fn int(input: &Input) -> Result<i64, Refusal> {
    match input {
        Input::Int(value) => Ok(*value),
        _ => Err(wrong(input, "a whole number")),
    }
}

/// The first and the last day of a date as far as it is said: a year, a quarter, a month, a day, or a moment in UTC, of the
/// years 1 to 9999.
///
/// # Errors
/// `FILTER_INVALID` where it is none.
pub fn days(input: &Input) -> Result<[NaiveDate; 2], Refusal> {
    let text = written(input);
    if let Some(date) = PartialDate::parse(&text) {
        return Ok([date.start, date.end()]);
    }
    let day = DateTime::parse_from_rfc3339(&text).ok().map(|moment| moment.to_utc().date_naive());
    // In UTC it may be a day of another year, of more digits than days are compared by.
    let day = day.filter(|day| (1..=9999).contains(&day.year()));
    day.map(|day| [day; 2]).ok_or_else(|| undated(input))
}

/// The first and the last microsecond since 1970 of a moment, or of the days of a date.
///
/// # Errors
/// `FILTER_INVALID` where it is neither.
pub(super) fn moments(input: &Input) -> Result<[i64; 2], Refusal> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(&written(input)) {
        return Ok([moment.timestamp_micros(); 2]);
    }
    let [first, last] = days(input)?;
    let start = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let next = last.checked_add_days(Days::new(1)).ok_or_else(|| undated(input))?;
    Ok([start(first), start(next) - TimeDelta::microseconds(1)].map(|moment| moment.timestamp_micros()))
}

/// A date as it is written; a year may stand without quotes.
fn written(input: &Input) -> String {
    match input {
        Input::Int(year) => year.to_string(),
        input => input.text().unwrap_or_default().to_owned(),
    }
}

fn undated(input: &Input) -> Refusal {
    let message = format!(
        "is {}, which is no date: write it like 2024, 2024-Q4, 2024-12, 2024-12-31 or 2024-12-31T23:59:59Z",
        told(input)
    );
    Refusal::new(Code::FilterInvalid, message)
}

/// The argument `from`, or another that nothing before counts for: the first day of what it says.
///
/// # Errors
/// `ARGUMENT_INVALID` where it is no date.
pub fn from_day(arguments: &Input, name: &str) -> Result<Option<NaiveDate>, Refusal> {
    day(arguments, name).map(|days| days.map(|[first, _]| first))
}

/// The argument `to`, or another that nothing after counts for: the last day of what it says.
///
/// # Errors
/// `ARGUMENT_INVALID` where it is no date.
pub fn until_day(arguments: &Input, name: &str) -> Result<Option<NaiveDate>, Refusal> {
    day(arguments, name).map(|days| days.map(|[_, last]| last))
}

fn day(arguments: &Input, name: &str) -> Result<Option<[NaiveDate; 2]>, Refusal> {
    let given = arguments.get(name).map(days).transpose();
    given.map_err(|refusal| Refusal::new(Code::ArgumentInvalid, format!("{name} {}", refusal.message)))
}

/// The argument `asOf`: what was known on that day is wanted, or at the end of a longer time.
///
/// # Errors
/// `ARGUMENT_INVALID` where it is no date.
pub fn as_of(arguments: &Input) -> Result<Option<NaiveDate>, Refusal> {
    until_day(arguments, "asOf")
}

/// An upper-case code, whatever case it is written in.
pub(super) fn code(input: &Input) -> Result<String, Refusal> {
    Ok(fold(&text(input)?).to_uppercase())
}

/// The truth value of an input.
pub(super) fn flag(input: &Input) -> Result<bool, Refusal> {
    match input {
        Input::Bool(value) => Ok(*value),
        _ => Err(wrong(input, "true or false")),
    }
}

/// The values of a list, each read in the same way.
pub(super) fn list<T>(input: &Input, read: fn(&Input) -> Result<T, Refusal>) -> Result<Vec<T>, Refusal> {
    input.items().iter().map(read).collect()
}

/// What a column is compared with.
#[derive(Debug)]
pub(super) enum Operand {
    /// A value.
    One(Value),
    /// All from one value to another, both included: the days of a month.
    Span(Value, Value),
}

impl Operand {
    fn span<T: PartialEq>([first, last]: [T; 2], value: fn(T) -> Value) -> Self {
        if first == last { Self::One(value(first)) } else { Self::Span(value(first), value(last)) }
    }
}

/// How a filter reads its operands: one, or a list of them.
pub(super) struct Reading {
    /// One.
    pub(super) one: fn(&Input) -> Result<Operand, Refusal>,
    /// A list.
    pub(super) many: fn(&Input) -> Result<Value, Refusal>,
}

/// Texts, enum values and ids, written as texts are stored.
pub(super) const TEXT: Reading = Reading {
    one: |i| stored(i).map(|text| Operand::One(Value::Text(text))),
    many: |i| list(i, stored).map(|texts| Value::Texts(texts.into())),
};

/// Codes.
pub(super) const CODE: Reading = Reading {
    one: |i| code(i).map(|code| Operand::One(Value::Text(code))),
    many: |i| list(i, code).map(|codes| Value::Texts(codes.into())),
};

/// Floating-point numbers.
pub(super) const FLOAT: Reading = Reading {
    one: |i| float(i).map(|number| Operand::One(Value::Float(number))),
    many: |i| list(i, float).map(Value::Floats),
};

/// Whole numbers.
pub(super) const INT: Reading =
    Reading { one: |i| int(i).map(|number| Operand::One(Value::Int(number))), many: |i| list(i, int).map(Value::Ints) };

/// Days, which have no list operators.
pub(super) const DATE: Reading =
    Reading { one: |i| days(i).map(|days| Operand::span(days, Value::Date)), many: |i| Err(wrong(i, "a date")) };

/// Moments, which have no list operators.
pub(super) const MOMENT: Reading = Reading {
    one: |i| moments(i).map(|moments| Operand::span(moments, Value::Int)),
    many: |i| Err(wrong(i, "a moment")),
};

/// What is wrong with a value; the name of the argument is put before it.
fn wrong(input: &Input, expected: &str) -> Refusal {
    Refusal::new(Code::FilterInvalid, format!("is {}, where {expected} was expected", told(input)))
}

/// How many characters of a text are quoted.
const QUOTED: usize = 200;

/// A value as it is named in an error.
pub(super) fn told(input: &Input) -> String {
    match input {
        Input::Null => "null".to_owned(),
        Input::Bool(value) => value.to_string(),
        Input::Int(value) => value.to_string(),
        Input::Float(value) => value.to_string(),
        Input::Text(text) | Input::Choice(text) => match text.char_indices().nth(QUOTED) {
            Some((end, _)) => format!("{:?}…", &text[..end]),
            None => format!("{text:?}"),
        },
        Input::List(_) => "a list".to_owned(),
        Input::Object(_) => "an object".to_owned(),
        Input::Variable(name) => format!("${name}"),
    }
}
