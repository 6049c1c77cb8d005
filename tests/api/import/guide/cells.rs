//! Numbers, dates and periods: each cell of the guide is read as it says.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{checked, code, table};
use crate::process::folder;

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
                "[[table.claim]]\nof = \"sector/finance\"\n{value}{key} = \"C{number}\"\n[table.claim.metric]\nslug = \"m{number}\"\nen = \"M{number}\"\nkind = \"LEVEL\"\nunit = \"USD\"\n"
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
