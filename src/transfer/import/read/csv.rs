//! Values between commas, with quotes as in RFC 4180, read row by row.

use std::sync::Arc;

use csv::{ByteRecord, Position, Reader, ReaderBuilder, StringRecord};
use entity::choice::NoteKind;

use super::quotes::Quotes;
use super::{Header, Input, ReadError, Record, Row, Rows, clean};
use crate::transfer::import::format::Table;
use crate::transfer::import::place::Place;
use crate::write::Remark;

/// The most bytes of a cell that is taken in.
const LONGEST_CELL: usize = 1024 * 1024;

/// The names of the columns.
pub(super) fn names(input: Input) -> Result<Vec<String>, ReadError> {
    let (line, record) = head(&mut reader(input))?;
    // UTF-16 without a mark looks like this.
    if record.iter().any(|name| name.contains('\0')) {
        return Err(ReadError::Encoding(line));
    }
    Ok(record.iter().map(|name| clean(name).to_owned()).collect())
}

/// The rows of a file.
pub(super) fn rows(place: &Arc<Place>, table: &Table, input: Input) -> Result<Rows, ReadError> {
    let mut reader = reader(input);
    let (line, names) = head(&mut reader)?;
    let header = Arc::new(Header::new(&names, table));
    if let Some(column) = header.doubled(table) {
        return Err(ReadError::Doubled { line, column: column.to_owned() });
    }
    Ok(Box::new(CsvRows { reader, header, width: names.len(), place: Arc::clone(place), done: false }))
}

fn reader(input: Input) -> Reader<Quotes> {
    ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(64 * 1024).from_reader(Quotes::new(input))
}

fn read(reader: &mut Reader<Quotes>, record: &mut ByteRecord) -> Result<bool, ReadError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Io(error),
        _ => ReadError::Encoding(0),
    })
}

/// The line of the header, and what stands in it.
fn head(reader: &mut Reader<Quotes>) -> Result<(u64, StringRecord), ReadError> {
    let mut record = ByteRecord::new();
    read(reader, &mut record)?;
    let line = line(reader, &record);
    let record = StringRecord::from_byte_record(record).map_err(|_| ReadError::Encoding(line))?;
    Ok((line, record))
}

/// The line in which a record begins. The reader's own count stands before the empty lines that it passed over.
fn line(reader: &mut Reader<Quotes>, record: &ByteRecord) -> u64 {
    let begin = record.position().map_or(0, Position::byte);
    reader.get_mut().line(begin)
}

struct CsvRows {
    reader: Reader<Quotes>,
    header: Arc<Header>,
    width: usize,
    place: Arc<Place>,
    done: bool,
}

impl CsvRows {
    fn row(&self, record: ByteRecord, line: u64) -> Result<Row, ReadError> {
        let refused = |reason: String, raw: Option<String>| {
            Ok(Err((line, Remark { kind: NoteKind::Refused, field: None, raw, reason })))
        };
        let quotes = self.reader.get_ref();
        if quotes.is_open() && quotes.ended {
            return Err(ReadError::CutOff { line, reason: "a quote is not closed" });
        }
        if let Some(long) = record.iter().find(|cell| cell.len() > LONGEST_CELL) {
            return refused(format!("a cell has {} bytes; it can have {LONGEST_CELL}", long.len()), None);
        }
        let cells = StringRecord::from_byte_record(record).map_err(|_| ReadError::Encoding(line))?;
        if quotes.is_broken() {
            let reason = "a quote ends before its cell: within quotes one is written twice".to_owned();
            return refused(reason, cells.get(0).map(str::to_owned));
        }
        if cells.len() != self.width {
            // A row that nothing ends, not even a line break, was meant to go on.
            if cells.len() < self.width && quotes.ended && self.is_last() && quotes.last != b'\n' {
                return Err(ReadError::CutOff { line, reason: "cells are missing" });
            }
            let reason = format!("the row has {} cells, the header has {}", cells.len(), self.width);
            return refused(reason, cells.get(0).map(str::to_owned));
        }
        if cells.iter().any(|cell| cell.contains('\0')) {
            return refused("a cell has a NUL character".to_owned(), None);
        }
        Ok(Ok(Record::new(line, &self.header, cells, &self.place)))
    }

    fn is_last(&self) -> bool {
        self.reader.position().byte() >= self.reader.get_ref().bytes
    }
}

impl Iterator for CsvRows {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let mut record = ByteRecord::new();
        let row = match read(&mut self.reader, &mut record) {
            Ok(true) => {
                let line = line(&mut self.reader, &record);
                self.row(record, line)
            }
            Ok(false) => {
                self.done = true;
                return None;
            }
            Err(error) => Err(error),
        };
        self.done = row.is_err();
        Some(row)
    }
}
