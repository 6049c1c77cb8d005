//! Series of many thousand points: what is computed takes time in proportion to them, or is refused.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{app_of, metric};
use crate::support::{App, Backend, on_each, run};

/// How many days the series have.
const DAYS: usize = 20_000;
/// How long a computation may take in a build that is not optimized, with everything around it.
const TIME: Duration = Duration::from_secs(8);

/// Sales in yuan and a rate of the dollar, a figure for each of many days.
async fn app_of_days(backend: Backend) -> App {
    let first = [("2000-01-01", "value = 1", "ACTUAL")];
    let metrics =
        metric("sales", "CNY", &first) + &metric("rate", "CNY_PER_USD", &[("2000-01-01", "value = 2", "ACTUAL")]);
    let app = app_of(backend, &metrics).await;
    let connection = app.database.writer().await;
    let day = match backend {
        Backend::Sqlite => "date('2000-01-01', '+' || n.i || ' days')",
        Backend::Postgres => "(DATE '2000-01-01' + n.i)",
    };
    let statement = format!(
        "INSERT INTO observation (id, metric_id, rank, period_start, period_end, period_precision, period_label, value, unit_code, \
         normalized_value, normalized_unit, comparator, status, source_id, recorded_at, lineage, known_on, confidence, built_in, \
         version, updated_at) \
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
         SELECT o.metric_id % 1000 * 1000000 + n.i, o.metric_id, 0, {day}, {day}, 'DAY', CAST({day} AS text), o.value, o.unit_code, \
         o.normalized_value, o.normalized_unit, o.comparator, o.status, o.source_id, o.recorded_at, o.lineage || '/' || n.i, o.known_on, \
         o.confidence, TRUE, 1, 0 FROM observation o CROSS JOIN n",
        DAYS - 1
    );
    connection.execute_unprepared(&statement).await.unwrap_or_else(|error| panic!("{error}"));
    // As the end of a load or an import does: for all that SQLite knows there is one figure.
    connection.execute_unprepared("ANALYZE").await.expect("statistics can be gathered");
    app
}

/// The answer to a series' fields, which has to come in time.
async fn series(app: &App, arguments: &str, fields: &str) -> Value {
    let query = format!("{{ metric(by: {{slug: \"sales\"}}) {{ series({arguments}) {{ {fields} }} }} }}");
    let start = Instant::now();
    let answer = app.answer(&query, json!({})).await;
    let took = start.elapsed();
    assert!(took < TIME, "{arguments}: it took {took:?}");
    answer
}

async fn long_series_are_computed_in_time(backend: Backend) {
    let app = app_of_days(backend).await;
    for (arguments, count, last) in [
        ("transform: CUMULATIVE", DAYS, json!(DAYS)),
        ("transform: CHANGE", DAYS - 1, json!(0)),
        ("transform: YOY", DAYS - 366, json!(0)),
        ("transform: MOVING_AVERAGE, window: 30", DAYS - 29, json!(1)),
        ("convertTo: \"USD\"", DAYS, json!(0.5)),
        ("resample: YEAR, method: SUM, transform: CUMULATIVE", 54, json!(DAYS)),
    ] {
        let answer = series(&app, arguments, "points { value }").await;
        let points = answer["data"]["metric"]["series"]["points"].as_array();
        let points = points.unwrap_or_else(|| panic!("{arguments}: {}", answer["errors"]));
        // The last year of the sums by year is not whole.
        let whole = if arguments.starts_with("resample") { json!(points[53]["value"]) } else { last };
        assert_eq!((points.len(), &points[points.len() - 1]["value"]), (count, &whole), "{arguments}");
    }
}

async fn what_is_before_is_read_as_far_as_it_counts(backend: Backend) {
    let app = app_of_days(backend).await;
    for (arguments, expected) in [
        ("from: \"2054-10-02\", transform: CHANGE", json!([{ "value": 0 }, { "value": 0 }])),
        ("from: \"2054-10-03\", transform: MOVING_AVERAGE, window: 100", json!([{ "value": 1 }])),
        ("from: \"2054-10-03\", transform: YOY", json!([{ "value": 0 }])),
        ("from: \"2054-09-20\", resample: MONTH, method: SUM, transform: CHANGE", json!([{ "value": -1 }])),
        // A thousand days are 32 whole months and a part of one, of which nothing is made.
        (
            "from: \"2054-09-20\", resample: MONTH, method: MEAN, transform: MOVING_AVERAGE, window: 34, to: \"2054-09-30\"",
            json!([]),
        ),
        (
            "from: \"2054-09-20\", resample: MONTH, method: SUM, transform: MOVING_AVERAGE, window: 33",
            json!([{ "value": 30.424_242_424_242_4 }]),
        ),
    ] {
        let answer = series(&app, arguments, "points { value }").await;
        assert_eq!(answer["data"]["metric"]["series"]["points"], expected, "{arguments}: {}", answer["errors"]);
    }
}

async fn what_sums_are_made_of_is_counted(backend: Backend) {
    let app = app_of_days(backend).await;
    let few = series(&app, "transform: CUMULATIVE, to: \"2000-02-09\"", "points { formula inputs { value } }").await;
    let points = few["data"]["metric"]["series"]["points"].as_array().expect("a list");
    let inputs: Vec<usize> = points.iter().map(|point| point["inputs"].as_array().expect("a list").len()).collect();
    assert_eq!(inputs, (1..=40).collect::<Vec<_>>(), "every one is named");
    let formula = |point: usize| points[point]["formula"].as_str().expect("a text");
    assert_eq!(formula(29), vec!["1"; 30].join(" + "));
    assert_eq!(formula(39), "1 + 1 + 1 + … + 1", "of more than 30 terms the first and the last are told");
    let all = series(&app, "transform: CUMULATIVE", "points { inputs { value } }").await;
    assert_eq!(all["errors"][0]["extensions"]["code"], "TOO_MANY_ROWS", "{}", all["errors"]);
}

on_each! {
    long_series_are_computed_in_time
    what_is_before_is_read_as_far_as_it_counts
    what_sums_are_made_of_is_counted
}
