//! Sources in any order: whichever is imported first, a name is one thing, and each source's figures are its own.

use panorama::transfer::import::Request;
use serde_json::{Value, json};

use super::alike::NAMES;
use super::series::Random;
use super::{bring, file, remarks, request, vintages};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const SOURCES: [&str; 3] = ["fable-figures", "fable-limits", "fable-lists"];

/// The files of all sources, on two days each: a source tells of some models, on a later day other numbers.
fn files(random: &mut Random, seed: u64) -> Vec<Request> {
    let mut files = Vec::new();
    for (place, source) in SOURCES.into_iter().enumerate() {
        let format = file(&format!("{source}.toml"), vintages::FORMAT.replace(SOURCES[0], source).as_bytes());
        let format = format.to_string_lossy().into_owned();
        for (later, day) in ["2098-01-01", "2098-06-01"].into_iter().enumerate() {
            let mut rows: Vec<String> = Vec::new();
            for (model, names) in NAMES.iter().enumerate() {
                if random.below(4) > 0 {
                    let number = 1000 * (model + 1) + 100 * place + later;
                    rows.push(format!("{},Fable Co,{number}\n", names[random.below(names.len())]));
                }
            }
            random.shuffle(&mut rows);
            let text = format!("Model,Maker,Parameters\n{}", rows.concat());
            let path = file(&format!("{seed}/{source}/{day}/models.csv"), text.as_bytes());
            let mut request = request(&format, &path);
            request.as_of = day.parse().expect("a day");
            files.push(request);
        }
    }
    files
}

/// Each model by the place of its name, its number of parameters, and who said which when.
async fn told(app: &App) -> Vec<String> {
    let query = "{ vendor(by: {slug: \"fable-co\"}) { models(first: 20) { nodes { name parameters \
        metrics(first: 5) { nodes { observations(first: 10) { nodes { source { slug } revisions { value knownOn supersededOn withdrawnOn } } } } } } } } }";
    let data = app.data(query).await;
    let models = data["vendor"]["models"]["nodes"].as_array().expect("a list");
    let mut told: Vec<String> = models.iter().map(line).collect();
    told.sort();
    told
}

fn line(model: &Value) -> String {
    let name = model["name"].as_str().expect("a name");
    let place = NAMES.iter().position(|names| names.contains(&name)).expect(name);
    let metrics = model["metrics"]["nodes"].as_array().expect("a list");
    let claims = metrics.iter().flat_map(|metric| metric["observations"]["nodes"].as_array().expect("a list"));
    let mut claims: Vec<String> = claims.map(Value::to_string).collect();
    claims.sort();
    format!("{place}: {} {}", model["parameters"], claims.join(" "))
}

async fn a_slug_that_another_publisher_has_is_told(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    for (publisher, told) in [("Epoch AI", false), ("Fable Press", true)] {
        let format = vintages::FORMAT.replace("slug = \"fable-figures\"", "slug = \"epoch-ai-models\"");
        let format = format.replace("Fable Press", publisher);
        let format = file(&format!("{publisher}/fable.toml"), format.as_bytes()).to_string_lossy().into_owned();
        let path = file(&format!("{publisher}/figures.csv"), b"Model,Maker,Parameters\nFable One,Fable Co,1e9\n");
        let report = bring(&database, &request(&format, &path)).await.expect("it can be imported");
        let note = report.notes.iter().find(|note| note.raw.as_deref() == Some("epoch-ai-models"));
        assert_eq!(note.is_some(), told, "{publisher}: {:?}", report.notes);
        let reason = "a source of this slug is there, published by \"Epoch AI\" and not by \"Fable Press\"";
        assert!(note.is_none_or(|note| note.reason.starts_with(reason)), "{note:?}");
    }
}

async fn a_name_is_one_thing_whichever_source_comes_first(backend: Backend) {
    for seed in 0..3 {
        let mut random = Random(seed);
        let mut files = files(&mut random, seed);
        let mut expected: Option<Vec<String>> = None;
        for _ in 0..3 {
            random.shuffle(&mut files);
            let database = TestDatabase::loaded(backend).await;
            for file in &files {
                let report = bring(&database, file).await.expect("it can be imported");
                assert_eq!(remarks(&report), Vec::<String>::new(), "seed {seed}");
            }
            let app = App::on(database, |_| ()).await;
            let data = told(&app).await;
            let order: Vec<_> = files.iter().map(|file| (&file.format, file.as_of)).collect();
            assert_eq!(*expected.get_or_insert_with(|| data.clone()), data, "seed {seed}: {order:?}");
            for file in &files {
                let report = bring(&app.database, file).await.expect("it can be imported");
                assert!(report.total().is_idle(), "seed {seed}: {order:?}: {:?}", report.counts);
            }
        }
    }
}

/// A list, a series and a comparison prefer the same of claims that rank alike.
async fn equal_claims_of_two_sources_are_preferred_alike_everywhere(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    for (source, users) in [(SOURCES[1], 200), (SOURCES[0], 100)] {
        let format = file(&format!("{source}.toml"), vintages::FORMAT.replace(SOURCES[0], source).as_bytes());
        let text = format!("Model,Maker,Month,Users\nFgen 4,Fable Co,2097-11,{users}\n");
        let request = request(&format.to_string_lossy(), &file("users.csv", text.as_bytes()));
        bring(&database, &request).await.expect("it can be imported");
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ metric(by: {slug: \"fgen-4-users\"}) { latest { value } series { points { value } } observations { nodes { value } } } \
        compareMetrics(metrics: [\"fgen-4-users\"]) { rows { attribute cells { number } } } }";
    let data = app.data(query).await;
    let metric = &data["metric"];
    let rows = data["compareMetrics"]["rows"].as_array().expect("a list");
    let month = rows.iter().find(|row| row["attribute"] == "2097-11").expect("the month");
    let first = &metric["observations"]["nodes"][0]["value"];
    assert_eq!(metric["series"]["points"], json!([{ "value": first }]));
    assert_eq!([&metric["latest"]["value"], &month["cells"][0]["number"]], [first, first]);
}

on_each! {
    a_slug_that_another_publisher_has_is_told
    equal_claims_of_two_sources_are_preferred_alike_everywhere
    a_name_is_one_thing_whichever_source_comes_first
}
