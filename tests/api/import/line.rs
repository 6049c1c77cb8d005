//! A model derives from one that derives from another, and so on: never from itself, however many files say the parts of it.

use serde_json::json;

use super::{bring, file, remarks, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const FORMAT: &str = r#"
title = "Fable bases"
[source]
slug = "fable-bases"
title.en = "Fable bases"
kind = "DATASET"

[[table]]
name = "bases"
needs = ["Model", "Base"]

[[table.thing]]
id = "base"
is = "MODEL"
name = "Base"
make = true

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true
base = "base"
"#;

async fn no_line_of_bases_leads_back(backend: Backend) {
    for files in [
        // One file, and one after the other.
        vec!["Fable One,Fable Two\nFable Two,Fable Three\nFable Three,Fable One\n"],
        vec!["Fable One,Fable Two\n", "Fable Two,Fable Three\n", "Fable Three,Fable One\n"],
    ] {
        let database = TestDatabase::loaded(backend).await;
        let format = file("bases.toml", FORMAT.as_bytes());
        let mut told = Vec::new();
        for rows in files {
            let file = file("bases.csv", format!("Model,Base\n{rows}").as_bytes());
            let report =
                bring(&database, &request(&format.display().to_string(), &file)).await.expect("it is imported");
            told = remarks(&report);
        }
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("REFUSED") && told[0].contains("Fable Three"), "{told:?}");
        let app = App::on(database, |_| ()).await;
        let data = app
            .data("{ model(by: {slug: \"fable-one\"}) { baseModel { slug baseModel { slug baseModel { slug } } } } }")
            .await;
        let expected = json!({ "slug": "fable-two", "baseModel": { "slug": "fable-three", "baseModel": null } });
        assert_eq!(data["model"]["baseModel"], expected);
    }
}

on_each! {
    no_line_of_bases_leads_back
}
