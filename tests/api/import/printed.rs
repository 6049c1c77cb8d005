//! What a file prints is kept beside what it means.

use entity::choice::NoteKind;
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

async fn bounds_in_columns_of_their_own_stay_what_they_are(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let format = FORMAT.replacen("value = \"Users\"", "value = \"Users\"\nlow = \"Low\"\nhigh = \"High\"", 1);
    let format = file("bounds.toml", format.as_bytes());
    let (mut rows, mut expected, mut refused) = ("Model,Users,Low,High\n".to_owned(), Vec::new(), Vec::new());
    for (number, (cells, figure)) in [
        (["", "5", ""], "AT_LEAST - 5 -"),
        (["", ">5", ""], "GREATER_THAN - 5 -"),
        (["", "5+", ""], "AT_LEAST - 5 -"),
        (["", "", "<9"], "LESS_THAN - - 9"),
        (["", "", "9"], "AT_MOST - - 9"),
        (["", ">5", "≤9"], "RANGE - 5 9"),
        (["7", "5", "9"], "EQUAL 7 5 9"),
        (["~7", "5", "9"], "ABOUT 7 5 9"),
        ([">7", "5", "9"], "Users: this is not a value"),
        (["", "<5", "9"], "Low: this is not a lower bound"),
        (["", "5", "9+"], "High: this is not an upper bound"),
        (["7", "", "5-9"], "High: this is not an upper bound"),
        (["", ">5", "<5"], "High: nothing is above the lower bound and below this"),
        (["", "5", "5"], "RANGE - 5 5"),
        (["4", "5", ""], "Users: the value is not between low and high"),
        (["9", "", "8"], "Users: the value is not between low and high"),
    ]
    .into_iter()
    .enumerate()
    {
        rows += &format!("Fable {number},{}\n", cells.join(","));
        match figure.split_once(": ") {
            Some((column, reason)) => refused.push((number as u64 + 2, column.to_owned(), reason.to_owned())),
            None => expected.push((number, figure)),
        }
    }
    let data = file("bounds.csv", rows.as_bytes());
    let report = bring(&database, &request(format.to_str().expect("a path"), &data)).await.expect("it is imported");
    let told = report.notes.into_iter().filter(|note| note.kind == NoteKind::Refused);
    let told: Vec<_> = told.map(|note| (note.line, note.field.unwrap_or_default(), note.reason)).collect();
    assert_eq!(told, refused);
    let app = App::on(database, |_| ()).await;
    for (number, figure) in expected {
        let query = format!(
            "{{ metric(by: {{slug: \"fable-{number}-users\"}}) {{ latest {{ comparator value low high }} }} }}"
        );
        let latest = &app.data(&query).await["metric"]["latest"];
        let number_of = |key: &str| latest[key].as_f64().map_or("-".to_owned(), |number| number.to_string());
        let told = ["value", "low", "high"].map(number_of).join(" ");
        assert_eq!(format!("{} {told}", latest["comparator"].as_str().unwrap_or_default()), figure);
    }
}

on_each! {
    what_a_cell_prints_is_published
    bounds_in_columns_of_their_own_stay_what_they_are
}
