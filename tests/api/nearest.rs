//! Near misses: what is not there is refused with the nearest that is.

use std::fmt::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// The messages of a call's errors.
async fn messages(app: &App, query: &str, variables: Value) -> Vec<String> {
    let answer = app.answer(query, variables).await;
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["message"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both! {
    async fn names_that_the_schema_does_not_have(app) {
        for (query, expected) in [
            (
                "{ models { nodes { openess } } }",
                "Cannot query field \"openess\" on type \"Model\". Did you mean \"openness\"?",
            ),
            (
                "{ model(by: {slug: \"gpt-4\"}) { released_on } }",
                "Cannot query field \"released_on\" on type \"Model\". Did you mean \"releasedOn\"?",
            ),
            ("{ vendorz { totalCount } }", "Cannot query field \"vendorz\" on type \"Query\". Did you mean \"vendors\" or \"vendor\"?"),
            (
                "{ node(id: \"x\") { openness } }",
                "Cannot query field \"openness\" on type \"Node\". Did you mean \"... on Model\"?",
            ),
            (
                "{ search(query: \"x\") { nodes { openness } } }",
                "Cannot query field \"openness\" on type \"SearchResult\". Did you mean \"... on Model\"?",
            ),
            (
                "{ models(filters: {openness: {eq: PROPRIETARY}}) { totalCount } }",
                "Unknown argument \"filters\" on field \"Query.models\". Did you mean \"filter\"?",
            ),
            (
                "{ models(filter: {openess: {eq: PROPRIETARY}}) { totalCount } }",
                "Field \"openess\" is not defined by type \"ModelFilter\". Did you mean \"openness\"?",
            ),
            (
                "{ models(filter: {openness: {eq: PROPRIETORY}}) { totalCount } }",
                "Value \"PROPRIETORY\" does not exist in \"Openness\" enum. Did you mean \"PROPRIETARY\"?",
            ),
            (
                "{ models(filter: {openness: {eq: \"proprietary\"}}) { totalCount } }",
                "Openness cannot represent value: \"proprietary\"; did you mean \"PROPRIETARY\"?",
            ),
            (
                "query($f: ModelsFilter) { models(filter: $f) { totalCount } }",
                "Unknown type \"ModelsFilter\". Did you mean \"ModelFilter\" or \"Model\"?",
            ),
            ("{ node(id: \"x\") { ... on Modle { slug } } }", "Unknown type \"Modle\". Did you mean \"Model\" or \"Node\"?"),
            ("{ dataset @skp(if: true) { name } }", "Unknown directive \"@skp\". Did you mean \"skip\"?"),
            (
                "{ models(filter: {openness: {eq: \"PROPRIETARY\"}}) { totalCount } }",
                "Openness cannot represent value: \"PROPRIETARY\"; write PROPRIETARY without quotes",
            ),
            ("{ models { nodes { ...All } } } fragment All on Modle { slug }", "Unknown fragment \"All\"."),
            ("{ ...Alls } fragment All on Query { dataset { name } }", "Unknown fragment \"Alls\". Did you mean \"All\"?"),
            (
                "query($first: Int) { vendors(first: $frist) { totalCount } }",
                "Variable \"$frist\" is not defined. Did you mean \"first\"?",
            ),
            ("{ models { nodes { colour } } }", "Cannot query field \"colour\" on type \"Model\"."),
        ] {
            let messages = messages(app, query, json!({})).await;
            assert!(messages.iter().any(|message| message == expected), "{query}: {messages:?}");
        }
    }

    async fn names_in_variables(app) {
        let query = "query($f: ModelFilter) { models(filter: $f) { totalCount } }";
        for (filter, question) in [
            (json!({ "openess": { "eq": "PROPRIETARY" } }), "did you mean \"openness\"?"),
            (json!({ "openness": { "eq": "proprietary" } }), "did you mean \"PROPRIETARY\"?"),
            (json!({ "openness": { "eq": "PROPRIETORY" } }), "did you mean \"PROPRIETARY\"?"),
            (json!({ "vendor": { "contry": { "eq": "CN" } } }), "did you mean \"country\"?"),
        ] {
            let messages = messages(app, query, json!({ "f": filter })).await;
            assert!(matches!(messages.as_slice(), [one] if one.ends_with(question)), "{filter}: {messages:?}");
        }
        let call = json!({ "query": "query Models { dataset { name } } query Vendors { dataset { name } }", "operationName": "models" });
        let answer = app.post(&call).await.json();
        assert_eq!(answer["errors"][0]["message"], "the document has no operation \"models\"; did you mean \"Models\"?");
    }

    async fn units_lists_and_options(app) {
        let query = "{ metrics(first: 1) { nodes { series(convertTo: \"usd\") { unit { code } } } } }";
        assert_eq!(
            messages(app, query, json!({})).await,
            ["convertTo is \"usd\": there is no such unit; did you mean \"USD\"?"]
        );
        for (path, question) in [
            ("/export/observation.csv", "did you mean \"observations\"?"),
            ("/export/models.jason", "did you mean \"models.json\" or \"models.jsonl\"?"),
            ("/export/models.csv?filtre={}", "did you mean \"filter\"?"),
            ("/export/models.csv?bmo=true", "it takes filter, orderBy, bom; did you mean \"bom\"?"),
            ("/export/series.csv?metric=x&transfrom=YOY", "did you mean \"transform\"?"),
            ("/chart/metric/x.svg?transfrom=YOY", "did you mean \"transform\"?"),
        ] {
            let answer = app.get(path).await.json();
            let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(message.ends_with(question), "{path}: {message}");
        }
    }

    async fn a_thousand_unknown_names_are_told_shortly_and_soon(app) {
        let mut query = String::from("{ models { nodes {");
        for number in 0..1_000 {
            write!(query, " openess{number}").expect("a text takes it");
        }
        let long = "o".repeat(10_000);
        write!(query, " {long} }} }} }}").expect("a text takes it");
        let start = Instant::now();
        let answer = app.post(&json!({ "query": query })).await;
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert!(answer.body.len() < 10_000, "{}", answer.body.len());
        assert_eq!(answer.json()["errors"].as_array().map(Vec::len), Some(20));
        let alone = messages(app, &format!("{{ {long} }}"), json!({})).await;
        assert!(matches!(alone.as_slice(), [one] if one.len() < 1_100 && !one.contains("Did you mean")), "{alone:?}");
    }
}
