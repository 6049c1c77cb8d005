//! The tables of a Markdown file: those that have the columns are read, whatever else the file says.

use std::sync::Arc;

use entity::choice::NoteKind;

use super::lines::numbered;
use super::{Header, Input, ReadError, Record, Row, Rows, whole};
use crate::transfer::import::format::{Read, Table};
use crate::transfer::import::place::Place;
use crate::write::Remark;

/// The rows of a file, of its tables that fit no table of the format before this one.
pub(super) fn rows(place: &Arc<Place>, table: &Table, before: &[Table], input: Input) -> Result<Rows, ReadError> {
    let bytes = whole(input)?;
    let mut lines = Vec::new();
    for (number, line) in numbered(&bytes) {
        lines.push((number, std::str::from_utf8(line).map_err(|_| ReadError::Encoding(number))?));
    }
    let mut rows: Vec<Row> = Vec::new();
    // The table at hand, once its header is known; nothing in it where it is not read.
    let mut table_here: Option<Option<(Arc<Header>, usize)>> = None;
    let mut above: &str = "";
    let others: Vec<&Table> =
        before.iter().filter(|other| other.read == Read::Markdown && place.matches(&other.files)).collect();
    for (number, line) in lines {
        let text = line.trim();
        if !text.starts_with('|') {
            table_here = None;
        } else if table_here.is_none() && above.starts_with('|') && is_rule(text) {
            let names = cells(above);
            let of = |table: &Table| Header::new(names.iter().map(String::as_str), table);
            let taken = others.iter().any(|other| of(other).fits(other));
            let found = Some(of(table)).filter(|found| !taken && found.fits(table));
            if let Some(column) = found.as_ref().and_then(|found| found.doubled(table)) {
                return Err(ReadError::Doubled { line: number - 1, column: column.to_owned() });
            }
            table_here = Some(found.map(|found| (Arc::new(found), names.len())));
        } else if let Some(Some((header, width))) = &table_here {
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
    cells.resize(width, String::new());
    Ok(Record::new(line, header, csv::StringRecord::from(cells), place))
}

/// True for the line below a header: `|:-|--|`.
fn is_rule(text: &str) -> bool {
    text.contains('-') && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a line; a bar behind a backslash parts none.
fn cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|line| !line.ends_with('\\')).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => cells.last_mut().into_iter().for_each(|cell| cell.push('|')),
            '|' => cells.push(String::new()),
            '\0' => cells.last_mut().into_iter().for_each(|cell| cell.push('\u{fffd}')),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(character)),
        }
        if character == '\\' && characters.peek() == Some(&'|') {
            characters.next();
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
