//! What exports rest on: sources are cited, and what one forbids to pass on is left out.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{path, rows};
use crate::support::{App, Backend, TestDatabase, on_both, on_each, run};

const REPORT: &str = "100ec-report";

async fn forbidding(backend: Backend, condition: &str) -> App {
    let database = TestDatabase::loaded(backend).await;
    let sql = format!("UPDATE source SET redistribution = 'FORBIDDEN' WHERE {condition}");
    database.writer().await.execute_unprepared(&sql).await.expect("the source can be changed");
    App::on(database, |_| ()).await
}

async fn rows_of_a_source_that_forbids_it_are_left_out_and_named(backend: Backend) {
    let app = forbidding(backend, &format!("slug = '{REPORT}'")).await;
    for list in ["observations", "links"] {
        let query = format!(
            "{{ all: {list} {{ totalCount }} its: {list}(filter: {{source: {{slug: {{eq: \"{REPORT}\"}}}}}}) {{ totalCount }} }}"
        );
        let counts = app.data(&query).await;
        let [all, its] = ["all", "its"].map(|name| counts[name]["totalCount"].as_u64().unwrap_or_default());
        assert!(its > 10, "there is something to leave out");
        let found = rows(&app, list, &[]).await;
        assert_eq!(found.len() as u64, all - its, "{list}");
        assert!(found.iter().all(|row| row["source_slug"] != REPORT));
        let text = app.get(&format!("/export/{list}.citations.txt")).await.text();
        let (cited, left_out) = text.split_once("\nLeft out\n").expect("a part of its own");
        assert!(!cited.contains("产业链报告") && !cited.contains("100EC"), "{cited}");
        assert!(cited.contains(&format!("{} rows from ", all - its)));
        assert!(
            left_out.contains(&format!("{its} rows are not in the export")) && left_out.contains("100EC"),
            "{left_out}"
        );
        let bibliography = app.get(&format!("/export/{list}.citations.bib")).await.text();
        assert!(!bibliography.contains(&format!("@misc{{{REPORT},")) && bibliography.contains("% Left out"));
        for file in ["csv", "json"] {
            assert!(!app.get(&format!("/export/{list}.{file}")).await.text().contains(REPORT), "{file}");
        }
    }
}

async fn a_row_of_several_sources_needs_one_that_does_not_forbid_it(backend: Backend) {
    let only = "id IN (SELECT c.source_id FROM citation c JOIN vendor v ON v.id = c.node_id WHERE v.slug = 'nvidia')";
    let app = forbidding(backend, only).await;
    let slugs =
        |rows: &[serde_json::Map<String, Value>]| rows.iter().map(|row| row["slug"].clone()).collect::<Vec<_>>();
    let vendors = rows(&app, "vendors", &[]).await;
    assert!(!slugs(&vendors).contains(&json!("nvidia")) && vendors.len() > 10);
    let text = app.get("/export/vendors.citations.txt").await.text();
    assert!(text.contains("not in the export"), "{text}");
    let some = "slug = (SELECT min(s.slug) FROM source s JOIN citation c ON c.source_id = s.id JOIN vendor v ON v.id = c.node_id WHERE v.slug = 'nvidia')";
    let app = forbidding(backend, some).await;
    let cited = "{ vendor(by: {slug: \"nvidia\"}) { sources { totalCount } } }";
    let several = app.data(cited).await["vendor"]["sources"]["totalCount"].as_u64() > Some(1);
    assert_eq!(slugs(&rows(&app, "vendors", &[]).await).contains(&json!("nvidia")), several);
}

async fn a_number_on_a_model_is_its_own_sources_alone(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let claim = "UPDATE observation SET source_id = (SELECT s.id FROM source s WHERE s.slug = 'federal-reserve-g5a') WHERE rank = 0 AND metric_id IN \
                 (SELECT x.metric_id FROM metric_subject x JOIN model m ON m.id = x.subject_id JOIN metric i ON i.id = x.metric_id \
                 WHERE m.slug = 'deepseek-v3' AND i.attribute = 'parameters')";
    let forbid = "UPDATE source SET redistribution = 'FORBIDDEN' WHERE slug = 'federal-reserve-g5a'";
    let changed = database.writer().await.execute_unprepared(claim).await.expect("the claim can be changed");
    assert_eq!(changed.rows_affected(), 1, "the model has a number");
    database.writer().await.execute_unprepared(forbid).await.expect("the source can be changed");
    let app = App::on(database, |_| ()).await;
    let filter = ("filter", json!({ "slug": { "eq": "deepseek-v3" } }));
    assert!(rows(&app, "models", &[filter]).await.is_empty());
    assert!(app.get(&path("models.citations.txt", &[])).await.text().contains("not in the export"));
}

on_each! {
    rows_of_a_source_that_forbids_it_are_left_out_and_named
    a_row_of_several_sources_needs_one_that_does_not_forbid_it
    a_number_on_a_model_is_its_own_sources_alone
}

on_both! {
    async fn every_source_of_the_rows_is_cited_once(app) {
        let filter = json!({ "status": { "eq": "FORECAST" } });
        let found = rows(app, "observations", &[("filter", filter.clone())]).await;
        let mut slugs: Vec<&str> = found.iter().filter_map(|row| row["source_slug"].as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        let bibliography = app.get(&path("observations.citations.bib", &[("filter", filter.clone())])).await.text();
        let cited: Vec<&str> = bibliography.split("@misc{").skip(1).filter_map(|entry| entry.split(',').next()).collect();
        assert!(!slugs.is_empty());
        assert_eq!(cited, slugs);
        let text = app.get(&path("observations.citations.txt", &[("filter", filter)])).await.text();
        assert!(text.contains(&format!("{} rows from {} source", found.len(), slugs.len())), "{text}");
        assert!(!text.contains("Left out"));
    }

    async fn a_source_says_whether_it_may_be_passed_on(app) {
        let counts = app.data("{ all: sources { totalCount } unknown: sources(filter: {redistribution: {eq: UNKNOWN}}) { nodes { redistribution } totalCount } }").await;
        assert_eq!(counts["unknown"]["nodes"][0]["redistribution"], "UNKNOWN");
        assert!(counts["unknown"]["totalCount"].as_u64() > Some(0) && counts["unknown"]["totalCount"].as_u64() <= counts["all"]["totalCount"].as_u64());
    }
}
