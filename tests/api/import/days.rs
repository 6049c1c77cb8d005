//! Several files of one day, and days in the past: the last file of a day decides what was known on it.

use serde_json::{Value, json};

use super::series::{Random, format, of_day};
use super::{bring, counts};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// A file of a day that gives a series a value, or lacks it.
type File = (&'static str, Option<u32>);

/// Imports files that all have another series, too.
async fn imported(backend: Backend, files: &[File]) -> App {
    let database = TestDatabase::loaded(backend).await;
    let format = format(&[]);
    for (day, value) in files {
        let row = value.map(|value| format!("a,2001,{value}\n")).unwrap_or_default();
        let request = of_day(&format, day, "days/cases.csv", &format!("b,2001,7\n{row}"));
        bring(&database, &request).await.unwrap_or_else(|error| panic!("{files:?}: {error}"));
    }
    App::on(database, |_| ()).await
}

/// The vintages of the series: value, from when on it was known, superseded and withdrawn.
async fn vintages(app: &App) -> Value {
    let query = "{ metric(by: {slug: \"case-a\"}) { observations { nodes { revisions { value knownOn supersededOn withdrawnOn } } } } }";
    app.data(query).await["metric"]["observations"]["nodes"][0]["revisions"].take()
}

/// What was known of it on a day: its value, unless it was withdrawn by then.
async fn known_on(app: &App, day: &str) -> Value {
    let query = "query($day: Date) { metric(by: {slug: \"case-a\"}) { observations(asOf: $day) { nodes { value withdrawnOn } } } }";
    let data = app.answer(query, json!({ "day": day })).await["data"].take();
    let rows = data["metric"]["observations"]["nodes"].as_array().cloned().unwrap_or_default();
    assert!(rows.len() <= 1, "{day}: {rows:?}");
    let withdrawn = |row: &Value| row["withdrawnOn"].as_str().is_some_and(|gone| gone <= day);
    rows.into_iter().find(|row| !withdrawn(row)).map_or(Value::Null, |row| row["value"].clone())
}

const D: &str = "2098-01-01";
const E: &str = "2098-02-01";
const F: &str = "2098-03-01";

fn vintage(value: u32, known: &str, superseded: Option<&str>, withdrawn: Option<&str>) -> Value {
    json!({ "value": value, "knownOn": known, "supersededOn": superseded, "withdrawnOn": withdrawn })
}

async fn a_figure_can_go_and_come_back_within_a_day(backend: Backend) {
    for (files, expected) in [
        (&[(D, Some(1)), (D, None), (D, Some(2))][..], vec![vintage(2, D, None, None)]),
        (&[(D, Some(1)), (D, None), (D, Some(1))], vec![vintage(1, D, None, None)]),
        (&[(D, Some(1)), (D, None), (D, Some(2)), (D, None), (D, Some(3))], vec![vintage(3, D, None, None)]),
        (&[(D, Some(1)), (D, None), (D, Some(2)), (D, None)], vec![vintage(2, D, None, Some(D))]),
        (&[(D, Some(1)), (E, None), (E, Some(2))], vec![vintage(1, D, Some(E), None), vintage(2, E, None, None)]),
        (&[(D, Some(1)), (E, Some(2)), (E, None), (E, Some(1))], vec![vintage(1, D, None, None)]),
        // Withdrawn and back between two vintages, as files of the past say.
        (
            &[(D, Some(1)), (F, Some(3)), (E, Some(2)), (E, None), (E, Some(4))],
            vec![vintage(1, D, Some(E), None), vintage(4, E, Some(F), None), vintage(3, F, None, None)],
        ),
        (&[(E, Some(1)), (E, None), (F, Some(2)), (E, Some(2))], vec![vintage(2, E, None, None)]),
        (&[(E, Some(1)), (E, None), (D, Some(1))], vec![vintage(1, D, None, Some(E))]),
    ] {
        let app = imported(backend, files).await;
        assert_eq!(vintages(&app).await, json!(expected), "{files:?}");
    }
}

async fn what_was_known_on_a_day_is_what_its_last_file_said(backend: Backend) {
    let mut random = Random(5);
    for _ in 0..4 {
        let files: Vec<File> =
            (0..7).map(|_| ([D, E, F][random.below(3)], [None, Some(1), Some(2)][random.below(3)])).collect();
        let app = imported(backend, &files).await;
        for day in [D, E, F] {
            let last = files.iter().rfind(|(on, _)| *on == day);
            if let Some((_, said)) = last {
                assert_eq!(known_on(&app, day).await, json!(said), "{day} of {files:?}");
            }
        }
    }
}

/// A day of publication that is freed by one vintage is taken by the next.
async fn days_of_publication_move_without_meeting(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = format(&[
        ("period = \"Period\"", "period = { text = \"2001\" }\npublished_on = \"Period\""),
        ("needs = [\"Series\", \"Period\", \"Value\"]", "needs = [\"Series\", \"Value\"]"),
    ]);
    for (day, rows) in [(E, "a,,1\n"), (F, "a,2098-02-01,2\n"), (D, "a,,1\n")] {
        let report = bring(&database, &of_day(&format, day, "published/cases.csv", rows)).await;
        report.unwrap_or_else(|error| panic!("{day}: {error}"));
    }
    let app = App::on(database, |_| ()).await;
    assert_eq!(vintages(&app).await, json!([vintage(1, D, Some(E), None), vintage(2, E, None, None)]));
    let again = bring(&app.database, &of_day(&format, F, "published/cases.csv", "a,2098-02-01,2\n")).await;
    assert_eq!(counts(&again.expect("it can be imported"), "Observation")[4], 1);
}

on_each! {
    a_figure_can_go_and_come_back_within_a_day
    what_was_known_on_a_day_is_what_its_last_file_said
    days_of_publication_move_without_meeting
}
