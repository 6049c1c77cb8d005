//! Totals: `total` counts as `totalCount` does, up to a limit, on every sort of list.

use serde_json::{Value, json};

use crate::support::on_both;

/// Lists of every sort, as the fields around a connection: at the root, with a filter, back in time, of a slice, of a row, through
/// another table, in one of two ways, of a search, computed.
const LISTS: &[(&str, &str)] = &[
    ("{ list: observations", "}"),
    ("{ list: observations(asOf: \"2026-01-01\")", "}"),
    ("{ list: models(filter: {openness: {eq: OPEN_WEIGHTS}})", "}"),
    ("{ list: models(filter: {name: {eq: \"nothing has this name\"}})", "}"),
    ("{ slice(filter: {stages: [UPSTREAM]}) { list: technologies", "} }"),
    ("{ vendor(by: {slug: \"nvidia\"}) { list: technologies", "} }"),
    ("{ model(by: {slug: \"gpt-4o\"}) { list: metrics", "} }"),
    ("{ sector(by: {slug: \"cloud-compute\"}) { list: metrics", "} }"),
    ("{ vendor(by: {slug: \"nvidia\"}) { list: links(direction: OUT)", "} }"),
    ("{ list: search(query: \"model\")", "}"),
    ("{ impact(of: [{technology: \"h100-sxm5-80gb\"}], direction: DOWNSTREAM) { list: reached", "} }"),
    ("{ dataset { quality { list: coverage", "} } }"),
];

/// The connection that stands somewhere below.
fn list(data: &Value) -> Option<&Value> {
    let fields = data.as_object()?;
    fields.get("list").or_else(|| fields.values().find_map(list))
}

on_both! {
    async fn a_total_is_the_count_up_to_its_limit(app) {
        let (mut met, mut cut) = (0, 0);
        for (before, after) in LISTS {
            let query = format!(
                "query($limit: Int) {before} {{ totalCount one: total(limit: 1) {{ count isExact }} total(limit: $limit) {{ count isExact }} most: total(limit: 100000) {{ __typename count isExact }} }} {after}"
            );
            let data = app.answer(&query, json!({ "limit": 7 })).await["data"].take();
            let Some(found) = list(&data) else { panic!("{before}: {data}") };
            let all = found["totalCount"].as_i64().expect("a count");
            let told = |limit: i64| json!({ "count": all.min(limit), "isExact": all <= limit });
            assert_eq!((&found["one"], &found["total"]), (&told(1), &told(7)), "{before}");
            assert_eq!(found["most"], json!({ "__typename": "Total", "count": all, "isExact": true }), "{before}");
            met += usize::from(all > 0);
            cut += usize::from(all > 7);
        }
        assert!(met + 1 >= LISTS.len() && cut > 5, "{met} lists have rows, {cut} many");
    }

    async fn every_row_above_has_a_total_of_its_own(app) {
        let data = app.data("{ sectors(first: 50) { nodes { metrics { totalCount total(limit: 3) { count isExact } } } } }").await;
        let sectors = data["sectors"]["nodes"].as_array().expect("nodes");
        for metrics in sectors.iter().map(|sector| &sector["metrics"]) {
            let all = metrics["totalCount"].as_i64().expect("a count");
            assert_eq!(metrics["total"], json!({ "count": all.min(3), "isExact": all <= 3 }));
        }
        assert!(sectors.iter().any(|sector| sector["metrics"]["total"]["isExact"] == false));
        assert!(sectors.iter().any(|sector| sector["metrics"]["total"]["isExact"] == true));
    }

    async fn a_limit_that_is_none_is_refused(app) {
        for limit in [-1, 100_001] {
            let errors = app.errors("query($limit: Int) { models { total(limit: $limit) { count } } }", json!({ "limit": limit })).await;
            assert_eq!(errors, [("ARGUMENT_INVALID".to_owned(), json!(["models"]))], "{limit}");
        }
        let data = app.answer("query($limit: Int) { models { total(limit: $limit) { isExact } } }", json!({ "limit": null })).await;
        assert_eq!(data["data"]["models"]["total"]["isExact"], true);
    }
}
