//! A value of an exported row, as all formats see it.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};

use super::columns::{Column, ColumnKind};
use crate::citation;
use crate::database::{Cell, Rows};
use crate::plan::global_id;
use crate::read::figure;

/// Between the elements of a list, where it is one text.
const SEPARATOR: char = ';';
/// Days from the beginning of our era to 1970.
const EPOCH: i32 = 719_163;

/// Days since 1970.
pub(super) fn days(text: &str) -> Option<i32> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse().ok();
    let day = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(5..7)?, part(8..10)?)?;
    Some(day.num_days_from_ce() - EPOCH)
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// Unknown.
    Null,
    /// A text.
    Text(&'a str),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A day, like 2024-12-31.
    Date(&'a str),
    /// Microseconds since 1970.
    Moment(i64),
    /// Several texts.
    Texts(Texts<'a>),
}

/// Several texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Texts<'a> {
    /// A text of JSON; empty for none.
    Json(&'a str),
    /// Those whose bit is set.
    Set(&'a [&'static str], i64),
}

impl Column {
    /// The value in a row; `scratch` holds texts that are made for it.
    pub(super) fn value<'a>(&'a self, rows: &'a Rows, row: usize, scratch: &'a mut String) -> Value<'a> {
        if self.guard.is_some_and(|guard| rows.cell(row, guard) == Cell::Null) {
            return Value::Null;
        }
        let cell = rows.cell(row, self.cell);
        match (&self.kind, cell) {
            (ColumnKind::List, cell) => Value::Texts(Texts::Json(rows.text(cell))),
            (ColumnKind::Set(values), Cell::Int(bits)) => Value::Texts(Texts::Set(values, bits)),
            (ColumnKind::Set(values), _) => Value::Texts(Texts::Set(values, 0)),
            (ColumnKind::Citation, _) => {
                let part = |column| match rows.cell(row, column) {
                    cell @ Cell::Text { .. } => Some(rows.text(cell)),
                    _ => None,
                };
                let parts: Vec<Option<&str>> = (self.cell..self.cell + 7).map(part).collect();
                *scratch = citation::write(None, &parts);
                Value::Text(scratch)
            }
            (ColumnKind::Display(language, count), _) => {
                match figure::shown(rows, row, self.cell..self.cell + count, *language) {
                    Some(text) => *scratch = text,
                    None => return Value::Null,
                }
                Value::Text(scratch)
            }
            (ColumnKind::Id(tag), Cell::Int(id)) => {
                scratch.clear();
                global_id::with(tag, id, |text| scratch.push_str(text));
                Value::Text(scratch)
            }
            (_, Cell::Null) => Value::Null,
            (ColumnKind::Bool, Cell::Int(value)) => Value::Bool(value != 0),
            (ColumnKind::Moment, Cell::Int(micros)) => Value::Moment(micros),
            #[expect(clippy::cast_precision_loss, reason = "the column holds floating-point numbers")]
            (ColumnKind::Float, Cell::Int(value)) => Value::Float(value as f64),
            (_, Cell::Int(value)) => Value::Int(value),
            (_, Cell::Float(value)) if value.is_finite() => Value::Float(value),
            (_, Cell::Float(_)) => Value::Null,
            (ColumnKind::Date, cell) => Value::Date(rows.text(cell)),
            (_, cell) => Value::Text(rows.text(cell)),
        }
    }
}

impl Texts<'_> {
    /// Side by side in one text.
    pub(super) fn joined(self) -> String {
        let (mut joined, mut begun) = (String::new(), false);
        self.each(|text| {
            if std::mem::replace(&mut begun, true) {
                joined.push(SEPARATOR);
            }
            joined.push_str(text);
        });
        joined
    }

    /// Gives each text to a function.
    pub(super) fn each(self, each: impl FnMut(&str)) {
        match self {
            Self::Set(values, bits) => {
                values
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| bits >> place & 1 == 1)
                    .map(|(_, value)| *value)
                    .for_each(each);
            }
            Self::Json("" | "[]") => {}
            Self::Json(text) => {
                // The database wrote it: it is a list of texts.
                drop(serde_json::Deserializer::from_str(text).deserialize_seq(Each(each)));
            }
        }
    }
}

/// Walks along a list of JSON without keeping it.
struct Each<F>(F);

impl<'de, F: FnMut(&str)> Visitor<'de> for Each<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(One(&mut self.0))?.is_some() {}
        Ok(())
    }
}

/// One text of the list.
struct One<'a, F>(&'a mut F);

impl<'de, F: FnMut(&str)> serde::de::DeserializeSeed<'de> for One<'_, F> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, text: D) -> Result<(), D::Error> {
        text.deserialize_str(self)
    }
}

impl<F: FnMut(&str)> Visitor<'_> for One<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Texts, days};

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days("1970-01-01"), Some(0));
        assert_eq!(days("2024-03-01"), Some(19_783));
        assert_eq!(days("1969-12-31"), Some(-1));
    }

    #[test]
    fn an_empty_element_keeps_its_place() {
        assert_eq!(Texts::Json("[\"\",\"a\"]").joined(), ";a");
        assert_eq!(Texts::Json("[]").joined(), "");
    }

    fn all(texts: Texts<'_>) -> Vec<String> {
        let mut all = Vec::new();
        texts.each(|text| all.push(text.to_owned()));
        all
    }

    #[test]
    fn lists_of_either_database_are_read() {
        assert_eq!(all(Texts::Json("")), Vec::<String>::new());
        assert_eq!(all(Texts::Json("[]")), Vec::<String>::new());
        assert_eq!(all(Texts::Json("[\"a\",\"\\u82f1\"]")), ["a", "英"]);
        assert_eq!(all(Texts::Json("[\"a\", \n \"b\\\"\"]")), ["a", "b\""]);
        assert_eq!(all(Texts::Set(&["A", "B", "C"], 5)), ["A", "C"]);
    }
}
