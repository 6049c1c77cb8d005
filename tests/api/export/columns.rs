//! The columns of files, and what the documentation says of them.

use std::fs;

use super::LISTS;
use crate::support::{App, on_both};

/// The header of a list's CSV.
async fn header(app: &App, list: &str) -> String {
    let file = match list {
        "series" => "series.csv?metric=ai-cloud-market-size".to_owned(),
        list => format!("{list}.csv?filter=%7B%7D"),
    };
    let text = app.get(&format!("/export/{file}")).await.text();
    text.lines().next().unwrap_or_default().to_owned()
}

on_both! {
    async fn the_documentation_names_the_columns_of_every_list(app) {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/API.md")).expect("the documentation");
        let mut missing = String::new();
        for list in LISTS.into_iter().chain(["importRuns", "series"]) {
            let header = header(app, list).await;
            let columns: Vec<String> = header.split(',').map(|name| format!("`{name}`")).collect();
            let line = format!("| `{list}` | {} |\n", columns.join(" "));
            if !text.contains(&line) {
                missing += &line;
            }
        }
        assert!(missing.is_empty(), "docs/API.md lacks these lines:\n{missing}");
    }

    async fn a_mark_of_the_byte_order_stands_where_it_is_asked_for(app) {
        let plain = app.get("/export/vendors.csv").await;
        let marked = app.get("/export/vendors.csv?bom=true").await;
        assert!(marked.body == [b"\xEF\xBB\xBF".as_slice(), &plain.body].concat());
        assert_ne!(marked.header("etag"), plain.header("etag"));
        assert!(app.get("/export/vendors.csv?bom=false").await.body == plain.body);
        for (file, query) in [("vendors.csv", "bom=1"), ("vendors.csv", "bom=true&bom=true"), ("vendors.json", "bom=true"), ("vendors.xlsx", "bom=true"), ("vendors.citations.txt", "bom=true")] {
            let answer = app.get(&format!("/export/{file}?{query}")).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["errors"][0]["extensions"]["code"]), (400, &"BAD_REQUEST".into()), "{file}?{query}");
        }
    }
}
