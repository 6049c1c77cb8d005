//! What text is: every text contains itself, begins with itself and equals itself, however it is written and whatever column it
//! stands in, and names are found by themselves.

use panorama::database;
use panorama::dataset;
use panorama::fold::composed;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::import::{bring, file, request};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// Texts that are folded, taken apart, or taken for something else.
const ODD: [&str; 40] = [
    "École",
    "E\u{301}cole \u{c9}cole",
    "q\u{323}\u{307}x",
    "q\u{307}\u{323}x",
    "a\u{302}\u{301}\u{300}b",
    "ＦＵＬＬ ｗｉｄｔｈ",
    "ｶﾞｷﾞ",
    "İstanbul",
    "ıI iİ",
    "Straße STRASSE ẞ",
    "ΟΔΟΣ οδος",
    "參數量",
    "臺灣電腦",
    "智慧ＡＩ產業鏈",
    "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
    "한국",
    "ﬁﬂ ﷺ",
    "①②Ⅷ ㌀",
    "\u{2126}hm \u{212b} \u{212a}",
    "\u{f900}\u{2f800}",
    "नमस्ते",
    "ก\u{e33}",
    "\u{9c7}\u{9be}",
    "\u{344}\u{345}",
    "\u{301}",
    "e\u{200d}\u{301}",
    "電\u{fe00}腦",
    "👩🏽\u{200d}💻",
    "\u{1f600}",
    "䷀䷁",
    "䷀a",
    "\u{e000}x",
    "–—…",
    "a\u{1}b\u{1f}c",
    "100%_\\_%",
    "'\"`;--",
    "<mark>&amp;",
    "ǅ ǆ ŉ",
    "=\u{338} <\u{338}",
    "\u{37e} \u{1fef}",
];

/// A text in the forms in which it can be written.
fn forms(text: &str) -> [String; 3] {
    [text.to_owned(), text.nfc().collect(), text.nfd().collect()]
}

/// How many rows of a list fulfil a filter.
async fn count(app: &App, list: &str, object: &str, filter: Value) -> u64 {
    let query = format!("query($f: {object}Filter) {{ {list}(filter: $f) {{ totalCount }} }}");
    let answer = app.answer(&query, json!({ "f": filter })).await;
    answer["data"][list]["totalCount"].as_u64().unwrap_or_else(|| panic!("{answer}: {filter}"))
}

/// A data set in which each odd text stands in every column that takes one.
fn files() -> String {
    let quoted = |text: &str| json!(text).to_string();
    let rows = ODD.iter().enumerate().map(|(i, text)| {
        let text = quoted(text);
        format!(
            "[[source]]\nslug = \"s{i}\"\ntitle.en = {text}\npublisher = {text}\nlicense = {text}\nkind = \"REPORT\"\n\
             [[vendor]]\nslug = \"v{i}\"\nen = {text}\naliases = [{text}]\nkind = \"COMPANY\"\ncite = [{{ source = \"s{i}\" }}]\n\
             [[trend]]\nslug = \"t{i}\"\nen = {text}\nkey = {trend}\ntheme = \"TECHNOLOGY\"\ndirection = \"UP\"\ncite = [{{ source = \"s{i}\" }}]\n\
             [[link]]\nkind = \"COMPETES_WITH\"\nfrom = \"vendor/v{i}\"\nto = \"vendor/other\"\nstated = true\nkey = {key}\ngroup = {text}\ncite = [{{ source = \"s{i}\" }}]\n",
            trend = quoted(&format!("{} t{i}", ODD[i])),
            key = quoted(&format!("{} l{i}", ODD[i])),
        )
    });
    let other = "[[vendor]]\nslug = \"other\"\nen = \"Other\"\nkind = \"COMPANY\"\ncite = [{ source = \"s0\" }]\n";
    rows.chain([other.to_owned()]).collect()
}

async fn loaded(backend: Backend) -> App {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    let text = files();
    dataset::load(&connection, &[("odd.toml", text.as_str())], LOADED_AT)
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    connection.close().await.expect("the connection closes");
    App::on(database, |_| ()).await
}

async fn every_text_contains_begins_with_and_is_itself(backend: Backend) {
    let app = loaded(backend).await;
    for (i, text) in ODD.iter().enumerate() {
        for form in forms(text) {
            for operator in ["contains", "startsWith", "eq", "in"] {
                let operand = if operator == "in" { json!([form]) } else { json!(form) };
                for (list, object, field, slug) in [
                    ("sources", "Source", "title", format!("s{i}")),
                    ("sources", "Source", "publisher", format!("s{i}")),
                    ("sources", "Source", "license", format!("s{i}")),
                    ("vendors", "Vendor", "name", format!("v{i}")),
                    ("trends", "Trend", "name", format!("t{i}")),
                ] {
                    let filter = json!({ "slug": { "eq": slug }, field: { operator: operand } });
                    assert_eq!(count(&app, list, object, filter.clone()).await, 1, "{list} {filter}");
                }
                let from = json!({ "slug": { "eq": format!("v{i}") } });
                let filter = json!({ "from": from, "groupKey": { operator: operand } });
                assert_eq!(count(&app, "links", "Link", filter.clone()).await, 1, "{filter}");
                // Keys are each there once: they have an end of their own.
                if !matches!(operator, "eq" | "in") {
                    let filter = json!({ "from": from, "key": { operator: operand } });
                    assert_eq!(count(&app, "links", "Link", filter.clone()).await, 1, "{filter}");
                    let filter = json!({ "slug": { "eq": format!("t{i}") }, "key": { operator: operand } });
                    assert_eq!(count(&app, "trends", "Trend", filter.clone()).await, 1, "{filter}");
                }
                let named = json!({ "from": { "slug": { "eq": format!("v{i}") }, "name": { operator: operand } } });
                assert_eq!(count(&app, "links", "Link", named.clone()).await, 1, "{named}");
            }
        }
    }
}

async fn names_are_stored_composed_and_found_by_themselves(backend: Backend) {
    let app = loaded(backend).await;
    let query = "query($q: String!) { search(query: $q, types: [VENDOR], first: 100) { edges { score node { ... on Vendor { slug } } } } }";
    for (i, text) in ODD.iter().enumerate() {
        let data = app.data(&format!("{{ vendor(by: {{slug: \"v{i}\"}}) {{ name aliases }} }}")).await;
        assert_eq!(data["vendor"]["name"], json!(composed(text)), "{text:?}");
        let is_letter = |text: &str| text.nfkc().any(char::is_alphanumeric);
        for form in forms(text) {
            let answer = app.answer(query, json!({ "q": form })).await;
            let edges = answer["data"]["search"]["edges"].as_array().unwrap_or_else(|| panic!("{answer}")).clone();
            let found = edges.iter().any(|edge| edge["score"] == 1 && edge["node"]["slug"] == format!("v{i}"));
            assert_eq!(found, is_letter(text), "{form:?} {edges:?}");
            assert!(is_letter(text) || edges.is_empty(), "{form:?} {edges:?}");
        }
    }
}

async fn case_and_width_do_not_count_in_any_column(backend: Backend) {
    let app = loaded(backend).await;
    for (text, other) in [
        (0, "éCOLE"),
        (5, "full WIDTH"),
        (12, "台湾电脑"),
        (13, "智慧ai产业链"),
        (6, "ガギ"),
        (9, "STRASSE strasse SS"),
        (10, "οδος ΟΔΟΣ"),
    ] {
        for (list, object, field, slug) in [
            ("sources", "Source", "license", "s"),
            ("sources", "Source", "publisher", "s"),
            ("trends", "Trend", "key", "t"),
        ] {
            let filter = json!({ "slug": { "eq": format!("{slug}{text}") }, field: { "contains": other } });
            assert_eq!(count(&app, list, object, filter.clone()).await, 1, "{list} {filter}");
        }
    }
}

const FORMAT: &str = r#"
title = "Models"
[source]
slug = "case"
title.en = "Case"
kind = "DATASET"
[[table]]
name = "models"
needs = ["Model", "參數量É"]
[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
[[table.claim]]
of = "model"
attribute = { text = "parameters" }
value = "參數量É"
unit = { text = "PARAMETERS" }
"#;

async fn what_imports_bring_is_composed_and_contains_itself(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = file("Étalon.toml", FORMAT.as_bytes());
    let rows = "Model,參數量E\u{301}\nE\u{301}cole One,many\nE\u{301}cole Two,5\nSécond Three,7\n";
    let path = file("E\u{301}COLE 參數 ＡＢ.csv", rows.as_bytes());
    bring(&database, &request(&format.to_string_lossy(), &path)).await.unwrap_or_else(|error| panic!("{error}"));
    let app = App::on(database, |_| ()).await;
    let data = app.data("{ importRuns(first: 1) { nodes { file format notes { nodes { file column raw reason } } } } models(filter: {name: {startsWith: \"éCOLE\"}}) { nodes { name } } }").await;
    let run = &data["importRuns"]["nodes"][0];
    assert_eq!((&run["file"], &run["format"]), (&json!("ÉCOLE 參數 ＡＢ.csv"), &json!("Étalon")));
    assert_eq!(data["models"]["nodes"], json!([{ "name": "École One" }, { "name": "École Two" }]));
    for (field, text) in
        [("file", "ÉCOLE 參數 ＡＢ.csv"), ("file", "école 参数 ab"), ("format", "Étalon"), ("format", "étalon")]
    {
        for form in forms(text) {
            for operator in ["contains", "startsWith"] {
                let filter = json!({ field: { operator: form } });
                assert_eq!(count(&app, "importRuns", "ImportRun", filter.clone()).await, 1, "{filter}");
            }
        }
    }
    let notes = run["notes"]["nodes"].as_array().expect("a list");
    assert!(notes.iter().any(|note| note["column"] == "參數量É" && note["raw"] == "many"), "{notes:?}");
    let query = "query($f: ImportNoteFilter) { importRuns(first: 1) { nodes { notes(filter: $f) { totalCount } } } }";
    for note in notes {
        for field in ["file", "column", "reason"].into_iter().filter(|field| note[*field].is_string()) {
            for operator in ["contains", "startsWith", "eq"] {
                let text = note[field].as_str().expect("a text");
                for form in forms(text).into_iter().chain((operator != "eq").then(|| text.to_lowercase())) {
                    let answer = app.answer(query, json!({ "f": { field: { operator: form } } })).await;
                    let found = &answer["data"]["importRuns"]["nodes"][0]["notes"]["totalCount"];
                    assert!(found.as_u64() > Some(0), "{field} {operator} {form}: {answer}");
                }
            }
        }
    }
}

on_each! {
    every_text_contains_begins_with_and_is_itself
    names_are_stored_composed_and_found_by_themselves
    case_and_width_do_not_count_in_any_column
    what_imports_bring_is_composed_and_contains_itself
}
