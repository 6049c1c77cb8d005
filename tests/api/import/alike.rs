//! Names that slugs do not tell apart are names of two things, whatever the order of rows, files and days; and one name that is
//! spelt in several ways is that of one.

use std::collections::BTreeMap;

use panorama::transfer::import::Request;
use serde_json::json;

use super::series::{self, Random};
use super::vintages::format;
use super::{bring, counts, file, remarks, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

/// Names of which no two are spellings of one, though many have one slug; each with other spellings of it.
pub(super) const NAMES: [&[&str]; 14] = [
    &["Fgen 4+", "FGEN-4+", "Ｆgen 4+"],
    &["Fgen 4", "Fgen-4", "fgen 4"],
    &["CodeGen 2.7B", "CODEGEN-2.7B"],
    &["CodeGen 2 7B", "Codegen-2 7b"],
    &["Lgen C++", "Lgen-C++"],
    &["Lgen C", "lgen c"],
    &["Lgen C#"],
    &["データA", "ﾃﾞｰﾀA"],
    &["モデルA"],
    &["Fabel École", "Fabel E\u{301}cole"],
    &["Fabel Ecole"],
    &["寓言風", "寓言风"],
    &["寓言蜂"],
    &["Fgen 4 2", "Fgen-4-2"],
];

/// A file of models, each with its number.
fn models(day: &str, name: &str, rows: &[(&str, usize)]) -> Request {
    let rows: String = rows.iter().map(|(name, value)| format!("{name},Fable Co,{value}\n")).collect();
    let mut request = request(&format(), &file(name, format!("Model,Maker,Parameters\n{rows}").as_bytes()));
    request.as_of = day.parse().expect("a day");
    request
}

/// The models of the maker by the place of their name among those above, with their numbers.
async fn known(app: &App) -> BTreeMap<usize, Vec<String>> {
    let query = "{ vendor(by: {slug: \"fable-co\"}) { models(first: 100) { nodes { name parameters } } } }";
    let data = app.data(query).await;
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for row in data["vendor"]["models"]["nodes"].as_array().expect("a list") {
        let name = row["name"].as_str().expect("a name");
        let place = NAMES.iter().position(|names| names.contains(&name)).expect(name);
        found.entry(place).or_default().push(row["parameters"].to_string());
    }
    found
}

async fn names_that_differ_in_what_slugs_drop_are_two_models(backend: Backend) {
    for (number, order) in [[0, 1], [1, 0]].into_iter().enumerate() {
        let database = TestDatabase::loaded(backend).await;
        let pairs = [("Fgen 4+", "Fgen 4"), ("CodeGen 2.7B", "CodeGen 2 7B"), ("Lgen C++", "Lgen C")];
        let files = order.map(|side| {
            let rows = pairs.map(|(a, b)| (if side == 0 { a } else { b }, 10 + side));
            models("2098-12-31", &format!("{number}/file-{}.csv", ["a", "b"][side]), &rows)
        });
        for file in &files {
            let report = bring(&database, file).await.expect("it can be imported");
            assert_eq!((counts(&report, "Model"), remarks(&report)), ([3, 0, 0, 0, 0], Vec::new()), "{order:?}");
        }
        let app = App::on(database, |_| ()).await;
        let expected: BTreeMap<usize, Vec<String>> =
            (0..6).map(|place| (place, vec![(10 + place % 2).to_string()])).collect();
        assert_eq!(known(&app).await, expected, "{order:?}");
        for file in files.iter().rev() {
            let report = bring(&app.database, file).await.expect("it can be imported");
            assert!(report.total().is_idle(), "{order:?}: {:?}", report.counts);
        }
    }
}

async fn a_built_in_slug_is_no_name_of_another_model(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows = [("GLM-4 5", 7), ("GLM 4.5", 8)];
    let report = bring(&database, &models("2098-12-31", "glm.csv", &rows)).await.expect("it can be imported");
    // The second is the built-in one, which others make.
    assert_eq!(remarks(&report), ["3 AMBIGUOUS Model GLM 4.5"]);
    let app = App::on(database, |_| ()).await;
    let data = app
        .data("{ model(by: {slug: \"glm-4-5\"}) { name } other: model(by: {slug: \"glm-4-5-2\"}) { name parameters } }")
        .await;
    assert_eq!(data, json!({ "model": { "name": "GLM-4.5" }, "other": { "name": "GLM-4 5", "parameters": 7 } }));
    // What is spelt like the slug could be either, where one of both has a dot.
    let report = bring(&app.database, &models("2098-12-31", "id/glm.csv", &[("kimi-k1-5", 1), ("Fable", 1)])).await;
    let report = report.expect("it can be imported");
    assert_eq!(remarks(&report), ["2 AMBIGUOUS Model kimi-k1-5"], "{:?}", report.notes);
}

async fn what_is_only_looked_up_is_no_other_name_either(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &models("2098-12-31", "plus.csv", &[("Fgen 4+", 1), ("CodeGen 2.7B", 2)]))
        .await
        .expect("it is sound");
    let limits =
        super::vintages::FORMAT.replace("make = true", "make = false").replace("fable-figures", "fable-limits");
    let limits = file("fable-limits.toml", limits.as_bytes()).to_string_lossy().into_owned();
    let rows = b"Model,Maker,Parameters\nfgen-4,Fable Co,5\ncodegen-2-7b,Fable Co,6\nCodeGen 2 7B,Fable Co,7\n";
    let report = bring(&database, &request(&limits, &file("limits.csv", rows))).await.expect("it can be imported");
    // Identifiers have no dots: the second is found by its slug.
    assert_eq!(remarks(&report), ["2 UNKNOWN Model fgen-4", "4 UNKNOWN Model CodeGen 2 7B"]);
    assert_eq!(counts(&report, "Observation"), [1, 0, 0, 0, 0]);
    bring(&database, &models("2098-12-31", "blank.csv", &[("CodeGen 2 7B", 3)])).await.expect("it is sound");
    let report =
        bring(&database, &request(&limits, &file("again/limits.csv", rows))).await.expect("it can be imported");
    assert_eq!(remarks(&report), ["2 UNKNOWN Model fgen-4"], "what was found before stays found");
}

/// Rows in any order, in files of any number, on days in any order, and again: as many models as there are names, each with
/// what the last of its files says.
async fn models_are_as_many_as_names_in_any_order(backend: Backend) {
    for seed in 0..3 {
        let mut random = Random(seed);
        let mut rows: Vec<(&str, usize)> = Vec::new();
        for (place, names) in NAMES.iter().enumerate() {
            rows.push((names[random.below(names.len())], place));
        }
        random.shuffle(&mut rows);
        let (first, rest) = rows.split_at(1 + random.below(NAMES.len() - 2));
        let mut files = Vec::new();
        for (name, rows) in [("first", first), ("rest", rest)] {
            for (later, day) in ["2098-01-01", "2098-06-01"].into_iter().enumerate() {
                // Another spelling on another day.
                let spelt = |(_, place): &(&str, usize)| {
                    let names = NAMES[*place];
                    (names[random.below(names.len())], 100 * later + place + 1)
                };
                let mut rows: Vec<(&str, usize)> = rows.iter().map(spelt).collect();
                random.shuffle(&mut rows);
                files.push(models(day, &format!("{seed}/{name}.csv"), &rows));
            }
        }
        random.shuffle(&mut files);
        let database = TestDatabase::loaded(backend).await;
        for file in &files {
            let report = bring(&database, file).await.expect("it can be imported");
            assert_eq!(remarks(&report), Vec::<String>::new(), "seed {seed}");
        }
        let app = App::on(database, |_| ()).await;
        let expected: BTreeMap<usize, Vec<String>> =
            (0..NAMES.len()).map(|place| (place, vec![(101 + place).to_string()])).collect();
        assert_eq!(known(&app).await, expected, "seed {seed}");
        for file in &files {
            let report = bring(&app.database, file).await.expect("it can be imported");
            assert_eq!(counts(&report, "Model")[0], 0, "seed {seed}");
            assert_eq!(counts(&report, "Observation")[..4], [0; 4], "seed {seed}: {:?}", report.counts);
        }
    }
}

async fn series_are_as_many_as_names_in_any_order(backend: Backend) {
    let format = series::format(&[]);
    let more: [&[&str]; 6] =
        [&["C++"], &["C"], &["C#"], &["Модель", "модель"], &["Данные"], &["Chat Fable", "ChatFable", "chat-fable"]];
    let names: Vec<&[&str]> = NAMES.iter().chain(&more).copied().collect();
    for seed in 0..3 {
        let mut random = Random(seed);
        let mut rows: Vec<(usize, String)> = Vec::new();
        for (place, names) in names.iter().enumerate() {
            for year in [2001, 2002] {
                let name = names[random.below(names.len())];
                rows.push((place, format!("{name},{year},{}\n", place + 10 * (year - 2001))));
            }
        }
        random.shuffle(&mut rows);
        let (first, rest) = rows.split_at(1 + random.below(rows.len() - 2));
        let text = |rows: &[(usize, String)]| rows.iter().map(|(_, row)| row.as_str()).collect::<String>();
        let mut files = vec![
            series::of(&format, &format!("{seed}/first.csv"), &text(first)),
            series::of(&format, &format!("{seed}/rest.csv"), &text(rest)),
        ];
        random.shuffle(&mut files);
        let database = TestDatabase::loaded(backend).await;
        for file in &files {
            let report = bring(&database, file).await.expect("it can be imported");
            assert_eq!(remarks(&report), Vec::<String>::new(), "seed {seed}");
        }
        let app = App::on(database, |_| ()).await;
        let told: Vec<String> = series::told(&app).await;
        let figures = |place: usize| format!(" 2001: {place}, 2002: {}", place + 10);
        let spelt = |place: usize| {
            let is_it = |line: &&String| names[place].iter().any(|name| line.starts_with(&format!("Case {name} ")));
            told.iter().filter(is_it).filter(|line| line.ends_with(&figures(place))).count()
        };
        let counted: Vec<usize> = (0..names.len()).map(spelt).collect();
        assert_eq!((counted, told.len()), (vec![1; names.len()], names.len()), "seed {seed}: {told:#?}");
        for file in &files {
            let report = bring(&app.database, file).await.expect("it can be imported");
            assert!(report.total().is_idle(), "seed {seed}: {:?}", report.counts);
        }
        assert_eq!(series::told(&app).await, told, "seed {seed}");
    }
}

async fn series_of_merged_rows_are_as_many_as_their_names(backend: Backend) {
    let format = super::vintages::FORMAT
        .replace("slug = \"{model}-users\"", "slug = \"{model}-{Plan}-users\"")
        .replace("en = \"Users of {model}\"", "en = \"{Plan}\"")
        .replace("unique = true\n", "")
        .replace("fable-figures", "fable-plans");
    let format = file("fable-plans.toml", format.as_bytes()).to_string_lossy().into_owned();
    let rows = b"Model,Maker,Month,Users,Plan\nFable Uno,Fable Co,2097-11,1,Pro+\nFable Two,Fable Co,2097-11,2,Pro\n\
        Fable Uno,Fable Co,2097-12,3,Pro\n";
    let of = |names: &str| {
        let mut request = request(&format, &file("merge/figures.csv", rows));
        request.names = Some(file("merge/names.toml", names.as_bytes()));
        request
    };
    let database = TestDatabase::loaded(backend).await;
    let report = bring(&database, &of("")).await.expect("it can be imported");
    assert_eq!((counts(&report, "Metric"), remarks(&report)), ([3, 0, 0, 0, 0], Vec::new()));
    let rename = "[[rename]]\ntype = \"MODEL\"\nfrom = \"fable-two\"\nto = \"fable-second\"\n";
    let merge = "[[merge]]\ntype = \"MODEL\"\nfrom = \"fable-uno\"\ninto = \"fable-second\"\n";
    for names in [rename, merge] {
        let report = bring(&database, &of(names)).await.expect("it can be imported");
        assert_eq!(counts(&report, "Metric")[0], 0, "{names}: {:?}", report.counts);
        assert_eq!(counts(&report, "Observation"), [0, 0, 0, 0, 3], "{names}");
    }
    let report = bring(&database, &of(merge)).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-second\"}) { metrics(filter: {kind: {eq: LEVEL}}) { nodes { name observations { nodes { value } } } } } }";
    let mut told: Vec<String> = app.data(query).await["model"]["metrics"]["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|metric| {
            let rows = metric["observations"]["nodes"].as_array().expect("a list").iter();
            let mut values: Vec<String> = rows.map(|row| row["value"].to_string()).collect();
            values.sort();
            format!("{} {}", metric["name"].as_str().unwrap_or_default(), values.join(" "))
        })
        .collect();
    told.sort();
    assert_eq!(told, ["Pro 2 3", "Pro+ 1"]);
}

async fn a_slug_is_the_same_however_its_name_is_spelt(backend: Backend) {
    let mut slugs = Vec::new();
    for (number, names) in [["ｱｲ", "İstanbul"], ["アイ", "istanbul"]].into_iter().enumerate() {
        let database = TestDatabase::loaded(backend).await;
        let rows = names.map(|name| (name, 10));
        let file = models("2098-12-31", &format!("{number}/spelt.csv"), &rows);
        bring(&database, &file).await.expect("it can be imported");
        let app = App::on(database, |_| ()).await;
        let query = "{ vendor(by: {slug: \"fable-co\"}) { models(orderBy: [{field: SLUG}]) { nodes { slug } } } }";
        slugs.push(app.data(query).await["vendor"]["models"]["nodes"].take());
    }
    assert_eq!(slugs[0], slugs[1]);
    assert_eq!(slugs[0][0]["slug"], "istanbul");
}

on_each! {
    a_slug_is_the_same_however_its_name_is_spelt
    names_that_differ_in_what_slugs_drop_are_two_models
    a_built_in_slug_is_no_name_of_another_model
    what_is_only_looked_up_is_no_other_name_either
    models_are_as_many_as_names_in_any_order
    series_are_as_many_as_names_in_any_order
    series_of_merged_rows_are_as_many_as_their_names
}
