//! Filters that databases bear badly, and words that come back: refused or answered alike on both databases.

use std::time::Duration;

use serde_json::{Value, json};

use super::{app, codes};
use crate::support::{Backend, on_each, run};

async fn conditions_on_names_are_answered_until_there_are_too_many(backend: Backend) {
    let app = app(backend).await;
    let query = "query($f: SectorFilter) { sectors(filter: $f) { totalCount } }";
    let named = |count: usize| {
        let any: Vec<Value> =
            (0..count).map(|i| json!({ "not": { "name": { "contains": format!("a{i}") } } })).collect();
        json!({ "query": query, "variables": { "f": { "or": any } } })
    };
    let found = codes(app, &named(240)).await;
    assert!(found.is_empty() || found == ["TIMEOUT"], "{found:?}");
    assert_eq!(codes(app, &named(300)).await, ["TOO_MANY_CONDITIONS"]);
}

async fn relations_nest_as_deep_on_both_databases(backend: Backend) {
    let app = app(backend).await;
    let nested = |open: &str, close: &str, depth: usize| {
        let filter = format!("{}{{slug: {{eq: \"x\"}}}}{}", open.repeat(depth), close.repeat(depth));
        format!("{{ sectors(filter: {filter}) {{ totalCount }} }}")
    };
    for (open, close) in
        [("{parent: ", "}"), ("{not: {or: [{parent: ", "}]}}"), ("{vendors: {every: {sectors: {none: ", "}}}}")]
    {
        let step = open.matches("parent").count().max(open.matches("{every").count() * 2);
        let found = codes(app, &json!({ "query": nested(open, close, 12 / step) })).await;
        assert!(found.is_empty() || found == ["TIMEOUT"], "{open}: {found:?}");
        assert_eq!(codes(app, &json!({ "query": nested(open, close, 14 / step) })).await, ["TOO_DEEP"], "{open}");
    }
    let export = format!("/export/sectors.csv?filter={}", "%7B%22parent%22:".repeat(40) + "%7B%7D" + &"%7D".repeat(40));
    let answer = app.get(&export).await;
    assert_eq!((answer.status.as_u16(), answer.text().contains("TOO_DEEP")), (400, true), "{}", answer.text());
}

async fn words_that_grow_when_they_are_folded_find_nothing(backend: Backend) {
    let app = app(backend).await;
    for word in ['\u{fdfa}', '\u{337f}', '\u{3300}', '\u{fdfb}'] {
        for count in [10, 50, 100, 200] {
            let text = word.to_string().repeat(count);
            let query = "query($s: String!) { search(query: $s) { totalCount } slice(filter: {text: $s}) { vendors { totalCount } } }";
            let found = codes(app, &json!({ "query": query, "variables": { "s": text } })).await;
            assert_eq!(found, Vec::<String>::new(), "{word} {count}");
        }
    }
}

async fn what_was_written_is_not_sent_back_many_times(backend: Backend) {
    let app = app(backend).await;
    let series: String = (0..240)
        .map(|i| format!("a{i}: metric(by: {{slug: \"china-ai-industry-size\"}}) {{ series(convertTo: $c) {{ unit {{ code }} }} }} "))
        .collect();
    let call =
        json!({ "query": format!("query($c: String) {{ {series} }}"), "variables": { "c": "x".repeat(250_000) } });
    let answer = app.post(&call).await;
    assert!(answer.body.len() < 1_000_000, "{} bytes", answer.body.len());
    let key = "k".repeat(300_000);
    let ids: Vec<String> = (0..90).map(|i| format!("\"x{i}\"")).collect();
    let call = json!({ "query": format!("{{ {key}: nodes(ids: [{}]) {{ id }} }}", ids.join(", ")) });
    assert_eq!(codes(app, &call).await, ["ANSWER_TOO_LARGE"]);
    let unknown = json!({ "query": format!("{{ {} }}", "u".repeat(500_000)) });
    assert!(app.post(&unknown).await.body.len() < 10_000);
}

async fn a_long_filter_leaves_nothing_at_work(backend: Backend) {
    let app = app(backend).await.beside(|settings| settings.request_timeout = Duration::from_millis(300));
    let any: Vec<Value> = (0..240).map(|i| json!({ "name": { "contains": format!("a{i}") } })).collect();
    let query = "query($f: SectorFilter) { sectors(filter: $f) { totalCount } }";
    let call = json!({ "query": query, "variables": { "f": { "or": any } } });
    for _ in 0..10 {
        app.post(&call).await;
    }
    let found = codes(&app, &json!({ "query": "{ vendors(first: 3) { nodes { slug } } }" })).await;
    assert_eq!(found, Vec::<String>::new());
}

on_each! {
    conditions_on_names_are_answered_until_there_are_too_many
    relations_nest_as_deep_on_both_databases
    words_that_grow_when_they_are_folded_find_nothing
    what_was_written_is_not_sent_back_many_times
    a_long_filter_leaves_nothing_at_work
}
