//! A claim that the data set cites from a source, and an import of that source: one claim, whichever comes first.

use panorama::dataset;
use serde_json::{Value, json};

use super::vintages::{self, of};
use super::{bring, counts, file, request};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// What the data set says after the source that the imports are of.
const CITED: &str = r#"
[[source]]
slug = "fable-figures"
title.en = "Fable figures"
kind = "DATASET"
published_on = "2097-12-01"
redistribution = "ALLOWED"

[[vendor]]
slug = "fable-co"
en = "Fable Co"
kind = "COMPANY"
cite = [{ source = "fable-figures" }]

[[model]]
slug = "fable-one"
en = "Fable One"
vendors = ["fable-co"]
openness = "UNKNOWN"
disclosure = "DISCLOSED"
cite = [{ source = "fable-figures" }]

[[model.spec]]
of = "parameters"
value = 10
published = "10 B"
cite = [{ source = "fable-figures", at = "page 1" }]
"#;

const SAME: &str = "Model,Maker,Parameters\nFable One,Fable Co,10e9\n";
const OTHER: &str = "Model,Maker,Parameters\nFable One,Fable Co,12e9\n";

/// What is said of the parameters: all claims, with their histories.
const QUERY: &str = "{ model(by: {slug: \"fable-one\"}) { parameters } \
    metric(by: {slug: \"fable-one-parameters\"}) { observations { nodes { id normalized { value } knownOn publishedOn \
    published locator withdrawnOn source { slug } revisions { normalized { value } knownOn supersededOn withdrawnOn } } } } }";

/// Loads the data set with a file besides.
pub(super) async fn load_besides(database: &TestDatabase, cited: &str, later: i64) -> dataset::Outcome {
    let connection = database.writer().await;
    let files: Vec<(&str, &str)> = dataset::built_in().iter().copied().chain([("cited.toml", cited)]).collect();
    let outcome = dataset::load(&connection, &files, LOADED_AT + later).await.expect("it is sound");
    connection.close().await.expect("the connection closes");
    outcome.expect("it changed")
}

/// The claims, and how many there are.
async fn claims(app: &App) -> (Value, usize) {
    let data = app.data(QUERY).await;
    let count = data["metric"]["observations"]["nodes"].as_array().map_or(0, Vec::len);
    (data, count)
}

async fn a_claim_that_its_source_has_too_is_one(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    load_besides(&database, CITED, 5).await;
    let app = App::on(database, |_| ()).await;
    let before = claims(&app).await;
    let (file, _) = of("2098-01-01", "first/figures.csv", SAME);
    let report = bring(&app.database, &file).await.expect("it can be imported");
    assert_eq!(counts(&report, "Observation"), [0, 0, 0, 0, 1]);
    assert_eq!(claims(&app).await, before, "the same claim from the same source");
    // The data set has what it had: nothing is to be done.
    assert_eq!(load_besides(&app.database, &format!("{CITED}\n"), 6).await, dataset::Outcome::default());
    assert_eq!(claims(&app).await, before);

    // What the source says later takes its place, and stands for the model.
    let (file, _) = of("2098-06-01", "second/figures.csv", OTHER);
    let report = bring(&app.database, &file).await.expect("it can be imported");
    assert_eq!(counts(&report, "Observation"), [0, 0, 1, 0, 0]);
    let (data, count) = claims(&app).await;
    assert_eq!((count, &data["model"]["parameters"]), (1, &json!(12_000_000_000_i64)), "{data}");
    let revisions = json!([
        { "normalized": { "value": 10_000_000_000_i64 }, "knownOn": "2097-12-01", "supersededOn": "2098-06-01",
            "withdrawnOn": null },
        { "normalized": { "value": 12_000_000_000_i64 }, "knownOn": "2098-06-01", "supersededOn": null, "withdrawnOn": null },
    ]);
    assert_eq!(data["metric"]["observations"]["nodes"][0]["revisions"], revisions);
    assert_eq!(
        load_besides(&app.database, CITED, 7).await,
        dataset::Outcome::default(),
        "what files say is not undone"
    );
    assert_eq!(claims(&app).await, (data, 1));
}

async fn the_data_set_may_come_before_or_after_its_source(backend: Backend) {
    let mut said = Vec::new();
    for place in 0..3 {
        let database = TestDatabase::loaded(backend).await;
        for (at, (day, text)) in [("2098-01-01", SAME), ("2098-06-01", OTHER)].into_iter().enumerate() {
            if at == place {
                load_besides(&database, CITED, 5).await;
            }
            bring(&database, &of(day, "figures.csv", text).0).await.expect("it can be imported");
        }
        if place == 2 {
            load_besides(&database, CITED, 5).await;
        }
        said.push(claims(&App::on(database, |_| ()).await).await);
    }
    assert_eq!(said[0].1, 1, "{}", said[0].0);
    assert_eq!(said[1], said[0]);
    assert_eq!(said[2], said[0]);
}

async fn a_claim_that_the_data_set_drops_is_its_sources(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    load_besides(&database, CITED, 5).await;
    bring(&database, &of("2098-01-01", "figures.csv", SAME).0).await.expect("it can be imported");
    let without = CITED.split_once("[[model.spec]]").expect("it has a claim").0;
    load_besides(&database, without, 6).await;
    let app = App::on(database, |_| ()).await;
    let (data, count) = claims(&app).await;
    assert_eq!((count, &data["model"]["parameters"]), (1, &json!(10_000_000_000_i64)), "{data}");
    // It is as the file has it.
    assert_eq!(data["metric"]["observations"]["nodes"][0]["published"], "10e9");
    let report = bring(&app.database, &of("2098-01-01", "figures.csv", SAME).0).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    // A file that lacks it now says so.
    let later = "Model,Maker,Parameters\nFable One,Fable Co,\nFable Two,Fable Co,20e9\n";
    let (file, _) = of("2098-06-01", "figures.csv", later);
    let report = bring(&app.database, &file).await.expect("it can be imported");
    assert_eq!(counts(&report, "Observation")[3], 1);
    let (data, _) = claims(&app).await;
    assert_eq!(data["metric"]["observations"]["nodes"][0]["withdrawnOn"], "2098-06-01");
}

async fn a_claim_that_its_source_has_no_longer_is_withdrawn(backend: Backend) {
    let none = "Model,Maker,Parameters\nFable One,Fable Co,\nFable Two,Fable Co,20e9\n";
    let files = [("2098-01-01", SAME), ("2098-06-01", OTHER), ("2098-09-01", none)];
    let mut said = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [2, 1, 0]] {
        let database = TestDatabase::loaded(backend).await;
        load_besides(&database, CITED, 5).await;
        for (day, text) in order.map(|at: usize| files[at]) {
            bring(&database, &of(day, "figures.csv", text).0).await.expect("it can be imported");
        }
        assert_eq!(load_besides(&database, &format!("{CITED}\n"), 6).await, dataset::Outcome::default());
        said.push(claims(&App::on(database, |_| ()).await).await);
    }
    let claim = &said[0].0["metric"]["observations"]["nodes"][0];
    assert_eq!((said[0].1, &claim["withdrawnOn"]), (1, &json!("2098-09-01")), "{claim}");
    assert_eq!(claim["revisions"][1]["normalized"]["value"], 12_000_000_000_i64, "{claim}");
    assert_eq!(said[1], said[0]);
    assert_eq!(said[2], said[0]);
    // On the day of the data set its own claim stands, and one that no file of the source has is not gone with it.
    let database = TestDatabase::loaded(backend).await;
    load_besides(&database, CITED, 5).await;
    let app = App::on(database, |_| ()).await;
    for (day, text) in [("2098-01-01", none), ("2098-02-01", SAME), ("2097-12-01", none), ("2098-03-01", none)] {
        let (data, count) = claims(&app).await;
        assert_eq!(
            (count, &data["metric"]["observations"]["nodes"][0]["withdrawnOn"]),
            (1, &json!(null)),
            "before {day}"
        );
        bring(&app.database, &of(day, "figures.csv", text).0).await.expect("it can be imported");
    }
    let (data, count) = claims(&app).await;
    let claim = &data["metric"]["observations"]["nodes"][0];
    assert_eq!((count, &claim["withdrawnOn"], &claim["published"]), (1, &json!("2098-03-01"), &json!("10 B")));
}

async fn who_says_so_in_files_may_go_before_the_claim_does(backend: Backend) {
    let teller = "[[table.thing]]\nid = \"teller\"\nis = \"VENDOR\"\nname = \"Teller\"\n\n[[table.claim]]";
    let told = "by = \"Teller\"\nby_vendor = \"teller\"\nvalue = \"Parameters\"";
    let format = vintages::FORMAT.replacen("[[table.claim]]", teller, 1).replacen("value = \"Parameters\"", told, 1);
    let format = file("told.toml", format.as_bytes()).to_string_lossy().into_owned();
    let rows = b"Model,Maker,Parameters,Teller\nFable One,Fable Co,10e9,Fable Lab\n";
    let database = TestDatabase::loaded(backend).await;
    let lab = "\n[[vendor]]\nslug = \"fable-lab\"\nen = \"Fable Lab\"\nkind = \"COMPANY\"\n\
        cite = [{ source = \"fable-figures\" }]\n";
    load_besides(&database, &format!("{CITED}{lab}"), 5).await;
    bring(&database, &request(&format, &file("figures.csv", rows))).await.expect("it can be imported");
    load_besides(&database, CITED, 6).await;
    load_besides(&database, CITED.split_once("[[model.spec]]").expect("it has a claim").0, 7).await;
    let app = App::on(database, |_| ()).await;
    let query = "{ vendor(by: {slug: \"fable-lab\"}) { slug } metric(by: {slug: \"fable-one-parameters\"}) { \
        observations { nodes { published assertedBy assertedByVendor { slug } } } } }";
    let data = app.data(query).await;
    let said = json!({ "published": "10e9", "assertedBy": "Fable Lab", "assertedByVendor": null });
    assert_eq!(data, json!({ "vendor": null, "metric": { "observations": { "nodes": [said] } } }));
}

async fn what_files_had_before_the_data_set_may_be_gone_before_it(backend: Backend) {
    let none = "Model,Maker,Parameters\nFable One,Fable Co,\nFable Two,Fable Co,20e9\n";
    for order in [[("2097-05-01", OTHER), ("2097-09-01", none)], [("2097-09-01", none), ("2097-05-01", OTHER)]] {
        let database = TestDatabase::loaded(backend).await;
        load_besides(&database, CITED, 5).await;
        for (day, text) in order {
            bring(&database, &of(day, "figures.csv", text).0).await.expect("it can be imported");
        }
        let (data, _) = claims(&App::on(database, |_| ()).await).await;
        let revisions = json!([
            { "normalized": { "value": 12_000_000_000_i64 }, "knownOn": "2097-05-01", "supersededOn": "2097-12-01",
                "withdrawnOn": "2097-09-01" },
            { "normalized": { "value": 10_000_000_000_i64 }, "knownOn": "2097-12-01", "supersededOn": null,
                "withdrawnOn": null },
        ]);
        assert_eq!(data["metric"]["observations"]["nodes"][0]["revisions"], revisions, "{order:?}");
    }
}

/// Of several figures of one attribute, told apart by a key, the data set cites one: whichever comes first.
async fn a_claim_says_which_of_several_figures_it_is(backend: Backend) {
    let cited = CITED.replace("published = \"10 B\"", "published = \"10 B\"\nsource_key = \"pro|1\"");
    let keyed = "value = \"Parameters\"\nkey = [\"Plan\", \"Run\"]";
    let format = vintages::FORMAT.replace("unique = true\n", "").replacen("value = \"Parameters\"", keyed, 1);
    let format = file("fable.toml", format.as_bytes()).to_string_lossy().into_owned();
    let rows = b"Model,Maker,Parameters,Plan,Run\nFable One,Fable Co,12e9,max,1\nFable One,Fable Co,10e9,pro,1\n";
    let figures = request(&format, &file("plans/figures.csv", rows));
    for cited_first in [true, false] {
        let database = TestDatabase::loaded(backend).await;
        if cited_first {
            load_besides(&database, &cited, 5).await;
        }
        bring(&database, &figures).await.expect("it can be imported");
        if !cited_first {
            load_besides(&database, &cited, 5).await;
        }
        let report = bring(&database, &figures).await.expect("it can be imported");
        assert!(report.total().is_idle(), "{:?}", report.counts);
        let app = App::on(database, |_| ()).await;
        let (data, count) = claims(&app).await;
        assert_eq!((count, &data["model"]["parameters"]), (2, &json!(10_000_000_000_i64)), "{cited_first}: {data}");
    }
}

async fn a_key_of_the_source_goes_with_an_attribute(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let keyed = "published = \"10 B\"\nkey = \"R1\"\nsource_key = \"pro\"";
    let cited = CITED.replace("published = \"10 B\"", keyed);
    let files: Vec<(&str, &str)> =
        dataset::built_in().iter().copied().chain([("cited.toml", cited.as_str())]).collect();
    let connection = database.writer().await;
    let refused = dataset::load(&connection, &files, LOADED_AT + 5).await.expect_err("it has two keys").to_string();
    assert!(refused.contains("cited.toml") && refused.contains("source_key goes with"), "{refused}");
}

on_each! {
    a_claim_that_its_source_has_no_longer_is_withdrawn
    a_claim_says_which_of_several_figures_it_is
    a_key_of_the_source_goes_with_an_attribute
    a_claim_that_its_source_has_too_is_one
    the_data_set_may_come_before_or_after_its_source
    what_files_had_before_the_data_set_may_be_gone_before_it
    who_says_so_in_files_may_go_before_the_claim_does
    a_claim_that_the_data_set_drops_is_its_sources
}
