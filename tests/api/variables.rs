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

    async fn each_fault_is_told_with_its_variable_and_its_place_in_it(app) {
        let query = "query($first: Int!, $f: ModelFilter, $o: [ModelOrder!], $by: [ModelGroupBy!]! = [VENDOR]) {\n \
                     models(first: $first, filter: $f, orderBy: $o) { groups(by: $by) { count } } }";
        for (variables, expected) in [
            (json!({}), &["$first is missing; it is of type Int!"][..]),
            (json!({ "first": null }), &["$first is null; it is of type Int!"]),
            (json!({ "first": "5" }), &["$first is \"5\", where Int was expected"]),
            (json!({ "first": 2_147_483_648_i64 }), &["$first is 2147483648, where Int, a whole number of 32 bits, was expected"]),
            (json!({ "first": 1, "f": "x" }), &["$f is \"x\", where ModelFilter was expected"]),
            (json!({ "first": 1, "f": { "and": [{}, { "parameters": { "gt": "big" } }] } }), &["$f.and[1].parameters.gt is \"big\", where Float was expected"]),
            (json!({ "first": 1, "f": { "and": [null] } }), &["$f.and[0] is null; it is of type ModelFilter!"]),
            (json!({ "first": 1, "f": { "vendor": { "models": { "some": { "paramters": {} } } } } }), &["$f.vendor.models.some.paramters is no field of ModelFilter; did you mean \"parameters\"?"]),
            (json!({ "first": 1, "f": { "openness": { "in": ["PROPRIETARY", "open weights"] } } }), &["$f.openness.in[1] is \"open weights\", where a value of Openness was expected; did you mean \"OPEN_WEIGHTS\"?"]),
            (json!({ "first": 1, "o": { "direction": "DESC" } }), &["$o.field is missing; it is of type ModelOrderField!"]),
            (json!({ "first": 1, "o": [{ "field": "NAME" }, { "field": 5 }] }), &["$o[1].field is 5, where a value of ModelOrderField was expected"]),
            (json!({ "first": [1], "f": { "slug": { "eq": 5 } }, "by": null }), &[
                "$first is a list, where Int was expected",
                "$f.slug.eq is 5, where String was expected",
                "$by is null; it is of type [ModelGroupBy!]!",
            ]),
        ] {
            let answer = app.answer(query, variables.clone()).await;
            let errors = answer["errors"].as_array().cloned().unwrap_or_default();
            let messages: Vec<&str> = errors.iter().filter_map(|error| error["message"].as_str()).collect();
            assert_eq!(messages, expected, "{variables}");
            assert!(errors.iter().all(|error| error["locations"][0]["line"] == 1 && error["extensions"]["code"] == "VARIABLE_INVALID"), "{answer}");
        }
        // Of very many as many are told as of a document.
        let many: Vec<Value> = (0..1_000).map(|number| json!({ "openess": number })).collect();
        let errors = app.errors(query, json!({ "first": 1, "f": { "and": many } })).await;
        assert_eq!(errors.len(), 20);
        let export = app.get("/export/vendors.csv?filter=%7B%22kind%22:%7B%22eq%22:%22RED%22%7D%7D").await.json();
        assert_eq!(export["errors"][0], json!({ "message": "filter.kind.eq is \"RED\", where a value of VendorKind was expected", "extensions": { "code": "VARIABLE_INVALID" } }));
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
