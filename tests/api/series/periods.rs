//! Which periods are compared with which, and which of them make up another.

use super::{app_of, metric, points, refusal};
use crate::support::{Backend, on_each, run};

/// A metric of actual figures.
fn figures(slug: &str, figures: &[(&str, &str)]) -> String {
    let rows: Vec<(&str, String)> =
        figures.iter().map(|(period, value)| (*period, format!("value = {value}"))).collect();
    let rows: Vec<(&str, &str, &str)> =
        rows.iter().map(|(period, value)| (*period, value.as_str(), "ACTUAL")).collect();
    metric(slug, "COUNT", &rows)
}

async fn periods_are_compared_with_those_of_their_length(backend: Backend) {
    let metrics = figures("ytd", &[("2023-01/2023-06", "18"), ("2023-04/2023-06", "10"), ("2024-04/2024-06", "12")])
        + &figures("mixed", &[("2023", "100"), ("2023-Q4", "30"), ("2024", "110"), ("2024-Q4", "33")])
        + &figures("fiscal", &[("2022", "1"), ("2022-04/2023-03", "10"), ("2023", "2"), ("2023-04/2024-03", "30")]);
    let app = app_of(backend, &metrics).await;
    for (slug, transform, expected) in [
        ("ytd", "YOY", &["2024-04–2024-06 ACTUAL 0.2 - - 12 / 10 - 1"][..]),
        ("ytd", "CHANGE", &["2024-04–2024-06 ACTUAL 2 - - 12 - 10"]),
        ("ytd", "CAGR", &["2024-04–2024-06 ACTUAL 0.2 - - 12 / 10 - 1"]),
        ("ytd", "MOVING_AVERAGE, window: 2", &["2024-04–2024-06 ACTUAL 11 - - (10 + 12) / 2"]),
        (
            "ytd",
            "INDEX",
            &[
                "2023-01–2023-06 ACTUAL 100 - - 100",
                "2023-04–2023-06 ACTUAL 100 - - 100",
                "2024-04–2024-06 ACTUAL 120 - - 12 / 10 * 100",
            ],
        ),
        ("mixed", "CAGR", &["2024 ACTUAL 0.1 - - 110 / 100 - 1", "2024-Q4 ACTUAL 0.1 - - 33 / 30 - 1"]),
        ("mixed", "CHANGE", &["2024 ACTUAL 10 - - 110 - 100", "2024-Q4 ACTUAL 3 - - 33 - 30"]),
        ("fiscal", "CHANGE", &["2023 ACTUAL 1 - - 2 - 1", "2023-04–2024-03 ACTUAL 20 - - 30 - 10"]),
        ("fiscal", "YOY", &["2023 ACTUAL 1 - - 2 / 1 - 1", "2023-04–2024-03 ACTUAL 2 - - 30 / 10 - 1"]),
    ] {
        assert_eq!(points(&app, slug, &format!("transform: {transform}")).await, expected, "{slug} {transform}");
    }
    let overlapping = refusal(&app, "ytd", "transform: CUMULATIVE").await;
    assert_eq!(overlapping.0, "NOT_COMPUTABLE", "{overlapping:?}");
    // What stands alone is no growth.
    let alone = figures("alone", &[("2023", "100"), ("2023-Q4", "30")]);
    let app = app_of(backend, &alone).await;
    for transform in ["CAGR", "YOY", "CHANGE", "MOVING_AVERAGE, window: 2"] {
        assert_eq!(
            points(&app, "alone", &format!("transform: {transform}")).await,
            Vec::<String>::new(),
            "{transform}"
        );
    }
}

async fn years_of_any_calendar_have_one_before(backend: Backend) {
    let metrics = figures("feb", &[("2024-02", "110"), ("2025-02", "121")])
        + &figures("leap", &[("2023-02", "100"), ("2024-02", "110"), ("2024-03", "1")])
        + &figures("to-feb", &[("2022-03/2023-02", "10"), ("2023-03/2024-02", "11"), ("2024-03/2025-02", "22")])
        + &figures("days", &[("2023-02-28", "10"), ("2024-02-29", "11"), ("2025-02-28", "22")])
        + &figures("end", &[("2023-02-28", "10"), ("2024-02-28", "22"), ("2024-02-29", "20"), ("2025-02-28", "40")])
        + &figures(
            "weeks",
            &[("2021-09-26/2022-09-24", "10"), ("2022-09-25/2023-09-30", "12"), ("2023-10-01/2024-09-28", "15")],
        );
    let app = app_of(backend, &metrics).await;
    for (slug, expected) in [
        ("feb", &["2025-02 ACTUAL 0.1 - - 121 / 110 - 1"][..]),
        ("leap", &["2024-02 ACTUAL 0.1 - - 110 / 100 - 1"]),
        ("to-feb", &["2023-03–2024-02 ACTUAL 0.1 - - 11 / 10 - 1", "2024-03–2025-02 ACTUAL 1 - - 22 / 11 - 1"]),
        ("days", &["2024-02-29 ACTUAL 0.1 - - 11 / 10 - 1", "2025-02-28 ACTUAL 1 - - 22 / 11 - 1"]),
        (
            "end",
            &[
                "2024-02-28 ACTUAL 1.2 - - 22 / 10 - 1",
                "2024-02-29 ACTUAL 1 - - 20 / 10 - 1",
                "2025-02-28 ACTUAL 1 - - 40 / 20 - 1",
            ],
        ),
        (
            "weeks",
            &["2022-09-25–2023-09-30 ACTUAL 0.2 - - 12 / 10 - 1", "2023-10-01–2024-09-28 ACTUAL 0.25 - - 15 / 12 - 1"],
        ),
    ] {
        assert_eq!(points(&app, slug, "transform: YOY").await, expected, "{slug}");
    }
    let growth = points(&app, "weeks", "transform: CAGR").await;
    assert_eq!(growth[1], "2023-10-01–2024-09-28 ACTUAL 0.224744871391589 - - (15 / 10) ^ (1 / 2) - 1", "two years");
    let week = figures("week", &[("2020-01-06/2020-01-12", "1"), ("2021-01-04/2021-01-10", "4")]);
    let app = app_of(backend, &week).await;
    for transform in ["YOY", "CAGR"] {
        let growth = points(&app, "week", &format!("transform: {transform}")).await;
        assert_eq!(growth, ["2021-01-04–2021-01-10 ACTUAL 3 - - 4 / 1 - 1"], "{transform}");
    }
}

async fn a_whole_is_made_of_parts_of_one_length(backend: Backend) {
    let months: Vec<String> = (1..=12).map(|month| format!("2024-{month:02}")).collect();
    let mut rows: Vec<(&str, &str)> = months.iter().map(|month| (month.as_str(), "1")).collect();
    rows.push(("2024-Q1", "3"));
    let mut gap = rows.clone();
    gap.remove(1);
    let mut wide = rows.clone();
    wide.extend([
        ("2024-01/2024-06", "6"),
        ("2024-07/2024-12", "6"),
        ("2024-04/2024-12", "9"),
        ("2024-02/2024-04", "3"),
    ]);
    let metrics = figures("parts", &rows) + &figures("gap", &gap) + &figures("wide", &wide);
    let app = app_of(backend, &metrics).await;
    let ones = ["1"; 12].join(" + ");
    for (slug, method, expected) in [
        ("parts", "SUM", format!("2024 ACTUAL 12 - - {ones}")),
        ("parts", "MEAN", format!("2024 ACTUAL 1 - - ({ones}) / 12")),
        ("parts", "MAX", format!("2024 ACTUAL 1 - - max({})", ["1"; 12].join(", "))),
        ("gap", "SUM", format!("2024 ACTUAL 12 - - 3 + {}", ["1"; 9].join(" + "))),
        ("wide", "SUM", format!("2024 ACTUAL 12 - - {ones}")),
        ("wide", "MEAN", format!("2024 ACTUAL 1 - - ({ones}) / 12")),
    ] {
        assert_eq!(
            points(&app, slug, &format!("resample: YEAR, method: {method}")).await,
            [expected],
            "{slug} {method}"
        );
    }
    // The months leave out one that the quarter tells of.
    assert_eq!(points(&app, "gap", "resample: YEAR, method: MEAN").await, Vec::<String>::new());
    // Parts that overlap are no whole, and a part that is missing leaves it out.
    let none = figures("none", &[("2024-01/2024-06", "6"), ("2024-06/2024-12", "7")])
        + &figures("less", &[("2024-Q1", "3"), ("2024-Q2", "3"), ("2024-10/2024-12", "3")]);
    let app = app_of(backend, &none).await;
    for slug in ["none", "less"] {
        assert_eq!(points(&app, slug, "resample: YEAR, method: SUM").await, Vec::<String>::new(), "{slug}");
    }
}

async fn what_parts_leave_out_is_told_by_no_other(backend: Backend) {
    let metrics = figures("rest", &[("2024-01", "5"), ("2024-02", "6"), ("2024-03", "7"), ("2024-04/2024-12", "100")])
        + &figures("later", &[("2023-Q1", "1"), ("2023-Q2", "2"), ("2023-Q3", "3"), ("2023-10", "9")])
        + &figures("inside", &[("2023-Q1", "1"), ("2023-Q2", "2"), ("2023-05", "9")])
        + &figures("half", &[("2023-01", "1"), ("2023-02", "2"), ("2023-03", "6"), ("2023-Q1", "9")]);
    let app = app_of(backend, &metrics).await;
    for (slug, method, expected) in [
        ("rest", "SUM", &["2024 ACTUAL 118 - - 5 + 6 + 7 + 100"][..]),
        ("rest", "FIRST", &[]),
        ("rest", "MIN", &[]),
        ("rest", "MAX", &[]),
        ("rest", "MEAN", &[]),
        ("rest", "LAST", &[]),
        ("later", "LAST", &[]),
        ("later", "FIRST", &[]),
        ("later", "SUM", &[]),
        ("inside", "LAST", &["2023 ACTUAL 2 - - 2 of 2023-Q2"]),
        ("half", "MEAN", &["2023 ACTUAL 3 - - (1 + 2 + 6) / 3"]),
        ("half", "MAX", &["2023 ACTUAL 6 - - max(1, 2, 6)"]),
    ] {
        let arguments = format!("resample: YEAR, method: {method}");
        assert_eq!(points(&app, slug, &arguments).await, expected, "{slug} {method}");
    }
}

async fn one_time_is_one_period_however_it_is_written(backend: Backend) {
    let rows = [("2023-01/2023-12", "90"), ("2024", "100"), ("2024-01/2024-12", "101"), ("2024-Q1/2024-Q4", "102")];
    let app = app_of(backend, &figures("sales", &rows)).await;
    assert_eq!(points(&app, "sales", "").await.len(), 2);
    assert_eq!(points(&app, "sales", "transform: CHANGE").await, ["2024 ACTUAL 10 - - 100 - 90"]);
}

async fn an_open_end_is_later_than_any_day(backend: Backend) {
    let rows = [("../2019", "4"), ("2024/..", "5"), ("P3Y", "6")];
    let app = app_of(backend, &figures("open", &rows)).await;
    for (arguments, expected) in [
        ("from: \"2026-01-01\"", &["2024– ACTUAL 5 - -"][..]),
        ("to: \"2000-01-01\"", &["–2019 ACTUAL 4 - -"]),
        ("to: \"2023-12-31\"", &["–2019 ACTUAL 4 - -"]),
        ("from: \"2019-12-31\", to: \"2024-01-01\"", &["–2019 ACTUAL 4 - -", "2024– ACTUAL 5 - -"]),
        ("from: \"2020-01-01\", to: \"2020-01-01\"", &[]),
    ] {
        assert_eq!(points(&app, "open", arguments).await, expected, "{arguments}");
    }
}

async fn a_year_is_converted_at_the_rate_of_the_year(backend: Backend) {
    let rates =
        [("2020", "value = 7", "ACTUAL"), ("2020-Q4", "value = 6", "ACTUAL"), ("2020-12-31", "value = 5", "ACTUAL")];
    let money =
        [("2020", "value = 70", "ACTUAL"), ("2020-Q4", "value = 60", "ACTUAL"), ("2020-12", "value = 50", "ACTUAL")];
    let metrics = metric("money", "CNY", &money) + &metric("rate", "CNY_PER_USD", &rates);
    let app = app_of(backend, &metrics).await;
    assert_eq!(
        points(&app, "money", "convertTo: \"USD\"").await,
        ["2020 ACTUAL 10 - - 70 / 7", "2020-Q4 ACTUAL 10 - - 60 / 6", "2020-12 ACTUAL 10 - - 50 / 5"]
    );
    // What has no end has no year.
    let open = metric("open", "CNY", &[("2020/..", "value = 70", "ACTUAL")]);
    let app = app_of(backend, &(open + &metric("rate", "CNY_PER_USD", &rates))).await;
    assert_eq!(refusal(&app, "open", "convertTo: \"USD\"").await.0, "RATE_NOT_FOUND");
}

on_each! {
    periods_are_compared_with_those_of_their_length
    years_of_any_calendar_have_one_before
    a_whole_is_made_of_parts_of_one_length
    what_parts_leave_out_is_told_by_no_other
    one_time_is_one_period_however_it_is_written
    an_open_end_is_later_than_any_day
    a_year_is_converted_at_the_rate_of_the_year
}
