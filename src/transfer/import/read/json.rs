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

/// Why a value cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Doubled,
    Nul,
    /// It has others in it; those may be read by names of their own.
    Holds,
    Broken,
}

impl Wrong {
    fn reason(self) -> &'static str {
        match self {
            Self::Doubled => "the key is there twice, and nothing tells which is meant",
            Self::Nul => "the text has a NUL character",
            Self::Holds => "an object or a list of such stands where a text or a number is read",
            Self::Broken => "a text of it is no Unicode: it has one half of a pair of surrogates",
        }
    }
}

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
    let mut row = Flat::default();
    if let Some(key) = key {
        row.text("@key", key.to_owned());
    }
    row.add("", value, DEPTH);
    let header = Arc::new(Header::new(row.columns.iter().map(|(name, _)| name.as_str()), table));
    // What nobody reads may be as it likes.
    let is_read = |(name, wrong): &&(String, Wrong)| match wrong {
        Wrong::Holds => table.reads(|column| column == name),
        _ => name.is_empty() || reads(table, name),
    };
    let wrong = row.wrong.iter().find(is_read).map(|(name, wrong)| (name.as_str(), *wrong));
    if let Some((name, wrong)) = wrong.or(header.doubled(table).map(|name| (name, Wrong::Doubled))) {
        let (field, reason) = ((!name.is_empty()).then(|| name.to_owned()), wrong.reason().to_owned());
        return Err((line, Remark { kind: NoteKind::Refused, field, raw: None, reason }));
    }
    let cells = csv::StringRecord::from(row.columns.into_iter().map(|(_, text)| text).collect::<Vec<_>>());
    Ok(Record::new(line, &header, cells, place))
}

/// True where a table reads a key, or something below it.
fn reads(table: &Table, name: &str) -> bool {
    let is_below = |rest: &str| rest.is_empty() || rest.starts_with('.');
    table.reads(|column| column.strip_prefix(name).is_some_and(is_below))
}

/// The values of an object under their names, numbers as they are written.
#[derive(Default)]
struct Flat {
    columns: Vec<(String, String)>,
    /// What cannot be read, and why.
    wrong: Vec<(String, Wrong)>,
}

impl Flat {
    /// Adds a value, and what is in it.
    fn add(&mut self, name: &str, value: &RawValue, depth: usize) {
        let text = value.get();
        match text.as_bytes().first() {
            Some(b'{') if depth > 0 => {
                let Ok(Entries(entries)) = serde_json::from_str(text) else {
                    self.wrong.push((name.to_owned(), Wrong::Broken));
                    return;
                };
                self.wrong.push((name.to_owned(), Wrong::Holds));
                let mut seen = HashSet::new();
                for (key, value) in entries {
                    let name = if name.is_empty() { key } else { format!("{name}.{key}") };
                    self.add(&name, value, depth - 1);
                    if !seen.insert(name.clone()) {
                        self.wrong.push((name, Wrong::Doubled));
                    }
                }
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
                let items: Vec<String> = items.into_iter().filter_map(|item| self.scalar(name, item)).collect();
                self.text(name, items.join(","));
            }
            _ => {
                if let Some(text) = self.scalar(name, value) {
                    self.text(name, text);
                }
            }
        }
    }

    fn text(&mut self, name: &str, text: String) {
        if text.contains('\0') {
            self.wrong.push((name.to_owned(), Wrong::Nul));
        }
        self.columns.push((name.to_owned(), text));
    }

    /// A text, number or truth value as text; nothing for null and for what holds others.
    fn scalar(&mut self, name: &str, value: &RawValue) -> Option<String> {
        let text = value.get();
        match text.as_bytes().first()? {
            b'"' => {
                let text = serde_json::from_str(text);
                if text.is_err() {
                    self.wrong.push((name.to_owned(), Wrong::Broken));
                }
                text.ok()
            }
            b'n' => None,
            b'{' | b'[' => {
                self.wrong.push((name.to_owned(), Wrong::Holds));
                None
            }
            _ => Some(text.to_owned()),
        }
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
