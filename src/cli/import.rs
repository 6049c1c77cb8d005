//! `panorama import`: files as their publishers offer them, into the database that the settings name.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::app::{self, StartError};
use crate::config::Settings;
use crate::domain::period::PartialDate;
use crate::transfer::import::{Count, ImportError, Note, Progress, Report, Request, formats};

/// Reasons that are shown of each kind.
const REASONS: usize = 12;

/// Bring a published file, or a folder of them, into the database: all of it or nothing.
#[derive(Debug, Args)]
#[command(after_help = help())]
pub(super) struct Import {
    /// What sort of file it is: one of the formats below, or the path of a TOML file that describes another.
    #[arg(value_name = "FORMAT")]
    format: String,
    /// The file or folder.
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// Tell what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The day of which the file tells the state; today where nothing is said.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// The file is only a part of what its publisher offers: figures that it lacks are not marked as withdrawn.
    #[arg(long)]
    partial: bool,
    /// The encoding, where it is not UTF-8 and no byte-order mark tells it: gb18030, utf-16le, ...
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Further declared identities: names that are the same, merges, splits, renames.
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// Print every remark with its file and line.
    #[arg(long)]
    notes: bool,
}

/// The last day of a date of the years 1 to 9999.
fn day(text: &str) -> Result<NaiveDate, &'static str> {
    PartialDate::parse(text)
        .map(PartialDate::end)
        .ok_or("it is no date: write 2024-06-30, or 2024-06 or 2024 for its last day")
}

fn help() -> String {
    format!("Formats: {}", formats().collect::<Vec<_>>().join(", "))
}

impl Import {
    /// Imports, and tells what came of it.
    pub(super) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let request = Request {
            format: self.format,
            path: self.path,
            as_of: self.as_of.unwrap_or_else(|| chrono::Utc::now().date_naive()),
            dry_run: self.dry_run,
            partial: self.partial,
            encoding: self.encoding,
            names: self.names,
        };
        let bar = bar();
        let report = app::import(settings, &request, super::stopped(), |Progress { read, total, rows }| {
            bar.set_length(total);
            bar.set_position(read);
            bar.set_message(format!("{rows} rows"));
        });
        bar.finish_and_clear();
        let told = match &report {
            Ok(report) => Some(report),
            Err(StartError::Import(ImportError::Useless { report, .. })) => Some(&**report),
            Err(_) => None,
        };
        if let Some(report) = told {
            tell(report, &request, self.notes);
        }
        report.map(drop)
    }
}

/// A bar that shows on a terminal.
fn bar() -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes}  {msg}  {eta}") {
        bar.set_style(style);
    }
    bar
}

fn tell(report: &Report, request: &Request, notes: bool) {
    say(format!("{}: {} rows read, {} of them not in full", report.title, report.read, report.skipped));
    if report.lacks().is_none() {
        table(report);
    }
    if notes {
        report.notes.iter().for_each(|note| say(line(note)));
    } else {
        reasons(report);
    }
    beyond(report);
    match (report.lacks(), report.total().is_idle(), request.dry_run) {
        (Some(lacks), _, true) => {
            say(format!("no {lacks} of it could be taken; the remarks say why (--notes shows each of them)"));
        }
        // The command fails, and that is its line.
        (Some(_), _, false) => {}
        (None, true, _) if report.skipped > 0 => say("nothing changed: what could be taken of it was there"),
        (None, true, _) => say("nothing changed: all of it was there"),
        (None, false, true) => say("nothing was stored: this was a dry run"),
        (None, false, false) => {}
    }
}

/// What happened to the rows of each type.
fn table(report: &Report) {
    say(format!("{:<12} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "created", "updated", "revised", "withdrawn", "unchanged"));
    for (tag, Count { created, updated, revised, unchanged, withdrawn }) in &report.counts {
        say(format!("{tag:<12} {created:>9} {updated:>9} {revised:>9} {withdrawn:>9} {unchanged:>9}"));
    }
}

/// The remarks by what they say, the most frequent first.
fn reasons(report: &Report) {
    let mut reasons: BTreeMap<(&str, &str, &str), (usize, &Note)> = BTreeMap::new();
    for note in &report.notes {
        let reason = if note.kind.text() == "NEW" { "new rows" } else { note.reason.as_str() };
        let key = (note.kind.text(), note.field.as_deref().unwrap_or_default(), reason);
        reasons.entry(key).or_insert((0, note)).0 += 1;
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for ((kind, field, reason), (count, first)) in reasons.iter().take(REASONS) {
        let field = if field.is_empty() { String::new() } else { format!(" {field}:") };
        let raw = first.raw.as_deref().map(|raw| format!(", such as {raw:?}")).unwrap_or_default();
        let place = place(first).map(|place| format!(" ({place})")).unwrap_or_default();
        say(format!("{count:>6} x {kind}{field} {reason}{raw}{place}"));
    }
    if reasons.len() > REASONS {
        say(format!("       and {} further reasons: --notes tells them all", reasons.len() - REASONS));
    }
}

/// The remarks that are counted, and not kept.
fn beyond(report: &Report) {
    for (kind, count) in &report.remarks {
        let kept = report.notes.iter().filter(|note| note.kind.text() == *kind).count();
        if *count > kept {
            say(format!("{:>6} x {kind} more: they are counted, and not kept", count - kept));
        }
    }
}

/// A remark for people.
fn line(note: &Note) -> String {
    let Note { kind, field, raw, reason, .. } = note;
    let field = field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
    let raw = raw.as_deref().map(|raw| format!(" ({raw:?})")).unwrap_or_default();
    let place = place(note).map(|place| format!("{place}: ")).unwrap_or_default();
    format!("{place}{} {field}{reason}{raw}", kind.text())
}

/// Where a remark belongs; what is said of no row has no line, and what is said of no file no place.
fn place(note: &Note) -> Option<String> {
    let Note { file, line, .. } = note;
    let place = if *line == 0 { file.clone() } else { format!("{file}:{line}") };
    Some(place).filter(|place| !place.is_empty())
}
