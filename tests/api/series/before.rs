//! `from` and `to` say which points are shown: what is computed of what stands before or behind them is computed all the same.

use super::{app_of, metric, points, refusal};
use crate::support::{Backend, on_each, run};

async fn what_is_before_the_first_point_counts(backend: Backend) {
    let years: &[(&str, &str, &str)] = &[
        ("2019", "value = 100", "ACTUAL"),
        ("2020", "value = 120", "ACTUAL"),
        ("2022", "value = 150", "ACTUAL"),
        ("2023", "value = 180", "ACTUAL"),
        ("2023-Q4", "value = 60", "ACTUAL"),
        ("2024", "value = 225", "ACTUAL"),
        ("2024-Q4", "value = 90", "ACTUAL"),
        ("2025", "value = 270", "FORECAST"),
    ];
    let quarters: Vec<String> = (2022..=2024).flat_map(|year| (1..=4).map(move |q| format!("{year}-Q{q}"))).collect();
    let quarters: Vec<(&str, &str, &str)> =
        quarters.iter().map(|quarter| (quarter.as_str(), "value = 5", "ACTUAL")).collect();
    let app = app_of(backend, &(metric("sales", "COUNT", years) + &metric("parts", "COUNT", &quarters))).await;
    for (slug, arguments, expected) in [
        (
            "sales",
            "from: \"2024\", transform: YOY",
            &[
                "2024 ACTUAL 0.25 - - 225 / 180 - 1",
                "2024-Q4 ACTUAL 0.5 - - 90 / 60 - 1",
                "2025 FORECAST 0.2 - - 270 / 225 - 1",
            ][..],
        ),
        ("sales", "from: \"2022\", to: \"2022\", transform: CHANGE", &["2022 ACTUAL 30 - - 150 - 120"]),
        (
            "sales",
            "from: \"2022-06-01\", to: \"2023-03-31\", transform: CHANGE",
            &["2022 ACTUAL 30 - - 150 - 120", "2023 ACTUAL 30 - - 180 - 150"],
        ),
        (
            "sales",
            "from: \"2025\", transform: MOVING_AVERAGE, window: 4",
            &["2025 FORECAST 206.25 - - (150 + 180 + 225 + 270) / 4"],
        ),
        // These say from where on they are.
        ("sales", "from: \"2025\", transform: CUMULATIVE", &["2025 FORECAST 270 - - 270"]),
        ("sales", "from: \"2025\", transform: INDEX", &["2025 FORECAST 100 - - 100"]),
        ("sales", "from: \"2025\", transform: CAGR", &[]),
        ("sales", "from: \"2025\"", &["2025 FORECAST 270 - -"]),
        // A year of which `from` is a day is the whole year.
        (
            "parts",
            "from: \"2023-05-01\", resample: YEAR, method: SUM",
            &["2023 ACTUAL 20 - - 5 + 5 + 5 + 5", "2024 ACTUAL 20 - - 5 + 5 + 5 + 5"],
        ),
        (
            "parts",
            "from: \"2024-05-01\", resample: YEAR, method: SUM, transform: YOY",
            &["2024 ACTUAL 0 - - 20 / 20 - 1"],
        ),
        (
            "parts",
            "from: \"2024-05-01\", resample: YEAR, method: SUM, transform: CHANGE",
            &["2024 ACTUAL 0 - - 20 - 20"],
        ),
    ] {
        assert_eq!(points(&app, slug, arguments).await, expected, "{slug} {arguments}");
    }
}

async fn a_whole_that_ends_behind_the_last_day_is_whole(backend: Backend) {
    let quarters: Vec<String> = (2023..=2025).flat_map(|year| (1..=4).map(move |q| format!("{year}-Q{q}"))).collect();
    let quarters: Vec<(&str, &str, &str)> =
        quarters.iter().map(|quarter| (quarter.as_str(), "value = 5", "ACTUAL")).collect();
    let years: &[(&str, &str, &str)] = &[("2023", "value = 1", "ACTUAL"), ("2024", "value = 2", "ACTUAL")];
    let app = app_of(backend, &(metric("parts", "COUNT", &quarters) + &metric("years", "COUNT", years))).await;
    let [sum, first, second] = ["5 + 5 + 5 + 5", "2023 ACTUAL 20 - -", "2024 ACTUAL 20 - -"];
    for (slug, arguments, expected) in [
        (
            "parts",
            "to: \"2024-01-01\", resample: YEAR, method: SUM",
            vec![format!("{first} {sum}"), format!("{second} {sum}")],
        ),
        (
            "parts",
            "to: \"2024-05\", resample: YEAR, method: SUM",
            vec![format!("{first} {sum}"), format!("{second} {sum}")],
        ),
        ("parts", "to: \"2023-12-31\", resample: YEAR, method: SUM", vec![format!("{first} {sum}")]),
        (
            "parts",
            "from: \"2024-03-31\", to: \"2024-03-31\", resample: YEAR, method: SUM",
            vec![format!("{second} {sum}")],
        ),
        (
            "parts",
            "to: \"2024-05\", resample: YEAR, method: SUM, transform: YOY",
            vec!["2024 ACTUAL 0 - - 20 / 20 - 1".to_owned()],
        ),
        (
            "parts",
            "from: \"2024-05-02\", to: \"2024-05-03\", resample: YEAR, method: LAST",
            vec!["2024 ACTUAL 5 - - 5 of 2024-Q4".to_owned()],
        ),
        // As published figures of a year are, without which nothing is made.
        ("years", "to: \"2024-05\"", vec!["2023 ACTUAL 1 - -".to_owned(), "2024 ACTUAL 2 - -".to_owned()]),
        (
            "years",
            "to: \"2024-05\", resample: YEAR, method: SUM",
            vec!["2023 ACTUAL 1 - -".to_owned(), "2024 ACTUAL 2 - -".to_owned()],
        ),
    ] {
        assert_eq!(points(&app, slug, arguments).await, expected, "{slug} {arguments}");
    }
}

async fn what_is_before_is_no_reason_to_refuse(backend: Backend) {
    let money = [("2023", "value = 70", "ACTUAL"), ("2024", "value = 80", "ACTUAL"), ("2025", "value = 100", "ACTUAL")];
    let rates = [("2024", "value = 8", "ACTUAL"), ("2025", "value = 10", "ACTUAL")];
    let app = app_of(backend, &(metric("money", "CNY", &money) + &metric("rate", "CNY_PER_USD", &rates))).await;
    for transform in ["YOY", "CHANGE"] {
        let growth =
            points(&app, "money", &format!("from: \"2024\", convertTo: \"USD\", transform: {transform}")).await;
        let formula = if transform == "YOY" { "10 / 10 - 1" } else { "10 - 10" };
        assert_eq!(growth, [format!("2025 ACTUAL 0 - - {formula}")], "no rate of 2023");
    }
    assert_eq!(refusal(&app, "money", "from: \"2023\", convertTo: \"USD\", transform: YOY").await.0, "RATE_NOT_FOUND");
}

on_each! {
    a_whole_that_ends_behind_the_last_day_is_whole
    what_is_before_is_no_reason_to_refuse
    what_is_before_the_first_point_counts
}
