//! JSON: one list of objects, or an object a line. Every object has every key; what is unknown is null.

use super::columns::Table;
use super::sink::Sink;
use super::value::Value;
use super::{Encode, WriteError};
use crate::database::Rows;
use crate::read::json;

#[derive(Debug)]
pub(super) struct Json {
    /// What stands around and between the objects.
    frame: [&'static [u8]; 3],
    /// `"name":` for each column.
    keys: Vec<Vec<u8>>,
    /// False until an object was written.
    begun: bool,
    scratch: String,
}

impl Json {
    /// One list, an element a line.
    pub(super) fn list() -> Self {
        Self { frame: [b"[\n", b",\n", b"\n]\n"], keys: Vec::new(), begun: false, scratch: String::new() }
    }

    /// An object a line.
    pub(super) fn lines() -> Self {
        Self { frame: [b"", b"\n", b""], ..Self::list() }
    }
}

impl Encode for Json {
    fn begin(&mut self, table: &Table, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.keys = table.columns.iter().map(|column| format!("\"{}\":", column.name).into_bytes()).collect();
        out.extend_from_slice(self.frame[0]);
        Ok(())
    }

    fn rows(&mut self, table: &Table, rows: &Rows, out: &mut Vec<u8>) -> Result<(), WriteError> {
        for row in 0..rows.len() {
            if std::mem::replace(&mut self.begun, true) {
                out.extend_from_slice(self.frame[1]);
            }
            for (i, (column, key)) in table.columns.iter().zip(&self.keys).enumerate() {
                out.push(if i > 0 { b',' } else { b'{' });
                out.extend_from_slice(key);
                write(column.value(rows, row, &mut self.scratch), out);
            }
            out.push(b'}');
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Sink<'_>) -> Result<(), WriteError> {
        if self.begun && self.frame[2].is_empty() {
            out.rest.push(b'\n');
        }
        out.rest.extend_from_slice(self.frame[2]);
        Ok(())
    }
}

fn write(value: Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) | Value::Date(text) => json::string(out, text),
        Value::Int(value) => json::int(out, value),
        Value::Float(value) => json::float(out, value),
        Value::Bool(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
        Value::Moment(micros) => {
            out.push(b'"');
            json::moment(out, micros);
            out.push(b'"');
        }
        Value::Texts(texts) => {
            out.push(b'[');
            let mut first = true;
            texts.each(|text| {
                if !std::mem::replace(&mut first, false) {
                    out.push(b',');
                }
                json::string(out, text);
            });
            out.push(b']');
        }
    }
}
