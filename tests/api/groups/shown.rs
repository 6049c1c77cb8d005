//! What is shown of aggregates is what is compared and sorted, and the same on both databases.

use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{App, Backend, on_each, run};

const AGGREGATES: [&str; 4] = ["min", "max", "average", "sum"];

/// Units of which no other figure is.
const UNITS: [&str; 3] = ["HHI", "PARCELS_PER_DAY", "T_TOKENS"];

/// Makes these the only figures of their units.
async fn stand(app: &App, values: &[(&str, f64)]) {
    let connection = app.database.writer().await;
    let names = UNITS.map(|unit| format!("'{unit}'")).join(", ");
    let clear = format!("UPDATE observation SET unit_code = 'COUNT' WHERE unit_code IN ({names})");
    connection.execute_unprepared(&clear).await.expect("the units are cleared");
    for (unit, value) in values {
        let next = format!(
            "SELECT min(id) FROM observation WHERE comparator = 'EQUAL' AND superseded_on IS NULL AND unit_code NOT IN ({names})"
        );
        // Bound, not written: SQLite reads numbers near the ends a bit wrong.
        let change = format!("UPDATE observation SET unit_code = '{unit}', value = $1 WHERE id = ({next})");
        let change = Statement::from_sql_and_values(connection.get_database_backend(), change, [(*value).into()]);
        let changed = connection.execute_raw(change).await.expect("a number is written");
        assert_eq!(changed.rows_affected(), 1, "{unit}");
    }
    connection.close().await.expect("the connection closes");
}

/// The groups of those units, as they are answered.
async fn groups(app: &App, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ observations {{ groups(by: [UNIT], {arguments}) {{ keys min {{ value }} max {{ value }} average {{ value }} sum {{ value }} }} }} }}"
    );
    let data = app.data(&query).await;
    let all = data["observations"]["groups"].as_array().expect("a list");
    all.iter().filter(|group| UNITS.iter().any(|unit| group["keys"] == json!([unit]))).cloned().collect()
}

fn keys(groups: &[Value]) -> Vec<&str> {
    groups.iter().map(|group| group["keys"][0].as_str().unwrap_or_default()).collect()
}

/// Every number that is shown finds its group, and orders are by what is shown, then by keys.
async fn assert_shown(app: &App, values: &[(&str, f64)]) {
    let all = groups(app, "orderBy: [{field: KEY}]").await;
    for aggregate in AGGREGATES {
        let shown = |group: &Value| group[aggregate]["value"].clone();
        for group in all.iter().filter(|group| shown(group).is_number()) {
            let number = shown(group);
            let having = format!("having: {{{aggregate}: {{value: {{eq: {number}}}}}}}, orderBy: [{{field: KEY}}]");
            let expected: Vec<Value> = all.iter().filter(|other| shown(other) == number).cloned().collect();
            assert_eq!(groups(app, &having).await, expected, "{having} {values:?}");
        }
        let beyond = format!("having: {{{aggregate}: {{value: {{isNull: true}}}}}}, orderBy: [{{field: KEY}}]");
        let expected: Vec<Value> = all.iter().filter(|group| shown(group).is_null()).cloned().collect();
        assert_eq!(groups(app, &beyond).await, expected, "{beyond} {values:?}");
        for direction in ["ASC", "DESC"] {
            let field = format!("{}_VALUE", aggregate.to_uppercase());
            let sorted = groups(app, &format!("orderBy: [{{field: {field}, direction: {direction}}}]")).await;
            let mut expected = all.clone();
            // Stable, so that equal ones stay by their keys.
            expected.sort_by(|a, b| match (shown(a).as_f64(), shown(b).as_f64()) {
                (Some(a), Some(b)) if direction == "DESC" => b.total_cmp(&a),
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            });
            assert_eq!(keys(&sorted), keys(&expected), "{field} {direction} {values:?}");
        }
    }
}

async fn sums_that_show_the_same_are_the_same(backend: Backend) {
    let app = App::start(backend).await;
    let values = [("HHI", 0.1), ("HHI", 0.2), ("T_TOKENS", 0.3), ("PARCELS_PER_DAY", 0.3)];
    stand(&app, &values).await;
    let found = groups(&app, "having: {sum: {value: {eq: 0.3}}}, orderBy: [{field: SUM_VALUE}]").await;
    assert_eq!(keys(&found), UNITS);
    assert_shown(&app, &values).await;
}

async fn what_is_beyond_all_numbers_is_null(backend: Backend) {
    let app = App::start(backend).await;
    let values = [
        ("HHI", 1e308),
        ("HHI", 1e308),
        ("T_TOKENS", 1.7e308),
        ("T_TOKENS", 1.7e308),
        ("T_TOKENS", -1.7e308),
        ("PARCELS_PER_DAY", f64::MAX),
    ];
    stand(&app, &values).await;
    let all = groups(&app, "orderBy: [{field: KEY}]").await;
    let told = |unit: &str, aggregate: &str| {
        let group = all.iter().find(|group| group["keys"] == json!([unit])).expect("a group");
        group[aggregate]["value"].clone()
    };
    assert_eq!(told("HHI", "sum"), Value::Null);
    assert_eq!(told("HHI", "average"), 1e308, "its sum is none");
    assert_eq!(told("HHI", "max"), 1e308);
    assert_eq!(told("T_TOKENS", "sum"), 1.7e308, "whatever is beyond on the way");
    assert_eq!(told("PARCELS_PER_DAY", "sum"), 1.797_693_134_862_31e308, "rounded up it would be beyond");
    assert_shown(&app, &values).await;
}

async fn whole_numbers_are_aggregated_as_shown(backend: Backend) {
    let app = App::start(backend).await;
    let connection = app.database.writer().await;
    for (run, rows) in [("1", "9007199254740993"), ("2", "9223372036854775807"), ("3", "9223372036854775807")] {
        let insert = format!(
            "INSERT INTO import_run (id, format, file, fingerprint, scopes, source_id, as_of, started_at, finished_at, rows_read, \
             rows_skipped, created, updated, revised, unchanged, withdrawn) SELECT {run}, CASE WHEN {run} = 1 THEN 'a' ELSE 'b' END, \
             'f', '', '[]', min(id), '2026-01-01', 0, 0, {rows}, {run}, 0, 0, 0, 0, 0 FROM source"
        );
        connection.execute_unprepared(&insert).await.expect("a run is written");
    }
    let runs = |having: &str| {
        format!(
            "{{ importRuns {{ groups(by: [FORMAT], having: {having}, orderBy: [{{field: KEY}}]) {{ keys sum {{ rowsRead }} average {{ rowsSkipped }} }} }} }}"
        )
    };
    let all = app.data(&runs("{count: {gt: 0}}")).await;
    let first =
        json!({ "keys": ["a"], "sum": { "rowsRead": 9_007_199_254_740_990_u64 }, "average": { "rowsSkipped": 1 } });
    let second =
        json!({ "keys": ["b"], "sum": { "rowsRead": 1.844_674_407_370_96e19 }, "average": { "rowsSkipped": 2.5 } });
    assert_eq!(all["importRuns"]["groups"], json!([first, second]));
    for (having, expected) in [
        ("{sum: {rowsRead: {eq: 9007199254740990}}}", &first),
        ("{sum: {rowsRead: {eq: 18446744073709600000}}}", &second),
        ("{average: {rowsSkipped: {eq: 2.5}}}", &second),
        ("{average: {rowsSkipped: {lt: 2}}}", &first),
    ] {
        assert_eq!(app.data(&runs(having)).await["importRuns"]["groups"], json!([expected]), "{having}");
    }
}

/// Numbers of any size, often ones that nearly or wholly cancel each other.
fn drawn(state: &mut u64) -> Vec<(&'static str, f64)> {
    let mut next = |below: u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % below
    };
    let scale = [1e-320, 1e-300, 1e-12, 1e-9, 1e-3, 1.0, 1e10, 1e25, 1e31, 1e40, 1e300, 1.7e308][next(12) as usize];
    let mut values: Vec<(&str, f64)> = Vec::new();
    for unit in ["HHI", "T_TOKENS"] {
        for _ in 0..4 {
            let digits = next(1 << 31) as f64 / f64::from(1 << 30) - 1.0;
            let value = match next(4) {
                0 => values.last().map_or(scale, |(_, last)| -last),
                1 => digits * scale * 1e-6,
                2 => (digits * 10.0).round() * scale / 10.0,
                _ => digits * scale,
            };
            values.push((unit, if value.is_finite() { value } else { scale }));
        }
    }
    values
}

#[test]
fn aggregates_are_the_same_on_both_databases() {
    run(async {
        let (sqlite, postgres) = (App::start(Backend::Sqlite).await, App::start(Backend::Postgres).await);
        let mut state = 7;
        for _ in 0..60 {
            let values = drawn(&mut state);
            stand(&sqlite, &values).await;
            stand(&postgres, &values).await;
            let order = "orderBy: [{field: KEY}]";
            assert_eq!(groups(&sqlite, order).await, groups(&postgres, order).await, "{values:?}");
            assert_shown(&sqlite, &values).await;
            assert_shown(&postgres, &values).await;
        }
    });
}

on_each! {
    sums_that_show_the_same_are_the_same
    what_is_beyond_all_numbers_is_null
    whole_numbers_are_aggregated_as_shown
}
