//! Slugs as people write them, and what is near to those that nothing has.

use std::collections::HashMap;

use panorama::{database, dataset};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_both, on_each, run};

/// The lookups, each with its list.
const LOOKUPS: [[&str; 2]; 7] = [
    ["vendor", "vendors"],
    ["model", "models"],
    ["sector", "sectors"],
    ["technology", "technologies"],
    ["metric", "metrics"],
    ["trend", "trends"],
    ["source", "sources"],
];

/// The slug that is found under each name, in one call.
async fn found(app: &App, lookup: &str, names: &[String]) -> Vec<Value> {
    let fields: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(i, name)| format!("f{i}: {lookup}(by: {{slug: {name:?}}}) {{ slug }}"))
        .collect();
    let data = app.data(&format!("{{ {} }}", fields.join(" "))).await;
    (0..names.len()).map(|i| data[format!("f{i}")]["slug"].clone()).collect()
}

/// What is near to a slug.
async fn nearest(app: &App, lookup: &str, slug: &str) -> Value {
    let query = format!("query($s: String) {{ x: {lookup}(by: {{slug: $s}}) {{ slug }} }}");
    let answer = app.answer(&query, json!({ "s": slug })).await;
    assert_eq!((&answer["data"]["x"], answer.get("errors")), (&Value::Null, None), "{slug}: {answer}");
    answer["extensions"]["suggestions"][0]["nearest"].clone()
}

on_both! {
    async fn case_and_separators_do_not_matter_where_one_thing_is_meant(app) {
        for [lookup, list] in LOOKUPS {
            let data = app.data(&format!("{{ {list}(first: 100) {{ nodes {{ slug }} }} all: {list} {{ totalCount }} }}")).await;
            let slugs = data[list]["nodes"].as_array().expect("a list").iter();
            let slugs: Vec<String> = slugs.filter_map(|node| node["slug"].as_str()).map(str::to_owned).collect();
            let mut same: HashMap<String, usize> = HashMap::new();
            slugs.iter().for_each(|slug| *same.entry(slug.replace('-', "")).or_default() += 1);
            for change in [str::to_uppercase, |slug: &str| slug.replace('-', "."), |slug: &str| slug.replace('-', "_ "), |slug: &str| slug.replace('-', "")] {
                let written: Vec<String> = slugs.iter().map(|slug| change(slug)).collect();
                let found = found(app, lookup, &written).await;
                for ((slug, written), found) in slugs.iter().zip(&written).zip(found) {
                    if same[&slug.replace('-', "")] == 1 {
                        assert_eq!(found, json!(slug), "{lookup} {written}");
                    }
                }
            }
        }
        let data = app.data("{ a: model(by: {slug: \"qwen2.5-72b\"}) { slug } b: vendor(by: {slug: \"Nvidia\"}) { slug } c: model(by: {slug: \"ＧＰＴ－４\"}) { slug } }").await;
        assert_eq!(data, json!({ "a": { "slug": "qwen2-5-72b" }, "b": { "slug": "nvidia" }, "c": { "slug": "gpt-4" } }));
    }

    async fn what_is_near_is_suggested_and_null_is_no_error(app) {
        for (lookup, slug, expected) in [
            ("vendor", "nvidea", json!(["nvidia"])),
            ("vendor", "mvidia", json!(["nvidia"])),
            ("vendor", "英伟达", json!(["nvidia"])),
            ("vendor", "英偉達", json!(["nvidia"])),
            ("model", "qwen2-5-72", json!(["qwen2-5-72b"])),
            ("sector", "ai-chipz", json!(["ai-chips"])),
            ("source", "100ec-reprot", json!(["100ec-report"])),
            ("technology", "H100 SXM5", json!(["h100-sxm5-80gb"])),
            ("model", "qwen 2.5", json!(["qwen2-5-72b"])),
            ("model", "claude 3.5", json!(["claude-3-5-sonnet"])),
        ] {
            let near = nearest(app, lookup, slug).await;
            assert_eq!(near[0], expected[0], "{lookup} {slug}: {near}");
        }
        let answer = app.answer("{ v: vendor(by: {slug: \"nvidea\"}) { slug } w: vendor(by: {slug: \"nvidia\"}) { slug } }", json!({})).await;
        assert_eq!(
            answer,
            json!({
                "data": { "v": null, "w": { "slug": "nvidia" } },
                "extensions": { "suggestions": [{
                    "message": "there is no vendor \"nvidea\"; did you mean \"nvidia\"?",
                    "path": ["v"], "argument": "by.slug", "value": "nvidea", "nearest": ["nvidia"],
                }] },
            })
        );
        for (lookup, slug) in [("vendor", "zzzzzzzz"), ("vendor", ""), ("vendor", "---"), ("model", "☃"), ("vendor", "'; --")] {
            assert_eq!(nearest(app, lookup, slug).await, Value::Null, "{slug}");
        }
        let unknown = app.answer("{ vendor(by: {id: \"VkVORE9SOjE\"}) { slug } }", json!({})).await;
        assert_eq!(unknown, json!({ "data": { "vendor": null } }), "an id is near to nothing");
    }

    async fn arguments_that_name_parts_of_the_chain_read_slugs_alike(app) {
        for (one, other) in [
            ("compareModels(models: [\"GPT-4\", \"Qwen2.5-72B\"]) { subjects { slug } }", "compareModels(models: [\"gpt-4\", \"qwen2-5-72b\"]) { subjects { slug } }"),
            (
                "path(from: {vendor: \"Nvidia\"}, to: {sector: \"AI chips\"}) { length }",
                "path(from: {vendor: \"nvidia\"}, to: {sector: \"ai-chips\"}) { length }",
            ),
            (
                "impact(of: [{vendor: \"NVIDIA\"}, {model: \"GPT 4\"}], direction: DOWNSTREAM) { reached { totalCount } }",
                "impact(of: [{vendor: \"nvidia\"}, {model: \"gpt-4\"}], direction: DOWNSTREAM) { reached { totalCount } }",
            ),
            ("concentration(sector: \"AI chips\") { region }", "concentration(sector: \"ai-chips\") { region }"),
            (
                "concentration(metric: \"NVIDIA high performance AI chip share\") { region }",
                "concentration(metric: \"nvidia-high-performance-ai-chip-share\") { region }",
            ),
            (
                "slice(filter: {vendors: [\"Nvidia\", \"amd\"], sectors: [\"AI chips\"]}) { vendors { totalCount } sectors { totalCount } trends { totalCount } technologies { totalCount } }",
                "slice(filter: {vendors: [\"nvidia\", \"amd\"], sectors: [\"ai-chips\"]}) { vendors { totalCount } sectors { totalCount } trends { totalCount } technologies { totalCount } }",
            ),
        ] {
            assert_eq!(app.data(&format!("{{ {one} }}")).await, app.data(&format!("{{ {other} }}")).await, "{one}");
        }
        for (query, message) in [
            ("compareModels(models: [\"gpt-4\", \"qwen2-5-72\"]) { subjects { slug } }", "there is no model \"qwen2-5-72\"; did you mean \"qwen2-5-72b\""),
            ("compareModels(models: [\"gpt-4\", \"GPT4\"]) { subjects { slug } }", "\"GPT4\" is another name of one before it"),
            ("path(from: {vendor: \"nvidea\"}, to: {sector: \"ai-chips\"}) { length }", "there is no vendor \"nvidea\"; did you mean \"nvidia\"?"),
            ("impact(of: [{vendor: \"nvidea\"}], direction: DOWNSTREAM) { reached { totalCount } }", "there is no vendor \"nvidea\"; did you mean \"nvidia\"?"),
            ("concentration(sector: \"ai-chipz\") { region }", "there is no sector \"ai-chipz\"; did you mean \"ai-chips\""),
            ("concentration(metric: \"zzzzzz\") { region }", "there is no metric \"zzzzzz\""),
        ] {
            let answer = app.answer(&format!("{{ {query} }}"), json!({})).await;
            let told = answer["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(told.starts_with(message), "{query}: {answer}");
        }
        let chart = app.get("/chart/metric/china-data-element-market-sise.svg").await.json();
        assert!(chart["errors"][0]["message"].as_str().is_some_and(|message| message.contains("did you mean \"china-data-element-market-size\"")), "{chart}");
        assert_eq!(app.get("/chart/metric/China_data_element_market_size.svg").await.status, 200);
    }

    async fn what_filters_name_is_suggested_where_nothing_is_found(app) {
        for (query, path, argument, message) in [
            (
                "{ vendors(filter: {country: {eq: \"China\"}}) { totalCount nodes { slug } } }",
                "vendors",
                "filter.country.eq",
                "there is no region \"China\"; did you mean \"CN\"?",
            ),
            ("{ c: vendors(filter: {country: {eq: \"中国\"}}) { totalCount } }", "c", "filter.country.eq", "there is no region \"中国\"; did you mean \"CN\"?"),
            (
                "{ observations(filter: {unit: {in: [\"PERCENTT\"]}}) { nodes { id } } }",
                "observations",
                "filter.unit.in",
                "there is no unit \"PERCENTT\"; did you mean \"PERCENT\"?",
            ),
            (
                "{ models(filter: {and: [{vendor: {slug: {eq: \"nvidea\"}}}]}) { nodes { slug } } }",
                "models",
                "filter.vendor.slug.eq",
                "there is no vendor \"nvidea\"; did you mean \"nvidia\"?",
            ),
            (
                "{ vendors(filter: {models: {some: {slug: {eq: \"GPT-4\"}}}}) { groups(by: COUNTRY) { count } } }",
                "vendors",
                "filter.models.some.slug.eq",
                "there is no model \"GPT-4\"; did you mean \"gpt-4\"?",
            ),
            ("{ vendors(filter: {country: {eq: \"uk\"}}) { totalCount } }", "vendors", "filter.country.eq", "there is no region \"uk\"; did you mean \"GB\"?"),
            (
                "{ metrics(filter: {region: {in: [\"USA\"]}}) { totalCount } }",
                "metrics",
                "filter.region.in",
                "there is no region \"USA\"; did you mean \"US\"?",
            ),
            (
                "{ metrics(filter: {attribute: {eq: \"mmluPro\"}}) { totalCount } }",
                "metrics",
                "filter.attribute.eq",
                "there is no attribute \"mmluPro\"; did you mean \"mmlu-pro\"?",
            ),
            (
                "{ models(filter: {metrics: {some: {attribute: {in: [\"trainning-compute\"]}}}}) { totalCount } }",
                "models",
                "filter.metrics.some.attribute.in",
                "there is no attribute \"trainning-compute\"; did you mean \"training-compute\"?",
            ),
            (
                "{ links(filter: {kind: {eq: TRAINED_ON}, to: {slug: {eq: \"H-100\"}, deep: true}}) { totalCount } }",
                "links",
                "filter.to.slug.eq",
                "there is no part of the chain \"H-100\"; did you mean \"h100\"?",
            ),
            (
                "{ links(filter: {from: {type: VENDOR, slug: {eq: \"nvidea\"}}}) { totalCount } }",
                "links",
                "filter.from.slug.eq",
                "there is no vendor \"nvidea\"; did you mean \"nvidia\"?",
            ),
            (
                "{ metrics(filter: {subjects: {some: {slug: {eq: \"nvidea\"}}}}) { totalCount } }",
                "metrics",
                "filter.subjects.some.slug.eq",
                "there is no part of the chain \"nvidea\"; did you mean \"nvidia\"?",
            ),
            (
                "{ s: slice(filter: {sectors: [\"AI chips\"], vendors: [\"nvidea\"]}) { vendors { totalCount } models { nodes { slug } } } }",
                "s",
                "filter.vendors",
                "there is no vendor \"nvidea\"; did you mean \"nvidia\"?",
            ),
            (
                "{ models(filter: {slice: {countries: [\"China\"]}}) { totalCount } }",
                "models",
                "filter.slice.countries",
                "there is no region \"China\"; did you mean \"CN\"?",
            ),
        ] {
            let answer = app.answer(query, json!({})).await;
            let told = answer["extensions"]["suggestions"].as_array().cloned().unwrap_or_default();
            let [told] = told.as_slice() else { panic!("{query}: {answer}") };
            let at: Vec<&str> = told["path"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            assert_eq!((at.join("."), told["argument"].as_str(), told["message"].as_str()), (path.to_owned(), Some(argument), Some(message)), "{query}");
            assert_eq!(answer.get("errors"), None, "{query}");
        }
        for right in [
            "{ vendors(filter: {country: {eq: \"cn\"}, slug: {eq: \"nvidia\"}}) { nodes { slug } } }",
            "{ vendors(filter: {not: {country: {in: [\"CN\", \"Chnia\"]}}, slug: {eq: \"huawei\"}}) { nodes { slug } } }",
            "{ vendors(filter: {country: {in: [\"China\", \"CN\"]}}, first: 1) { nodes { kind } } }",
            "{ vendors(filter: {country: {eq: \"XX\"}}) { totalCount } }",
            "{ links(filter: {kind: {eq: TRAINED_ON}, to: {slug: {eq: \"nvidia\"}}}) { totalCount } }",
            "{ metrics(filter: {subjects: {none: {slug: {eq: \"nvidea\"}}}, slug: {eq: \"gpt-4-parameters\"}}) { nodes { kind } } }",
            "{ slice(filter: {sectors: [\"AI chips\"], countries: [\"is\"]}) { vendors { totalCount } } }",
            "{ models(filter: {vendor: {slug: {eq: \"nvidea\"}}}) @skip(if: true) { nodes { slug } } dataset { name } }",
        ] {
            assert_eq!(app.answer(right, json!({})).await.get("extensions"), None, "{right}");
        }
    }

    async fn a_flood_of_unknown_slugs_is_bounded(app) {
        let many: Vec<String> = (0..1_000).map(|i| format!("nvidea{i}")).collect();
        let listed = app.answer("query($s: [String!]!) { vendors(filter: {slug: {in: $s}}) { totalCount nodes { slug } } }", json!({ "s": many })).await;
        assert!(listed["extensions"]["suggestions"].as_array().is_some_and(|all| all.len() <= 20), "{listed}");

        let before = app.figure("panorama_statements_total").await;
        let fields: Vec<String> = (0..250).map(|i| format!("f{i}: vendor(by: {{slug: \"nvidea\"}}) {{ slug }}")).collect();
        let answer = app.post(&json!({ "query": format!("{{ {} }}", fields.join(" ")) })).await;
        assert_eq!(answer.json()["extensions"]["suggestions"].as_array().map(Vec::len), Some(20));
        assert!(answer.body.len() < 16_000, "{}", answer.body.len());
        assert!(app.figure("panorama_statements_total").await - before >= 500.0, "others may ask meanwhile");
        let long = "n".repeat(10_000);
        let query = "query($s: String) { vendor(by: {slug: $s}) { slug } }";
        assert_eq!(app.answer(query, json!({ "s": long })).await, json!({ "data": { "vendor": null } }));
        let compared = app.answer("query($s: String!) { compareModels(models: [$s]) { subjects { slug } } }", json!({ "s": long })).await;
        assert_eq!(compared["errors"][0]["extensions"]["code"], "NOT_FOUND");
        assert!(compared.to_string().len() < 2_000, "{compared}");
    }
}

const ALIKE: &str = r#"
[[source]]
slug = "s"
title.en = "S"
kind = "REPORT"

[[vendor]]
slug = "ab-c"
en = "First"
kind = "COMPANY"
cite = [{ source = "s" }]

[[vendor]]
slug = "a-bc"
en = "Second"
kind = "COMPANY"
cite = [{ source = "s" }]

[[vendor]]
slug = "d-ef"
en = "Third"
kind = "COMPANY"
cite = [{ source = "s" }]
"#;

/// A database of three vendors, two of which are told apart by separators alone.
async fn alike(backend: Backend) -> TestDatabase {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    dataset::load(&connection, &[("alike.toml", ALIKE)], LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    database
}

async fn what_two_things_could_be_is_neither(backend: Backend) {
    let app = App::on(alike(backend).await, |_| ()).await;
    let exact = app.data("{ a: vendor(by: {slug: \"ab-c\"}) { name } b: vendor(by: {slug: \"a-bc\"}) { name } c: vendor(by: {slug: \"DEF\"}) { name } }").await;
    assert_eq!(exact, json!({ "a": { "name": "First" }, "b": { "name": "Second" }, "c": { "name": "Third" } }));
    assert_eq!(nearest(&app, "vendor", "ABC").await, json!(["a-bc", "ab-c"]));
    let slice = "{ slice(filter: {vendors: [\"ABC\", \"D.EF\"]}) { vendors { nodes { slug } } } }";
    assert_eq!(app.data(slice).await["slice"]["vendors"]["nodes"], json!([{ "slug": "d-ef" }]));
    let path = app.answer("{ path(from: {vendor: \"ABC\"}, to: {vendor: \"d-ef\"}) { length } }", json!({})).await;
    assert_eq!(path["errors"][0]["message"], "there is no vendor \"ABC\"; did you mean \"a-bc\" or \"ab-c\"?");
}

async fn former_slugs_are_read_alike(backend: Backend) {
    let database = alike(backend).await;
    let former =
        "INSERT INTO redirect (type, slug, node_id) SELECT 'VENDOR', 'old-name', id FROM node WHERE slug = 'd-ef'";
    database.writer().await.execute_unprepared(former).await.expect("a former slug");
    let app = App::on(database, |_| ()).await;
    let names = ["old-name", "OldName", "old.name"].map(str::to_owned);
    assert_eq!(found(&app, "vendor", &names).await, ["d-ef"; 3]);
    let path = app.data("{ path(from: {vendor: \"Old Name\"}, to: {vendor: \"ab-c\"}) { length } }").await;
    assert_eq!(path["path"], json!([]));
}

async fn what_is_there_and_was_refused_has_no_suggestion(backend: Backend) {
    let app = App::start(backend).await;
    for below in [
        "models(first: 500) { totalCount }",
        "models(after: \"x\") { totalCount }",
        "models(filter: {releasedOn: {gt: \"soon\"}}) { totalCount }",
    ] {
        let query = format!("{{ v: vendor(by: {{slug: \"nvidia\"}}) {{ name {below} }} }}");
        let answer = app.answer(&query, json!({})).await;
        assert_eq!((&answer["data"]["v"], &answer["extensions"]), (&Value::Null, &Value::Null), "{answer}");
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    }
}

async fn suggestions_are_kept_until_something_changes(backend: Backend) {
    let database = alike(backend).await;
    let writer = database.writer().await;
    let app = App::on(database, |settings| settings.cache_bytes = 1 << 20).await;
    assert_eq!(nearest(&app, "vendor", "d-eg").await, json!(["d-ef"]));
    let read = app.figure("panorama_statements_total").await;
    assert_eq!(nearest(&app, "vendor", "d-eg").await, json!(["d-ef"]));
    assert_eq!(app.figure("panorama_statements_total").await, read, "it is kept");
    for table in ["vendor", "node"] {
        let rename = format!("UPDATE {table} SET slug = 'd-eh' WHERE slug = 'd-ef'");
        // One of the two may follow from the other.
        drop(writer.execute_unprepared(&rename).await);
    }
    assert_eq!(nearest(&app, "vendor", "d-eg").await, json!(["d-eh"]));
}

async fn who_finds_pays_for_nobody_who_does_not(backend: Backend) {
    let app = App::start(backend).await;
    let asked = async |slug: &str| {
        let before = app.figure("panorama_statements_total").await;
        app.answer("query($s: String) { vendor(by: {slug: $s}) { slug name } }", json!({ "s": slug })).await;
        app.figure("panorama_statements_total").await - before
    };
    assert_eq!(asked("nvidia").await, 1.0);
    assert_eq!(asked("Nvidia").await, 2.0, "once more, by other names");
    assert_eq!(asked("nvidea").await, 3.0, "and what is near");
    assert_eq!(asked(&"n".repeat(65)).await, 2.0, "nothing is near to what is so long");
}

on_each! {
    what_two_things_could_be_is_neither
    former_slugs_are_read_alike
    suggestions_are_kept_until_something_changes
    what_is_there_and_was_refused_has_no_suggestion
    who_finds_pays_for_nobody_who_does_not
}
