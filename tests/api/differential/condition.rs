//! Conditions on values, three-valued: true, false, or none where a value that they need is unknown.

use std::cmp::Ordering;

use panorama::catalogue::Type;
use panorama::fold::fold;
use panorama::plan::input::Input;
use serde_json::{Value, json};

use super::input;
use super::world::text;

/// `some`, `every` and `none`, which is the opposite of `some`, and how many rows there are.
pub(super) fn quantified(input: &Input, number: usize, decide: impl Fn(&Input) -> Vec<Option<bool>>) -> Option<bool> {
    all(input.fields().iter().map(|(quantifier, filter)| {
        if quantifier == "count" {
            return all_operators(filter, |operator, operand| compare(&json!(number), operator, operand));
        }
        let rows = decide(filter).into_iter();
        match quantifier.as_str() {
            "some" => any(rows),
            "none" => any(rows).map(|some| !some),
            _ => all(rows),
        }
    }))
}

/// A condition on a part of the chain of any type.
pub(super) fn subject(on: &Type, row: &Value, input: &Input) -> Option<bool> {
    all(input.fields().iter().map(|(name, value)| match name.as_str() {
        "type" => Some(on.tag == value.text()),
        "slug" => all_operators(value, |operator, operand| compare(&row["slug"], operator, operand)),
        _ => all_operators(value, |operator, operand| names(&names_of(row), operator, operand)),
    }))
}

/// Every operator with its operand.
pub(super) fn all_operators(input: &Input, decide: impl Fn(&str, &Value) -> Option<bool>) -> Option<bool> {
    all(input.fields().iter().map(|(operator, operand)| decide(operator, &input::json(operand))))
}

/// Every name of a row.
pub(super) fn names_of(row: &Value) -> Vec<&Value> {
    let aliases = row["aliases"].as_array().expect("aliases are a list");
    [&row["name"], &row["name_zh"]].into_iter().chain(aliases).collect()
}

/// A condition on a text that stands in several places: one of them is enough, and `ne` and `notIn` mean none.
pub(super) fn names(texts: &[&Value], operator: &str, operand: &Value) -> Option<bool> {
    let one = |operator: &str| texts.iter().any(|text| compare(text, operator, operand) == Some(true));
    match operator {
        "ne" => Some(!one("eq")),
        "notIn" => Some(!one("in")),
        "isNull" => Some(texts.iter().all(|text| text.is_null()) == (*operand == true)),
        other => Some(one(other)),
    }
}

/// One operator on one value.
pub(super) fn compare(value: &Value, operator: &str, operand: &Value) -> Option<bool> {
    if operator == "isNull" {
        return Some(value.is_null() == (*operand == true));
    }
    if value.is_null() {
        return None;
    }
    let folded = || (fold(text(value)), fold(text(operand)));
    let operands = match operand {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let is = |other: &Value| ordered(value, other) == Ordering::Equal;
    let has = |other: &Value| value.as_array().is_some_and(|held| held.contains(other));
    Some(match operator {
        "eq" => is(operand),
        "ne" => !is(operand),
        "in" => operands.iter().any(is),
        "notIn" => !operands.iter().any(is),
        "lt" => ordered(value, operand).is_lt(),
        "lte" => ordered(value, operand).is_le(),
        "gt" => ordered(value, operand).is_gt(),
        "gte" => ordered(value, operand).is_ge(),
        "contains" => folded().0.contains(&folded().1),
        "startsWith" => folded().0.starts_with(&folded().1),
        "hasAny" => operands.iter().any(has),
        "hasAll" => operands.iter().all(has),
        other => panic!("the operator {other} has no meaning here"),
    })
}

/// One operator on a day or a moment, compared with a time that may be said less exactly: within it, before it, after it.
pub(super) fn timed(value: &Value, operator: &str, operand: &Value) -> Option<bool> {
    if operator == "isNull" || value.is_null() {
        return compare(value, operator, operand);
    }
    let [first, last] = span(text(operand), text(value).len() > 10);
    let (before, after) = (ordered(value, &first).is_lt(), ordered(value, &last).is_gt());
    Some(match operator {
        "eq" => !before && !after,
        "ne" => before || after,
        "lt" => before,
        "lte" => !after,
        "gt" => after,
        "gte" => !before,
        other => panic!("the operator {other} has no meaning for times"),
    })
}

/// The first and the last day of a time, or its first and last moment.
fn span(text: &str, in_moments: bool) -> [Value; 2] {
    if text.len() > 10 && in_moments {
        return [json!(text), json!(text)];
    }
    let day =
        |text: &str| chrono::DateTime::parse_from_rfc3339(text).map(|m| m.to_utc().format("%Y-%m-%d").to_string());
    let month_ends = |year: &str, month: u32| match (month, year.parse::<u32>().expect("a year")) {
        (2, year) if year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) => 29,
        (2, _) => 28,
        (4 | 6 | 9 | 11, _) => 30,
        _ => 31,
    };
    let (first, last) = match (text.len(), text.split_once("-Q")) {
        (4, _) => (format!("{text}-01-01"), format!("{text}-12-31")),
        (7, Some((year, quarter))) => {
            let end = 3 * quarter.parse::<u32>().expect("a quarter");
            (format!("{year}-{:02}-01", end - 2), format!("{year}-{end:02}-{}", month_ends(year, end)))
        }
        (7, None) => {
            let month = text[5..].parse().expect("a month");
            (format!("{text}-01"), format!("{text}-{}", month_ends(&text[..4], month)))
        }
        (10, _) => (text.to_owned(), text.to_owned()),
        _ => (day(text).expect("a moment"), day(text).expect("a moment")),
    };
    if in_moments {
        return [json!(format!("{first}T00:00:00Z")), json!(format!("{last}T23:59:59.999999Z"))];
    }
    [json!(first), json!(last)]
}

/// Numbers by size, moments by time, all other texts by bytes.
fn ordered(a: &Value, b: &Value) -> Ordering {
    if let (Some(a), Some(b)) = (a.as_f64(), b.as_f64()) {
        return a.partial_cmp(&b).expect("JSON has no NaN");
    }
    let moment = |value| chrono::DateTime::parse_from_rfc3339(text(value));
    match (moment(a), moment(b)) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => text(a).cmp(text(b)),
    }
}

/// The order of two values; unknown ones come last in either direction.
pub(super) fn nulls_last(a: &Value, b: &Value, descending: bool) -> Ordering {
    match (a.is_null(), b.is_null()) {
        (false, false) if descending => ordered(b, a),
        (false, false) => ordered(a, b),
        (a, b) => a.cmp(&b),
    }
}

/// Every part.
pub(super) fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut holds = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return part,
            None => holds = None,
        }
    }
    holds
}

/// At least one part.
pub(super) fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|part| part.map(|holds| !holds))).map(|none| !none)
}
