//! Values between commas, with quotes as in RFC 4180, read row by row.

use std::io::{self, Read};
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use entity::choice::NoteKind;

use super::{Header, Input, ReadError, Record, Row, Rows, clean};
use crate::dataset::intake::Remark;
use crate::transfer::import::format::Table;
use crate::transfer::import::place::Place;

/// The most bytes of a row; more means that a quote is never closed.
const LONGEST_ROW: u64 = 64 * 1024 * 1024;
/// The most bytes of a cell that is taken in.
const LONGEST_CELL: usize = 1024 * 1024;

/// The names of the columns.
pub(super) fn names(input: Input) -> Result<Vec<String>, ReadError> {
    let mut reader = reader(input);
    let mut record = ByteRecord::new();
    read(&mut reader, &mut record)?;
    let record = StringRecord::from_byte_record(record).map_err(|_| ReadError::Encoding(1))?;
    // UTF-16 without a mark looks like this.
    if record.iter().any(|name| name.contains('\0')) {
        return Err(ReadError::Encoding(1));
    }
    Ok(record.iter().map(clean).collect())
}

/// The rows of a file.
pub(super) fn rows(place: &Arc<Place>, table: &Table, input: Input) -> Result<Rows, ReadError> {
    let mut reader = reader(input);
    let mut record = ByteRecord::new();
    read(&mut reader, &mut record)?;
    let names = StringRecord::from_byte_record(record).map_err(|_| ReadError::Encoding(1))?;
    let header = Arc::new(Header::new(&names, table));
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
                // The reader counts the break of a line that ends in CR and LF with the line behind it.
                let line = record.position().map_or(0, csv::Position::line) + u64::from(self.reader.get_ref().crlf);
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

/// Bytes that pass, watched for quotes: a file that ends inside of some is cut off, and a row without end is one that never
/// closes its own.
struct Quotes {
    inner: Input,
    /// Bytes that passed.
    bytes: u64,
    /// The last of them.
    last: u8,
    /// True once there are no more.
    ended: bool,
    state: State,
    /// Bytes since the last row ended.
    row: u64,
    /// True where lines end in CR and LF.
    crlf: bool,
}

/// Where in a row a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Begin,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Open,
    /// Behind a quote that ends a cell, or stands for itself before another.
    Closed,
}

impl Quotes {
    fn new(inner: Input) -> Self {
        Self { inner, bytes: 0, last: b'\n', ended: false, state: State::Begin, row: 0, crlf: false }
    }

    fn is_open(&self) -> bool {
        self.state == State::Open
    }

    fn watch(&mut self, byte: u8) {
        self.row += 1;
        self.crlf |= byte == b'\r' && self.state != State::Open;
        self.state = match (self.state, byte) {
            (State::Begin | State::Closed, b'"') => State::Open,
            (State::Open, b'"') => State::Closed,
            (State::Open, _) => State::Open,
            (_, b',') => State::Begin,
            (_, b'\n' | b'\r') => {
                self.row = 0;
                State::Begin
            }
            _ => State::Plain,
        };
    }
}

impl Read for Quotes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for byte in &buffer[..count] {
            self.watch(*byte);
        }
        self.bytes += count as u64;
        self.last = buffer[..count].last().copied().unwrap_or(self.last);
        self.ended |= count == 0 && !buffer.is_empty();
        if self.row > LONGEST_ROW {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a row is longer than 64 MiB: is a quote not closed?",
            ));
        }
        Ok(count)
    }
}
