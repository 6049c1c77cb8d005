//! `panorama format check`: what is wrong with a format, and what it makes of a sample.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use super::vintages::FORMAT;
use super::{bring, remarks, request};
use crate::process::{folder, panorama};
use crate::support::{Backend, TestDatabase, on_each, run};

/// What the command prints and says, and whether it went well.
fn check(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
    // A setting that is wrong does not matter: no database is asked.
    let mut command = panorama(folder);
    let command = command.env("DATABASE_URL", "mysql://nowhere").args(["format", "check"]).args(arguments);
    let Output { status, stdout, stderr } = command.output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.success(), text(stdout), text(stderr))
}

/// The format with something in the place of something else.
fn changed(changes: &[(&str, &str)]) -> String {
    let mut text = FORMAT.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

/// Something in the format, what stands in its place, and what is told.
const FAULTS: &[(&str, &str, &str)] = &[
    (
        r#"released = "#,
        r#"relased = "#,
        r#"line 33: table.thing.relased: there is no key "relased"; did you mean "released"?"#,
    ),
    (
        r#"split = ",""#,
        r#"splits = ",""#,
        r#"line 21: table.thing.name.splits: there is no key "splits"; did you mean "split"?"#,
    ),
    (
        r#"is = "VENDOR""#,
        r#"is = "VENDR""#,
        r#"line 20: table.thing.is: there is no word "VENDR"; did you mean "VENDOR"?"#,
    ),
    (
        r#"kind = "LEVEL""#,
        r#"kind = "LEVL""#,
        r#"line 51: table.claim.metric.kind: there is no word "LEVL"; did you mean "LEVEL"?"#,
    ),
    (r#""M/D/Y""#, r#""MDY""#, r#"line 16: table.dates: there is no word "MDY"; did you mean "M/D/Y"?"#),
    (
        r#""COMPANY""#,
        r#""COMPNY""#,
        r#"line 23: table.thing.kind.text: there is no VendorKind "COMPNY"; did you mean "COMPANY"?"#,
    ),
    (
        r#""FR""#,
        r#""France""#,
        r#"line 24: table.thing.country.text: there is no country "France": they are written like CN; did you mean "FR"?"#,
    ),
    (
        r#""parameters""#,
        r#""parametres""#,
        r#"line 37: table.claim.attribute.text: there is no attribute "parametres"; did you mean "parameters"?"#,
    ),
    (
        r#""PARAMETERS""#,
        r#""PARAMETER""#,
        r#"line 39: table.claim.unit.text: there is no unit "PARAMETER"; did you mean "PARAMETERS", "B_PARAMETERS" or "T_PARAMETERS"?"#,
    ),
    (
        r#"unit = "COUNT""#,
        r#"unit = "COUNTS""#,
        r#"line 52: table.claim.metric.unit: there is no unit "COUNTS"; did you mean "COUNT"?"#,
    ),
    (
        r#""ACTUAL""#,
        r#""ACTUALS""#,
        r#"line 45: table.claim.status.text: there is no ObservationStatus "ACTUALS"; did you mean "ACTUAL"?"#,
    ),
    (
        r#"of = "model""#,
        r#"of = "modle""#,
        r#"line 36: table.claim.of: "modle" is neither a thing of the table nor a reference like sector/healthcare; did you mean "model"?"#,
    ),
    (
        r#"makers = "maker""#,
        r#"makers = "makers""#,
        r#"line 32: table.thing.makers: there is no thing "makers"; did you mean "maker"?"#,
    ),
    (
        r#"makers = "maker""#,
        r#"makers = "model""#,
        r#"line 32: table.thing.makers: "model" is a MODEL, and this is to be a VENDOR"#,
    ),
    (
        r#"id = "model""#,
        r#"id = "maker""#,
        r#"line 27: table.thing.id: there are two things "maker"
line 36: table.claim.of: "model" is neither a thing of the table nor a reference like sector/healthcare
line 42: table.claim.of: "model" is neither a thing of the table nor a reference like sector/healthcare"#,
    ),
    (r#"name = "figures""#, r#"name = " ""#, r#"line 12: table.name: the name is empty"#),
    (
        r#"name = "Model""#,
        r#"name = "@fil""#,
        r#"line 29: table.thing.name: there is no column of files "@fil"; did you mean "@file"?"#,
    ),
    (
        r#"country = { text = "FR" }"#,
        r#"country = { column = "C", words = "lands" }"#,
        r#"line 24: table.thing.country.words: there is no list of words "lands""#,
    ),
    (
        r#"country = { text = "FR" }"#,
        r#"country = { column = "C", words = { fr = "FR", uk = "UK" } }"#,
        r#"line 24: table.thing.country.words.uk: there is no country "UK": they are written like CN"#,
    ),
    (
        r#"split = ",""#,
        r#"find = "(""#,
        r#"line 21: table.thing.name.find: this is no regular expression: unclosed group"#,
    ),
    (
        r#"dates = "M/D/Y""#,
        r#"fiscal = "April""#,
        r#"line 16: table.fiscal: fiscal is the month in which fiscal year 2024 begins, like 2023-10, and "April" is none"#,
    ),
    (
        r#"unit = "COUNT""#,
        r#"unit = "{model}""#,
        r#"line 52: table.claim.metric.unit: {model} is a thing of the table; here it can be a column"#,
    ),
    (r#"is = "MODEL""#, r#"is = "SECTOR""#, r#"line 30: table.thing.make: imports make no SECTOR"#),
    (
        r#"is = "MODEL"
name = "Model"
make = true"#,
        r#"is = "METRIC"
name = "Model""#,
        r#"line 28: table.thing.is: a row speaks of no METRIC: claims make them"#,
    ),
    (
        r#"value = "Parameters"
"#,
        r#""#,
        r#"line 35: table.claim: a claim has a value, low, high or text"#,
    ),
    (
        r#"slug = "fable-figures"
"#,
        r#""#,
        r#"line 3: source: the key "slug" is missing"#,
    ),
    (
        r#"slug = "fable-figures""#,
        r#"slug = "Fable figures""#,
        r#"line 3: source: the slug is not lower case and hyphenated"#,
    ),
    (
        r#"publisher = "Fable Press""#,
        r#"published_on = "soon""#,
        r#"line 3: source: "soon" is not a date: write it like 2024, 2024-03 or 2024-03-15"#,
    ),
    (
        r#"en = "Users of {model}"
zh = "{model}的用户数"
"#,
        "",
        r#"line 47: table.claim.metric: a metric has a name: en or zh"#,
    ),
    (
        r#"slug = "{model}-users""#,
        r#"slug = "…""#,
        r#"line 48: table.claim.metric.slug: there is no letter or digit in it"#,
    ),
    (
        r#"[[table]]
"#,
        r#"[[unit]]
code = "Fables"
en = "fables"
zh = "寓言"
dimension = "COUNT"
base = "USD"
multiplier = -1

[[attribute]]
slug = "Moral"
en = "Moral"
zh = "寓意"
kind = "COUNT"
unit = "Fables"
about.en = "What it teaches."

[[table]]
"#,
        r#"line 11: unit: the code is not upper case, with underscores
line 11: unit: the multiplier is not above 0
line 16: unit.base: USD is not of the dimension of Fables
line 19: attribute: the slug is not lower case and hyphenated"#,
    ),
    (
        "[[table]]\n",
        r#"[[unit]]
code = "USD"
en = "thousands of US dollars"
zh = "千美元"
dimension = "CURRENCY"
base = "USD"
multiplier = 1000

[[unit]]
code = "PARAMETERS_BY_THE_DOZEN"
en = "dozens of parameters"
zh = "打参数"
dimension = "PARAMETERS"
base = "B_PARAMETERS"
multiplier = 12e-9

[[unit]]
code = "DOZEN"
en = "dozens"
zh = "打"
dimension = "COUNT"
base = "DOZEN"
multiplier = 12

[[unit]]
code = "PERCENT"
en = "percent"
zh = "百分比"
dimension = "SHARE"
base = "FRACTION"
multiplier = 0.01

[[attribute]]
slug = "parameters"
en = "Parameters"
zh = "参数"
kind = "SPECIFICATION"
unit = "USD"
about.en = "How many it has."

[[table]]
"#,
        r#"line 11: unit: a base unit is 1 of itself
line 12: unit.code: USD is there already, as 1 USD, CURRENCY: one of 1000 USD, CURRENCY needs another code
line 24: unit.base: B_PARAMETERS is no base unit: it is 1000000000 PARAMETERS, PARAMETERS
line 27: unit: a base unit is 1 of itself
line 44: attribute.slug: parameters is there already, as SPECIFICATION in B_PARAMETERS: one of SPECIFICATION in USD needs another slug"#,
    ),
    (
        r#"id = "maker"
is = "VENDOR""#,
        r#"ID = "maker"
id = "maker"
is = "VENDR"
need = true"#,
        r#"line 19: table.thing.ID: there is no key "ID"; did you mean "id"?
line 21: table.thing.is: there is no word "VENDR"; did you mean "VENDOR"?
line 22: table.thing.need: there is no key "need"; there are id, is, name, key, make, unique, quiet, also, aliases, kind, country, website, sectors, released, family, license, openness, disclosure, input, output, makers, base, parent, nameless, when"#,
    ),
];

#[test]
fn faults_of_a_format_are_told_with_line_key_and_what_was_meant() {
    let folder = folder("check-faults");
    fs::write(folder.join("figures.csv"), "Model\nFable One\n").expect("it can be written");
    for (from, to, expected) in FAULTS {
        fs::write(folder.join("fable.toml"), changed(&[(from, to)])).expect("it can be written");
        let (well, out, err) = check(&folder, &["fable.toml", "figures.csv"]);
        let expected: Vec<String> = expected.lines().map(|line| format!("fable: {line}")).collect();
        assert_eq!(out.lines().collect::<Vec<_>>(), expected, "{to}");
        let count = expected.len();
        let line =
            format!("panorama: the format fable is faulty: {count} fault{}\n", if count == 1 { "" } else { "s" });
        assert_eq!((well, err), (false, line), "{to}");
    }
    // An import says the first in one line.
    fs::write(
        folder.join("fable.toml"),
        changed(&[("released = ", "relased = "), ("is = \"VENDOR\"", "is = \"VENDR\"")]),
    )
    .expect("it can be written");
    let output = panorama(&folder).args(["import", "fable.toml", "figures.csv"]).output().expect("the binary runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "panorama: the format fable: line 20: table.thing.is: there is no word \"VENDR\"; did you mean \"VENDOR\"?, and 1 more (panorama format check shows them all)\n"
    );
}

#[test]
fn a_sample_is_shown_as_it_would_be_read() {
    let folder = folder("check-sample");
    fs::create_dir(folder.join("sample")).expect("a folder");
    fs::write(
        folder.join("fable.toml"),
        changed(&[
            ("of = \"model\"\nvalue = \"Users\"", "of = \"sector/helthcare\"\nvalue = \"Users\""),
            ("Users of {model}", "Users of {modle}"),
        ]),
    )
    .expect("it can be written");
    fs::write(folder.join("sample/read.me"), "x").expect("it can be written");
    fs::write(
        folder.join("sample/figures.csv"),
        "Model,Maker,Relased,Params,Users,Colour\nFable One,Fable Co,3/4/2097,>5e9,,red\nFable Two,,,-1,many,\nFable Three,,,$5,many,\n",
    )
    .expect("it can be written");
    let (well, out, err) = check(&folder, &["fable.toml", "sample", "--rows", "1"]);
    assert!(well && err.is_empty(), "{err}");
    let lacks = |column: &str, near: &str| {
        format!("  UNKNOWN {column}: the table figures reads this column, and it is not there{near}")
    };
    let expected = [
        "fable: line 42: table.claim.of: there is no sector \"helthcare\"; did you mean \"healthcare\"? (the built-in data has none; a database may)".to_owned(),
        "figures.csv: table figures: 3 rows, 4 things, 1 figure, 4 refused, 0 relations".to_owned(),
        lacks("modle", "; did you mean \"model\"?"),
        lacks("Released", "; did you mean \"Relased\"?"),
        lacks("Month", ""),
        lacks("Reported", ""),
        "  columns that the table does not read: Relased, Colour".to_owned(),
        "  line 2".to_owned(),
        "    VENDOR \"Fable Co\", kind COMPANY, country FR".to_owned(),
        "    MODEL \"Fable One\", makers Fable Co".to_owned(),
        "    figure of \"Fable One\": parameters, low 5000000000, unit PARAMETERS, comparator GREATER_THAN, status CLAIM, published >5e9, source fable-figures, locator Fable One, Parameters".to_owned(),
        "  remarks on all 3 rows:".to_owned(),
        "     2 x REFUSED Users: this is not a number (\"many\"), first in line 3".to_owned(),
        "     1 x REFUSED Parameters: a number of parameters cannot be negative (\"-1\"), first in line 3".to_owned(),
        "     1 x REFUSED Parameters: the sign is that of another currency than PARAMETERS (\"$5\"), first in line 4".to_owned(),
        "read.me: not read: this is no file of rows".to_owned(),
    ];
    assert_eq!(out.lines().collect::<Vec<_>>(), expected);
    let (well, out, _) = check(&folder, &["fable.toml", "sample", "--json"]);
    let told: Value = serde_json::from_str(&out).expect("it is JSON");
    assert!(well && told["faults"].as_array().is_some_and(Vec::is_empty), "{out}");
    let file = &told["files"][0];
    assert_eq!(file["first"].as_array().map(Vec::len), Some(3));
    assert_eq!(file["first"][0]["figures"][0]["low"], 5e9);
    assert_eq!(file["first"][0]["things"][1]["details"]["makers"][0], "Fable Co");
    assert_eq!(file["lacks"][0]["kind"], "UNKNOWN");
    assert_eq!(file["remarks"][0]["count"], 2);
}

/// Cells, and what is told of each.
const CELLS: &[(&str, &str)] = &[
    ("1e308", "2 REFUSED Parameters 1e308"),
    ("-1", "3 REFUSED Parameters -1"),
    ("9-1", "4 REFUSED Parameters 9-1"),
    ("5", ""),
];

async fn a_sample_is_refused_what_an_import_is(backend: Backend) {
    let folder = folder(&format!("check-alike-{backend:?}"));
    let text = changed(&[(r#""PARAMETERS""#, r#""T_PARAMETERS""#)]);
    let lines: Vec<String> = CELLS.iter().map(|(cell, _)| format!("Fable {cell},{cell}\n")).collect();
    let format = folder.join("fable.toml");
    let sample = folder.join("figures.csv");
    fs::write(&format, text).expect("it can be written");
    fs::write(&sample, format!("Model,Parameters\n{}", lines.concat())).expect("it can be written");
    let database = TestDatabase::loaded(backend).await;
    let report = bring(&database, &request(&format.to_string_lossy(), &sample)).await.expect("it can be imported");
    let told: Vec<&str> = CELLS.iter().map(|(_, told)| *told).filter(|told| !told.is_empty()).collect();
    assert_eq!(remarks(&report), told);
    let (_, out, _) = check(&folder, &["fable.toml", "figures.csv", "--json"]);
    let out: Value = serde_json::from_str(&out).expect("it is JSON");
    let file = &out["files"][0];
    let mut reasons: Vec<&str> =
        file["remarks"].as_array().expect("a list").iter().filter_map(|one| one["reason"].as_str()).collect();
    let mut expected: Vec<&str> =
        report.notes.iter().filter(|note| note.kind.text() == "REFUSED").map(|note| note.reason.as_str()).collect();
    reasons.sort_unstable();
    expected.sort_unstable();
    assert_eq!((reasons, &file["found"]["refused"]), (expected, &json!(3)));
}

on_each! {
    a_sample_is_refused_what_an_import_is
}

#[test]
fn a_row_without_an_end_is_told_with_its_line() {
    let folder = folder("check-endless");
    fs::write(folder.join("fable.toml"), FORMAT).expect("it can be written");
    let text = format!("Model,Parameters\nFable One,1\nFable Two,{}\n", "9".repeat(65 * 1024 * 1024));
    fs::write(folder.join("figures.csv"), text).expect("it can be written");
    let (well, _, err) = check(&folder, &["fable.toml", "figures.csv"]);
    fs::remove_dir_all(&folder).expect("it can be removed");
    let reason = "the row in line 3 is longer than 64 MiB: is a quote not closed?";
    assert_eq!((well, err), (false, format!("panorama: figures.csv: {reason}\n")));
}

#[test]
fn a_sample_of_which_nothing_can_be_taken_is_a_failure() {
    let folder = folder("check-useless");
    fs::write(folder.join("fable.toml"), FORMAT).expect("it can be written");
    for (name, text, expected) in [
        ("cells.csv", "Model,Parameters\nFable One\n", "cells.csv: nothing of it can be taken; the remarks say why"),
        (
            "figures.csv",
            "Model,Parameters\nFable One,many\n",
            "figures.csv: nothing of it can be taken; the remarks say why",
        ),
        ("rows.csv", "Model,Parameters\n", "rows.csv: there is no row in it that the format knows"),
        (
            "columns.csv",
            "Name\nx\n",
            "columns.csv: the file fits no table of the format; its columns are: Name; the table figures needs: Model",
        ),
        (
            "none.csv",
            "",
            "none.csv: the file fits no table of the format; it has no columns; the table figures needs: Model",
        ),
    ] {
        fs::write(folder.join(name), text).expect("it can be written");
        let (well, _, err) = check(&folder, &["fable.toml", name]);
        assert_eq!((well, err), (false, format!("panorama: {expected}\n")), "{name}");
    }
    let (well, _, err) = check(&folder, &["fabel.toml", "rows.csv"]);
    assert!(!well && err.starts_with("panorama: there is no format \"fabel.toml\""), "{err}");
}
