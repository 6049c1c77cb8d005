//! Workbooks for spreadsheets: one sheet, a cell for each value. Rows wait in a temporary file without a name, so that a long
//! workbook takes no more memory than a short one; its bytes begin when all rows are there.

use std::borrow::Cow;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::columns::Table;
use super::sink::Sink;
use super::value::{Value, days};
use super::{Encode, WriteError};
use crate::database::Rows;
use crate::digits::rounded;
use crate::error::{Code, GraphqlError};
use crate::read::json;

/// Rows of a sheet below the one with the names of the columns; more cause `TOO_MANY_ROWS`.
const ROWS: u64 = 1_048_575;
/// Characters of a cell, as UTF-16 counts them; more cause `ANSWER_TOO_LARGE`.
const CHARACTERS: usize = 32_767;
/// Whole numbers beyond this are not all told apart by a spreadsheet, and stand there as texts.
const EXACT: u64 = 1 << 53;
/// Days from the first day of a spreadsheet to 1970.
const EPOCH: f64 = 25_569.0;
/// Days that all spreadsheets agree about: from March 1900, before which some count one that never was, to 9999.
const DAYS: std::ops::Range<f64> = 61.0..2_958_466.0;
const MICROS_A_DAY: f64 = 86_400e6;

/// Refuses more rows than a sheet takes.
///
/// # Errors
/// `TOO_MANY_ROWS`.
pub(super) fn room(rows: u64) -> Result<(), GraphqlError> {
    if rows <= ROWS {
        return Ok(());
    }
    let message = format!(
        "there are {rows} rows and a sheet of a workbook takes {ROWS}: ask for fewer with filter, or for csv, jsonl or parquet"
    );
    Err(GraphqlError::new(Code::TooManyRows, message))
}

/// Writes a workbook.
pub(super) struct Xlsx {
    workbook: Workbook,
    sheet: String,
    day: Format,
    moment: Format,
    row: u32,
    scratch: String,
}

impl Xlsx {
    /// A workbook whose sheet has this name.
    pub(super) fn named(sheet: &str) -> Self {
        Self {
            workbook: Workbook::new(),
            sheet: sheet.to_owned(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            row: 0,
            scratch: String::new(),
        }
    }
}

impl Encode for Xlsx {
    fn begin(&mut self, table: &Table, _: &mut Vec<u8>) -> Result<(), WriteError> {
        // The same rows are the same bytes, whenever they are written.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(WriteError::new)?;
        self.workbook.set_properties(&DocProperties::new().set_author("Panorama").set_creation_datetime(&made));
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(WriteError::new)?;
        sheet.set_name(&self.sheet).and_then(|sheet| sheet.set_freeze_panes(1, 0)).map_err(WriteError::new)?;
        let bold = Format::new().set_bold();
        for (place, column) in (0..).zip(&table.columns) {
            sheet.write_string_with_format(0, place, &column.name, &bold).map_err(WriteError::new)?;
        }
        Ok(())
    }

    fn rows(&mut self, table: &Table, rows: &Rows, _: &mut Vec<u8>) -> Result<(), WriteError> {
        let sheet = self.workbook.worksheet_from_index(0).map_err(WriteError::new)?;
        for row in 0..rows.len() {
            self.row += 1;
            for (place, column) in (0..).zip(&table.columns) {
                let value = column.value(rows, row, &mut self.scratch);
                let format = if matches!(value, Value::Date(_)) { &self.day } else { &self.moment };
                let written = match shown(value) {
                    Shown::Nothing => continue,
                    Shown::Number(number) => sheet.write_number(self.row, place, number).map(drop),
                    Shown::Time(days) => sheet.write_number_with_format(self.row, place, days, format).map(drop),
                    Shown::Flag(flag) => sheet.write_boolean(self.row, place, flag).map(drop),
                    Shown::Text(text) => {
                        fits(&text, &column.name, self.row)?;
                        // A text is a text, whatever it begins with.
                        sheet.write_string(self.row, place, text).map(drop)
                    }
                };
                written.map_err(WriteError::new)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Sink<'_>) -> Result<(), WriteError> {
        self.workbook.save_to_writer(out).map_err(WriteError::new)
    }
}

/// What stands in a cell.
#[derive(Debug, PartialEq)]
enum Shown<'a> {
    Nothing,
    Number(f64),
    /// Days since the first of a spreadsheet.
    Time(f64),
    Flag(bool),
    Text(Cow<'a, str>),
}

fn shown(value: Value<'_>) -> Shown<'_> {
    match value {
        Value::Null => Shown::Nothing,
        Value::Float(value) => Shown::Number(rounded(value)),
        #[expect(clippy::cast_precision_loss, reason = "up to this all whole numbers are exact")]
        Value::Int(value) if value.unsigned_abs() <= EXACT => Shown::Number(value as f64),
        Value::Int(value) => Shown::Text(value.to_string().into()),
        Value::Bool(value) => Shown::Flag(value),
        Value::Text(text) => Shown::Text(text.into()),
        Value::Date(text) => time(days(text).map(f64::from), || text.into()),
        Value::Moment(micros) => {
            #[expect(clippy::cast_precision_loss, reason = "exact to the microsecond for centuries")]
            let days = micros as f64 / MICROS_A_DAY;
            time(Some(days), || {
                let mut text = Vec::new();
                json::moment(&mut text, micros);
                String::from_utf8_lossy(&text).into_owned().into()
            })
        }
        Value::Texts(texts) => Shown::Text(texts.joined().into()),
    }
}

/// A day or moment; one that spreadsheets do not agree about as a text.
fn time<'a>(days: Option<f64>, text: impl FnOnce() -> Cow<'a, str>) -> Shown<'a> {
    let days = days.map(|days| days + EPOCH).filter(|days| DAYS.contains(days));
    days.map_or_else(|| Shown::Text(text()), Shown::Time)
}

/// Refuses a text that is longer than a cell: one that is cut would look whole.
fn fits(text: &str, column: &str, row: u32) -> Result<(), WriteError> {
    // No text has more units than bytes.
    let length = if text.len() <= CHARACTERS { 0 } else { text.encode_utf16().count() };
    if length <= CHARACTERS {
        return Ok(());
    }
    let message = format!(
        "{column} of row {row} has {length} characters and a cell of a workbook takes {CHARACTERS}: leave that row out with \
         filter, or ask for csv, jsonl or parquet"
    );
    Err(WriteError::Refused(GraphqlError::new(Code::AnswerTooLarge, message)))
}

#[cfg(test)]
mod tests {
    use super::{Shown, fits, room, shown};
    use crate::error::Code;
    use crate::transfer::export::value::Value;

    #[test]
    fn a_sheet_takes_so_many_rows_and_a_cell_so_many_characters() {
        assert!(room(1_048_575).is_ok());
        assert_eq!(room(1_048_576).expect_err("one too many").extensions.code, Code::TooManyRows);
        // A character beyond the first plane is two of UTF-16.
        for (text, is_refused) in [
            ("a".repeat(32_767), false),
            ("é".repeat(32_767), false),
            ("a".repeat(32_768), true),
            ("𠀀".repeat(16_384), true),
        ] {
            assert_eq!(fits(&text, "text", 1).is_err(), is_refused, "{} bytes", text.len());
        }
    }

    #[test]
    fn what_a_spreadsheet_would_change_is_a_text() {
        for (value, expected) in [
            (Value::Int(1 << 53), Shown::Number(9_007_199_254_740_992.0)),
            (Value::Int((1 << 53) + 1), Shown::Text("9007199254740993".into())),
            (Value::Int(i64::MIN), Shown::Text("-9223372036854775808".into())),
            (Value::Float(0.1 + 0.2), Shown::Number(0.3)),
            (Value::Date("2024-03-15"), Shown::Time(45_366.0)),
            (Value::Date("1900-03-01"), Shown::Time(61.0)),
            (Value::Date("1900-02-28"), Shown::Text("1900-02-28".into())),
            (Value::Moment(0), Shown::Time(25_569.0)),
            (Value::Moment(-5_000_000_000_000_000), Shown::Text("1811-07-23T15:06:40.000000Z".into())),
            (Value::Text("=1+1"), Shown::Text("=1+1".into())),
        ] {
            assert_eq!(shown(value), expected);
        }
    }
}
