//! What an answer says, however its objects are nested: the same of everyone who is asked the same.

use panorama::plan::global_id;
use serde_json::{Value, json};

use super::question::Compared;
use crate::compare::CURSORS;

/// What is compared of an answer's data.
pub(super) fn of(data: &Value, compared: Compared) -> Value {
    let mut facts = facts("data", data);
    if compared == Compared::FirstSlug {
        facts.retain(|fact| fact.get("slug").is_some());
        facts.truncate(1);
    }
    Value::Array(facts)
}

/// The values of a field, each with the name of its own. Lists keep their order; the fields of an object are sorted, as
/// not every server keeps that of the document. What is null is left out, and so are cursors: each server has its own.
fn facts(name: &str, value: &Value) -> Vec<Value> {
    match value {
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| facts(name, value));
            let mut parts: Vec<(String, Vec<Value>)> =
                parts.filter_map(|part| Some((part.first()?.to_string(), part))).collect();
            parts.sort_by(|(one, _), (other, _)| one.cmp(other));
            parts.into_iter().flat_map(|(_, part)| part).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| facts(name, item)).collect(),
        Value::Null => Vec::new(),
        _ if CURSORS.contains(&name) => Vec::new(),
        _ if name == "id" => vec![json!({ name: row_id(value) })],
        _ => vec![json!({ name: value })],
    }
}

/// The row's id: a number, the text of one, or a global id.
fn row_id(id: &Value) -> Option<i64> {
    let Some(text) = id.as_str() else { return id.as_i64() };
    text.parse().ok().or_else(|| global_id::decode(text).ok().map(|(_, id)| id))
}

#[cfg(test)]
mod tests {
    use panorama::plan::global_id;
    use serde_json::json;

    use super::{Compared, of};

    #[test]
    fn nesting_nulls_the_order_of_fields_and_the_spelling_of_ids_do_not_count() {
        let ours = json!({ "metric": { "id": global_id::encode("METRIC", 77), "unit": { "code": "USD" }, "region": null,
            "observations": { "nodes": [{ "value": 1.5 }], "pageInfo": { "endCursor": "x" } } } });
        let theirs =
            json!({ "metric": { "id": "77", "code": "USD", "observations": { "nodes": [{ "value": 1.5 }] } } });
        assert_eq!(of(&ours, Compared::Whole), of(&theirs, Compared::Whole));
    }

    #[test]
    fn values_and_the_order_of_lists_count() {
        let one = json!({ "nodes": [{ "slug": "a" }, { "slug": "b" }] });
        let other = json!({ "nodes": [{ "slug": "a" }, { "slug": "c" }] });
        assert_ne!(of(&one, Compared::Whole), of(&other, Compared::Whole));
        assert_eq!(of(&one, Compared::FirstSlug), of(&other, Compared::FirstSlug));
    }
}
