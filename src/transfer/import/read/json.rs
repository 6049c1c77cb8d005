//! JSON read as a whole: entries or items of it, or all of it, are rows; what is nested is found by names with dots.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use entity::choice::NoteKind;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lines::{Lines, behind};
use super::{Header, Input, ReadError, Record, Row, Rows, whole};
use crate::transfer::import::format::{Read, Table};
use crate::transfer::import::place::Place;
use crate::write::Remark;

/// Objects within objects whose values are columns.
const DEPTH: usize = 4;

/// The rows of a file.
pub(super) fn rows(place: &Arc<Place>, table: &Table, input: Input) -> Result<Rows, ReadError> {
    let bytes = whole(input)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        ReadError::Encoding(behind(good))
    })?;
    let mut rows: Vec<Row> = Vec::new();
    let (mut counted, mut lines) = (0, Lines::default());
    // Values come in their order: lines are counted once.
    let mut at = |raw: &RawValue| {
        let begin = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        lines.pass_all(&text.as_bytes()[counted..begin]);
        counted = begin;
        lines.here()
    };
    let shape = |error: serde_json::Error| {
        let line = line_of(&text, &error);
        match error.is_eof() {
            true => ReadError::CutOff { line, reason: "the JSON does not end" },
            false => ReadError::Json { line, reason: error.to_string() },
        }
    };
    match table.read {
        Read::JsonEntries => {
            for (key, value) in serde_json::from_str::<Entries<'_>>(&text).map_err(shape)?.0 {
                rows.push(row(Some(&key), value, at(value), (table, place)));
            }
        }
        Read::JsonItems => {
            for value in serde_json::from_str::<Vec<&RawValue>>(&text).map_err(shape)? {
                rows.push(row(None, value, at(value), (table, place)));
            }
        }
        _ => {
            let value = serde_json::from_str::<&RawValue>(&text).map_err(shape)?;
            rows.push(row(None, value, at(value), (table, place)));
        }
    }
    // Whatever else it is, a file without any row of the table is none of it.
    let mut known = rows.iter().filter_map(|row| row.as_ref().ok()).map(|row| &row.header);
    if !rows.is_empty() && !known.clone().any(|header| header.fits(table)) {
        let names: Vec<String> = known.next().map(|header| header.names()).unwrap_or_default();
        return Err(ReadError::no_table(&names, [table]));
    }
    Ok(Box::new(rows.into_iter().map(Ok)))
}

/// The line of an error, which itself counts by LF alone.
fn line_of(text: &str, error: &serde_json::Error) -> u64 {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    behind(&text.as_bytes()[..text.len().min(before + error.column())])
}

fn row(key: Option<&str>, value: &RawValue, line: u64, (table, place): (&Table, &Arc<Place>)) -> Row {
    if !value.get().starts_with('{') {
        let raw = key.map(str::to_owned).or_else(|| Some(value.get().to_owned()));
        let reason = "this is no object: there is no row in it".to_owned();
        return Err((line, Remark { kind: NoteKind::Refused, field: None, raw, reason }));
    }
    let key = key.map(|key| ("@key".to_owned(), key.replace('\0', "\u{fffd}")));
    let mut columns: Vec<(String, String)> = key.into_iter().collect();
    let mut doubled = Vec::new();
    flatten("", value, DEPTH, (&mut columns, &mut doubled));
    let header = Arc::new(Header::new(columns.iter().map(|(name, _)| name.as_str()), table));
    if let Some(name) = doubled.iter().map(String::as_str).find(|name| reads(table, name)).or(header.doubled(table)) {
        let reason = "the key is there twice, and nothing tells which is meant".to_owned();
        return Err((line, Remark { kind: NoteKind::Refused, field: Some(name.to_owned()), raw: None, reason }));
    }
    let cells = csv::StringRecord::from(columns.into_iter().map(|(_, text)| text).collect::<Vec<_>>());
    Ok(Record::new(line, &header, cells, place))
}

/// True where a table reads a key, or something below it.
fn reads(table: &Table, name: &str) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('.');
    table.reads(|column| column.strip_prefix(name).is_some_and(is_below))
}

/// The values of an object under their names, numbers as they are written, and the names that are there twice.
fn flatten(
    name: &str,
    value: &RawValue,
    depth: usize,
    (columns, doubled): (&mut Vec<(String, String)>, &mut Vec<String>),
) {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            let Ok(Entries(entries)) = serde_json::from_str(text) else { return };
            let mut seen = HashSet::new();
            for (key, value) in entries {
                let name = if name.is_empty() { key } else { format!("{name}.{key}") };
                flatten(&name, value, depth - 1, (&mut *columns, &mut *doubled));
                if !seen.insert(name.clone()) {
                    doubled.push(name);
                }
            }
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            let items: Vec<String> = items.into_iter().filter_map(scalar).collect();
            columns.push((name.to_owned(), items.join(",")));
        }
        _ => columns.extend(scalar(value).map(|text| (name.to_owned(), text))),
    }
}

/// A text, number or truth value as text; nothing for null and for what holds others.
fn scalar(value: &RawValue) -> Option<String> {
    let text = value.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok().map(|text: String| text.replace('\0', "\u{fffd}")),
        b'n' | b'{' | b'[' => None,
        _ => Some(text.to_owned()),
    }
}

/// The entries of an object, in their order.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Each)
    }
}
