//! Where growth is defined, and what becomes of a series in which some of it is not.

use serde_json::json;

use super::{app_of, metric, points};
use crate::support::{Backend, on_each, run};

async fn one_figure_that_gives_no_growth_loses_no_other(backend: Backend) {
    let profit = [
        ("2019", "value = 10", "ACTUAL"),
        ("2020", "value = 0", "ACTUAL"),
        ("2021", "value = 5", "ACTUAL"),
        ("2022", "value = -5", "ACTUAL"),
        ("2023", "value = 20", "ACTUAL"),
        ("2024", "value = 30", "ACTUAL"),
    ];
    let bounds = [
        ("2020", "low = 10\nhigh = 20", "ACTUAL"),
        ("2021", "low = -20\nhigh = 40", "ACTUAL"),
        ("2022", "low = 5\nhigh = 10", "ACTUAL"),
        ("2023", "low = -20\nhigh = -10", "ACTUAL"),
    ];
    let losses = [("2020", "value = -1", "ACTUAL"), ("2021", "value = 5", "ACTUAL"), ("2022", "value = 8", "ACTUAL")];
    let metrics =
        metric("profit", "COUNT", &profit) + &metric("bounds", "COUNT", &bounds) + &metric("losses", "COUNT", &losses);
    let app = app_of(backend, &metrics).await;
    for (slug, transform, expected) in [
        (
            "profit",
            "YOY",
            &["2020 ACTUAL -1 - - 0 / 10 - 1", "2022 ACTUAL -2 - - -5 / 5 - 1", "2024 ACTUAL 0.5 - - 30 / 20 - 1"][..],
        ),
        (
            "profit",
            "CAGR",
            &[
                "2020 ACTUAL -1 - - 0 / 10 - 1",
                "2021 ACTUAL -0.292893218813452 - - (5 / 10) ^ (1 / 2) - 1",
                "2023 ACTUAL 0.189207115002721 - - (20 / 10) ^ (1 / 4) - 1",
                "2024 ACTUAL 0.245730939615517 - - (30 / 10) ^ (1 / 5) - 1",
            ],
        ),
        (
            "profit",
            "INDEX",
            &[
                "2019 ACTUAL 100 - - 100",
                "2020 ACTUAL 0 - - 0 / 10 * 100",
                "2021 ACTUAL 50 - - 5 / 10 * 100",
                "2022 ACTUAL -50 - - -5 / 10 * 100",
                "2023 ACTUAL 200 - - 20 / 10 * 100",
                "2024 ACTUAL 300 - - 30 / 10 * 100",
            ],
        ),
        (
            "bounds",
            "YOY",
            &["2021 ACTUAL - -3 3 (-20 to 40) / (10 to 20) - 1", "2023 ACTUAL - -5 -2 (-20 to -10) / (5 to 10) - 1"],
        ),
        ("losses", "YOY", &["2022 ACTUAL 0.6 - - 8 / 5 - 1"]),
        ("losses", "CAGR", &[]),
        ("losses", "INDEX", &[]),
        ("losses", "LOG", &["2021 ACTUAL 1.6094379124341 - - ln(5)", "2022 ACTUAL 2.07944154167984 - - ln(8)"]),
    ] {
        assert_eq!(points(&app, slug, &format!("transform: {transform}")).await, expected, "{slug} {transform}");
    }
}

async fn what_is_refused_of_several_names_its_metric(backend: Backend) {
    let overlapping = [("2024", "value = 4", "ACTUAL"), ("2024-Q4", "value = 1", "ACTUAL")];
    let metrics = metric("fine", "COUNT", &[("2024", "value = 4", "ACTUAL")]) + &metric("twice", "COUNT", &overlapping);
    let app = app_of(backend, &metrics).await;
    for (arguments, code) in [("transform: CUMULATIVE", "NOT_COMPUTABLE"), ("convertTo: \"CNY\"", "UNIT_MISMATCH")] {
        let query = format!(
            "{{ metrics(filter: {{slug: {{in: [\"fine\", \"twice\"]}}}}) {{ nodes {{ series({arguments}) {{ transform }} }} }} }}"
        );
        let answer = app.answer(&query, json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code, "{error}");
        let message = error["message"].as_str().expect("a text");
        let named = if code == "UNIT_MISMATCH" { "fine: " } else { "twice: " };
        assert!(message.starts_with(named), "{message}");
    }
}

on_each! {
    one_figure_that_gives_no_growth_loses_no_other
    what_is_refused_of_several_names_its_metric
}
