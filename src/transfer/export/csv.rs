//! CSV as RFC 4180 has it: a header, lines that end in CR LF, quotes where they are needed. What is unknown is empty. A mark of
//! the byte order says that it is UTF-8 to spreadsheets that take it for something else.

use csv::{Terminator, Writer, WriterBuilder};

use super::columns::Table;
use super::format::Mark;
use super::sink::Sink;
use super::value::Value;
use super::{Encode, WriteError};
use crate::database::Rows;
use crate::read::json;

/// What a spreadsheet takes for the beginning of a formula, some only in Chinese or Japanese, or skips before one.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const MARK: &str = "\u{feff}";

#[derive(Debug)]
pub(super) struct Csv {
    mark: Mark,
    cell: Vec<u8>,
    scratch: String,
}

impl Csv {
    pub(super) fn with(mark: Mark) -> Self {
        Self { mark, cell: Vec::new(), scratch: String::new() }
    }
}

impl Encode for Csv {
    fn begin(&mut self, table: &Table, out: &mut Vec<u8>) -> Result<(), WriteError> {
        if self.mark == Mark::ByteOrder {
            out.extend_from_slice(MARK.as_bytes());
        }
        let mut writer = writer(std::mem::take(out));
        writer.write_record(table.columns.iter().map(|column| &column.name)).map_err(WriteError::new)?;
        *out = writer.into_inner().map_err(WriteError::new)?;
        Ok(())
    }

    fn rows(&mut self, table: &Table, rows: &Rows, out: &mut Vec<u8>) -> Result<(), WriteError> {
        let mut writer = writer(std::mem::take(out));
        for row in 0..rows.len() {
            for column in &table.columns {
                self.cell.clear();
                let field = match column.value(rows, row, &mut self.scratch) {
                    Value::Text(text) => plain(text, &mut self.cell),
                    Value::Texts(texts) => {
                        let text = texts.joined();
                        self.cell.extend_from_slice(plain(&text, &mut Vec::new()));
                        &self.cell
                    }
                    value => {
                        write(value, &mut self.cell);
                        &self.cell
                    }
                };
                writer.write_field(field).map_err(WriteError::new)?;
            }
            writer.write_record(None::<&[u8]>).map_err(WriteError::new)?;
        }
        *out = writer.into_inner().map_err(WriteError::new)?;
        Ok(())
    }

    fn end(&mut self, _: &mut Sink<'_>) -> Result<(), WriteError> {
        Ok(())
    }
}

fn writer(out: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).buffer_capacity(1 << 16).from_writer(out)
}

/// A text; one that a spreadsheet would run begins with an apostrophe.
fn plain<'a>(text: &'a str, cell: &'a mut Vec<u8>) -> &'a [u8] {
    if !text.starts_with(FORMULA) {
        return text.as_bytes();
    }
    cell.push(b'\'');
    cell.extend_from_slice(text.as_bytes());
    cell
}

fn write(value: Value<'_>, cell: &mut Vec<u8>) {
    match value {
        Value::Null | Value::Texts(_) => {}
        Value::Text(text) | Value::Date(text) => cell.extend_from_slice(text.as_bytes()),
        Value::Int(value) => json::int(cell, value),
        Value::Float(value) => json::float(cell, value),
        Value::Bool(value) => cell.extend_from_slice(if value { b"true" } else { b"false" }),
        Value::Moment(micros) => json::moment(cell, micros),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+5 %", "'+5 %"),
            ("-3", "'-3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1+1", "'＝1+1"),
            ("＠SUM(A1)", "'＠SUM(A1)"),
            ("−3 %", "−3 %"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(plain(text, &mut Vec::new()), expected.as_bytes());
        }
    }
}
