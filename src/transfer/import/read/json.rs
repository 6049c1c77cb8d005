//! JSON read as a whole: entries or items of it, or all of it, are rows; what is nested is found by names with dots.

use std::fmt;
use std::sync::Arc;

use entity::choice::NoteKind;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Header, Input, ReadError, Record, Row, Rows, whole};
use crate::dataset::intake::Remark;
use crate::transfer::import::format::{Read, Table};
use crate::transfer::import::place::Place;

/// Objects within objects whose values are columns.
const DEPTH: usize = 4;

/// The rows of a file.
pub(super) fn rows(place: &Arc<Place>, table: &Table, input: Input) -> Result<Rows, ReadError> {
    let bytes = whole(input)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        ReadError::Encoding(line(good))
    })?;
    let mut rows: Vec<Row> = Vec::new();
    let (mut counted, mut lines) = (0, 1);
    // Values come in their order: lines are counted once.
    let mut at = |raw: &RawValue| {
        let begin = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        lines += line(&text.as_bytes()[counted..begin]) - 1;
        counted = begin;
        lines
    };
    let shape = |error: serde_json::Error| match error.is_eof() {
        true => ReadError::CutOff { line: error.line() as u64, reason: "the JSON does not end" },
        false => ReadError::Json { line: error.line() as u64, reason: error.to_string() },
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
        return Err(ReadError::no_table(&names));
    }
    Ok(Box::new(rows.into_iter().map(Ok)))
}

fn line(before: &[u8]) -> u64 {
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

fn row(key: Option<&str>, value: &RawValue, line: u64, (table, place): (&Table, &Arc<Place>)) -> Row {
    if !value.get().starts_with('{') {
        let raw = key.map(str::to_owned).or_else(|| Some(value.get().to_owned()));
        let reason = "this is no object: there is no row in it".to_owned();
        return Err((line, Remark { kind: NoteKind::Refused, field: None, raw, reason }));
    }
    let key = key.map(|key| ("@key".to_owned(), key.replace('\0', "\u{fffd}")));
    let mut columns: Vec<(String, String)> = key.into_iter().collect();
    flatten("", value, DEPTH, &mut columns);
    let header = Arc::new(Header::new(columns.iter().map(|(name, _)| name.as_str()), table));
    let cells = csv::StringRecord::from(columns.into_iter().map(|(_, text)| text).collect::<Vec<_>>());
    Ok(Record::new(line, &header, cells, place))
}

/// The values of an object under their names; numbers as they are written.
fn flatten(name: &str, value: &RawValue, depth: usize, columns: &mut Vec<(String, String)>) {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            let Ok(Entries(entries)) = serde_json::from_str(text) else { return };
            for (key, value) in entries {
                let name = if name.is_empty() { key } else { format!("{name}.{key}") };
                flatten(&name, value, depth - 1, columns);
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
