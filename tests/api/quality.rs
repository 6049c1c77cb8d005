//! What is wrong with the data: one fault of each kind is found, and the built-in data has none.

use std::collections::HashSet;

use panorama::database;
use panorama::dataset;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{App, Backend, LOADED_AT, TestDatabase, on_both, on_each, run};

/// Two vendors of a sector, one of them known by name only; a metric whose sources disagree.
const ROWS: &str = r#"
[[unit]]
code = "COUNT"
en = "count"
zh = "个"
dimension = "COUNT"
base = "COUNT"
multiplier = 1
[[unit]]
code = "DAYS"
en = "days"
zh = "天"
dimension = "TIME"
base = "DAYS"
multiplier = 1
[[source]]
slug = "one"
title.en = "One"
kind = "REPORT"
[[source]]
slug = "two"
title.en = "Two"
kind = "REPORT"
[[source]]
slug = "unused"
title.en = "Unused"
kind = "REPORT"
[[region]]
code = "CN"
en = "China"
zh = "中国"
[[sector]]
slug = "upstream"
en = "Upstream"
stage = "UPSTREAM"
cite = [{ source = "one" }]
[[vendor]]
slug = "member"
en = "Member"
kind = "COMPANY"
country = "CN"
sectors = ["upstream"]
cite = [{ source = "one" }]
[[vendor]]
slug = "another"
en = "Another"
kind = "COMPANY"
sectors = ["upstream"]
cite = [{ source = "one" }]
[[vendor]]
slug = "lonely"
en = "Lonely"
kind = "COMPANY"
cite = [{ source = "one" }]
[[metric]]
slug = "staff"
en = "Staff"
kind = "COUNT"
unit = "COUNT"
subjects = ["vendor/member"]
[[metric.observation]]
period = "2019"
value = 100
status = "ACTUAL"
cite = [{ source = "one" }]
[[metric.observation]]
period = "2019"
value = 101
status = "ACTUAL"
cite = [{ source = "two" }]
[[metric.observation]]
period = "2020"
value = 100
status = "ACTUAL"
cite = [{ source = "one" }]
[[metric.observation]]
period = "2020"
low = 120
cmp = "GREATER_THAN"
status = "ACTUAL"
cite = [{ source = "two" }]
[[metric.observation]]
period = "2020"
value = 50
status = "ACTUAL"
preferred = false
cite = [{ source = "two" }]
"#;

async fn each_fault_is_found(backend: Backend) {
    let database = TestDatabase::empty(backend).await;
    let connection = database.writer().await;
    database::migrate(&connection).await.expect("an empty database can be migrated");
    dataset::load(&connection, &[("rows.toml", ROWS)], LOADED_AT).await.unwrap_or_else(|error| panic!("{error}"));
    for change in [
        "DELETE FROM citation WHERE node_id = (SELECT id FROM node WHERE slug = 'another')",
        "UPDATE observation SET unit_code = 'DAYS', normalized_unit = 'DAYS' WHERE value = 101",
    ] {
        connection.execute_unprepared(change).await.expect("it can be changed");
    }
    let app = App::on(database, |_| ()).await;
    let query = "{ dataset { quality { findings(first: 100) { totalCount nodes { id kind severity subject { __typename slug } metric { slug } \
         observation { value } other { value low } source { slug } } groups(by: [KIND]) { keys count } } } } }";
    let findings = app.data(query).await["dataset"]["quality"]["findings"].clone();
    let mut told: Vec<String> = findings["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|node| {
            let slug = ["subject", "metric", "source"].iter().find_map(|key| node[*key]["slug"].as_str());
            let figures = [&node["observation"]["value"], &node["other"]["value"], &node["other"]["low"]];
            let figures: Vec<String> = figures.iter().filter(|v| !v.is_null()).map(|v| v.to_string()).collect();
            let word = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {} {}", word("severity"), word("kind"), slug.unwrap_or_default(), figures.join(" "))
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "ERROR UNCITED another ",
            "ERROR UNIT_CONFLICT staff 101",
            "NOTE DISAGREEMENT staff 100 50",
            "NOTE ORPHAN unused ",
            "NOTE STALE staff ",
            "WARNING DISAGREEMENT staff 100 120",
            "WARNING ORPHAN lonely ",
        ]
    );
    let sum: u64 =
        findings["groups"].as_array().expect("a list").iter().filter_map(|group| group["count"].as_u64()).sum();
    assert_eq!(findings["totalCount"], sum);

    let rows = findings["nodes"].as_array().expect("a list").iter();
    found_again(&app, &rows.map(|row| json!({ "id": row["id"], "kind": row["kind"] })).collect()).await;

    let query = "{ dataset { quality { coverage(filter: {type: {eq: \"VENDOR\"}, field: {eq: \"country\"}}) { nodes { sector { slug } total known share } } } } }";
    let coverage = app.data(query).await["dataset"]["quality"]["coverage"]["nodes"].clone();
    assert_eq!(coverage, json!([{ "sector": { "slug": "upstream" }, "total": 2, "known": 1, "share": 0.5 }]));
}

/// Each row is the one that its id names, and no other.
async fn found_again(app: &App, rows: &Value) {
    let rows = rows.as_array().expect("a list");
    assert!(!rows.is_empty());
    let ids: HashSet<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids.len(), rows.len(), "{rows:?}");
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on QualityFinding { kind } ... on QualityCoverage { field } } }";
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    let again = app.post(&json!({ "query": query, "variables": { "ids": ids } })).await.json();
    assert_eq!(again["data"]["nodes"].as_array(), Some(rows), "{again}");
}

on_each! {
    each_fault_is_found
}

on_both! {
    async fn the_built_in_data_passes_its_own_check(app) {
        let query = "{ dataset { quality { findings(first: 100, filter: {severity: {notIn: [NOTE]}}) { nodes { kind severity subject { slug } metric { slug } source { slug } observation { value low high unit { code } source { slug } } other { value low high unit { code } source { slug } } } } } } }";
        let findings = app.data(query).await["dataset"]["quality"]["findings"]["nodes"].clone();
        let faults: Vec<&Value> = findings.as_array().expect("a list").iter().collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    async fn findings_and_coverage_have_ids_that_lead_back(app) {
        for (list, field) in [("findings", "kind"), ("coverage", "field")] {
            let query = format!("{{ dataset {{ quality {{ {list}(first: 100) {{ nodes {{ id {field} }} }} }} }} }}");
            let rows = app.data(&query).await["dataset"]["quality"][list]["nodes"].clone();
            found_again(app, &rows).await;
        }
    }

    async fn pages_of_findings_are_parts_of_the_whole(app) {
        let page = |window: &str| format!("{{ dataset {{ quality {{ findings({window}) {{ totalCount edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}");
        let whole = app.data(&page("first: 100")).await["dataset"]["quality"]["findings"].clone();
        let (mut cursors, mut window) = (Vec::new(), "first: 7".to_owned());
        loop {
            let part = app.data(&page(&window)).await["dataset"]["quality"]["findings"].clone();
            cursors.extend(part["edges"].as_array().expect("a list").clone());
            if part["pageInfo"]["hasNextPage"] == false || cursors.len() >= 100 {
                break;
            }
            window = format!("first: 7, after: {}", part["pageInfo"]["endCursor"]);
        }
        let edges = whole["edges"].as_array().expect("a list");
        assert_eq!(&cursors[..edges.len()], edges);
    }
}
