//! Imports: published files into the database, and what the API says of them afterwards.

mod alike;
mod cells;
mod changes;
mod check;
mod days;
mod files;
mod formats;
mod guide;
mod known;
mod line;
mod many;
mod names;
mod one;
mod order;
mod printed;
mod refusals;
mod remarks;
mod series;
mod sources;
mod unread;
mod vintages;
mod withdrawn;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use panorama::transfer::import::{ImportError, Report, Request, import};
use serde_json::{Value, json};

use crate::support::{App, LOADED_AT, TestDatabase};

/// The sample of a format.
pub(crate) fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(path)
}

/// A file of the test's own.
pub(crate) fn file(name: &str, bytes: &[u8]) -> PathBuf {
    static FILES: AtomicI64 = AtomicI64::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{}-{number}", std::process::id()));
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(&path, bytes).expect("the file can be written");
    path
}

/// A folder of files of the test's own.
fn folder(files: impl Iterator<Item = (String, String)>) -> PathBuf {
    let folder = file("folder/.made", b"").parent().expect("a folder").to_owned();
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("the file can be written");
    }
    folder
}

/// What is imported, of the last day of 2098.
pub(crate) fn request(format: &str, path: &Path) -> Request {
    Request {
        format: format.to_owned(),
        path: path.to_owned(),
        as_of: "2098-12-31".parse().expect("a day"),
        dry_run: false,
        partial: false,
        encoding: None,
        names: None,
    }
}

/// Imports into a database, one run after the other.
pub(crate) async fn bring(database: &TestDatabase, request: &Request) -> Result<Report, ImportError> {
    static RUNS: AtomicI64 = AtomicI64::new(1);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let connection = database.writer().await;
    let report = import(&connection, request, || LOADED_AT + run, |_| ()).await;
    connection.close().await.expect("the connection closes");
    report
}

/// Imports a few samples, at the same moments in every database.
pub(crate) async fn bring_samples(database: &TestDatabase) {
    let connection = database.writer().await;
    for (number, (format, path)) in (1..).zip([
        ("llm-stats", "llm-stats/data"),
        ("litellm", "litellm/model_prices_and_context_window.json"),
        ("owid", "owid-ai"),
    ]) {
        let moment = || LOADED_AT + number;
        import(&connection, &request(format, &sample(path)), moment, |_| ()).await.expect(format);
    }
    connection.close().await.expect("the connection closes");
}

/// The counts of a report: created, updated, revised, withdrawn, unchanged.
fn counts(report: &Report, tag: &str) -> [usize; 5] {
    let count = report.counts.get(tag).copied().unwrap_or_default();
    [count.created, count.updated, count.revised, count.withdrawn, count.unchanged]
}

/// What a report says of rows that were not taken as they are: line, kind, column, and what stands there.
fn remarks(report: &Report) -> Vec<String> {
    let is_lack =
        |note: &panorama::transfer::import::Note| note.reason.contains("reads this column, and it is not there");
    let is_row = |kind: &str| !matches!(kind, "NEW" | "WITHDRAWN");
    let notes = report.notes.iter().filter(|note| is_row(note.kind.text()) && !is_lack(note));
    let line = |note: &panorama::transfer::import::Note| {
        let raw: String = note.raw.iter().flat_map(|raw| raw.chars().take(24)).collect();
        format!("{} {} {} {raw}", note.line, note.kind.text(), note.field.as_deref().unwrap_or("-"))
    };
    notes.map(line).collect()
}

/// The figures of a source as lines: metric, figure, unit, status, period, who says so, confidence.
async fn figures(app: &App, source: &str) -> Vec<String> {
    let query = "query($slug: String!, $after: String) { source(by: {slug: $slug}) { observations(first: 100, after: $after) { \
        pageInfo { hasNextPage endCursor } nodes { metric { slug } value low high unit { code } status confidence \
        period { label } assertedBy assertedByVendor { slug } withdrawnOn } } } }";
    let (mut lines, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = app.answer(query, json!({ "slug": source, "after": after })).await;
        let page = &answer["data"]["source"]["observations"];
        for row in page["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")) {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let figure = match (&row["value"], &row["low"], &row["high"]) {
                (Value::Null, Value::Null, Value::Null) => "words".to_owned(),
                (Value::Null, low, high) => format!("{low}..{high}"),
                (value, ..) => value.to_string(),
            };
            let by = text(&row["assertedByVendor"]["slug"]).or_else(|| text(&row["assertedBy"]));
            let parts = [
                text(&row["metric"]["slug"]),
                Some(figure),
                text(&row["unit"]["code"]),
                text(&row["status"]),
                text(&row["period"]["label"]),
                by.map(|by| format!("by {by}")),
                text(&row["confidence"]).filter(|confidence| confidence != "UNKNOWN"),
                text(&row["withdrawnOn"]).map(|day| format!("withdrawn {day}")),
            ];
            lines.push(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    lines.sort();
    lines
}

/// The lists that imports add to.
const LISTS: [&str; 7] = ["vendors", "models", "technologies", "metrics", "observations", "links", "sources"];

/// Everything that the API says of the chain, as files: what did not change is the same to the byte.
async fn everything(app: &App) -> Vec<String> {
    let mut files = Vec::new();
    for list in LISTS {
        files.push(app.get(&format!("/export/{list}.jsonl")).await.text());
    }
    files
}
