//! Figures at the end of all numbers: what can be computed is, and what is beyond them is no point.

use serde_json::{Value, json};

use super::{app_of, metric};
use crate::support::{App, Backend, on_each, run};

/// The points as `label value low high`, each of which says something.
async fn points(app: &App, slug: &str, arguments: &str) -> Vec<String> {
    let query = format!(
        "{{ metric(by: {{slug: \"{slug}\"}}) {{ series({arguments}) {{ points {{ period {{ label }} value low high display }} }} }} }}"
    );
    let answer = app.answer(&query, json!({})).await;
    assert_eq!(answer["errors"], Value::Null, "{slug} {arguments}");
    let points = answer["data"]["metric"]["series"]["points"].as_array().expect("a list").clone();
    let shown = |point: &Value| {
        assert!(point["display"].as_str().is_some_and(|display| !display.is_empty()), "{arguments}: {point}");
        let number = |name: &str| if point[name].is_null() { "-".to_owned() } else { point[name].to_string() };
        let label = point["period"]["label"].as_str().expect("a text");
        format!("{label} {} {} {}", number("value"), number("low"), number("high"))
    };
    points.iter().map(shown).collect()
}

fn yearly(slug: &str, unit: &str, figures: &[&str]) -> String {
    let years: Vec<String> = (2020..).take(figures.len()).map(|year| year.to_string()).collect();
    let rows: Vec<(&str, &str, &str)> =
        years.iter().zip(figures).map(|(year, figure)| (year.as_str(), *figure, "ACTUAL")).collect();
    metric(slug, unit, &rows)
}

async fn no_point_is_nothing(backend: Backend) {
    let halves = [("2020-01/2020-06", "value = 1.7e308", "ACTUAL"), ("2020-07/2020-12", "value = 1.7e308", "ACTUAL")];
    let metrics = yearly("up", "COUNT", &["value = 1.7e308", "value = 1.7e308", "value = -1.7e308"])
        + &yearly("steep", "COUNT", &["value = 1e-300", "value = 1e300", "value = 1e-300"])
        + &yearly("wide", "COUNT", &["low = -1.7e308\nhigh = 1", "low = 2\nhigh = 1.7e308"])
        + &yearly("money", "CNY_100M", &["value = 1.7e300", "value = 1e300"])
        + &yearly("rate", "CNY_PER_USD", &["value = 0.5", "value = 1e9"])
        + &yearly("euro", "USD_PER_EUR", &["value = 1e9", "value = 1e9"])
        + &metric("halves", "COUNT", &halves);
    let app = app_of(backend, &metrics).await;
    for (slug, arguments, expected) in [
        ("up", "transform: CHANGE", &["2021 0 - -"][..]),
        ("up", "transform: CUMULATIVE", &["2020 1.7e+308 - -", "2022 1.7e+308 - -"]),
        ("up", "transform: MOVING_AVERAGE, window: 2", &["2021 1.7e+308 - -", "2022 0 - -"]),
        ("steep", "transform: YOY", &["2022 -1 - -"]),
        ("steep", "transform: INDEX", &["2020 100 - -", "2022 100 - -"]),
        ("steep", "transform: CAGR", &["2022 0 - -"]),
        ("wide", "transform: CHANGE", &["2021 - 1 -"]),
        ("wide", "transform: CUMULATIVE", &["2020 - -1.7e+308 1", "2021 - -1.7e+308 1.7e+308"]),
        ("money", "convertTo: \"USD\"", &["2021 1e+299 - -"]),
        ("money", "convertTo: \"EUR\"", &["2020 3.4e+299 - -", "2021 1e+290 - -"]),
        ("halves", "resample: YEAR, method: SUM", &[]),
        ("halves", "resample: YEAR, method: MEAN", &["2020 1.7e+308 - -"]),
        ("money", "convertTo: \"CNY\", transform: CUMULATIVE", &["2020 1.7e+308 - -"]),
    ] {
        assert_eq!(points(&app, slug, arguments).await, expected, "{slug} {arguments}");
    }
    let path = "/export/series.parquet?metric=up&transform=CHANGE";
    let file = app.get(path).await;
    assert_eq!(file.status.as_u16(), 200, "{path}");
}

on_each! {
    no_point_is_nothing
}
