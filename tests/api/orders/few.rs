//! Filters that fit nothing, a few and nearly all of many figures: whichever side a list of them is read from, it is the same list.

use serde_json::Value;

use super::meet;
use crate::support::{App, Backend, Planner, app_with_many_rows, on_each, run};

/// Conditions that an index finds rows for, alone and with others.
const FILTERS: [&str; 25] = [
    "value: {gt: 1e300}",
    "value: {gte: -1e300}",
    "value: {in: [80, 90]}",
    "value: {isNull: true}",
    "normalized: {gt: 1e300}",
    "normalized: {gte: -1e300}, withdrawnOn: {isNull: true}",
    "withdrawnOn: {gt: \"2090-01-01\"}",
    "withdrawnOn: {isNull: false}",
    "publishedOn: {gt: \"2090-01-01\"}",
    "publishedOn: {isNull: true}",
    "knownOn: {lt: \"2000-01-01\"}",
    "periodStart: {gte: \"2090-01-01\"}",
    "periodStart: {gte: \"2020-01-01\", lte: \"2024-06-30\"}",
    "periodStart: {isNull: true}",
    "periodStart: {isNull: false}",
    "periodStart: {ne: \"2024-01-01\"}",
    "periodEnd: {ne: \"2024-12-31\"}",
    "not: {periodStart: {gte: \"2024-01-01\"}}",
    "source: {slug: {eq: \"nothing\"}}",
    "source: {slug: {ne: \"nothing\"}}",
    "metric: {slug: {eq: \"nothing\"}}",
    "metric: {slug: {startsWith: \"china-ai\"}}, periodStart: {gte: \"2022-01-01\"}",
    "metric: {slug: {ne: \"nothing\"}}, value: {gt: 1e300}",
    "and: [{value: {gt: 0}}, {and: [{publishedOn: {gt: \"2090-01-01\"}}]}], status: {eq: FORECAST}",
    "or: [{value: {gt: 1e300}}, {periodStart: {isNull: true}}]",
];

/// The type's own order, one that has unknown values in both directions, and one of several fields; and what was known on a day.
const ORDERS: [&str; 6] = [
    "",
    ", asOf: \"2025-06-30\"",
    ", orderBy: [{field: PERIOD_START, direction: DESC}]",
    ", orderBy: [{field: VALUE, direction: DESC}]",
    ", orderBy: [{field: NORMALIZED}]",
    ", orderBy: [{field: KNOWN_ON}, {field: VALUE}]",
];

async fn ids(app: &App, arguments: &str) -> Vec<Value> {
    let data = app.data(&format!("{{ observations({arguments}) {{ nodes {{ id }} }} }}")).await;
    data["observations"]["nodes"].as_array().expect("nodes").clone()
}

async fn a_filter_shows_the_same_rows_whichever_side_they_are_read_from(backend: Backend) {
    let app = app_with_many_rows(backend, 20).await;
    for filter in FILTERS {
        for order in ORDERS {
            // Denied twice it says the same, narrows nothing down, and compares the columns themselves.
            let (narrow, wide) = (format!("filter: {{{filter}}}"), format!("filter: {{not: {{not: {{{filter}}}}}}}"));
            for size in ["first: 30", "last: 30"] {
                let rows = ids(&app, &format!("{size}, {narrow}{order}")).await;
                assert_eq!(rows, ids(&app, &format!("{size}, {wide}{order}")).await, "{size}, {narrow}{order}");
            }
        }
    }
}

async fn a_filter_counts_the_same_rows_whichever_side_they_are_counted_from(backend: Backend) {
    let app = app_with_many_rows(backend, 20).await;
    for filter in FILTERS {
        for order in ["", ", asOf: \"2025-06-30\""] {
            let counted = async |filter: String| {
                let of = format!("observations(filter: {{{filter}}}{order})");
                let data = app.data(&format!("{{ {of} {{ totalCount total(limit: 50) {{ count isExact }} }} }}")).await;
                let [all, total] = ["totalCount", "total"].map(|field| data["observations"][field].clone());
                let all = all.as_u64().expect("a count");
                assert_eq!(total["count"].as_u64(), Some(all.min(50)), "{of}");
                assert_eq!(total["isExact"].as_bool(), Some(all <= 50), "{of}");
                all
            };
            assert_eq!(
                counted(filter.to_owned()).await,
                counted(format!("not: {{not: {{{filter}}}}}")).await,
                "{filter}{order}"
            );
        }
    }
}

async fn a_filtered_list_is_the_same_however_it_is_paged(backend: Backend) {
    let app = app_with_many_rows(backend, 20).await;
    for filter in [
        "value: {gte: -1e300}",
        "periodStart: {isNull: false}",
        "source: {slug: {ne: \"nothing\"}}",
        "value: {gt: 1e6}",
    ] {
        for order in ORDERS.iter().filter(|order| !order.contains("asOf")) {
            let met = meet(&app, "observations", "id", &format!(", filter: {{{filter}}}{order}"), 4).await;
            assert!(met > 100, "{filter}{order}");
        }
    }
}

/// Filters that fit nothing or little, whatever else they say.
const NARROW: [&str; 12] = [
    "value: {gt: 1e300}",
    "normalized: {gt: 1e300}",
    "withdrawnOn: {gt: \"2090-01-01\"}",
    "source: {slug: {eq: \"nothing\"}}, periodStart: {gte: \"2000-01-01\"}",
    "publishedOn: {gt: \"2090-01-01\"}",
    "knownOn: {lt: \"1900-01-01\"}",
    "updatedAt: {gt: \"2090-01-01T00:00:00Z\"}",
    "periodStart: {gte: \"2090-01-01\"}",
    "periodEnd: {lt: \"1900-01-01\"}",
    "source: {slug: {eq: \"nothing\"}}",
    "metric: {slug: {eq: \"nothing\"}}",
    "metric: {slug: {ne: \"nothing\"}}, value: {gt: 1e300}",
];

async fn what_fits_little_is_not_looked_for_in_all_rows(backend: Backend) {
    let planner = Planner::on(app_with_many_rows(backend, 120).await, backend).await;
    for filter in NARROW {
        for order in ORDERS {
            let question = format!("{{ observations(first: 20, filter: {{{filter}}}{order}) {{ nodes {{ id }} }} }}");
            let asked = planner.asker.ask(&question).await;
            assert!(planner.is_short(&asked[0]).await, "{filter}{order}: {}", asked[0].sql);
        }
    }
    for filter in NARROW {
        for total in ["totalCount", "total(limit: 100) { count }"] {
            let question = format!("{{ observations(filter: {{{filter}}}) {{ {total} }} }}");
            let asked = planner.asker.ask(&question).await;
            assert!(planner.is_short(&asked[0]).await, "{filter} {total}: {}", asked[0].sql);
        }
    }
    // A question that does read them all is not.
    let all = "{ observations(first: 20, filter: {assertedBy: {eq: \"nothing\"}}) { nodes { id } } }";
    assert!(!planner.is_short(&planner.asker.ask(all).await[0]).await);
}

on_each! {
    a_filter_counts_the_same_rows_whichever_side_they_are_counted_from
    what_fits_little_is_not_looked_for_in_all_rows
    a_filter_shows_the_same_rows_whichever_side_they_are_read_from
    a_filtered_list_is_the_same_however_it_is_paged
}
