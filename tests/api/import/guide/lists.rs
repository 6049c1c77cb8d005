//! The lists of the guide: keys, words, attributes, units and sectors are those that there are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{checked, code, table};
use crate::process::folder;

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
