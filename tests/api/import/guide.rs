//! docs/IMPORT.md: its example comes to what it says; below, its lists are those of the code, and cells are read as it says.

mod cells;
mod lists;

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

on_each! {
    the_example_comes_to_what_it_says
}
