//! Files in any order, and again: what comes of them is what they say side by side.

use serde_json::{Value, json};

use super::series::Random;
use super::{bring, file, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const FORMAT: &str = r#"
title = "Fable series"
[source]
slug = "fable-series"
title.en = "Fable series"
kind = "DATASET"

[[table]]
name = "series"
needs = ["Model"]

[[table.thing]]
id = "maker"
is = "VENDOR"
name = "Maker"
make = true
kind = { column = "Kind", words = { "company" = "COMPANY" } }
country = "Country"

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
unique = true
makers = "maker"
license = "License"
released = "Released"

[[table.claim]]
of = "model"
attribute = { text = "parameters" }
value = "Parameters"
unit = { text = "PARAMETERS" }

[[table.claim]]
of = "model"
value = "Users"
period = { text = "2097-11" }
published_on = "Reported"
[table.claim.metric]
slug = "{model}-users"
en = "Users of {model}"
kind = "LEVEL"
unit = "COUNT"
"#;

const DAYS: [&str; 5] = ["2098-01-01", "2098-03-01", "2098-06-01", "2098-07-01", "2098-10-01"];

/// One of these, or nothing.
fn some<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of.get(random.below(of.len() + 1)).copied().unwrap_or_default()
}

/// A file of some models: what describes them is said or not, figures change and are gone, a figure has its day.
fn random_file(random: &mut Random) -> String {
    let mut text = "Model,Maker,Kind,Country,License,Released,Parameters,Users,Reported\n".to_owned();
    for model in ["One", "Two", "Three", "Four"] {
        if random.below(4) == 0 {
            continue;
        }
        let (kind, country, license) = (some(random, &["company"]), some(random, &["FR"]), some(random, &["MIT"]));
        let (released, parameters) = (some(random, &["2097-01-02", "2097-05"]), some(random, &["1e9", "2e9", "3e9"]));
        let users = some(random, &["100", "200", "300"]);
        let reported = match users {
            "200" => "2097-12-05",
            "300" => "2098-05-05",
            _ => "",
        };
        text +=
            &format!("Fable {model},Fable Co,{kind},{country},{license},{released},{parameters},{users},{reported}\n");
    }
    text
}

/// What the API says of it all; ids and times of storing aside.
async fn told(app: &App) -> Value {
    let query = "{ source(by: {slug: \"fable-series\"}) { observations(first: 100) { nodes { metric { slug } period { label } \
        withdrawnOn revisions { value publishedOn knownOn supersededOn withdrawnOn } } } } \
        vendors(filter: {name: {startsWith: \"Fable\"}}) { nodes { slug kind country } } \
        models(filter: {name: {startsWith: \"Fable\"}}, orderBy: [{field: SLUG}]) { nodes { \
            slug license releasedOn parameters vendors { nodes { slug } } } } }";
    let mut data = app.data(query).await;
    let rows = data["source"]["observations"]["nodes"].as_array_mut().expect("a list");
    rows.sort_by_key(|row| row["metric"]["slug"].to_string());
    data
}

async fn files_in_any_order_come_to_the_same(backend: Backend) {
    let format = file("fable-series.toml", FORMAT.as_bytes()).to_string_lossy().into_owned();
    for seed in 0..4 {
        let mut random = Random(seed);
        let mut files = Vec::new();
        for day in DAYS {
            let path = file("series.csv", random_file(&mut random).as_bytes());
            let mut request = request(&format, &path);
            request.as_of = day.parse().expect("a day");
            files.push(request);
        }
        let mut expected: Option<Value> = None;
        for order in 0..3 {
            let mut shuffled: Vec<_> = files.iter().collect();
            if order > 0 {
                // Some come twice.
                shuffled.extend(&files[..random.below(files.len())]);
                random.shuffle(&mut shuffled);
            }
            let database = TestDatabase::loaded(backend).await;
            for request in &shuffled {
                bring(&database, request).await.expect("it can be imported");
            }
            let app = App::on(database, |_| ()).await;
            let data = told(&app).await;
            let days: Vec<_> = shuffled.iter().map(|request| request.as_of.to_string()).collect();
            let before = expected.get_or_insert_with(|| data.clone());
            assert_eq!(*before, data, "seed {seed}, {days:?}");
            // The last of them once more changes nothing, and neither does the first.
            for request in [&files[4], &files[0], &files[2]] {
                let report = bring(&app.database, request).await.expect("it can be imported");
                assert!(report.total().is_idle(), "seed {seed}, {days:?}, {}: {:?}", request.as_of, report.counts);
            }
        }
    }
}

async fn an_older_file_takes_nothing_away(backend: Backend) {
    let format = file("fable-series.toml", FORMAT.as_bytes()).to_string_lossy().into_owned();
    let of = |day: &str, rows: &str| {
        let head = "Model,Maker,Kind,Country,License,Parameters\n";
        let mut request = request(&format, &file("series.csv", format!("{head}{rows}").as_bytes()));
        request.as_of = day.parse().expect("a day");
        request
    };
    let new = of("2098-06-01", "fable-one,Fable Co,company,,MIT,2e9\nFable Two,Fable Co,,,,\n");
    let old = of("2098-01-01", "Fable One,Fable Co,,FR,GPL,1e9\n");
    let empty = of("2098-09-01", "fable-one,Fable Co,,,,2e9\n");
    let database = TestDatabase::loaded(backend).await;
    for request in [&new, &old, &empty] {
        bring(&database, request).await.expect("it can be imported");
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-one\"}) { name aliases license parameters vendors { nodes { slug } } } \
        vendor(by: {slug: \"fable-co\"}) { kind country } \
        metric(by: {slug: \"fable-one-parameters\"}) { observations { nodes { value revisions { value supersededOn } } } } }";
    let revisions = json!([{ "value": 1_000_000_000, "supersededOn": "2098-06-01" }, { "value": 2_000_000_000, "supersededOn": null }]);
    assert_eq!(
        app.data(query).await,
        json!({
            "model": { "name": "fable-one", "aliases": ["Fable One"], "license": "MIT", "parameters": 2_000_000_000,
                "vendors": { "nodes": [{ "slug": "fable-co" }] } },
            "vendor": { "kind": "COMPANY", "country": "FR" },
            "metric": { "observations": { "nodes": [{ "value": 2_000_000_000, "revisions": revisions }] } },
        })
    );
}

async fn an_older_file_without_a_figure_takes_nothing_away(backend: Backend) {
    let (format, _) = FORMAT.split_once("[[table.claim]]").expect("it has claims");
    let format = file("fable-series.toml", format.as_bytes()).to_string_lossy().into_owned();
    let database = TestDatabase::loaded(backend).await;
    for (day, license) in [("2098-06-01", "MIT"), ("2098-01-01", "GPL")] {
        let text = format!("Model,Maker,License\nFable One,Fable Co,{license}\n");
        let mut request = request(&format, &file("series.csv", text.as_bytes()));
        request.as_of = day.parse().expect("a day");
        bring(&database, &request).await.expect("it can be imported");
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-one\"}) { license } }";
    assert_eq!(app.data(query).await, json!({ "model": { "license": "MIT" } }));
}

on_each! {
    files_in_any_order_come_to_the_same
    an_older_file_takes_nothing_away
    an_older_file_without_a_figure_takes_nothing_away
}
