//! The result as Markdown.

use std::fmt::Write as _;

use super::contestant::Kind;
use super::result::Results;
use crate::database::Backend;

/// Everything that stands beside Panorama on a database: question by question, then how much of the limits is reached.
pub(super) fn of(results: &Results, backend: Backend) -> String {
    let pace = results.pace;
    let mut text =
        format!("## {backend}\n\n{} connections, {} rounds of {} s.\n\n", pace.connections, pace.rounds, pace.seconds);
    text.push_str(
        "| | | req/s | p50 ms | p99 ms | server µs | PostgreSQL µs | own MiB | statements | of its limit |\n\
         | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    let shown: Vec<(usize, Kind)> = shown(results, backend).collect();
    for (line, (question, cells)) in results.lines.iter().enumerate() {
        for (place, kind) in &shown {
            let Some(cell) = &cells[*place] else { continue };
            // Writing into a string cannot fail.
            let _ = writeln!(
                text,
                "| {} | {kind} | {:.0} | {:.2} | {:.2} | {:.0} | {} | {:.0} | {} | {} |",
                question.name,
                cell.rate(),
                cell.percentile(0.5),
                cell.percentile(0.99),
                cell.server(),
                figure(cell.postgres(), 0),
                cell.memory,
                figure(cell.statements(), 2),
                figure(results.ratio(line, *place), 2)
            );
        }
    }
    text.push('\n');
    means(results, &shown, &mut text);
    for (question, _) in &results.lines {
        let _ = writeln!(text, "- {}: {}", question.name, question.what);
    }
    text
}

/// The ratios side by side.
fn means(results: &Results, shown: &[(usize, Kind)], text: &mut String) {
    let names: Vec<&str> = results.lines.iter().map(|(question, _)| question.name).collect();
    let _ = writeln!(text, "| | of | {} | mean Q1 to Q6 |", names.join(" | "));
    let _ = writeln!(text, "| --- | --- | {}--: |", "--: | ".repeat(names.len()));
    for (place, kind) in shown.iter().filter(|(_, kind)| *kind != kind.limit()) {
        let _ = write!(text, "| {kind} | {} ", kind.limit());
        for line in 0..results.lines.len() {
            let _ = write!(text, "| {} ", figure(results.ratio(line, *place), 2));
        }
        let _ = writeln!(text, "| {} |", figure(results.mean(*place), 2));
    }
    text.push('\n');
}

/// Who stands in the table of a database.
fn shown(results: &Results, backend: Backend) -> impl Iterator<Item = (usize, Kind)> {
    let contestants = results.contestants.iter().enumerate();
    contestants
        .filter(move |(_, (kind, of))| kind.is_common() || *of == backend)
        .map(|(place, (kind, _))| (place, *kind))
}

fn figure(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"))
}
