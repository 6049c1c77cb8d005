//! docs/IMPORT.md: its example comes to what it says, and its lists are those of the code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::figures;
use crate::process::{folder, panorama};
use crate::support::{App, Backend, TestDatabase, on_each, run};

fn guide() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/IMPORT.md")).expect("it is there")
}

/// The text below a heading, up to the next one of its rank or above.
fn section(heading: &str) -> String {
    let rank = heading.split(' ').next().expect("a heading").len();
    let text = guide();
    let mut lines = text.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "{heading}");
    let mut is_code = false;
    let is_inside = |line: &&str| {
        is_code ^= line.starts_with("```");
        let marks = line.chars().take_while(|character| *character == '#').count();
        is_code || marks == 0 || marks > rank
    };
    lines.take_while(is_inside).fold(String::new(), |text, line| text + line + "\n")
}

/// The rows of the first table below a heading.
fn table(heading: &str) -> Vec<Vec<String>> {
    let text = section(heading);
    let lines = text.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    lines.skip(2).map(cells).collect()
}

/// What a cell has between backticks.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The blocks of a language in a section.
fn blocks(heading: &str, language: &str) -> Vec<String> {
    let text = section(heading);
    let begin = format!("```{language}\n");
    text.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// What `format check` says as JSON.
fn checked(folder: &Path, sample: &str) -> Value {
    let arguments = ["format", "check", "guide.toml", sample, "--json"];
    let output = panorama(folder).args(arguments).output().expect("the binary runs");
    let text = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("it is JSON: {text}"))
}

async fn the_example_comes_to_what_it_says(backend: Backend) {
    let database = TestDatabase::loaded(backend).await;
    let folder = folder(&format!("guide-{backend:?}"));
    let heading = "## Write a format";
    let (format, sample) = (blocks(heading, "toml").remove(0), blocks(heading, "csv").remove(0));
    fs::write(folder.join("fable.toml"), format).expect("it can be written");
    fs::write(folder.join("fable.csv"), sample).expect("it can be written");
    let commands = blocks(heading, "sh");
    let expected = blocks(heading, "text");
    assert_eq!(commands.len(), expected.len());
    for (command, expected) in commands.iter().zip(expected) {
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        let mut command = panorama(&folder);
        let output = command.args(&arguments).env("DATABASE_URL", database.address.url()).output();
        let output = output.expect("the binary runs");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(told == expected, "{arguments:?}:\n{told}{}", String::from_utf8_lossy(&output.stderr));
    }
    let app = App::on(database, |_| ()).await;
    let mut lines = figures(&app, "fable-figures").await;
    lines.retain(|line| !line.contains("release-date"));
    assert_eq!(
        lines,
        [
            "fable-one-parameters 1500000000 PARAMETERS CLAIM",
            "fable-one-users 800000..null COUNT ACTUAL 2096-10–2096-12",
            "fable-two-parameters 370000000 PARAMETERS CLAIM",
            "fable-two-users 1200 COUNT ACTUAL 2097-06",
        ]
    );
}

/// A format with a place for something in every part of it.
const EVERYTHING: &str = r#"title = "Guide"
#top
[source]
slug = "guide"
title.en = "Guide"
kind = "DATASET"
redistribution = "ALLOWED"
#source
[[unit]]
code = "X"
en = "x"
zh = "x"
dimension = "COUNT"
base = "X"
multiplier = 1
#unit
[[attribute]]
slug = "x"
en = "x"
zh = "x"
kind = "LEVEL"
unit = "X"
about.en = "x"
#attribute
[[table]]
name = "guide"
read = "CSV"
dates = "M/D/Y"
#table
[[table.thing]]
id = "technology"
is = "TECHNOLOGY"
name = "A"
kind = { text = "CHIP" }
#thing
[[table.thing]]
id = "model"
is = "MODEL"
name = "A"
openness = { text = "UNKNOWN" }
disclosure = { text = "UNKNOWN" }
input = { text = "TEXT" }
[[table.thing]]
id = "vendor"
is = "VENDOR"
name = "A"
kind = { text = "COMPANY" }
[[table.claim]]
of = "model"
value = { column = "A" }
status = { text = "ACTUAL" }
confidence = { text = "LOW" }
#claim
[table.claim.metric]
slug = "guide"
kind = "LEVEL"
unit = "X"
#metric
[[table.link]]
kind = "SERVES"
from = "vendor"
to = "model"
stated = true
#link
"#;

/// Faults of the format with something in the place of something else: keys and reasons.
fn faults(name: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = folder(&format!("guide-{name}"));
    let mut text = EVERYTHING.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(folder.join("guide.toml"), text).expect("it can be written");
    fs::write(folder.join("guide.csv"), "A\n1\n").expect("it can be written");
    let faults = checked(&folder, "guide.csv")["faults"].take();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    faults.as_array().expect("a list").iter().map(|fault| (text(&fault["key"]), text(&fault["reason"]))).collect()
}

/// What a reason says that there is.
fn offered(reason: &str) -> BTreeSet<String> {
    let list = reason.split("; there are ").nth(1).unwrap_or_else(|| panic!("{reason}"));
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_guide_has_every_key_and_no_other() {
    let odd = "qqqqqq = 1\n";
    let parts =
        ["#top\n", "#source\n", "#unit\n", "#attribute\n", "#table\n", "#thing\n", "#claim\n", "#metric\n", "#link\n"];
    let mut changes = parts.map(|part| (part, odd)).to_vec();
    changes.push(("{ column = \"A\" }", "{ column = \"A\", qqqqqq = 1 }"));
    let told = faults("keys", &changes);
    for (key, heading) in [
        ("qqqqqq", "#### The format"),
        ("source.qqqqqq", "#### source"),
        ("unit.qqqqqq", "#### unit"),
        ("attribute.qqqqqq", "#### attribute"),
        ("table.qqqqqq", "#### table"),
        ("table.thing.qqqqqq", "#### thing"),
        ("table.claim.qqqqqq", "#### claim"),
        ("table.claim.metric.qqqqqq", "#### claim.metric"),
        ("table.link.qqqqqq", "#### link"),
        ("table.claim.value.qqqqqq", "#### A cell"),
    ] {
        let (_, reason) = told.iter().find(|(other, _)| other == key).unwrap_or_else(|| panic!("{key}: {told:?}"));
        let keys: BTreeSet<String> = table(heading).iter().flat_map(|row| code(&row[0])).collect();
        assert_eq!(keys, offered(reason), "{heading}");
    }
    assert_eq!(told.len(), 10, "{told:?}");
}

#[test]
fn the_guide_has_every_word_and_no_other() {
    // Words that stand for values are found by the reader, those in cells after it.
    let read = faults(
        "words",
        &[
            ("\"DATASET\"", "\"q\""),
            ("\"ALLOWED\"", "\"q\""),
            ("dimension = \"COUNT\"", "dimension = \"q\""),
            ("is = \"TECHNOLOGY\"", "is = \"q\""),
            ("\"CSV\"", "\"q\""),
            ("\"M/D/Y\"", "\"q\""),
            (
                "slug = \"x\"\nen = \"x\"\nzh = \"x\"\nkind = \"LEVEL\"",
                "slug = \"x\"\nen = \"x\"\nzh = \"x\"\nkind = \"q\"",
            ),
            ("\"SERVES\"", "\"q\""),
        ],
    );
    let cells = faults(
        "cells",
        &[
            ("\"CHIP\"", "\"q\""),
            ("\"UNKNOWN\"", "\"q\""),
            ("\"TEXT\"", "\"q\""),
            ("\"COMPANY\"", "\"q\""),
            ("\"ACTUAL\"", "\"q\""),
            ("\"LOW\"", "\"q\""),
        ],
    );
    let mut lists = table("### Words");
    lists.push(vec!["`dates`".to_owned(), "`M/D/Y` `D/M/Y`".to_owned()]);
    let read_as = table("### Files").iter().flat_map(|row| code(&row[0])).collect::<Vec<_>>();
    lists.push(vec!["`read`".to_owned(), format!("`{}`", read_as.join("` `"))]);
    for (list, key) in [
        ("SourceKind", "source.kind"),
        ("Redistribution", "source.redistribution"),
        ("UnitDimension", "unit.dimension"),
        ("NodeType", "table.thing.is"),
        ("read", "table.read"),
        ("dates", "table.dates"),
        ("MetricKind", "attribute.kind"),
        ("LinkKind", "table.link.kind"),
        ("TechnologyKind", "table.thing.kind.text"),
        ("Openness", "table.thing.openness.text"),
        ("Disclosure", "table.thing.disclosure.text"),
        ("Modality", "table.thing.input.text"),
        ("VendorKind", "table.thing.kind.text"),
        ("ObservationStatus", "table.claim.status.text"),
        ("Confidence", "table.claim.confidence.text"),
    ] {
        let row = lists.iter().find(|row| code(&row[0]) == [list]).unwrap_or_else(|| panic!("{list}"));
        let words: BTreeSet<String> = code(&row[1]).into_iter().collect();
        let mut told = read.iter().chain(&cells).filter(|(other, _)| other == key);
        assert!(told.any(|(_, reason)| offered(reason) == words), "{list}: {read:?} {cells:?}");
    }
    assert_eq!(lists.len(), 15);
}

/// The rows of a kind in a data file.
fn data(file: &str, kind: &str) -> Vec<toml::Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let text = fs::read_to_string(path).expect("it is there");
    let file: toml::Value = toml::from_str(&text).expect("it is TOML");
    file[kind].as_array().expect("a list").clone()
}

#[test]
fn the_guide_has_every_attribute_unit_and_sector_and_no_other() {
    let text = |row: &toml::Value, key: &str| row.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let attributes = data("attributes.toml", "attribute");
    let attribute = |row: &toml::Value| {
        let codes = ["slug", "unit", "kind"].map(|key| format!("`{}`", text(row, key)));
        codes.into_iter().chain([text(row, "en")]).collect::<Vec<_>>()
    };
    assert_eq!(table("### Attributes"), attributes.iter().map(attribute).collect::<Vec<_>>());
    let sectors = data("sectors.toml", "sector");
    let sector = |row: &toml::Value| {
        let parent = text(row, "parent");
        let part = if parent.is_empty() { text(row, "stage") } else { format!("`{parent}`") };
        vec![format!("`{}`", text(row, "slug")), text(row, "en"), part]
    };
    assert_eq!(table("### Sectors"), sectors.iter().map(sector).collect::<Vec<_>>());
    let units = data("units.toml", "unit");
    let told = table("### Units");
    assert_eq!(told.len(), units.len());
    for (told, row) in told.iter().zip(&units) {
        let multiplier = row["multiplier"].as_float().or(row["multiplier"].as_integer().map(|number| number as f64));
        assert_eq!(
            told[..3],
            [format!("`{}`", text(row, "code")), text(row, "en"), format!("`{}`", text(row, "dimension"))]
        );
        let (number, base) = told[3].split_once(' ').expect("a number and a unit");
        assert_eq!((number.parse().ok(), base), (multiplier, format!("`{}`", text(row, "base")).as_str()), "{told:?}");
    }
}

/// What cells are, each in a column of its own: by the key of a claim that reads them and what the table says besides.
fn read_as(name: &str, key: &str, cells: &[(String, Option<String>)]) -> Vec<String> {
    let folder = folder(&format!("guide-{name}"));
    fs::create_dir(folder.join("sample")).expect("a folder");
    let mut format =
        "title = \"Guide\"\n[source]\nslug = \"guide\"\ntitle.en = \"Guide\"\nkind = \"DATASET\"\n".to_owned();
    let notations: BTreeSet<Option<String>> = cells.iter().map(|(_, with)| with.clone()).collect();
    for (place, with) in notations.iter().enumerate() {
        let key_of = |with: &str| if with.contains('/') { "dates" } else { "fiscal" };
        let said = with.as_deref().map(|with| format!("{} = \"{with}\"\n", key_of(with))).unwrap_or_default();
        format += &format!("[[table]]\nname = \"t{place}\"\nfiles = [\"t{place}.csv\"]\n{said}");
        let (mut names, mut row) = (Vec::new(), Vec::new());
        for (number, (cell, _)) in cells.iter().enumerate().filter(|(_, (_, other))| other == with) {
            let value = if key == "value" { "" } else { "value = { text = \"1\" }\n" };
            format += &format!(
                "[[table.claim]]\nof = \"sector/finance\"\n{value}{key} = \"C{number}\"\n[table.claim.metric]\nslug = \"m{number}\"\nkind = \"LEVEL\"\nunit = \"USD\"\n"
            );
            names.push(format!("C{number}"));
            row.push(format!("\"{cell}\""));
        }
        let text = format!("{}\n{}\n", names.join(","), row.join(","));
        fs::write(folder.join(format!("sample/t{place}.csv")), text).expect("it can be written");
    }
    fs::write(folder.join("guide.toml"), format).expect("it can be written");
    let checked = checked(&folder, "sample");
    assert_eq!(checked["faults"].as_array().map(Vec::len), Some(0), "{checked}");
    let rows: Vec<&Value> = checked["files"].as_array().expect("files").iter().map(|file| &file["first"][0]).collect();
    let find = |list: &str, key: &str, name: String| {
        let all = rows.iter().flat_map(move |row| row[list].as_array().into_iter().flatten());
        all.into_iter().find(|one| one[key] == name.as_str()).cloned()
    };
    let told = |number: usize| match find("figures", "measure", format!("m{number}")) {
        Some(figure) => figure,
        None => find("remarks", "column", format!("C{number}")).unwrap_or_else(|| panic!("{number}: {checked}")),
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let read = |number| {
        let told: Value = told(number);
        let parts = match (told["reason"].as_str(), key) {
            (Some(_), _) => vec!["refused".to_owned()],
            (None, "value") => {
                let comparator = Some(text(&told["comparator"])).filter(|comparator| comparator != "EQUAL");
                let numbers = ["value", "low", "high"].map(|key| &told[key]).into_iter().filter(|n| !n.is_null());
                comparator.into_iter().chain(numbers.map(text)).collect()
            }
            (None, "period") => vec![text(&told["period"])],
            (None, _) => vec![text(&told["publishedOn"])],
        };
        parts.join(" ")
    };
    (0..cells.len()).map(read).collect()
}

#[test]
fn cells_are_read_as_the_guide_says() {
    for (heading, key) in [("### Numbers", "value"), ("### Dates", "published_on"), ("### Periods", "period")] {
        let rows = table(heading);
        let cells: Vec<(String, Option<String>)> =
            rows.iter().map(|row| (code(&row[0])[0].clone(), code(&row[0]).get(1).cloned())).collect();
        let read = read_as(key, key, &cells);
        let words = |text: &str| -> Vec<String> {
            let word =
                |word: &str| word.parse::<f64>().map_or_else(|_| word.to_owned(), |number| format!("{number:?}"));
            text.split(' ').map(word).collect()
        };
        for (row, read) in rows.iter().zip(&read) {
            let is_number = key == "value";
            let fits = if is_number { words(&row[1]) == words(read) } else { row[1] == *read };
            assert!(fits, "{}: {read}", row.join(" is "));
        }
        assert!(rows.len() > 15, "{heading}");
    }
}

on_each! {
    the_example_comes_to_what_it_says
}
