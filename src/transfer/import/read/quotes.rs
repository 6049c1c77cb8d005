//! Bytes of values between commas that pass, watched for quotes and for the lines in which rows begin: a file that ends inside
//! of quotes is cut off, and a row without end is one that never closes its own.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::Input;
use super::lines::Lines;

/// The most bytes of a row; more means that a quote is never closed.
const LONGEST_ROW: u64 = 64 * 1024 * 1024;

/// Bytes that pass.
pub(super) struct Quotes {
    inner: Input,
    /// Bytes that passed.
    pub(super) bytes: u64,
    /// The last of them.
    pub(super) last: u8,
    /// True once there are no more.
    pub(super) ended: bool,
    state: State,
    /// Bytes since the last row ended.
    row: u64,
    lines: Lines,
    /// Rows that passed and were not asked for yet.
    begun: VecDeque<Begun>,
}

/// A row that passed, or is passing.
#[derive(Debug, Clone, Copy)]
struct Begun {
    /// The byte with which it begins.
    byte: u64,
    line: u64,
    /// True where something stands behind the quote that ends a cell.
    is_broken: bool,
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
    pub(super) fn new(inner: Input) -> Self {
        Self {
            inner,
            bytes: 0,
            last: b'\n',
            ended: false,
            state: State::Begin,
            row: 0,
            lines: Lines::default(),
            begun: VecDeque::new(),
        }
    }

    /// True inside of quotes.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// The line of the first row that begins with this byte or behind it; of rows before it nobody asks any more.
    pub(super) fn line(&mut self, byte: u64) -> u64 {
        while self.begun.front().is_some_and(|row| row.byte < byte) {
            self.begun.pop_front();
        }
        self.begun.front().map_or(self.lines.here(), |row| row.line)
    }

    /// True where quotes of the row that was asked for last end before their cell.
    pub(super) fn is_broken(&self) -> bool {
        self.begun.front().is_some_and(|row| row.is_broken)
    }

    fn watch(&mut self, byte: u8) {
        // Empty lines are no rows.
        if self.row == 0 && !matches!(byte, b'\n' | b'\r') {
            self.begun.push_back(Begun { byte: self.bytes, line: self.lines.here(), is_broken: false });
        }
        self.bytes += 1;
        self.row += 1;
        self.lines.pass(byte);
        if self.state == State::Closed
            && !matches!(byte, b'"' | b',' | b'\n' | b'\r')
            && let Some(row) = self.begun.back_mut()
        {
            row.is_broken = true;
        }
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
        self.last = buffer[..count].last().copied().unwrap_or(self.last);
        self.ended |= count == 0 && !buffer.is_empty();
        if self.row > LONGEST_ROW {
            let line = self.begun.back().map_or(1, |row| row.line);
            let reason = format!("the row in line {line} is longer than 64 MiB: is a quote not closed?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(count)
    }
}
