//! The rows of a statement, as both databases give them: cells of four sorts, texts side by side in one buffer.

use std::fmt::Write;
use std::ops::Range;

use chrono::{Datelike, NaiveDate};

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// Unknown.
    Null,
    /// A whole number, or 0 and 1 for false and true.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Bytes of the buffer of texts.
    Text {
        /// The first byte.
        start: u32,
        /// Behind the last.
        end: u32,
    },
}

/// Rows that there is room for at once: fewer are seldom asked for, and room for them takes little.
const ROOM: usize = 16;

/// All rows of a statement; those of one key stand together.
#[derive(Debug, Default)]
pub struct Rows {
    width: usize,
    cells: Vec<Cell>,
    texts: String,
    /// For each key the first of its rows, and at the end the number of rows.
    starts: Vec<usize>,
}

impl Rows {
    /// No rows yet, of this many columns.
    pub fn new(width: usize) -> Self {
        Self { width, cells: Vec::with_capacity(width * ROOM), texts: String::new(), starts: vec![0] }
    }

    /// The same, with room for as many rows.
    pub fn with_capacity(width: usize, rows: usize) -> Self {
        Self { cells: Vec::with_capacity(width * rows), ..Self::new(width) }
    }

    /// Adds a cell to the row at hand.
    pub fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    /// Adds a text to the row at hand.
    pub fn push_text(&mut self, text: &str) {
        let start = offset(self.texts.len());
        self.texts.push_str(text);
        self.cells.push(Cell::Text { start, end: offset(self.texts.len()) });
    }

    /// Adds a day to the row at hand, as a text.
    pub fn push_date(&mut self, day: NaiveDate) {
        let start = offset(self.texts.len());
        write_day(day, &mut self.texts);
        self.cells.push(Cell::Text { start, end: offset(self.texts.len()) });
    }

    /// Says that all rows of a key are there.
    pub fn end_key(&mut self) {
        self.starts.push(self.len());
    }

    /// Says which key each row has, where they were not added key by key: the rows of a key are brought together, in the
    /// order in which they came.
    pub fn group(&mut self, keys: &[usize], count: usize) {
        if !keys.is_sorted() {
            let mut order: Vec<usize> = (0..keys.len()).collect();
            order.sort_by_key(|row| keys[*row]);
            let width = self.width;
            self.cells = order.iter().flat_map(|row| self.cells[row * width..(row + 1) * width].to_vec()).collect();
        }
        let mut rows_of = vec![0; count];
        for key in keys {
            rows_of[*key] += 1;
        }
        self.starts = std::iter::once(0).chain(rows_of).collect();
        for key in 1..self.starts.len() {
            self.starts[key] += self.starts[key - 1];
        }
    }

    /// How many rows the key with the most of them has.
    pub fn longest(&self) -> usize {
        self.starts.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.cells.len()
    }

    /// How many bytes of memory they take.
    pub fn bytes(&self) -> usize {
        self.cells.len() * size_of::<Cell>() + self.texts.len()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// How many columns a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The rows of a key.
    pub fn of_key(&self, key: usize) -> Range<usize> {
        match (self.starts.get(key), self.starts.get(key + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        }
    }

    /// A cell.
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells[row * self.width + column]
    }

    /// The text of a cell; empty where it is not a text.
    pub fn text(&self, cell: Cell) -> &str {
        match cell {
            Cell::Text { start, end } => &self.texts[start as usize..end as usize],
            _ => "",
        }
    }

    /// The number of a cell, where it is one.
    pub fn float(&self, row: usize, column: usize) -> Option<f64> {
        match self.cell(row, column) {
            #[expect(clippy::cast_precision_loss, reason = "the column holds floating-point numbers")]
            Cell::Int(value) => Some(value as f64),
            Cell::Float(value) => Some(value),
            _ => None,
        }
    }

    /// The whole number of a cell, where it is one.
    pub fn int(&self, row: usize, column: usize) -> Option<i64> {
        match self.cell(row, column) {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }
}

/// Writes a day as `2024-03-15`, digit by digit: there is one in most rows.
fn write_day(day: NaiveDate, out: &mut String) {
    let (year, month, number) = (day.year(), day.month(), day.day());
    let Some(year) = u32::try_from(year).ok().filter(|year| *year < 10_000) else {
        // Writing to a text cannot fail.
        let _ = write!(out, "{day}");
        return;
    };
    let mut text = *b"0000-00-00";
    for (place, part) in [(0, year / 100), (2, year % 100), (5, month), (8, number)] {
        #[expect(clippy::cast_possible_truncation, reason = "a part has two digits")]
        let (tens, ones) = ((part / 10) as u8, (part % 10) as u8);
        (text[place], text[place + 1]) = (b'0' + tens, b'0' + ones);
    }
    // Digits and hyphens are text.
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

#[expect(clippy::expect_used, reason = "whoever reads stops long before there are 4 GiB of text")]
fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("a level's texts are below 4 GiB")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::write_day;

    #[test]
    fn days_are_written_as_the_calendar_library_does() {
        for days in (-800_000..3_700_000).step_by(997) {
            let day = NaiveDate::from_epoch_days(days).expect("within the calendar");
            let mut text = String::new();
            write_day(day, &mut text);
            assert_eq!(text, day.to_string());
        }
    }
}
