//! Files in any order, and again: what comes of them is what they say side by side.

use panorama::transfer::import::Request;
use serde_json::{Value, json};

use super::one::load_besides;
use super::series::Random;
use super::{bring, file, folder, request};
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
period = "Month"
published_on = "Reported"
[table.claim.metric]
slug = "{model}-users"
en = "Users of {model}"
kind = "LEVEL"
unit = "COUNT"
"#;

const DAYS: [&str; 5] = ["2098-01-01", "2098-03-01", "2098-06-01", "2098-07-01", "2098-10-01"];

/// Publications that are tried.
const PUBLICATIONS: u64 = 16;

/// One of these, or nothing.
fn some<'a>(random: &mut Random, of: &[&'a str]) -> &'a str {
    of.get(random.below(of.len() + 1)).copied().unwrap_or_default()
}

/// A file of some models: what describes them is said or not, figures change and are gone, a figure has its day. Some cells and rows
/// cannot be read.
fn random_file(random: &mut Random, number: u64) -> String {
    let mut text = "Model,Maker,Kind,Country,License,Released,Parameters,Users,Reported,Month\n".to_owned();
    // A file of which no figure can be read is refused.
    text += &format!("Fable {number} Zero,Fable Co {number},,,,,5e9,,,\n");
    let maker = format!("Fable Co {number}");
    for model in ["One", "Two", "Three", "Four"] {
        if random.below(4) == 0 {
            continue;
        }
        let maker = some(random, &[maker.as_str(), &maker]);
        let (kind, country, license) = (some(random, &["company"]), some(random, &["FR"]), some(random, &["MIT"]));
        let released = some(random, &["2097-01-02", "2097-05", "one day"]);
        let parameters = some(random, &["1e9", "2e9", "3e9", "many"]);
        let users = some(random, &["100", "200", "300", "some"]);
        let month = if random.below(6) == 0 { "someday" } else { "2097-11" };
        if random.below(12) == 0 {
            text += &format!("Fable {number} {model},broken\n");
            continue;
        }
        let reported = match users {
            "200" => "2097-12-05",
            "300" => "2098-05-05",
            _ => "",
        };
        text += &format!(
            "Fable {number} {model},{maker},{kind},{country},{license},{released},{parameters},{users},{reported},{month}\n"
        );
    }
    text
}

/// What the API says of the models of a publication; ids and times of storing aside.
async fn told(app: &App, number: u64) -> Value {
    let query = format!(
        "{{ observations(first: 100, filter: {{metric: {{slug: {{startsWith: \"fable-{number}-\"}}}}}}) {{ nodes {{ metric {{ slug }} \
         period {{ label }} withdrawnOn revisions {{ value unit {{ code }} published locator publishedOn knownOn supersededOn withdrawnOn }} }} }} \
         vendor(by: {{slug: \"fable-co-{number}\"}}) {{ kind country }} \
         models(filter: {{name: {{startsWith: \"Fable {number} \"}}}}, orderBy: [{{field: SLUG}}]) {{ nodes {{ \
             slug license releasedOn parameters vendors {{ nodes {{ slug }} }} }} }} }}"
    );
    let mut data = app.data(&query).await;
    let rows = data["observations"]["nodes"].as_array_mut().expect("a list");
    rows.sort_by_key(|row| row["metric"]["slug"].to_string());
    data
}

/// What the data set says besides, of its own day: parameters of some models of the publications.
fn cited() -> String {
    let mut text = r#"
[[source]]
slug = "fable-series"
title.en = "Fable series"
kind = "DATASET"
published_on = "2098-06-15"
redistribution = "ALLOWED"
"#
    .to_owned();
    for number in 0..PUBLICATIONS {
        text += &format!(
            "[[vendor]]\nslug = \"fable-co-{number}\"\nen = \"Fable Co {number}\"\nkind = \"COMPANY\"\n\
             cite = [{{ source = \"fable-series\" }}]\n"
        );
        for (model, billions) in [("one", 1 + number % 3), ("two", 3), ("three", 2), ("four", 1)] {
            text += &format!(
                "[[model]]\nslug = \"fable-{number}-{model}\"\nen = \"Fable {number} {model}\"\nvendors = [\"fable-co-{number}\"]\n\
                 openness = \"UNKNOWN\"\ndisclosure = \"DISCLOSED\"\ncite = [{{ source = \"fable-series\" }}]\n\
                 [[model.spec]]\nof = \"parameters\"\nvalue = {billions}\npublished = \"{billions} B\"\n\
                 cite = [{{ source = \"fable-series\" }}]\n"
            );
        }
    }
    text
}

/// What is brought: a file of each publication, or what the data set says.
#[derive(Clone, Copy)]
enum Brought<'a> {
    Files(&'a Request),
    DataSet,
}

async fn files_in_any_order_come_to_the_same(backend: Backend) {
    in_any_order(backend, false).await;
}

async fn files_and_the_data_set_in_any_order_come_to_the_same(backend: Backend) {
    in_any_order(backend, true).await;
}

async fn in_any_order(backend: Backend, is_cited: bool) {
    let format = file("fable-series.toml", FORMAT.as_bytes()).to_string_lossy().into_owned();
    // Of each day a folder with a file of each publication, which has models of its own.
    let mut randoms: Vec<Random> = (0..PUBLICATIONS).map(Random).collect();
    let days = DAYS.map(|day| {
        let texts = randoms
            .iter_mut()
            .zip(0..)
            .map(|(random, number)| (format!("series-{number}x.csv"), random_file(random, number)));
        let mut request = request(&format, &folder(texts));
        request.as_of = day.parse().expect("a day");
        // Those of two days are a part of what there was.
        request.partial = [DAYS[1], DAYS[3]].contains(&day);
        request
    });
    let cited = cited();
    let mut expected: Vec<Value> = Vec::new();
    for order in 0..6 {
        let mut random = Random(order);
        let mut shuffled: Vec<_> = days.iter().map(Brought::Files).collect();
        shuffled.extend(is_cited.then_some(Brought::DataSet));
        if order > 0 {
            // Some come twice.
            shuffled.extend(days[..random.below(days.len())].iter().map(Brought::Files));
            random.shuffle(&mut shuffled);
        }
        let database = TestDatabase::loaded(backend).await;
        let mut came = Vec::new();
        for brought in &shuffled {
            match brought {
                Brought::Files(request) => {
                    bring(&database, request).await.expect("it can be imported");
                    came.push(request.as_of.to_string());
                }
                Brought::DataSet => {
                    load_besides(&database, &cited, 5).await;
                    came.push("data set".to_owned());
                }
            }
        }
        let app = App::on(database, |_| ()).await;
        for number in 0..PUBLICATIONS {
            let data = told(&app, number).await;
            match expected.get(usize::try_from(number).expect("it is small")) {
                Some(before) => assert_eq!(*before, data, "{number}, {came:?}"),
                None => expected.push(data),
            }
        }
        // The last of them once more changes nothing, and neither does the first.
        for request in [&days[4], &days[0], &days[2]] {
            let report = bring(&app.database, request).await.expect("it can be imported");
            assert!(report.total().is_idle(), "{came:?}, {}: {:?}", request.as_of, report.counts);
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
    files_and_the_data_set_in_any_order_come_to_the_same
    an_older_file_takes_nothing_away
    an_older_file_without_a_figure_takes_nothing_away
}
