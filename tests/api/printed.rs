//! Numbers that are compared as they are printed: where their units differ the answer says so, and nothing where they do not.

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// What an answer warns of: the path and the argument of each.
async fn warnings(app: &App, query: &str, variables: Value) -> Vec<(String, String)> {
    let answer = app.answer(query, variables).await;
    assert_eq!(answer.get("errors"), None, "{query}: {answer}");
    let Some(warnings) = answer["extensions"]["warnings"].as_array() else { return Vec::new() };
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let path = |value: &Value| value["path"].as_array().expect("a path").iter().map(text).collect::<Vec<_>>().join(".");
    warnings.iter().map(|warning| (path(warning), text(&warning["argument"]))).collect()
}

/// The largest numbers of parameters by what is printed.
const LARGEST: &str = "{ observations(first: 1, filter: {metric: {attribute: {eq: \"parameters\"}}}, orderBy: [{field: VALUE, direction: DESC}]) { totalCount } }";

on_both! {
    async fn what_sorts_or_compares_several_units_is_told(app) {
        for (query, path, argument) in [
            (LARGEST, "observations", "orderBy"),
            ("{ all: observations(filter: {value: {gt: 100}}) { totalCount } }", "all", "filter.value"),
            ("{ observations(filter: {or: [{low: {gt: 1}}, {high: {lt: 5}}]}) { total { count } } }", "observations", "filter.low"),
            ("{ observations { groups(by: [UNIT], orderBy: [{field: SUM_VALUE}]) { count } } }", "observations", "groups.orderBy"),
            ("{ observations { groups(by: [UNIT], having: {max: {value: {gt: 5}}}) { count } } }", "observations", "groups.having.max.value"),
            ("{ observations(filter: {metric: {slug: {eq: \"gpt-4-training-cost\"}}, not: {value: {lt: 1}}}) { totalCount } }", "observations", "filter.value"),
            ("{ models(orderBy: [{field: CONTEXT_WINDOW}]) { nodes { slug } } }", "models", "orderBy"),
            ("{ models(filter: {and: [{contextWindow: {gt: 5}}]}) { nodes { slug } } }", "models", "filter.contextWindow"),
            ("{ vendors(filter: {models: {some: {contextWindow: {gt: 5}}}}) { totalCount } }", "vendors", "filter.models.some.contextWindow"),
            ("{ metrics(filter: {not: {latest: {value: {gt: 5}}}}) { totalCount } }", "metrics", "filter.latest.value"),
            ("{ models(filter: {metrics: {none: {observations: {every: {low: {gt: 5}}}}}}) { totalCount } }", "models",
             "filter.metrics.none.observations.every.low"),
        ] {
            assert_eq!(warnings(app, query, json!({})).await, [(path.to_owned(), argument.to_owned())], "{query}");
        }
        let answer = app.answer(LARGEST, json!({})).await;
        let message = "orderBy compares numbers as they are printed, and their units differ: NORMALIZED sorts and normalized compares them in base units";
        assert_eq!(answer["extensions"]["warnings"][0]["message"], message);
        let answer = app.answer("{ observations { groups(by: [STATUS], orderBy: [{field: MAX_VALUE}]) { count } } }", json!({})).await;
        let message = "groups.orderBy compares numbers as they are printed, and their units differ: filter by one unit";
        assert_eq!(answer["extensions"]["warnings"][0]["message"], message);
    }

    async fn what_has_one_unit_is_not(app) {
        for query in [
            "{ observations(filter: {unit: {eq: \"b_parameters\"}, value: {gt: 100}}, orderBy: [{field: VALUE}]) { totalCount } }",
            "{ observations(filter: {and: [{unit: {in: [\"PERCENT\"]}}]}, orderBy: [{field: VALUE}]) { totalCount } }",
            "{ observations(filter: {metric: {attribute: {eq: \"mmlu-pro\"}}, value: {gt: 70}}) { totalCount } }",
            "{ metric(by: {slug: \"360zhinao-7b-context-window\"}) { observations(orderBy: [{field: VALUE}]) { totalCount } } }",
            "{ observations(orderBy: [{field: NORMALIZED}], filter: {normalized: {gt: 5}}) { totalCount } }",
            "{ observations(filter: {value: {gt: 1}, key: {eq: \"nothing\"}}) { totalCount } }",
            "{ models(filter: {contextUnit: {eq: TOKENS}, contextWindow: {gt: 5}}) { totalCount } }",
            "{ metrics(filter: {latest: {unit: {eq: \"PERCENT\"}, value: {gt: 5}}}) { totalCount } }",
            "{ metrics(filter: {observations: {count: {gt: 5}}}) { totalCount } }",
            "{ metrics(filter: {latest: {value: {isNull: false}}}) { totalCount } }",
            "{ observations(filter: {value: {isNull: true}}) { groups(by: [UNIT], having: {sum: {value: {isNull: true}}}) { count } } }",
            "{ observations { groups(by: [UNIT], orderBy: [{field: COUNT}]) { sum { value } } } }",
        ] {
            assert_eq!(warnings(app, query, json!({})).await, [], "{query}");
        }
    }

    async fn variables_decide_as_if_they_were_written(app) {
        let query = "query($f: ObservationFilter, $o: [ObservationOrder!]) { observations(filter: $f, orderBy: $o) { totalCount } }";
        for (filter, order, expected) in [
            (json!({ "value": { "gt": 5 } }), json!([]), 1),
            (json!(null), json!([{ "field": "VALUE" }]), 1),
            (json!({ "normalized": { "gt": 5 } }), json!([{ "field": "NORMALIZED" }]), 0),
            (json!({ "unit": { "eq": "PERCENT" } }), json!([{ "field": "VALUE" }]), 0),
            (json!(null), json!(null), 0),
        ] {
            let told = warnings(app, query, json!({ "f": filter, "o": order })).await;
            assert_eq!(told.len(), expected, "{filter} {order}");
        }
        let query = "query($o: [ObservationGroupOrder!]) { observations { groups(by: [UNIT], orderBy: $o) { count } } }";
        assert_eq!(warnings(app, query, json!({ "o": [{ "field": "MAX_LOW" }] })).await.len(), 1);
        assert_eq!(warnings(app, query, json!({ "o": [{ "field": "COUNT" }] })).await.len(), 0);
    }

    async fn a_list_inside_others_is_told_of_once(app) {
        let query = "{ vendors(first: 100) { nodes { models(orderBy: [{field: CONTEXT_WINDOW}]) { nodes { slug } } } } }";
        assert_eq!(warnings(app, query, json!({})).await, [("vendors.nodes.models".to_owned(), "orderBy".to_owned())]);
        let query = "{ vendor(by: {slug: \"nvidia\"}) { models(orderBy: [{field: CONTEXT_WINDOW}]) { nodes { slug } } } }";
        assert_eq!(warnings(app, query, json!({})).await, []);
    }
}
