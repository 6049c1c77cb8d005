//! Before anything is timed: both servers are asked once, and must answer the same.

use serde_json::{Map, Value, json};

use crate::Failure;
use crate::load::{self, Asked};
use crate::scenario::Scenario;
use crate::server::Server;

/// Where a cursor stands: each server has its own.
pub(crate) const CURSORS: [&str; 3] = ["cursor", "startCursor", "endCursor"];

/// What each server is to be asked, once their answers are known to be the same.
pub(crate) fn ask_both(scenario: &Scenario, servers: &[Server; 2]) -> Result<[Asked; 2], Failure> {
    let [(ours, left), (theirs, right)] = [ask(scenario, &servers[0])?, ask(scenario, &servers[1])?];
    if let Some(difference) = difference(&left, &right, "data") {
        return Err(format!("{}: the servers answer differently: {difference}", scenario.name).into());
    }
    Ok([ours, theirs])
}

fn ask(scenario: &Scenario, server: &Server) -> Result<(Asked, Value), Failure> {
    let mut variables = scenario.variables.clone();
    if let Some(query) = scenario.page_before {
        let (_, page) = data(server, query, &variables)?;
        variables["after"] = end_cursor(&page).ok_or("the first page has no endCursor")?.clone();
    }
    data(server, scenario.query, &variables)
}

fn data(server: &Server, query: &str, variables: &Value) -> Result<(Asked, Value), Failure> {
    let call = json!({ "query": query, "variables": variables });
    let asked = load::ask(server.address, &call.to_string())?;
    let data = read(&format!("{} refuses {query}", server.name), &asked)?;
    Ok((asked, data))
}

/// The data of an answer that has no errors.
pub(crate) fn read(server: &str, asked: &Asked) -> Result<Value, Failure> {
    let mut answer: Map<String, Value> = serde_json::from_slice(&asked.answer)?;
    match answer.remove("data") {
        Some(data) if !answer.contains_key("errors") => Ok(data),
        _ => Err(format!("{server}: {}", Value::Object(answer)).into()),
    }
}

/// The `endCursor` of the only connection at the root.
pub(crate) fn end_cursor(data: &Value) -> Option<&Value> {
    let (_, connection) = data.as_object()?.iter().next()?;
    connection.pointer("/pageInfo/endCursor").filter(|cursor| cursor.is_string())
}

/// The first place where two answers say different things. Numbers are compared as numbers, keys in any order, cursors
/// not at all.
pub(crate) fn difference(left: &Value, right: &Value, path: &str) -> Option<String> {
    let different = || Some(format!("{path} is {left} and {right}"));
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            if a.len() != b.len() {
                return different();
            }
            a.iter().filter(|(key, _)| !CURSORS.contains(&key.as_str())).find_map(|(key, value)| {
                difference(value, b.get(key).unwrap_or(&Value::Null), &format!("{path}.{key}"))
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Some(format!("{path} has {} items and {}", a.len(), b.len()));
            }
            let pairs = a.iter().zip(b).enumerate();
            pairs.into_iter().find_map(|(i, (x, y))| difference(x, y, &format!("{path}[{i}]")))
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => None,
        _ if left == right => None,
        _ => different(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::difference;

    #[test]
    fn numbers_keys_and_cursors_are_compared_by_meaning() {
        let left = json!({ "a": 7, "b": [{ "cursor": "x", "c": null }] });
        let right = json!({ "b": [{ "c": null, "cursor": "y" }], "a": 7.0 });
        assert_eq!(difference(&left, &right, "data"), None);
    }

    #[test]
    fn the_first_difference_is_named() {
        let cases = [
            (json!({ "a": [1, 2] }), json!({ "a": [1, 3] }), "data.a[1] is 2 and 3"),
            (json!({ "a": [1] }), json!({ "a": [] }), "data.a has 1 items and 0"),
            (json!({ "a": "x" }), json!({ "b": "x" }), "data.a is \"x\" and null"),
        ];
        for (left, right, expected) in cases {
            assert_eq!(difference(&left, &right, "data").as_deref(), Some(expected));
        }
    }
}
