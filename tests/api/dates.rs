//! Times that are said less exactly: a year, a quarter, a month, a day, a moment.

use serde_json::{Value, json};

use crate::support::{App, on_both};

/// A time, the day where it begins, and the day where it ends.
const TIMES: [[&str; 3]; 6] = [
    ["2024", "2024-01-01", "2024-12-31"],
    ["2024-Q2", "2024-04-01", "2024-06-30"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2025-12", "2025-12-01", "2025-12-31"],
    ["2024-07-23", "2024-07-23", "2024-07-23"],
    ["2024-07-23T22:00:00-04:00", "2024-07-24", "2024-07-24"],
];

/// How many rows of a list fulfil a filter.
async fn count(app: &App, list: &str, filter: Value) -> u64 {
    let object = match list {
        "observations" => "Observation",
        "vendors" => "Vendor",
        _ => "Model",
    };
    let query = format!("query($f: {object}Filter) {{ {list}(filter: $f) {{ totalCount }} }}");
    let answer = app.answer(&query, json!({ "f": filter })).await;
    answer["data"][list]["totalCount"].as_u64().unwrap_or_else(|| panic!("{filter}: {answer}"))
}

on_both! {
    async fn a_comparison_is_with_all_of_the_time(app) {
        for (list, field) in
            [("models", "releasedOn"), ("observations", "periodEnd"), ("observations", "periodStart"), ("observations", "publishedOn")]
        {
            for [time, first, last] in TIMES {
                for (operator, same) in [
                    ("eq", json!({ field: { "gte": first, "lte": last } })),
                    ("ne", json!({ "or": [{ field: { "lt": first } }, { field: { "gt": last } }] })),
                    ("lt", json!({ field: { "lt": first } })),
                    ("lte", json!({ field: { "lte": last } })),
                    ("gt", json!({ field: { "gt": last } })),
                    ("gte", json!({ field: { "gte": first } })),
                ] {
                    let filter = json!({ field: { operator: time } });
                    assert_eq!(count(app, list, filter.clone()).await, count(app, list, same.clone()).await, "{list}: {filter}");
                    let not = |filter| json!({ "not": filter });
                    assert_eq!(count(app, list, not(filter.clone())).await, count(app, list, not(same)).await, "not {filter}");
                }
            }
        }
        assert!(count(app, "models", json!({ "releasedOn": { "eq": "2024" } })).await > 5, "the year has models");
    }

    async fn a_year_may_stand_without_quotes_and_in_an_export(app) {
        let written = app.data("{ a: models(filter: {releasedOn: {eq: 2024}}) { totalCount } b: models(filter: {releasedOn: {eq: \"2024\"}}) { totalCount } }").await;
        assert_eq!(written["a"], written["b"]);
        let year = app.get("/export/observations.csv?asOf=2024").await.text();
        assert_eq!(year, app.get("/export/observations.csv?asOf=2024-12-31").await.text());
        assert!(year.lines().count() > 2);
    }

    async fn moments_are_within_days_and_years(app) {
        // All rows were stored as 2026 began.
        let all = count(app, "vendors", json!({})).await;
        for (operator, time, expected) in [
            ("eq", "2026", all),
            ("eq", "2026-01-01", all),
            ("eq", "2026-01-01T00:00:00Z", all),
            ("eq", "2026-01-01T08:00:00+08:00", all),
            ("eq", "2025", 0),
            ("ne", "2026-Q1", 0),
            ("ne", "2025-12", all),
            ("gt", "2025", all),
            ("gt", "2026", 0),
            ("gte", "2026", all),
            ("lt", "2026-01", 0),
            ("lte", "2026-01", all),
            ("lte", "2025-12-31", 0),
        ] {
            assert_eq!(count(app, "vendors", json!({ "updatedAt": { operator: time } })).await, expected, "{operator} {time}");
        }
    }

    async fn what_is_from_a_time_begins_with_it_and_what_is_to_it_ends_with_it(app) {
        let slice = |from: &str, to: &str| format!("{{ slice(filter: {{from: \"{from}\", to: \"{to}\"}}) {{ models {{ totalCount }} trends {{ totalCount }} }} }}");
        assert_eq!(app.data(&slice("2024", "2024-Q2")).await, app.data(&slice("2024-01-01", "2024-06-30")).await);
        let known = |day: &str| format!("{{ observations(asOf: \"{day}\") {{ totalCount }} }}");
        assert_eq!(app.data(&known("2024")).await, app.data(&known("2024-12-31")).await);
        let series = |from: &str, to: &str| {
            format!("{{ metrics(first: 50) {{ nodes {{ series(from: \"{from}\", to: \"{to}\") {{ points {{ value period {{ label }} }} }} }} }} }}")
        };
        assert_eq!(app.data(&series("2020", "2024")).await, app.data(&series("2020-01-01", "2024-12-31")).await);
    }

    async fn what_is_no_time_is_named(app) {
        for time in ["last year", "2024-13", "2024-Q5", "2024-02-30", "24", "2024-1-1", "0000", "2024/2025", "P1Y", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00"] {
            let query = "query($d: Date) { models(filter: {vendor: {country: {eq: \"US\"}}, releasedOn: {gte: $d}}) { totalCount } }";
            let answer = app.answer(query, json!({ "d": time })).await;
            let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(message.starts_with(&format!("filter.releasedOn.gte is {time:?}, which is no date: write it like 2024, ")), "{message}");
        }
        let query = "{ slice(filter: {from: \"soon\"}) { models { totalCount } } }";
        let answer = app.answer(query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID");
        assert!(answer["errors"][0]["message"].as_str().is_some_and(|message| message.starts_with("from is \"soon\", ")));
    }

    async fn codes_of_countries_are_taken_whatever_their_case(app) {
        let chinese = count(app, "vendors", json!({ "country": { "eq": "CN" } })).await;
        assert!(chinese > 5);
        for filter in [
            json!({ "country": { "eq": "cn" } }),
            json!({ "country": { "eq": "Cn" } }),
            json!({ "country": { "eq": "ＣＮ" } }),
            json!({ "country": { "in": ["cn", "cN"] } }),
            json!({ "not": { "country": { "ne": "cn" } }, "country": { "isNull": false } }),
        ] {
            assert_eq!(count(app, "vendors", filter.clone()).await, chinese, "{filter}");
        }
        let query = "{ upper: slice(filter: {countries: [\"CN\"]}) { vendors { totalCount } models { totalCount } } \
                       lower: slice(filter: {countries: [\"cn\"]}) { vendors { totalCount } models { totalCount } } \
                       a: metrics(filter: {region: {eq: \"world\"}}) { totalCount } b: metrics(filter: {region: {in: [\"WORLD\"]}}) { totalCount } }";
        let data = app.data(query).await;
        assert_eq!(data["upper"], data["lower"]);
        assert_eq!(data["a"], data["b"]);
        assert!(data["a"]["totalCount"].as_u64() > Some(0), "{data}");
    }
}
