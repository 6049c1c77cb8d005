//! A format of one table of series, for tests of what a row comes to.

use panorama::transfer::import::Request;
use serde_json::{Value, json};

use super::{file, request};
use crate::support::App;

/// Rows of a series, a period and a value.
const FORMAT: &str = r#"
title = "Fable cases"
[source]
slug = "fable-cases"
title.en = "Fable cases"
kind = "DATASET"

[[table]]
name = "cases"
needs = ["Series", "Period", "Value"]

[[table.claim]]
of = "technology/large-model-industry-chain"
value = "Value"
period = "Period"
status = { text = "ACTUAL" }
[table.claim.metric]
slug = "case-{Series}"
en = "Case {Series}"
kind = "LEVEL"
unit = "COUNT"
"#;

/// The format with something in the place of something else, as a file.
pub(super) fn format(changes: &[(&str, &str)]) -> String {
    let mut text = FORMAT.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    file("fable-cases.toml", text.as_bytes()).to_string_lossy().into_owned()
}

/// A file of that format, of a day.
pub(super) fn of(format: &str, name: &str, rows: &str) -> Request {
    of_day(format, "2098-12-31", name, rows)
}

/// The same of another day.
pub(super) fn of_day(format: &str, day: &str, name: &str, rows: &str) -> Request {
    let path = file(name, format!("Series,Period,Value\n{rows}").as_bytes());
    let mut request = request(format, &path);
    request.as_of = day.parse().expect("a day");
    request
}

/// Each metric of the source with what its figures say, by name: period, value, and from when on it was withdrawn.
pub(super) async fn told(app: &App) -> Vec<String> {
    let query = "query($after: String) { metrics(first: 100, after: $after, filter: {slug: {startsWith: \"case-\"}}) { \
        pageInfo { hasNextPage endCursor } nodes { name observations(first: 50) { nodes { period { label } value withdrawnOn } } } } }";
    let (mut lines, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app.answer(query, json!({ "after": after })).await["data"]["metrics"].take();
        for metric in page["nodes"].as_array().expect("a list") {
            let figures = metric["observations"]["nodes"].as_array().expect("a list").iter().map(|row| {
                let withdrawn = row["withdrawnOn"].as_str().map(|day| format!(" withdrawn {day}")).unwrap_or_default();
                format!("{}: {}{withdrawn}", row["period"]["label"].as_str().unwrap_or("-"), row["value"])
            });
            let mut figures: Vec<String> = figures.collect();
            figures.sort();
            lines.push(format!("{} {}", metric["name"].as_str().unwrap_or_default(), figures.join(", ")));
        }
        if page["pageInfo"]["hasNextPage"] != true {
            lines.sort();
            return lines;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// Numbers that look random, the same every time.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}
