//! Numbers that clients write: whole ones of any size where a floating-point number is due, however they come.

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// What is larger than all parameter counts, as documents and JSON write it.
const LARGE: [&str; 7] = [
    "9007199254740993",
    "1000000000000000000",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "100000000000000000000000",
    "1e18",
];

async fn count(app: &App, call: Value) -> Value {
    let answer = app.post(&call).await.json();
    assert_eq!(answer.get("errors"), None, "{call}");
    answer["data"]["models"]["totalCount"].clone()
}

on_both! {
    async fn whole_numbers_of_any_size_are_floats(app) {
        let known = count(app, json!({ "query": "{ models(filter: {parameters: {isNull: false}}) { totalCount } }" })).await;
        assert!(known.as_u64() > Some(20), "{known}");
        let filter = "query($f: ModelFilter) { models(filter: $f) { totalCount } }";
        for number in LARGE.into_iter().flat_map(|number| [number.to_owned(), format!("-{number}")]) {
            let json: Value = serde_json::from_str(&number).expect("JSON");
            let expected = if number.starts_with('-') { &json!(0) } else { &known };
            let wrapped = format!("{{ models(filter: {{parameters: {{lt: {number}}}}}) {{ totalCount }} }}");
            assert_eq!(count(app, json!({ "query": wrapped })).await, *expected, "in a document: {number}");
            let alone = "query($x: Float) { models(filter: {parameters: {lt: $x}}) { totalCount } }";
            assert_eq!(count(app, json!({ "query": alone, "variables": { "x": json } })).await, *expected, "{number}");
            let default = format!("query($x: Float = {number}) {{ models(filter: {{parameters: {{lt: $x}}}}) {{ totalCount }} }}");
            assert_eq!(count(app, json!({ "query": default })).await, *expected, "by default: {number}");
            let inside = json!({ "f": { "and": [{ "parameters": { "lt": json } }] } });
            assert_eq!(count(app, json!({ "query": filter, "variables": inside })).await, *expected, "inside: {number}");
            let listed = json!({ "f": { "parameters": { "notIn": [json, 1] } } });
            assert_eq!(count(app, json!({ "query": filter, "variables": listed })).await, known, "in a list: {number}");
            let single = json!({ "f": { "parameters": { "notIn": json } } });
            assert_eq!(count(app, json!({ "query": filter, "variables": single })).await, known, "as a list: {number}");
            let query: String = form_urlencoded::Serializer::new(String::new())
                .append_pair("query", alone)
                .append_pair("variables", &format!("{{\"x\": {number}}}"))
                .finish();
            let got = app.get(&format!("/graphql?{query}")).await.json();
            assert_eq!(got["data"]["models"]["totalCount"], *expected, "by GET: {number}");
            let query: String = form_urlencoded::Serializer::new(String::new())
                .append_pair("filter", &format!("{{\"parameters\": {{\"lt\": {number}}}}}"))
                .finish();
            let file = app.get(&format!("/export/models.jsonl?{query}")).await;
            assert_eq!((file.status.as_u16(), json!(file.text().lines().count())), (200, expected.clone()), "{number}");
        }
    }

    async fn what_is_no_number_and_what_is_no_int_stays_refused(app) {
        for (ty, filter, value) in [
            ("Float", "parameters: {lt: $x}", json!("1e18")),
            ("Float", "parameters: {lt: $x}", json!(true)),
            ("Float", "parameters: {lt: $x}", json!([1])),
            ("Int", "first: $x", json!(2_147_483_648_i64)),
            ("Int", "first: $x", json!(1_000_000_000_000_000_000_i64)),
            ("ID", "id: $x", json!(1.5)),
        ] {
            let arguments = match ty {
                "Float" => format!("models(filter: {{{filter}}}) {{ totalCount }}"),
                "Int" => format!("models({filter}) {{ totalCount }}"),
                _ => "node(id: $x) { id }".to_owned(),
            };
            let ty = if ty == "ID" { "ID!" } else { ty };
            let query = format!("query($x: {ty}) {{ {arguments} }}");
            let errors = app.errors(&query, json!({ "x": value })).await;
            assert_eq!(errors, [("VARIABLE_INVALID".to_owned(), Value::Null)], "{query} {value}");
        }
    }
}
