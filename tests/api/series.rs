//! Series: compared with figures computed by hand, and with themselves.

mod before;
mod defined;
mod extremes;
mod long;
mod periods;

use panorama::database;
use panorama::dataset;
use serde_json::{Value, json};

use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_both, on_each, run};

const BASE: &str = r#"
[[unit]]
code = "CNY"
en = "yuan"
zh = "元"
dimension = "CURRENCY"
currency = "CNY"
base = "CNY"
multiplier = 1

[[unit]]
code = "CNY_100M"
en = "100 million yuan"
zh = "亿元"
dimension = "CURRENCY"
currency = "CNY"
base = "CNY"
multiplier = 1e8

[[unit]]
code = "USD_1M"
en = "million dollars"
zh = "百万美元"
dimension = "CURRENCY"
currency = "USD"
base = "USD_1M"
multiplier = 1

[[unit]]
code = "USD"
en = "dollars"
zh = "美元"
dimension = "CURRENCY"
currency = "USD"
base = "USD"
multiplier = 1

[[unit]]
code = "EUR"
en = "euros"
zh = "欧元"
dimension = "CURRENCY"
currency = "EUR"
base = "EUR"
multiplier = 1

[[unit]]
code = "COUNT"
en = "count"
zh = "个"
dimension = "COUNT"
base = "COUNT"
multiplier = 1

[[unit]]
code = "FRACTION"
en = "fraction"
zh = "比例"
dimension = "SHARE"
base = "FRACTION"
multiplier = 1

[[unit]]
code = "INDEX"
en = "index"
zh = "指数"
dimension = "RATIO"
base = "INDEX"
multiplier = 1

[[unit]]
code = "LOG"
en = "logarithm"
zh = "对数"
dimension = "NONE"
base = "LOG"
multiplier = 1

[[unit]]
code = "CNY_PER_USD"
en = "yuan per dollar"
zh = "元/美元"
dimension = "RATIO"
base = "CNY_PER_USD"
multiplier = 1

[[unit]]
code = "USD_PER_EUR"
en = "dollars per euro"
zh = "美元/欧元"
dimension = "RATIO"
base = "USD_PER_EUR"
multiplier = 1

[[source]]
slug = "s"
title.en = "S"
kind = "REPORT"

[[vendor]]
slug = "acme"
en = "Acme"
kind = "COMPANY"
cite = [{ source = "s" }]
"#;

/// A metric of these observations, each `period, figure, status`.
pub(crate) fn metric(slug: &str, unit: &str, observations: &[(&str, &str, &str)]) -> String {
    let kind = if unit.contains("_PER_") { "EXCHANGE_RATE" } else { "LEVEL" };
    let observations = observations.iter().map(|(period, figure, status)| {
        format!("[[metric.observation]]\nperiod = \"{period}\"\n{figure}\nstatus = \"{status}\"\ncite = [{{ source = \"s\" }}]\n")
    });
    format!(
        "[[metric]]\nslug = \"{slug}\"\nen = \"{slug}\"\nkind = \"{kind}\"\nunit = \"{unit}\"\nsubjects = [\"vendor/acme\"]\n"
    ) + &observations.collect::<String>()
}

pub(crate) async fn app_of(backend: Backend, metrics: &str) -> App {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let files = [("base.toml", BASE), ("metrics.toml", metrics)];
    dataset::load(&connection, &files, LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    App::on(database, |_| ()).await
}

/// The points of a series as `label status value low high formula`, what is unknown as a dash.
async fn points(app: &App, slug: &str, arguments: &str) -> Vec<String> {
    let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
    let query = format!(
        "{{ metric(by: {{slug: \"{slug}\"}}) {{ series{arguments} {{ points {{ period {{ label }} status value low high derived formula }} }} }} }}"
    );
    let data = app.data(&query).await;
    let points = data["metric"]["series"]["points"].as_array().expect("a list");
    let shown = |point: &Value| {
        let number = |name: &str| if point[name].is_null() { "-".to_owned() } else { point[name].to_string() };
        assert_eq!(point["derived"] == true, point["formula"].is_string(), "{point}");
        let formula = point["formula"].as_str().map(|formula| format!(" {formula}")).unwrap_or_default();
        let word = |value: &Value| value.as_str().expect("a text").to_owned();
        let (label, status) = (word(&point["period"]["label"]), word(&point["status"]));
        format!("{label} {status} {} {} {}{formula}", number("value"), number("low"), number("high"))
    };
    points.iter().map(shown).collect()
}

/// The code of the one error of a series.
async fn refusal(app: &App, slug: &str, arguments: &str) -> (String, String) {
    let query = format!("{{ metric(by: {{slug: \"{slug}\"}}) {{ series({arguments}) {{ transform }} }} }}");
    let answer = app.answer(&query, json!({})).await;
    assert_eq!(answer["data"]["metric"], Value::Null, "{arguments}");
    let errors = answer["errors"].as_array().expect("errors");
    assert_eq!((errors.len(), &errors[0]["path"]), (1, &json!(["metric", "series"])));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&errors[0]["extensions"]["code"]), text(&errors[0]["message"]))
}

const SALES: &[(&str, &str, &str)] = &[
    ("2020", "value = 100", "ACTUAL"),
    ("2021", "value = 150", "ACTUAL"),
    ("2022", "value = 120", "ACTUAL"),
    ("2022", "value = 119", "ACTUAL"),
    ("2022", "value = 130", "FORECAST"),
    ("2024", "value = 225", "FORECAST"),
];

async fn transforms_are_what_a_hand_computes(backend: Backend) {
    let app = app_of(backend, &metric("sales", "COUNT", SALES)).await;
    let cases: &[(&str, &[&str])] = &[
        (
            "",
            &[
                "2020 ACTUAL 100 - -",
                "2021 ACTUAL 150 - -",
                "2022 ACTUAL 120 - -",
                "2022 FORECAST 130 - -",
                "2024 FORECAST 225 - -",
            ],
        ),
        ("status: [ACTUAL]", &["2020 ACTUAL 100 - -", "2021 ACTUAL 150 - -", "2022 ACTUAL 120 - -"]),
        ("from: \"2021-06-01\", to: \"2022-01-01\", status: [ACTUAL]", &["2021 ACTUAL 150 - -", "2022 ACTUAL 120 - -"]),
        (
            "transform: CHANGE",
            &["2021 ACTUAL 50 - - 150 - 100", "2022 ACTUAL -30 - - 120 - 150", "2024 FORECAST 105 - - 225 - 120"],
        ),
        ("transform: YOY", &["2021 ACTUAL 0.5 - - 150 / 100 - 1", "2022 ACTUAL -0.2 - - 120 / 150 - 1"]),
        (
            "transform: CAGR",
            &[
                "2021 ACTUAL 0.5 - - 150 / 100 - 1",
                "2022 ACTUAL 0.0954451150103322 - - (120 / 100) ^ (1 / 2) - 1",
                "2024 FORECAST 0.224744871391589 - - (225 / 100) ^ (1 / 4) - 1",
            ],
        ),
        (
            "transform: INDEX",
            &[
                "2020 ACTUAL 100 - - 100",
                "2021 ACTUAL 150 - - 150 / 100 * 100",
                "2022 ACTUAL 120 - - 120 / 100 * 100",
                "2024 FORECAST 225 - - 225 / 100 * 100",
            ],
        ),
        (
            "transform: CUMULATIVE",
            &[
                "2020 ACTUAL 100 - - 100",
                "2021 ACTUAL 250 - - 100 + 150",
                "2022 ACTUAL 370 - - 100 + 150 + 120",
                "2024 FORECAST 595 - - 100 + 150 + 120 + 225",
            ],
        ),
        (
            "transform: MOVING_AVERAGE, window: 2",
            &[
                "2021 ACTUAL 125 - - (100 + 150) / 2",
                "2022 ACTUAL 135 - - (150 + 120) / 2",
                "2024 FORECAST 172.5 - - (120 + 225) / 2",
            ],
        ),
        ("transform: LOG, to: \"2020-12-31\"", &["2020 ACTUAL 4.60517018598809 - - ln(100)"]),
    ];
    for (arguments, expected) in cases {
        assert_eq!(points(&app, "sales", arguments).await, *expected, "{arguments}");
    }
}

async fn bounds_stay_bounds(backend: Backend) {
    let bounds = [
        ("2020", "value = 100", "ACTUAL"),
        ("2021", "low = 200\ncmp = \"GREATER_THAN\"", "ACTUAL"),
        ("2022", "low = 300\nhigh = 400", "ACTUAL"),
        ("2023", "high = 50\ncmp = \"LESS_THAN\"", "ACTUAL"),
    ];
    let app = app_of(backend, &metric("share", "COUNT", &bounds)).await;
    assert_eq!(
        points(&app, "share", "transform: CAGR").await,
        [
            "2021 ACTUAL - 1 - (at least 200) / 100 - 1",
            "2022 ACTUAL - 0.732050807568877 1 ((300 to 400) / 100) ^ (1 / 2) - 1",
            "2023 ACTUAL - - -0.2062994740159 ((at most 50) / 100) ^ (1 / 3) - 1",
        ]
    );
    assert_eq!(
        points(&app, "share", "transform: CHANGE").await,
        [
            "2021 ACTUAL - 100 - (at least 200) - 100",
            "2022 ACTUAL - - 200 (300 to 400) - (at least 200)",
            "2023 ACTUAL - - -250 (at most 50) - (300 to 400)",
        ]
    );
    assert_eq!(
        points(&app, "share", "transform: CUMULATIVE, to: \"2022-12-31\"").await,
        [
            "2020 ACTUAL 100 - - 100",
            "2021 ACTUAL - 300 - 100 + (at least 200)",
            "2022 ACTUAL - 600 - 100 + (at least 200) + (300 to 400)",
        ]
    );
}

async fn transforms_agree_with_themselves(backend: Backend) {
    let mut state = 7_u64;
    let mut figure = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        1.0 + f64::from(u32::try_from(state >> 40).expect("24 bits")) / 1000.0
    };
    let figures: Vec<f64> = (0..12).map(|_| figure()).collect();
    let rows: Vec<(String, String)> =
        figures.iter().enumerate().map(|(i, figure)| (format!("{}", 2001 + i), format!("value = {figure}"))).collect();
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(p, f)| (p.as_str(), f.as_str(), "ACTUAL")).collect();
    let app = app_of(backend, &metric("sales", "COUNT", &rows)).await;
    let values = async |transform: &str| -> Vec<f64> {
        let query = format!(
            "{{ metric(by: {{slug: \"sales\"}}) {{ series(transform: {transform}) {{ points {{ value }} }} }} }}"
        );
        let data = app.data(&query).await;
        let points = data["metric"]["series"]["points"].as_array().expect("a list");
        points.iter().map(|point| point["value"].as_f64().expect("a number")).collect()
    };
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} and {b}");
    let (change, yoy, cagr) = (values("CHANGE").await, values("YOY").await, values("CAGR").await);
    let (index, sum, log) = (values("INDEX").await, values("CUMULATIVE").await, values("LOG").await);
    for i in 1..figures.len() {
        close(figures[0] + change[..i].iter().sum::<f64>(), figures[i]);
        close(figures[0] * yoy[..i].iter().map(|growth| 1.0 + growth).product::<f64>(), figures[i]);
        close(figures[0] * (1.0 + cagr[i - 1]).powi(i32::try_from(i).expect("small")), figures[i]);
        close(index[i] / index[0] * 100.0, index[i]);
        close(sum[i] - sum[i - 1], figures[i]);
        close((log[i] - log[i - 1]).exp(), figures[i] / figures[i - 1]);
    }
}

async fn resampling_takes_what_is_whole_or_says_how_it_was_made(backend: Backend) {
    let quarters = [
        ("2021-Q1", "value = 1", "ACTUAL"),
        ("2021-Q2", "value = 2", "ACTUAL"),
        ("2021-Q3", "value = 3", "ACTUAL"),
        ("2021-Q4", "value = 4", "FORECAST"),
        ("2022", "value = 20", "ACTUAL"),
        ("2022-Q1", "value = 6", "ACTUAL"),
        ("2023-Q1", "value = 7", "ACTUAL"),
        ("2023-Q2", "value = 9", "ACTUAL"),
    ];
    let app = app_of(backend, &metric("sales", "COUNT", &quarters)).await;
    let yearly = async |method: &str| points(&app, "sales", &format!("resample: YEAR, method: {method}")).await;
    assert_eq!(yearly("SUM").await, ["2021 FORECAST 10 - - 1 + 2 + 3 + 4", "2022 ACTUAL 20 - -"]);
    assert_eq!(
        yearly("MEAN").await,
        ["2021 FORECAST 2.5 - - (1 + 2 + 3 + 4) / 4", "2022 ACTUAL 20 - -", "2023 ACTUAL 8 - - (7 + 9) / 2"]
    );
    assert_eq!(
        yearly("LAST").await,
        ["2021 FORECAST 4 - - 4 of 2021-Q4", "2022 ACTUAL 20 - -", "2023 ACTUAL 9 - - 9 of 2023-Q2"]
    );
    assert_eq!(
        points(&app, "sales", "resample: YEAR, method: SUM, transform: CHANGE").await,
        ["2022 FORECAST 10 - - 20 - 10"]
    );
    let overlapping = refusal(&app, "sales", "transform: CUMULATIVE").await;
    assert_eq!(overlapping.0, "NOT_COMPUTABLE", "{overlapping:?}");
    assert_eq!(refusal(&app, "sales", "resample: YEAR").await.0, "ARGUMENT_INVALID");
}

async fn conversions_show_their_rate_and_its_source(backend: Backend) {
    let money = [
        ("2020", "value = 35", "ACTUAL"),
        ("2021", "value = 0.7\nunit = \"CNY\"", "ACTUAL"),
        ("2022", "value = 50", "ACTUAL"),
    ];
    let rates = [("2020", "value = 7", "ACTUAL"), ("2021", "value = 6.5", "ACTUAL"), ("2021", "value = 6.4", "ACTUAL")];
    let euros = [("2020", "value = 1.25", "ACTUAL")];
    let metrics = metric("money", "CNY_100M", &money)
        + &metric("rate", "CNY_PER_USD", &rates)
        + &metric("euro", "USD_PER_EUR", &euros)
        + &metric("people", "COUNT", &[("2020", "value = 3", "ACTUAL")]);
    let app = app_of(backend, &metrics).await;
    assert_eq!(
        points(&app, "money", "").await,
        ["2020 ACTUAL 35 - -", "2021 ACTUAL 7e-9 - - 0.7 / 100000000", "2022 ACTUAL 50 - -"],
        "one unit for all"
    );
    assert_eq!(
        points(&app, "money", "convertTo: \"USD\", to: \"2021-12-31\"").await,
        ["2020 ACTUAL 500000000 - - 35 * 100000000 / 7", "2021 ACTUAL 0.107692307692308 - - 0.7 / 6.5"]
    );
    assert_eq!(
        points(&app, "money", "convertTo: \"EUR\", to: \"2020-12-31\"").await,
        ["2020 ACTUAL 400000000 - - 35 * 100000000 / 7 / 1.25"]
    );
    let query = "{ metric(by: {slug: \"money\"}) { series(convertTo: \"EUR\", to: \"2020-12-31\") { unit { code } points { inputs { metric { slug } source { slug } } } } } }";
    let data = app.data(query).await;
    assert_eq!(data["metric"]["series"]["unit"]["code"], "EUR");
    let inputs = data["metric"]["series"]["points"][0]["inputs"].as_array().expect("a list");
    let slugs: Vec<&str> = inputs.iter().filter_map(|input| input["metric"]["slug"].as_str()).collect();
    assert_eq!(slugs, ["money", "rate", "euro"]);
    let (code, message) = refusal(&app, "money", "convertTo: \"USD\"").await;
    assert_eq!(code, "RATE_NOT_FOUND");
    assert!(message.contains("2022"), "{message}");
    assert_eq!(refusal(&app, "people", "convertTo: \"USD\"").await.0, "UNIT_MISMATCH");
    assert_eq!(
        refusal(&app, "people", "convertTo: \"USD\", from: \"2030\"").await.0,
        "UNIT_MISMATCH",
        "without points"
    );
    assert_eq!(refusal(&app, "money", "convertTo: \"XYZ\"").await.0, "NOT_FOUND");
}

async fn what_was_asked_wrongly_is_refused(backend: Backend) {
    let app = app_of(backend, &metric("profit", "COUNT", &[("2020", "value = 0", "ACTUAL")])).await;
    for arguments in
        ["from: \"2022-01-01\", to: \"2021-01-01\"", "from: \"soon\"", "window: 0", "window: 2", "method: SUM"]
    {
        assert_eq!(refusal(&app, "profit", arguments).await.0, "ARGUMENT_INVALID", "{arguments}");
    }
    assert_eq!(points(&app, "profit", "from: \"2030-01-01\", transform: INDEX").await, Vec::<String>::new());
}

/// A service of its own: what others ask meanwhile would be counted, too.
async fn the_series_of_a_page_of_metrics_are_read_together(backend: Backend) {
    let app = App::start(backend).await;
    let query = |first: u32| {
        format!(
            "{{ metrics(first: {first}) {{ nodes {{ series {{ unit {{ code }} points {{ value inputs {{ id }} }} }} }} }} }}"
        )
    };
    for first in [2, 50] {
        let before = app.figure("panorama_statements_total").await;
        app.data(&query(first)).await;
        let statements = app.figure("panorama_statements_total").await - before;
        assert!((1.0..=5.0).contains(&statements), "metrics, observations, series, points, inputs: {statements}");
    }
}

on_each! {
    transforms_are_what_a_hand_computes
    bounds_stay_bounds
    transforms_agree_with_themselves
    resampling_takes_what_is_whole_or_says_how_it_was_made
    conversions_show_their_rate_and_its_source
    what_was_asked_wrongly_is_refused
    the_series_of_a_page_of_metrics_are_read_together
}

on_both! {
    async fn the_ai_industry_of_china_grows_by_a_third_a_year(app) {
        let query = "{ metric(by: {slug: \"china-ai-industry-size\"}) { series(transform: CAGR) { unit { code } transform points { value status derived formula inputs { value } } } } }";
        let data = app.data(query).await;
        let series = &data["metric"]["series"];
        assert_eq!((&series["unit"]["code"], &series["transform"]), (&json!("FRACTION"), &json!("CAGR")));
        let expected = json!({ "value": 0.328406322972884, "status": "FORECAST", "derived": true, "formula": "(15372 / 3716) ^ (1 / 5) - 1", "inputs": [{ "value": 3716 }, { "value": 15372 }] });
        assert_eq!(series["points"], json!([expected]));
    }
}
