//! What a file prints is kept beside what it means.

use serde_json::{Value, json};

use super::{bring, file, request};
use crate::support::{App, Backend, TestDatabase, on_each, run};

const FORMAT: &str = r#"
title = "Fable words"
[source]
slug = "fable-words"
title.en = "Fable words"
kind = "DATASET"

[[table]]
name = "words"
needs = ["Model"]

[[table.thing]]
id = "model"
is = "MODEL"
name = "Model"
make = true

[[table.claim]]
of = "model"
value = "Users"
period = { text = "2097" }
[table.claim.metric]
slug = "{model}-users"
en = "Users of {model}"
kind = "LEVEL"
unit = "COUNT"

[[table.claim]]
of = "model"
text.en = { column = "Data", find = '^[^;]*' }
[table.claim.metric]
slug = "{model}-data"
en = "Data of {model}"
kind = "STATEMENT"
unit = "STATEMENT"

[[table.claim]]
of = "model"
text.en = { text = "Seen in {Model}." }
[table.claim.metric]
slug = "{model}-seen"
en = "{model} was seen"
kind = "STATEMENT"
unit = "STATEMENT"
"#;

async fn what_a_cell_prints_is_published(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let long = "a".repeat(121);
    let rows = format!("Model,Users,Data\nFable Words,\"> 1,200\",web pages; books\nFable Long,7万,{long}\n");
    let (format, data) = (file("words.toml", FORMAT.as_bytes()), file("words.csv", rows.as_bytes()));
    let request = request(format.to_str().expect("a path"), &data);
    bring(&database, &request).await.expect("the file can be imported");
    let app = App::on(database, |_| ()).await;
    for (slug, published, display) in [
        ("fable-words-users", json!("> 1,200"), "> 1,200"),
        ("fable-long-users", json!("7万"), "70,000"),
        ("fable-words-data", json!("web pages; books"), "web pages"),
        // The words are all there, and what is cut would not be what is printed.
        ("fable-long-data", Value::Null, long.as_str()),
        ("fable-words-seen", Value::Null, "Seen in Fable Words."),
    ] {
        let query = format!("{{ metric(by: {{slug: \"{slug}\"}}) {{ latest {{ published display }} }} }}");
        let data = app.data(&query).await;
        let expected = json!({ "published": published, "display": display });
        assert_eq!(data["metric"]["latest"], expected, "{slug}");
    }
}

on_each! {
    what_a_cell_prints_is_published
}
