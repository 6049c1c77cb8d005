//! What is said to who asks for too much: what was counted, how much may be, where that is set, and what to do.

use panorama::limits::Limit;
use serde_json::{Value, json};

use crate::support::{App, Backend, TestDatabase, on_each, run};

/// A limit, what is set, a request over it, what is said of what was counted, and of what to do.
type Case = (Limit, u64, Value, &'static str, &'static str);

fn cases() -> Vec<Case> {
    let query = |text: &str| json!({ "query": text });
    let with = |variables: Value| json!({ "query": "query($f: VendorFilter) { vendors(filter: $f) { totalCount } }", "variables": variables });
    vec![
        (
            Limit::Tokens,
            5,
            query("{ dataset { name } } # the name"),
            "too many tokens in the document, blanks and comments included: more than 5",
            "in variables",
        ),
        (
            Limit::Depth,
            1,
            query("{ dataset { name } }"),
            "too many levels of selections inside each other, fragments spread: 2, and 1 at most",
            "inner levels",
        ),
        (
            Limit::Fields,
            3,
            query("{ dataset { name version updatedAt } }"),
            "too many fields, fragments spread, those of an interface or union once for each of its types: 4, and 3",
            "fewer fields",
        ),
        (
            Limit::RootFields,
            1,
            query("{ dataset { name } vendors { totalCount } }"),
            "too many fields at the root of the operation: 2, and 1",
            "several requests",
        ),
        (
            Limit::Aliases,
            1,
            query("{ a: dataset { b: name } }"),
            "too many fields with an alias, fragments spread: 2, and 1",
            "nodes(ids:)",
        ),
        (
            Limit::Directives,
            0,
            query("{ dataset { name @skip(if: false) } }"),
            "too many directives, fragments spread: 1, and 0",
            "skipped",
        ),
        (
            Limit::Operations,
            1,
            json!({ "query": "query A { dataset { name } } query B { dataset { name } }", "operationName": "A" }),
            "too many operations in the document: 2, and 1",
            "the one that is to run",
        ),
        (
            Limit::VariableBytes,
            10,
            with(json!({ "f": { "slug": { "eq": "nvidia" } } })),
            "too many bytes of variables: ",
            "shorter values",
        ),
        (
            Limit::VariableDepth,
            2,
            with(json!({ "f": { "slug": { "eq": "nvidia" } } })),
            "too many levels of lists and objects inside each other in the variables: 3, and 2",
            "side by side",
        ),
        (
            Limit::VariableItems,
            3,
            with(json!({ "f": { "slug": { "in": ["a", "b"] } } })),
            "too many values in the variables, elements of lists and fields of objects: 5, and 3",
            "fewer values",
        ),
        (
            Limit::Conditions,
            1,
            query("{ vendors(filter: {slug: {eq: \"a\", ne: \"b\"}}) { totalCount } }"),
            "too many conditions in the filters of all lists, a hundred values of a list as one: 2, and 1",
            "shorten",
        ),
        (
            Limit::Lists,
            1,
            query("{ vendors { totalCount } models { totalCount } }"),
            "too many lists, counts, groups and rows that are looked up by themselves, however many rows they have: 4, and 1",
            "slug: {in: [...]}",
        ),
        (
            Limit::Rows,
            5,
            query("{ vendors(first: 6) { nodes { slug } } }"),
            "too many rows, those of pages as if each were full and page sizes multiplied: 6, and 5",
            "smaller first",
        ),
        (
            Limit::Values,
            5,
            query("{ vendors(first: 6) { nodes { slug } } }"),
            "too many fields of the answer, those of pages as if each were full: ",
            "smaller first",
        ),
        (
            Limit::AnswerBytes,
            20,
            query("{ vendors { nodes { slug } } }"),
            "too many bytes in the answer: more than 20",
            "/export/{list}.{format}",
        ),
    ]
}

async fn each_limit_says_what_was_counted_and_what_to_do(backend: Backend) {
    let cases = cases();
    assert!(Limit::all().eq(cases.iter().map(|case| case.0)), "each limit has a case");
    for (limit, most, call, counted, remedy) in cases {
        let app = App::on(TestDatabase::loaded(backend).await, |settings| settings.limits.set(limit, most)).await;
        let answer = app.post(&call).await.json();
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], limit.code().text(), "{limit:?}: {answer}");
        let message = error["message"].as_str().unwrap_or_default();
        let setting = format!("(PANORAMA_{}); ", limit.setting().to_uppercase());
        let (said, done) = message.split_once(&format!(" {setting}")).unwrap_or_else(|| panic!("{limit:?}: {message}"));
        assert!(said.starts_with(counted), "{limit:?}: {message}");
        assert!(
            said.contains(&format!("more than {most}")) || said.ends_with(&format!(", and {most} at most are allowed")),
            "{limit:?}: {message}"
        );
        assert!(done.contains(remedy), "{limit:?}: {message}");
    }
}

on_each! {
    each_limit_says_what_was_counted_and_what_to_do
}
