//! Which row a name stands for: what is declared, what was recorded, what is spelt alike, and what is left alone.

use panorama::dataset;
use panorama::transfer::import::Request;
use serde_json::json;

use super::vintages::format;
use super::{bring, counts, file, remarks, request};
use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_each, run};

/// A file of models, with declared identities.
fn models(name: &str, rows: &str, names: &str) -> Request {
    let path = file(&format!("{name}/figures.csv"), format!("Model,Maker,Parameters\n{rows}").as_bytes());
    let mut request = request(&format(), &path);
    request.names = Some(file(&format!("{name}/names.toml"), names.as_bytes()));
    request
}

async fn spellings_of_one_name_are_one_row(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows = "ＧＰＴ－４o,openai,1e9\nDeepseek V3,深度求索,2e9\nLLAMA 3.1 405b,Meta,3e9\nLlama 31 405b,Meta,4e9\n";
    let report = bring(&database, &models("spellings", rows, "")).await.expect("it can be imported");
    assert_eq!(counts(&report, "Vendor"), [0; 5]);
    // A dot between digits says something: that is another model.
    assert_eq!(counts(&report, "Model"), [1, 0, 0, 0, 0]);
    let app = App::on(database, |_| ()).await;
    let query = "{ source(by: {slug: \"fable-figures\"}) { observations { nodes { value metric { slug } } } } }";
    let data = app.data(query).await;
    let nodes = data["source"]["observations"]["nodes"].as_array().expect("a list").iter();
    let mut slugs: Vec<_> = nodes.map(|row| row["metric"]["slug"].as_str()).collect();
    slugs.sort_unstable();
    assert_eq!(
        slugs,
        [
            Some("deepseek-v3-parameters"),
            Some("gpt-4o-parameters"),
            Some("llama-3-1-405b-parameters"),
            Some("llama-31-405b-parameters")
        ]
    );
}

async fn what_is_not_sure_is_told_and_left_out(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    // Made by others here; and a second row about one that is there.
    let rows = "GPT-4o,Fable Co,1\nFable,Fable Co,2\nfable!,Fable Co,3\nFable Nine,Fable Co,4\n";
    let report = bring(&database, &models("doubt", rows, "")).await.expect("it can be imported");
    assert_eq!(remarks(&report), ["2 AMBIGUOUS Model GPT-4o", "4 REFUSED Model fable!"]);
    assert_eq!((report.read, report.skipped), (4, 2));
    let app = App::on(database, |_| ()).await;
    let query = "{ importRuns { nodes { format file rowsRead rowsSkipped asOf source { slug } counts { type created } \
        notes(filter: {kind: {ne: NEW}, line: {gt: 1}}) { totalCount nodes { kind file line column raw reason } } all: notes(filter: {line: {gt: 1}}) { totalCount groups(by: [KIND]) { keys count } } } } }";
    let run = app.data(query).await["importRuns"]["nodes"][0].clone();
    assert_eq!(run["notes"]["totalCount"], 2);
    assert_eq!(
        run["notes"]["nodes"][0],
        json!({ "kind": "AMBIGUOUS", "file": "figures.csv", "line": 2, "column": "Model", "raw": "GPT-4o",
            "reason": "gpt-4o is known to be made by others" })
    );
    assert_eq!(
        (&run["format"], &run["file"], &run["asOf"]),
        (&json!("fable"), &json!("figures.csv"), &json!("2098-12-31"))
    );
    assert_eq!((&run["rowsRead"], &run["rowsSkipped"]), (&json!(4), &json!(2)));
    // The maker and two models are new, and the report names them.
    assert_eq!(run["all"]["totalCount"], 5);
    let counts = run["counts"].as_array().expect("a list");
    assert!(counts.contains(&json!({ "type": "Vendor", "created": 1 })), "{counts:?}");
}

async fn declared_names_come_before_what_they_look_like(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows = "GPT-4o,Fable Co,1\nGiant,OpenAI,2\nGPT 4o,OpenAI,3\n";
    let names = "[[new]]\ntype = \"MODEL\"\nnames = [\"GPT-4o\"]\nscheme = \"fable-figures\"\nslug = \"fable-4o\"\n\
        [[same]]\ntype = \"MODEL\"\nnames = [\"Giant\"]\nis = \"gpt-4\"\n";
    let report = bring(&database, &models("declared", rows, names)).await.expect("it can be imported");
    // Both spellings are declared to be one row of its own: the second is said to be made by others.
    assert_eq!(remarks(&report), ["4 AMBIGUOUS Model GPT 4o"]);
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-4o\"}) { name vendor { slug } parameters } \
        metric(by: {slug: \"gpt-4-parameters\"}) { observations(filter: {source: {slug: {eq: \"fable-figures\"}}}) { nodes { value } } } }";
    let data = app.data(query).await;
    assert_eq!(data["model"], json!({ "name": "GPT-4o", "vendor": { "slug": "fable-co" }, "parameters": 1 }));
    assert_eq!(data["metric"]["observations"]["nodes"], json!([{ "value": 2 }]));
}

async fn what_a_source_called_a_row_is_remembered(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let names = "[[same]]\ntype = \"MODEL\"\nnames = [\"Giant\"]\nis = \"gpt-4\"\n";
    bring(&database, &models("remembered", "Giant,OpenAI,2\n", names)).await.expect("it can be imported");
    // Without the declaration the name still means the same.
    let report = bring(&database, &models("remembered", "Giant,OpenAI,2\n", "")).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    // Another spelling of the publisher's is another name, that nobody knows.
    let report = bring(&database, &models("remembered", "The Giant,OpenAI,2\n", "")).await.expect("it can be imported");
    assert_eq!(counts(&report, "Model")[0], 1);
}

/// Two vendors and three models, figures on each.
const SEVERAL: &str = "Fable One,Fable Co,1e9\nFable Uno,Fabel Co,2e9\nFable Two,\"Fable Co,Fabel Co\",3e9\n";

async fn merged_rows_are_one_and_old_names_lead_there(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &models("merge", SEVERAL, "")).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let old = app.data("{ vendor(by: {slug: \"fabel-co\"}) { id } model(by: {slug: \"fable-uno\"}) { id } metric(by: {slug: \"fable-uno-parameters\"}) { id } }").await;
    let names = "[[merge]]\ntype = \"VENDOR\"\nfrom = \"fabel-co\"\ninto = \"fable-co\"\n\
        [[merge]]\ntype = \"MODEL\"\nfrom = \"fable-uno\"\ninto = \"fable-one\"\n";
    let report = bring(&app.database, &models("merge", SEVERAL, names)).await.expect("it can be imported");
    // Both rows are about one model now; its figure is the first one's, and the other one is told.
    assert_eq!(counts(&report, "Vendor"), [0, 1, 0, 0, 1]);
    assert_eq!(
        remarks(&report),
        ["0 DECLARED - merge fabel-co to fable-", "0 DECLARED - merge fable-uno to fable", "3 REFUSED Model Fable Uno"]
    );
    let ids = [&old["vendor"]["id"], &old["model"]["id"], &old["metric"]["id"]];
    let query = format!(
        "{{ vendor(by: {{slug: \"fabel-co\"}}) {{ slug aliases models {{ totalCount }} }} \
        byId: vendor(by: {{id: {0}}}) {{ slug }} nodes(ids: [{0}, {1}, {2}]) {{ ... on Vendor {{ slug }} ... on Model {{ slug }} ... on Metric {{ slug }} }} \
        model(by: {{slug: \"fable-uno\"}}) {{ slug vendors {{ nodes {{ slug }} }} }} \
        metric(by: {{slug: \"fable-uno-parameters\"}}) {{ slug observations {{ nodes {{ value }} }} }} \
        two: model(by: {{slug: \"fable-two\"}}) {{ vendors {{ nodes {{ slug }} }} }} \
        path(from: {{vendor: \"fabel-co\"}}, to: {{model: \"fable-uno\"}}, first: 1) {{ length }} \
        search(query: \"Fabel Co\") {{ edges {{ node {{ ... on Vendor {{ slug }} }} }} }} }}",
        ids[0], ids[1], ids[2]
    );
    let data = app.data(&query).await;
    assert_eq!(data["vendor"], json!({ "slug": "fable-co", "aliases": ["Fabel Co"], "models": { "totalCount": 2 } }));
    assert_eq!(data["byId"], json!({ "slug": "fable-co" }));
    assert_eq!(
        data["nodes"],
        json!([{ "slug": "fable-co" }, { "slug": "fable-one" }, { "slug": "fable-one-parameters" }])
    );
    assert_eq!(data["model"], json!({ "slug": "fable-one", "vendors": { "nodes": [{ "slug": "fable-co" }] } }));
    assert_eq!(data["metric"]["slug"], "fable-one-parameters");
    let mut values: Vec<_> = data["metric"]["observations"]["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["value"].as_f64())
        .collect();
    values.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    assert_eq!(values, [Some(1e9), Some(2e9)], "no claim is lost");
    assert_eq!(data["two"]["vendors"]["nodes"], json!([{ "slug": "fable-co" }]));
    assert_eq!(data["path"], json!([{ "length": 1 }]));
    assert_eq!(data["search"]["edges"][0]["node"]["slug"], "fable-co");
    // Once is enough.
    let report = bring(&app.database, &models("merge", SEVERAL, names)).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
}

/// Models with the chips that they were trained on, and a metric that is named after both.
const CHIPS: &str = r#"
title = "Fable chips"
[source]
slug = "fable-chips"
title.en = "Fable chips"
kind = "DATASET"

[[table]]
name = "chips"
needs = ["Model", "Chip"]

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
released = "Released"

[[table.thing]]
id = "chip"
is = "TECHNOLOGY"
name = "Chip"
make = true
released = "Released"
kind = { text = "CHIP" }

[[table.claim]]
of = "model"
value = "Hours"
[table.claim.metric]
slug = "{model}-{chip}-hours"
en = "Hours of {model} on {chip}"
kind = "LEVEL"
unit = "HOUR"

[[table.link]]
kind = "TRAINED_ON"
from = "model"
to = "chip"
stated = true
"#;

async fn merged_rows_keep_relations_and_histories(backend: Backend) {
    let format = file("fable-chips.toml", CHIPS.as_bytes()).to_string_lossy().into_owned();
    let of = |day: &str, names: &str| {
        let rows = b"Model,Chip,Hours\nFable Uno,Fable Chip,5\nFable Two,Fabel Chip,7\n";
        let mut request = request(&format, &file("merge/chips.csv", rows));
        request.as_of = day.parse().expect("a day");
        request.names = Some(file("merge/names.toml", names.as_bytes()));
        request
    };
    let merge = |kind: &str, from: &str, into: &str| {
        format!("[[merge]]\ntype = \"{kind}\"\nfrom = \"{from}\"\ninto = \"{into}\"\n")
    };
    let names = [merge("MODEL", "fable-uno", "fable-two"), merge("TECHNOLOGY", "fabel-chip", "fable-chip")].concat();
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &of("2098-01-01", "")).await.expect("it can be imported");
    let report = bring(&database, &of("2098-02-01", &names)).await.expect("it can be imported");
    // Both rows are about the same two things now: two claims of one metric, one relation.
    assert_eq!(counts(&report, "Observation")[0], 0, "{:?}", report.counts);
    let again = bring(&database, &of("2098-02-01", &names)).await.expect("it can be imported");
    assert!(again.total().is_idle(), "{:?}", again.counts);
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-uno\"}) { slug links { nodes { kind to { slug } } } metrics { nodes { slug observations { nodes { value revisions { value } } } } } } \
        built: technology(by: {slug: \"h100\"}) { slug } }";
    let data = app.data(query).await;
    assert_eq!(data["model"]["slug"], "fable-two");
    assert_eq!(data["model"]["links"]["nodes"], json!([{ "kind": "TRAINED_ON", "to": { "slug": "fable-chip" } }]));
    // What is built in is not merged away.
    let report = bring(&app.database, &of("2098-02-01", &merge("TECHNOLOGY", "h100", "fable-chip"))).await;
    let report = report.expect("it can be imported");
    assert_eq!(remarks(&report)[0], "0 REFUSED - merge h100 to fable-chip");
    assert_eq!(app.data(query).await, data);
}

async fn one_name_of_two_makers_is_two_models(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let rows = "Fable Titan,Fable Co,1e9\nFable Nine,Fable Co,2e9\nFable Titan,Other Fable,3e9\nFabel 2 7B,Fable Co,4e9\nFabel 27B,Fable Co,5e9\n";
    for _ in 0..2 {
        let report = bring(&database, &models("titan", rows, "")).await.expect("it can be imported");
        assert_eq!(remarks(&report), ["4 AMBIGUOUS Model Fable Titan"]);
    }
    let app = App::on(database, |_| ()).await;
    let query =
        "{ models(filter: {name: {startsWith: \"Fab\"}}, orderBy: [{field: SLUG}]) { nodes { slug parameters } } }";
    assert_eq!(
        app.data(query).await["models"]["nodes"],
        json!([
            { "slug": "fabel-2-7b", "parameters": 4_000_000_000_i64 },
            { "slug": "fabel-27b", "parameters": 5_000_000_000_i64 },
            { "slug": "fable-nine", "parameters": 2_000_000_000 },
            { "slug": "fable-titan", "parameters": 1_000_000_000 },
        ])
    );
}

/// Limits of models, by provider.
const LIMITS: &str = r#"
title = "Fable limits"
[source]
slug = "fable-limits"
title.en = "Fable limits"
kind = "DATASET"

[[table]]
name = "limits"
needs = ["Model", "Provider"]

[[table.thing]]
id = "maker"
is = "VENDOR"
name = "Maker"
make = true

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
makers = "maker"

[[table.thing]]
id = "provider"
is = "VENDOR"
name = "Provider"
make = true

[[table.claim]]
of = "model"
attribute = { text = "context-window" }
value = "Limit"
unit = { text = "TOKENS" }
by_vendor = "provider"
key = ["Provider"]
"#;

async fn the_maker_of_a_model_comes_before_its_providers(backend: Backend) {
    let format = file("fable-limits.toml", LIMITS.as_bytes()).to_string_lossy().into_owned();
    let mut rows = "Model,Maker,Provider,Limit\nFable One,Fable Co,Cloud A,1000\nFable One,Fable Co,Cloud B,1000\n\
        Fable One,Fable Co,Fable Co,2000\nFable Three,Fable Co,Cloud A,300.5\n"
        .to_owned();
    let others = ["Other One", "Other Two", "Other Three", "Other Four", "Other Five", "Other Six"];
    for model in others {
        for (provider, limit) in [("Cloud A", 500), ("Cloud B", 1000), ("Cloud C", 700), ("Cloud D", 1000)] {
            rows += &format!("{model},Fable Co,{provider},{limit}\n");
        }
    }
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &request(&format, &file("limits/limits.csv", rows.as_bytes()))).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let query = "{ models(filter: {name: {startsWith: \"Fable\"}}, orderBy: [{field: SLUG}]) { nodes { slug contextWindow } } \
        metric(by: {slug: \"fable-one-context-window\"}) { latest { value } } \
        others: models(filter: {name: {startsWith: \"Other\"}}) { nodes { contextWindow } } }";
    // Of providers alone, what most of them say; half a token is none.
    assert_eq!(
        app.data(query).await,
        json!({ "models": { "nodes": [
            { "slug": "fable-one", "contextWindow": 2000 },
            { "slug": "fable-three", "contextWindow": null }] },
            "metric": { "latest": { "value": 2000 } },
            "others": { "nodes": others.map(|_| json!({ "contextWindow": 1000 })) } })
    );
}

async fn a_maker_may_be_known_after_what_it_says(backend: Backend) {
    let format = file("fable-limits.toml", LIMITS.as_bytes()).to_string_lossy().into_owned();
    // The older file alone says who makes the model.
    let files = [
        ("2098-01-01", "Model,Maker,Provider,Limit\nFable One,Fable Co,Cloud A,1000\n"),
        (
            "2098-06-01",
            "Model,Maker,Provider,Limit\nFable One,,Cloud B,1000\nFable One,,Cloud C,1000\nFable One,,Fable Co,2000\n",
        ),
    ];
    for order in [files, [files[1], files[0]]] {
        let database = TestDatabase::loaded(backend).await;
        for (day, text) in order {
            let mut request = request(&format, &file("limits.csv", text.as_bytes()));
            request.as_of = day.parse().expect("a day");
            bring(&database, &request).await.expect("it can be imported");
        }
        let app = App::on(database, |_| ()).await;
        let query = "{ model(by: {slug: \"fable-one\"}) { contextWindow vendors { nodes { slug } } } }";
        let made = json!({ "contextWindow": 2000, "vendors": { "nodes": [{ "slug": "fable-co" }] } });
        assert_eq!(app.data(query).await["model"], made, "{order:?}");
    }
}

async fn a_technology_of_another_sort_is_another_one(backend: Backend) {
    let format = CHIPS.replace("\"CHIP\"", "\"CLUSTER\"").replace("fable-chips", "fable-clusters");
    let format = file("fable-clusters.toml", format.as_bytes()).to_string_lossy().into_owned();
    let rows = b"Model,Chip,Hours,Released\nFable Uno,NVIDIA H100,5,\nFable Twin,Fable Twin,,2097-05-06\n";
    let request = request(&format, &file("sorts/chips.csv", rows));
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &request).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let query = "{ technology(by: {slug: \"h100\"}) { kind } \
        model(by: {slug: \"fable-uno\"}) { links { nodes { to { slug ... on Technology { kind } } } } } \
        one: model(by: {slug: \"fable-twin\"}) { releasedOn metrics { nodes { slug } } } \
        other: technology(by: {slug: \"fable-twin\"}) { releasedOn metrics { nodes { slug } } } }";
    let data = app.data(query).await;
    assert_eq!(data["technology"]["kind"], "CHIP");
    // Two types can have rows of one slug: each has figures of its own.
    let metrics = [&data["one"], &data["other"]].map(|row| row["metrics"]["nodes"][0]["slug"].clone());
    assert_eq!(metrics, [json!("fable-twin-release-date"), json!("fable-twin-technology-release-date")]);
    assert_eq!([&data["one"]["releasedOn"], &data["other"]["releasedOn"]], ["2097-05-06", "2097-05-06"]);
    assert_eq!(data["model"]["links"]["nodes"], json!([{ "to": { "slug": "nvidia-h100", "kind": "CLUSTER" } }]));
}

async fn renamed_rows_keep_their_ids_and_old_slugs(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &models("rename", SEVERAL, "")).await.expect("it can be imported");
    let app = App::on(database, |_| ()).await;
    let before = app.data("{ model(by: {slug: \"fable-two\"}) { id } }").await["model"]["id"].clone();
    let names = "[[rename]]\ntype = \"MODEL\"\nfrom = \"fable-two\"\nto = \"fable-second\"\n";
    let report = bring(&app.database, &models("rename", SEVERAL, names)).await.expect("it can be imported");
    assert_eq!(counts(&report, "Observation"), [0, 0, 0, 0, 3]);
    let query = "{ old: model(by: {slug: \"fable-two\"}) { id slug } new: model(by: {slug: \"fable-second\"}) { id slug metrics { nodes { slug } } } \
        compareModels(models: [\"fable-two\"]) { subjects { slug } } }";
    let data = app.data(query).await;
    assert_eq!(data["compareModels"]["subjects"], json!([{ "slug": "fable-second" }]));
    assert_eq!(data["new"]["metrics"]["nodes"], json!([{ "slug": "fable-second-parameters" }]));
    assert_eq!(data["old"], json!({ "id": before, "slug": "fable-second" }));
    assert_eq!(data["new"]["id"], before);
}

async fn split_rows_keep_what_is_known_and_lead_to_the_new_ones(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &models("split", SEVERAL, "")).await.expect("it can be imported");
    let rows = "Fable One (March),Fable Co,1e9\nFable One (June),Fable Co,5e9\n";
    let names = "[[same]]\ntype = \"MODEL\"\nnames = [\"Fable One (March)\"]\nis = \"fable-one\"\n\
        [[new]]\ntype = \"MODEL\"\nnames = [\"Fable One (June)\"]\nslug = \"fable-one-june\"\n\
        [[split]]\ntype = \"MODEL\"\nof = \"fable-one\"\ninto = [\"fable-one-june\"]\n";
    let report = bring(&database, &models("split", rows, names)).await.expect("it can be imported");
    assert_eq!(counts(&report, "Model")[0], 1);
    let app = App::on(database, |_| ()).await;
    let query = "{ model(by: {slug: \"fable-one\"}) { name aliases parameters derivatives { nodes { slug parameters baseModel { slug } } } } }";
    assert_eq!(
        app.data(query).await["model"],
        json!({ "name": "Fable One (March)", "aliases": ["Fable One"], "parameters": 1_000_000_000, "derivatives": { "nodes": [
            { "slug": "fable-one-june", "parameters": 5_000_000_000_i64, "baseModel": { "slug": "fable-one" } }] } })
    );
}

/// What the built-in data says later of rows that an import made.
const TAKEN_OVER: &str = r#"
[[vendor]]
slug = "fable-co"
en = "Fable Company"
kind = "COMPANY"
country = "DE"
cite = [{ source = "100ec-report" }]

[[model]]
slug = "fable-one"
en = "Fable One"
vendors = ["fable-co"]
released = "2097"
openness = "PROPRIETARY"
disclosure = "UNKNOWN"
cite = [{ source = "100ec-report" }]
"#;

async fn built_in_data_takes_over_what_imports_made(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    bring(&database, &models("over", SEVERAL, "")).await.expect("it can be imported");
    let connection = database.writer().await;
    let files: Vec<(&str, &str)> = dataset::built_in().iter().copied().chain([("over.toml", TAKEN_OVER)]).collect();
    let outcome = dataset::load(&connection, &files, LOADED_AT + 5).await.expect("it is sound").expect("it changed");
    assert_eq!((outcome.updated, outcome.removed, outcome.kept.len()), (2, 0, 0));
    let app = App::on(database, |_| ()).await;
    let query = "{ vendor(by: {slug: \"fable-co\"}) { name country models { totalCount } } \
        model(by: {slug: \"fable-one\"}) { releasedOn parameters openness vendors { nodes { slug } } } }";
    let expected = json!({
        "vendor": { "name": "Fable Company", "country": "DE", "models": { "totalCount": 2 } },
        "model": { "releasedOn": "2097-01-01", "parameters": 1_000_000_000, "openness": "PROPRIETARY",
            "vendors": { "nodes": [{ "slug": "fable-co" }] } },
    });
    assert_eq!(app.data(query).await, expected);
    // The import adds its figures as before, and leaves the rows alone.
    let report = bring(&app.database, &models("over", SEVERAL, "")).await.expect("it can be imported");
    assert!(report.total().is_idle(), "{:?}", report.counts);
    assert_eq!(app.data(query).await, expected);
}

on_each! {
    the_maker_of_a_model_comes_before_its_providers
    a_maker_may_be_known_after_what_it_says
    merged_rows_keep_relations_and_histories
    one_name_of_two_makers_is_two_models
    a_technology_of_another_sort_is_another_one
    built_in_data_takes_over_what_imports_made
    spellings_of_one_name_are_one_row
    what_is_not_sure_is_told_and_left_out
    declared_names_come_before_what_they_look_like
    what_a_source_called_a_row_is_remembered
    merged_rows_are_one_and_old_names_lead_there
    renamed_rows_keep_their_ids_and_old_slugs
    split_rows_keep_what_is_known_and_lead_to_the_new_ones
}
