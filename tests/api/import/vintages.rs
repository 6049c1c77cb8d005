//! A figure and its history: what files of different days say, in whichever order they come.

use std::path::PathBuf;

use panorama::transfer::import::{Report, Request};
use serde_json::{Value, json};

use super::{bring, counts, everything, figures, file, request, sample};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// A format of the test's own: models with their makers, parameters and users by month.
pub(super) const FORMAT: &str = r#"
title = "Fable figures"
[source]
slug = "fable-figures"
title.en = "Fable figures"
publisher = "Fable Press"
kind = "DATASET"
license = "CC BY 4.0"
redistribution = "ALLOWED"

[[table]]
name = "figures"
needs = ["Model"]
columns = { Parameters = ["Params"] }
empty = ["N/A"]
dates = "M/D/Y"

[[table.thing]]
id = "maker"
is = "VENDOR"
name = { column = "Maker", split = "," }
make = true
kind = { text = "COMPANY" }
country = { text = "FR" }

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
unique = true
makers = "maker"
released = "Released"

[[table.claim]]
of = "model"
attribute = { text = "parameters" }
value = "Parameters"
unit = { text = "PARAMETERS" }

[[table.claim]]
of = "model"
value = "Users"
period = "Month"
status = { text = "ACTUAL" }
published_on = "Reported"
[table.claim.metric]
slug = "{model}-users"
en = "Users of {model}"
zh = "{model}的用户数"
kind = "LEVEL"
unit = "COUNT"
"#;

/// The format as a file.
pub(super) fn format() -> String {
    file("fable.toml", FORMAT.as_bytes()).to_string_lossy().into_owned()
}

/// A file of that format and of a day.
pub(super) fn of(day: &str, name: &str, text: &str) -> (Request, PathBuf) {
    let path = file(name, text.as_bytes());
    let mut request = request(&format(), &path);
    request.as_of = day.parse().expect("a day");
    (request, path)
}

pub(super) const OLD: &str = "Model,Maker,Released,Parameters,Month,Users,Reported\n\
    Fable One,Fable Co,2097-01-01,10e9,2097-11,100,\n\
    Fable Two,Fable Co,2097-03-01,20e9,,,\n\
    Fable Three,Fable Co,2097-05,30e9,2097-11,300,2097-12-05\n";
/// Other columns in another order; one figure more, two that differ, one that is gone, one that is the same.
pub(super) const NEW: &str = "Params,Maker,Users,Month,Released,Model,Reported\n\
    12e9,Fable Co,100,2097-11,1/15/2097,Fable One,\n\
    30000000000,Fable Co,300,2097-11,2097-05,Fable Three,2097-12-05\n\
    \"40,000,000,000\",\"Fable Co,Other Fable\",,,2098,Fable Four,\n";

async fn both(backend: Backend, first: &Request, second: &Request) -> (App, [Report; 2]) {
    let database = TestDatabase::loaded(backend).await;
    let reports = [
        bring(&database, first).await.expect("the first can be imported"),
        bring(&database, second).await.expect("the second can be imported"),
    ];
    (App::on(database, |_| ()).await, reports)
}

async fn a_newer_file_supersedes_and_keeps(backend: Backend) {
    let (old, _) = of("2098-01-01", "old/figures.csv", OLD);
    let (new, _) = of("2098-06-01", "new/figures.csv", NEW);
    let (app, [first, second]) = both(backend, &old, &new).await;
    // Three releases, three counts of parameters, two months.
    assert_eq!(counts(&first, "Observation"), [8, 0, 0, 0, 0]);
    assert_eq!(counts(&first, "Model"), [3, 0, 0, 0, 0]);
    // Revised: a release and a count of parameters; withdrawn: both of the second model; one is printed in another way.
    assert_eq!(counts(&second, "Observation"), [2, 1, 2, 2, 3]);
    assert_eq!(counts(&second, "Vendor"), [1, 0, 0, 0, 1]);
    let query = "query($asOf: Date) { model(by: {slug: \"fable-one\"}) { releasedOn parameters } \
        metric(by: {slug: \"fable-one-parameters\"}) { observations(asOf: $asOf) { nodes { value knownOn revisions { value supersededOn } } } } }";
    let revisions = json!([{ "value": 10_000_000_000_i64, "supersededOn": "2098-06-01" }, { "value": 12_000_000_000_i64, "supersededOn": null }]);
    for (as_of, value, known_on) in [
        (Value::Null, 12_000_000_000_i64, "2098-06-01"),
        (json!("2098-06-01"), 12_000_000_000, "2098-06-01"),
        (json!("2098-05-31"), 10_000_000_000, "2098-01-01"),
    ] {
        let data = app.answer(query, json!({ "asOf": as_of })).await["data"].take();
        let nodes = json!([{ "value": value, "knownOn": known_on, "revisions": revisions }]);
        assert_eq!(data["metric"]["observations"]["nodes"], nodes, "{as_of}");
        // What a model says of itself is the claim that stands now.
        assert_eq!(data["model"], json!({ "releasedOn": "2097-01-15", "parameters": 12_000_000_000_i64 }));
    }
    let lines = figures(&app, "fable-figures").await;
    assert!(
        lines.contains(&"fable-two-parameters 20000000000 PARAMETERS CLAIM withdrawn 2098-06-01".to_owned()),
        "{lines:#?}"
    );
    // A figure with a date of publication is known from then on.
    let query = "{ metric(by: {slug: \"fable-three-users\"}) { name(locale: ZH) observations { nodes { knownOn publishedOn period { start end } } } } }";
    let metric = app.data(query).await["metric"].take();
    assert_eq!(metric["name"], "Fable Three的用户数");
    assert_eq!(
        metric["observations"]["nodes"],
        json!([{ "knownOn": "2097-12-05", "publishedOn": "2097-12-05", "period": { "start": "2097-11-01", "end": "2097-11-30" } }])
    );
    let ordered = app
        .data("{ models(filter: {name: {startsWith: \"Fable\"}}) { nodes { slug vendors { nodes { slug } } } } }")
        .await;
    let slugs: Vec<_> =
        ordered["models"]["nodes"].as_array().expect("a list").iter().map(|m| m["slug"].as_str()).collect();
    assert_eq!(slugs, [Some("fable-four"), Some("fable-three"), Some("fable-two"), Some("fable-one")], "newest first");
}

async fn the_order_of_files_does_not_matter(backend: Backend) {
    let (old, _) = of("2098-01-01", "old/figures.csv", OLD);
    let (new, _) = of("2098-06-01", "new/figures.csv", NEW);
    let told = async |app: &App| {
        let query = "{ source(by: {slug: \"fable-figures\"}) { observations(first: 100) { nodes { metric { slug } revisions { \
            value period { label } knownOn supersededOn withdrawnOn } } } } \
            models(filter: {name: {startsWith: \"Fable\"}}) { nodes { slug releasedOn parameters } } }";
        app.data(query).await
    };
    let (forward, _) = both(backend, &old, &new).await;
    let (backward, [_, second]) = both(backend, &new, &old).await;
    // Two older vintages, and the two figures that only the older file has.
    assert_eq!(counts(&second, "Observation")[0], 4);
    let (mut a, mut b) = (told(&forward).await, told(&backward).await);
    for data in [&mut a, &mut b] {
        let rows = data["source"]["observations"]["nodes"].as_array_mut().expect("a list");
        rows.sort_by_key(|row| row["metric"]["slug"].to_string());
    }
    assert_eq!(a, b);
}

async fn a_part_of_the_files_withdraws_nothing(backend: Backend) {
    let (old, _) = of("2098-01-01", "old/figures.csv", OLD);
    let (mut new, _) = of("2098-06-01", "new/figures.csv", NEW);
    new.partial = true;
    let (_, [_, second]) = both(backend, &old, &new).await;
    assert_eq!(counts(&second, "Observation"), [2, 1, 2, 0, 3]);
    // Another file of the same source says nothing of what this one had.
    let (other, _) = of("2098-06-01", "new/other.csv", NEW);
    let (_, [_, second]) = both(backend, &old, &other).await;
    assert_eq!(counts(&second, "Observation")[3], 0);
}

async fn a_correction_of_the_same_day_leaves_no_vintage(backend: Backend) {
    let (old, _) = of("2098-01-01", "a/figures.csv", OLD);
    let corrected = OLD.replace("10e9", "11e9");
    let (new, _) = of("2098-01-01", "b/figures.csv", &corrected);
    let (app, [_, second]) = both(backend, &old, &new).await;
    assert_eq!(counts(&second, "Observation"), [0, 1, 0, 0, 7]);
    let data = app
        .data(
            "{ metric(by: {slug: \"fable-one-parameters\"}) { observations { nodes { value revisions { value } } } } }",
        )
        .await;
    assert_eq!(
        data["metric"]["observations"]["nodes"],
        json!([{ "value": 11_000_000_000_i64, "revisions": [{ "value": 11_000_000_000_i64 }] }])
    );
}

async fn a_figure_that_comes_back_is_no_longer_withdrawn(backend: Backend) {
    let (old, _) = of("2098-01-01", "a/figures.csv", OLD);
    let (new, _) = of("2098-06-01", "b/figures.csv", NEW);
    let (app, _) = both(backend, &old, &new).await;
    let (again, _) = of("2098-09-01", "c/figures.csv", OLD);
    let report = bring(&app.database, &again).await.expect("it can be imported");
    // One is printed in another way; revised: two are back, two are what they were; withdrawn: both of the fourth model.
    assert_eq!(counts(&report, "Observation"), [0, 1, 4, 2, 3]);
    let before = everything(&app).await;
    let report = bring(&app.database, &again).await.expect("it can be imported");
    assert!(report.total().is_idle());
    assert!(before == everything(&app).await);
}

/// The samples of Epoch's models: an older file with other columns, names of columns and spellings, and the newer one.
async fn older_files_of_a_publisher_have_other_columns(backend: Backend) {
    let at = |path: &str, day: &str| {
        let mut request = request("epoch-models", &sample(path));
        request.as_of = day.parse().expect("a day");
        request
    };
    let older = at("epoch-models/older/notable_ai_models.csv", "2098-06-30");
    let newer = at("epoch-models/notable_ai_models.csv", "2098-12-31");
    let (app, [first, second]) = both(backend, &older, &newer).await;
    assert_eq!((first.read, first.skipped), (5, 0));
    // Revised: parameters, computation, data points and release of one model; withdrawn: all of the model that is gone.
    assert_eq!(counts(&second, "Observation")[2..4], [4, 3]);
    let query = "query($asOf: Date) { model(by: {slug: \"lumen-1\"}) { name aliases parameters } \
        metric(by: {slug: \"lumen-1-parameters\"}) { observations(asOf: $asOf) { nodes { value } } } \
        gone: metric(by: {slug: \"old-moth-parameters\"}) { observations { nodes { value withdrawnOn } } } }";
    for (as_of, value) in [(Value::Null, 120_000_000_000_i64), (json!("2098-06-30"), 110_000_000_000)] {
        let data = app.answer(query, json!({ "asOf": as_of })).await["data"].take();
        // The publisher spells it otherwise now; what it was called stays an alias.
        assert_eq!(
            data["model"],
            json!({ "name": "Lumen-1", "aliases": ["Lumen 1"], "parameters": 120_000_000_000_i64 })
        );
        assert_eq!(data["metric"]["observations"]["nodes"], json!([{ "value": value }]), "{as_of}");
        assert_eq!(
            data["gone"]["observations"]["nodes"],
            json!([{ "value": 35_000_000, "withdrawnOn": "2098-12-31" }])
        );
    }
}

on_each! {
    older_files_of_a_publisher_have_other_columns
    a_newer_file_supersedes_and_keeps
    the_order_of_files_does_not_matter
    a_part_of_the_files_withdraws_nothing
    a_correction_of_the_same_day_leaves_no_vintage
    a_figure_that_comes_back_is_no_longer_withdrawn
}
