//! Bad input: a code, a place, and the rest of the document as the specification says.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::on_both;

/// A query, its variables, and the code and path of its one error.
type Case = (&'static str, Value, &'static str, Value);

on_both! {
    async fn each_has_its_code_and_path(app) {
        let cases: Vec<Case> = vec![
            ("{", json!({}), "PARSE_FAILED", Value::Null),
            ("", json!({}), "BAD_REQUEST", Value::Null),
            ("{ vendor }", json!({}), "VALIDATION_FAILED", Value::Null),
            ("{ vendors(first: \"x\") { totalCount } }", json!({}), "VALIDATION_FAILED", Value::Null),
            ("query A { dataset { name } } query B { dataset { name } }", json!({}), "OPERATION_NOT_FOUND", Value::Null),
            ("query($n: Int!) { vendors(first: $n) { totalCount } }", json!({}), "VARIABLE_INVALID", Value::Null),
            ("query($n: Int) { vendors(first: $n) { totalCount } }", json!({ "n": "x" }), "VARIABLE_INVALID", Value::Null),
            ("query($n: Int) { vendors(first: $n) { totalCount } }", json!({ "n": 1e10 }), "VARIABLE_INVALID", Value::Null),
            ("{ node(id: \"garbage\") { id } }", json!({}), "ID_INVALID", json!(["node"])),
            ("{ vendor(by: {id: \"TU9ERUw6MQ\"}) { id } }", json!({}), "ID_INVALID", json!(["vendor"])),
            ("{ vendor(by: {}) { id } }", json!({}), "ARGUMENT_INVALID", json!(["vendor"])),
            ("{ vendor(by: {slug: \"a\", id: \"b\"}) { id } }", json!({}), "ARGUMENT_INVALID", json!(["vendor"])),
            ("{ vendor(by: {slug: null}) { id } }", json!({}), "ARGUMENT_INVALID", json!(["vendor"])),
            ("{ vendors(first: 101) { totalCount } }", json!({}), "PAGE_SIZE_OUT_OF_RANGE", json!(["vendors"])),
            ("{ vendors(first: -1) { totalCount } }", json!({}), "PAGE_SIZE_OUT_OF_RANGE", json!(["vendors"])),
            ("{ a: vendors(last: 1000) { nodes { id } } }", json!({}), "PAGE_SIZE_OUT_OF_RANGE", json!(["a"])),
            ("{ vendors(first: 1, last: 1) { nodes { id } } }", json!({}), "ARGUMENT_INVALID", json!(["vendors"])),
            ("{ vendors(after: \"x\") { nodes { id } } }", json!({}), "CURSOR_INVALID", json!(["vendors"])),
            ("{ models(after: \"WzEsMl0\") { nodes { id } } }", json!({}), "CURSOR_INVALID", json!(["models"])),
            ("{ models(filter: {releasedOn: {gte: \"2024-02-30\"}}) { totalCount } }", json!({}), "FILTER_INVALID", json!(["models"])),
            ("{ models(filter: {releasedOn: {gte: \"last year\"}}) { totalCount } }", json!({}), "FILTER_INVALID", json!(["models"])),
            ("{ vendors(filter: {updatedAt: {gt: \"yesterday\"}}) { totalCount } }", json!({}), "FILTER_INVALID", json!(["vendors"])),
            ("{ vendors(filter: {slug: {eq: null}}) { totalCount } }", json!({}), "FILTER_INVALID", json!(["vendors"])),
            ("{ vendors(filter: {slug: {contains: \"a\\u0000b\"}}) { totalCount } }", json!({}), "FILTER_INVALID", json!(["vendors"])),
            ("{ models { groups(by: []) { count } } }", json!({}), "ARGUMENT_INVALID", json!(["models"])),
            ("{ nodes(ids: [\"x\"]) { id } }", json!({}), "ID_INVALID", json!(["nodes", 0])),
        ];
        for (query, variables, code, path) in cases {
            let errors = app.errors(query, variables).await;
            assert_eq!(errors.first(), Some(&(code.to_owned(), path)), "{query}");
            assert!(errors.iter().all(|error| error.0 == code), "{query}: {errors:?}");
        }
    }

    async fn errors_name_their_place_in_the_document(app) {
        let answer = app.answer("{\n  dataset { name }\n  vendors(first: 500) { totalCount }\n}", json!({})).await;
        assert_eq!(answer["errors"][0]["locations"], json!([{ "line": 3, "column": 3 }]));
        assert_eq!(answer["errors"][0]["message"], "first is 500; it can be 0 to 100");
        let answer = app.answer("{\n  vendorz { totalCount }\n}", json!({})).await;
        assert_eq!(answer["errors"][0]["locations"], json!([{ "line": 2, "column": 3 }]));
        assert_eq!(answer.get("data"), None, "what is not executed has no data");
    }

    async fn what_has_no_fields_has_no_selection(app) {
        let leaf = |field: &str, ty: &str, column: usize| {
            let message = format!("Field \"{field}\" must not have a selection since type \"{ty}\" has no subfields.");
            json!({ "message": message, "locations": [{ "line": 1, "column": column }], "extensions": { "code": "VALIDATION_FAILED" } })
        };
        let unknown = json!({ "message": "Cannot query field \"y\" on type \"VendorConnection\".", "locations": [{ "line": 1, "column": 32 }], "extensions": { "code": "VALIDATION_FAILED" } });
        let bare = json!({ "message": "Field \"vendors\" of type \"Query\" must have a selection of subfields. Did you mean \"vendors { ... }\"?", "locations": [{ "line": 1, "column": 3 }], "extensions": { "code": "VALIDATION_FAILED" } });
        for (query, expected) in [
            ("{ vendors { totalCount { x } } }", vec![leaf("totalCount", "Int!", 13)]),
            ("{ vendors { all: totalCount { x } y } }", vec![leaf("totalCount", "Int!", 13), { let mut other = unknown.clone(); other["locations"][0]["column"] = json!(35); other }]),
            ("{ vendors { nodes { kind { x } } } }", vec![leaf("kind", "VendorKind!", 21)]),
            ("{ vendors { ...F } } fragment F on VendorConnection { totalCount { x } }", vec![leaf("totalCount", "Int!", 55)]),
            ("{ vendors }", vec![bare]),
        ] {
            let answer = app.answer(query, json!({})).await;
            assert_eq!(answer, json!({ "errors": expected }), "{query}");
        }
    }

    async fn the_days_of_changes_are_those_of_their_field(app) {
        let query = "{ dataset { name\n c: changed(from: \"2027\", to: \"2026\") { k: known { totalCount } revised { totalCount nodes { id } } } } }";
        let answer = app.answer(query, json!({})).await;
        let error = json!({ "message": "from is after to", "locations": [{ "line": 2, "column": 5 }], "path": ["dataset", "c"], "extensions": { "code": "ARGUMENT_INVALID" } });
        assert_eq!(answer["errors"], json!([error]), "once, whatever is asked of them");
        let query = "{ dataset { changed(from: \"2020\", to: \"2026\") { k: known(first: 500) { totalCount } } } }";
        assert_eq!(app.errors(query, json!({})).await, [("PAGE_SIZE_OUT_OF_RANGE".to_owned(), json!(["dataset", "changed", "k"]))]);
    }

    async fn what_json_cannot_say_is_told_with_its_place(app) {
        for (body, told) in [
            (r#"{"query": "query($x: Float) { models(filter: {parameters: {lt: $x}}) { totalCount } }", "variables": {"x": 1e400}}"#,
             "variables cannot be read: a number is beyond all numbers, the largest of which is about 1.8e308, at line 1, column 11 of variables"),
            (r#"{"query": "query($x: String!) { search(query: $x) { totalCount } }", "variables": {"x": "\ud800"}}"#,
             "variables cannot be read: \\ud800 to \\udfff are halves of characters, and one stands without the other, at line 1, column 14 of variables"),
            (r#"{"query": "{ search(query: \"\udc00\") { totalCount } }"}"#,
             "the body is not a GraphQL request: \\ud800 to \\udfff are halves of characters, and one stands without the other, at line 1, column 35 of the body"),
        ] {
            let request = Request::post("/graphql").header("content-type", "application/json").body(Body::from(body));
            let answer = app.send(request.expect("a request")).await.json();
            assert_eq!(answer["errors"][0], json!({ "message": told, "extensions": { "code": "BAD_REQUEST" } }), "{body}");
        }
    }

    async fn what_stands_in_lists_and_objects_is_as_strict(app) {
        for (query, message, place) in [
            (
                "query($f: VendorFilter) { vendors(filter: {and: [$f]}) { totalCount } }",
                "Variable \"$f\" of type \"VendorFilter\" used in position expecting type \"VendorFilter!\".",
                json!({ "line": 1, "column": 50 }),
            ),
            (
                "query($s: String) { ...F } fragment F on Query { vendors(filter: {slug: {in: $s}}) { totalCount } }",
                "Variable \"$s\" of type \"String\" used in position expecting type \"[String!]\".",
                json!({ "line": 1, "column": 78 }),
            ),
            (
                "{ vendor(by: {slug: \"nvidia\", slug: \"amd\"}) { id } }",
                "There can be only one input field named \"slug\".",
                json!({ "line": 1, "column": 37 }),
            ),
        ] {
            let answer = app.answer(query, json!({ "s": "x" })).await;
            let expected = json!({ "message": message, "locations": [place], "extensions": { "code": "VALIDATION_FAILED" } });
            assert_eq!(answer, json!({ "errors": [expected] }), "{query}");
        }
        let default = "query($s: String = \"nvidia\") { vendors(filter: {slug: {in: [$s]}}) { totalCount } }";
        assert_eq!(app.data(default).await["vendors"]["totalCount"], 1);
    }

    async fn a_refused_argument_nulls_the_nearest_nullable_field_and_no_more(app) {
        let query = "{ bad: vendor(by: {slug: \"nvidia\"}) { slug models(first: 500) { totalCount } } good: vendor(by: {slug: \"amd\"}) { slug } \
                     deeper: model(by: {slug: \"gpt-4\"}) { slug vendor { slug models(first: 500) { totalCount } } } }";
        let answer = app.answer(query, json!({})).await;
        assert_eq!(
            answer["data"],
            json!({ "bad": null, "good": { "slug": "amd" }, "deeper": { "slug": "gpt-4", "vendor": null } })
        );
        let paths: Vec<&Value> = answer["errors"].as_array().expect("errors").iter().map(|e| &e["path"]).collect();
        assert_eq!(paths, [&json!(["bad", "models"]), &json!(["deeper", "vendor", "models"])]);
    }

    async fn where_nothing_nullable_stands_around_it_all_data_is_null(app) {
        let answer = app.answer("{ dataset { name } vendors(first: 500) { totalCount } }", json!({})).await;
        assert_eq!(answer["data"], Value::Null);
        assert!(answer.as_object().is_some_and(|a| a.contains_key("data")));
    }

    async fn known_nodes_stand_beside_unknown_ones(app) {
        let data = app.data("{ vendor(by: {slug: \"nvidia\"}) { id } model(by: {slug: \"gpt-4\"}) { id } }").await;
        let (vendor, model) = (&data["vendor"]["id"], &data["model"]["id"]);
        let ids = json!({ "ids": [model, vendor, "VkVORE9SOjE", vendor, "bad"] });
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Vendor { slug } ... on ChainNode { name } } }";
        let answer = app.answer(query, ids).await;
        let nodes = answer["data"]["nodes"].as_array().expect("a list");
        assert_eq!(nodes[0], json!({ "__typename": "Model", "id": model, "name": "GPT-4" }));
        assert_eq!(nodes[1], json!({ "__typename": "Vendor", "id": vendor, "slug": "nvidia", "name": "NVIDIA" }));
        assert_eq!(nodes[1], nodes[3]);
        assert_eq!((&nodes[2], &nodes[4]), (&Value::Null, &Value::Null), "a well-formed id of nothing is no error");
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
        assert_eq!(answer["errors"][0]["path"], json!(["nodes", 4]));
    }

    async fn a_cursor_belongs_to_its_order(app) {
        let data = app.data("{ models(first: 1) { pageInfo { endCursor } } }").await;
        let cursor = json!({ "c": data["models"]["pageInfo"]["endCursor"] });
        let query = "query($c: String) { models(first: 1, after: $c, orderBy: [{field: NAME}]) { nodes { slug } } }";
        assert_eq!(app.errors(query, cursor).await, [("CURSOR_INVALID".to_owned(), json!(["models"]))]);
    }

    async fn signs_of_like_patterns_are_themselves(app) {
        let total = "query($t: String) { vendors(filter: {name: {contains: $t}}) { totalCount } }";
        for text in ["%", "_", "\\", "' OR ''='", "\"; DROP TABLE vendor; --"] {
            let answer = app.answer(total, json!({ "t": text })).await;
            assert_eq!(answer["data"]["vendors"]["totalCount"], 0, "{text}");
        }
        let folded = app.answer(total, json!({ "t": "ＮＶＩＤ" })).await;
        assert_eq!(folded["data"]["vendors"]["totalCount"], 1);
        let traditional = app.answer(total, json!({ "t": "華為" })).await;
        assert!(traditional["data"]["vendors"]["totalCount"].as_u64() >= Some(2), "{traditional}");
    }

    async fn pages_in_pages_have_a_bound(app) {
        let nested = |size: u32| format!("{{ vendors(first: {size}) {{ nodes {{ models(first: {size}) {{ nodes {{ links(first: {size}) {{ nodes {{ id }} }} }} }} }} }} }}");
        assert_eq!(app.errors(&nested(50), json!({})).await, []);
        assert_eq!(app.errors(&nested(100), json!({})).await, [("TOO_MANY_ROWS".to_owned(), Value::Null)]);
    }

    async fn a_document_without_bounds_is_refused(app) {
        let deep = format!("{}{}{}", "{ sector(by: {slug: \"compute\"}) ", "{ parent ".repeat(200), "{ id }".to_owned() + &"}".repeat(201));
        assert_eq!(app.errors(&deep, json!({})).await.first().map(|e| e.0.clone()), Some("TOO_DEEP".to_owned()));
        let fragments: String = (0..20).map(|i| format!("fragment F{i} on Sector {{ a: parent {{ ...F{} }} b: parent {{ ...F{} }} }} ", i + 1, i + 1)).collect();
        let wide = format!("{{ sector(by: {{slug: \"compute\"}}) {{ ...F0 }} }} {fragments} fragment F20 on Sector {{ id }}");
        assert_eq!(app.errors(&wide, json!({})).await, [("TOO_MANY_ALIASES".to_owned(), Value::Null)]);
    }
}
