//! `panorama format check`: what is wrong with a format, and what it makes of a sample, as lines for people or JSON for tools.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::say;
use crate::transfer::import::{self, Checked, FigureRead, ImportError, RelationRead, Row, Sampled, ThingRead, Told};

/// Reasons that are shown of each file.
const REASONS: usize = 12;

/// Write formats of imports: see docs/IMPORT.md.
#[derive(Debug, Args)]
pub(super) struct Format {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell what is wrong with a format, and show what it makes of a sample; no database is needed.
    ///
    /// Fails where the format is faulty, or nothing of the sample can be taken. Whether names are known already, only
    /// `panorama import --dry-run` can tell.
    Check(Check),
}

#[derive(Debug, Args)]
struct Check {
    /// The TOML file of a format, or the name of one that is built in.
    #[arg(value_name = "FORMAT")]
    format: String,
    /// A file or folder such as is to be imported.
    #[arg(value_name = "SAMPLE")]
    sample: PathBuf,
    /// Rows that are shown of each file.
    #[arg(long, value_name = "N", default_value_t = 5)]
    rows: usize,
    /// The encoding, where it is not UTF-8 and no byte-order mark tells it: gb18030, utf-16le, ...
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Print all of it as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Why a check fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("the format {format} is faulty: {}", counted(*count, "fault"))]
    Faulty { format: String, count: usize },
    #[error("{}: nothing of it can be taken; the remarks say why", .0.display())]
    Useless(PathBuf),
}

impl Format {
    pub(super) fn run(self) -> Result<(), Failure> {
        let Command::Check(Check { format, sample, rows, encoding, json }) = self.command;
        let checked = import::check(&format, &sample, encoding.as_deref(), rows)?;
        if json {
            say(serde_json::to_string_pretty(&checked).unwrap_or_default());
        } else {
            tell(&checked);
        }
        if !checked.faults.is_empty() {
            return Err(Failure::Faulty { format: checked.format, count: checked.faults.len() });
        }
        if checked.is_useless() { Err(Failure::Useless(sample)) } else { Ok(()) }
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn tell(checked: &Checked) {
    for fault in &checked.faults {
        say(format!("{}: {fault}", checked.format));
    }
    for fault in &checked.unknown {
        say(format!("{}: {fault} (the built-in data has none; a database may)", checked.format));
    }
    for file in &checked.files {
        sampled(file);
    }
    for unfit in &checked.unfit {
        say(format!("{}: not read: {}", unfit.file, unfit.reason));
    }
}

fn sampled(Sampled { file, table, rows, found, lacks, unread, first, remarks }: &Sampled) {
    let counts = [
        counted(*rows, "row"),
        counted(found.things, "thing"),
        counted(found.figures, "figure"),
        format!("{} refused", found.refused),
        counted(found.relations, "relation"),
    ];
    say(format!("{file}: table {table}: {}", counts.join(", ")));
    for told in lacks {
        say(format!("  {}", remark(told)));
    }
    if !unread.is_empty() {
        say(format!("  columns that the table does not read: {}", unread.join(", ")));
    }
    first.iter().for_each(row);
    // Of rows that are shown nothing is left to tell.
    if first.len() == *rows || remarks.is_empty() {
        return;
    }
    say(format!("  remarks on all {}:", counted(*rows, "row")));
    for tally in remarks.iter().take(REASONS) {
        say(format!("{:>6} x {}, first in line {}", tally.count, remark(&tally.told), tally.line));
    }
    if remarks.len() > REASONS {
        say(format!("         and {} further reasons: --json has them all", remarks.len() - REASONS));
    }
}

fn row(Row { line, things, figures, relations, remarks, .. }: &Row) {
    say(format!("  line {line}"));
    for ThingRead { r#type, name, make, details } in things {
        let make = if *make { "" } else { " (found, never made)" };
        say(format!("    {type} {name:?}{make}{}", listed(details)));
    }
    for FigureRead { of, measure, name, told } in figures {
        let name = name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
        say(format!("    figure of {of:?}: {measure}{name}{}", listed(told)));
    }
    for RelationRead { kind, from, to, period, stated } in relations {
        let period = period.as_deref().map(|period| format!(", period {period}")).unwrap_or_default();
        let stated = if *stated { "" } else { ", implied" };
        say(format!("    relation {from:?} {kind} {to:?}{period}{stated}"));
    }
    for told in remarks {
        say(format!("    {}", remark(told)));
    }
}

/// Beyond this numbers are written with an exponent.
const LARGE: f64 = 1e15;

/// What is told of something, as `, key value` for each; that a value is exact goes without saying.
fn listed(told: &Map<String, Value>) -> String {
    let number = |number: f64| match number.abs() {
        0.0 | 1e-6..LARGE => number.to_string(),
        _ => format!("{number:e}"),
    };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(value) => value.as_f64().map(number).unwrap_or_default(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    let told =
        told.iter().filter(|(key, value)| *key != "comparator" || !["EQUAL", "NONE"].map(Value::from).contains(value));
    told.map(|(key, value)| format!(", {key} {}", text(value))).collect()
}

fn remark(Told { kind, column, raw, reason }: &Told) -> String {
    let column = column.as_deref().map(|column| format!(" {column}:")).unwrap_or_default();
    let raw = raw.as_deref().map(|raw| format!(" ({raw:?})")).unwrap_or_default();
    format!("{kind}{column} {reason}{raw}")
}
