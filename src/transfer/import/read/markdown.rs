//! The tables of a Markdown file: those that have the columns are read, whatever else the file says.

use std::io::Read as _;
use std::sync::Arc;

use entity::choice::NoteKind;

use super::{Header, Input, ReadError, Record, Row, Rows};
use crate::dataset::intake::Remark;
use crate::transfer::import::format::{Read, Table};
use crate::transfer::import::place::Place;

/// The largest file.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The rows of a file, of its tables that fit no table of the format before this one.
pub(super) fn rows(place: &Arc<Place>, table: &Table, before: &[Table], input: Input) -> Result<Rows, ReadError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge(LARGEST));
    }
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        lines.push((number, std::str::from_utf8(line).map_err(|_| ReadError::Encoding(number))?));
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut header: Option<(Arc<Header>, usize)> = None;
    let mut above: &str = "";
    let others: Vec<&Table> =
        before.iter().filter(|other| other.read == Read::Markdown && place.matches(&other.files)).collect();
    for (number, line) in lines {
        let text = line.trim();
        if !text.starts_with('|') {
            header = None;
        } else if is_rule(text) {
            let names = cells(above);
            let of = |table: &Table| Header::new(names.iter().copied(), table);
            let taken = others.iter().any(|other| of(other).fits(other));
            header =
                Some(of(table)).filter(|found| !taken && found.fits(table)).map(|found| (Arc::new(found), names.len()));
        } else if let Some((header, width)) = &header {
            rows.push(row(text, number, (header, *width), place));
        }
        above = text;
    }
    Ok(Box::new(rows.into_iter().map(Ok)))
}

fn row(text: &str, line: u64, (header, width): (&Arc<Header>, usize), place: &Arc<Place>) -> Row {
    let mut cells = cells(text);
    if cells.len() > width {
        let reason = format!("the row has {} cells, the header has {width}", cells.len());
        return Err((line, Remark { kind: NoteKind::Refused, field: None, raw: Some(text.to_owned()), reason }));
    }
    // As in every Markdown table, cells that are missing at the end are empty.
    cells.resize(width, "");
    Ok(Record { line, header: Arc::clone(header), cells: csv::StringRecord::from(cells), place: Arc::clone(place) })
}

/// True for the line below a header: `|:-|--|`.
fn is_rule(text: &str) -> bool {
    text.contains('-') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a line.
fn cells(line: &str) -> Vec<&str> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(str::trim).collect()
}
