//! Periods as people print them. Whether two digits behind a year are a month or the next year is told by all cells of a column
//! together, and when a fiscal year begins by the format.

use std::borrow::Cow;
use std::collections::BTreeSet;

use entity::choice::NoteKind;
use unicode_normalization::UnicodeNormalization;

use super::date;
use super::fiscal::{self, Fiscal};
use super::format::DateOrder;
use crate::domain::period::Period;

/// Cells that can be months or fiscal years, from which on they are fiscal years: months are hardly ever a year and a month apart
/// without exception. With a hyphen they are months of ISO 8601, and it takes more to make them something else.
const ENOUGH: (usize, usize) = (2, 3);

/// What is said of a text that is none.
const WRONG: &str = "this is not a period";

/// What the cells of a column say together.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// True where a cell is a month and no fiscal year: 2012/06.
    months: bool,
    /// True where a cell is a fiscal year and no month: 2012/13.
    years: bool,
    /// First years of the cells that can be either: 2003/04.
    either: BTreeSet<u16>,
    /// First years of the cells that are a year and the next: 2003/2004.
    spans: BTreeSet<u16>,
}

impl Column {
    /// Takes note of a cell.
    pub(super) fn see(&mut self, text: &str) {
        let Some(pair) = Pair::read(&plain(text)) else { return };
        if pair.is_whole {
            self.spans.extend(pair.is_next().then_some(pair.year));
            return;
        }
        match (pair.is_month(), pair.is_next()) {
            (true, true) => {
                self.either.insert(pair.year);
            }
            (month, next) => {
                self.months |= month;
                self.years |= next;
            }
        }
    }

    /// True where two of its spans have a year in common: that of the fiscal year between them.
    fn overlaps(&self) -> bool {
        self.spans.iter().any(|year| self.spans.contains(&(year + 1)))
    }
}

/// Why a cell is no period.
pub(super) type Wrong = (NoteKind, String);

/// Reads a date, a span of time (2024/2026, P3Y), or a fiscal year or quarter where it is known when they begin.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(
    text: &str,
    (order, fiscal): (Option<DateOrder>, Option<Fiscal>),
    column: &Column,
) -> Result<String, Wrong> {
    let text = plain(text);
    if let Some(pair) = Pair::read(&text) {
        return pair.period(fiscal, column);
    }
    if Period::parse(&text).is_some() {
        return Ok(text.into_owned());
    }
    if let Some(named) = fiscal::Named::read(&text) {
        return named.period(fiscal).map_err(refused);
    }
    date::read(&text, order).map_err(|reason| refused(if reason == date::WRONG { WRONG } else { reason.as_str() }))
}

fn refused(reason: impl Into<String>) -> Wrong {
    (NoteKind::Refused, reason.into())
}

fn unclear(reason: &str) -> Wrong {
    (NoteKind::Ambiguous, reason.to_owned())
}

fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// A year and what stands behind it: 2003/04, 2003-04, 2003–04, 2003/2004.
#[derive(Debug, Clone, Copy)]
struct Pair {
    year: u16,
    more: u16,
    /// True where that has four digits.
    is_whole: bool,
    sign: Sign,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Slash,
    Hyphen,
    /// What stands between the ends of a span.
    Dash,
}

impl Pair {
    fn read(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let mut characters = rest.chars();
        let sign = match characters.next()? {
            '/' => Sign::Slash,
            '-' | '\u{2010}' => Sign::Hyphen,
            '\u{2012}'..='\u{2015}' => Sign::Dash,
            _ => return None,
        };
        let more = characters.as_str();
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = matches!(more.len(), 2 | 4) && is_number(year) && is_number(more);
        let is_whole = more.len() == 4;
        fits.then_some(Self { year: year.parse().ok()?, more: more.parse().ok()?, is_whole, sign })
    }

    fn is_next(self) -> bool {
        let next = self.year + 1;
        self.more == if self.is_whole { next } else { next % 100 }
    }

    fn is_month(self) -> bool {
        !self.is_whole && self.sign != Sign::Dash && (1..=12).contains(&self.more)
    }

    fn period(self, fiscal: Option<Fiscal>, column: &Column) -> Result<String, Wrong> {
        let Self { year, more, is_whole, sign } = self;
        let of_years = || fiscal::of_years(fiscal, year).map_err(refused);
        let month = || Ok(format!("{year:04}-{more:02}"));
        let span = || Some(format!("{year:04}/{more:04}")).filter(|span| Period::parse(span).is_some());
        let enough = if sign == Sign::Hyphen { ENOUGH.1 } else { ENOUGH.0 };
        match (self.is_month(), self.is_next()) {
            (_, true) if is_whole && fiscal.is_some() => of_years(),
            (_, true) if is_whole && column.overlaps() => Err(unclear(
                "these are two years or a fiscal year: spans of the column overlap, and the format does not say in fiscal when a fiscal year begins",
            )),
            _ if is_whole => span().ok_or_else(|| refused(WRONG)),
            (false, false) => Err(refused(WRONG)),
            (false, true) => of_years(),
            (true, false) if column.years => {
                Err(refused("other rows of the column are fiscal years, and this is none"))
            }
            (true, false) => month(),
            (true, true) => match (column.months, column.years) {
                (true, true) => Err(unclear("this is a month or a fiscal year: the column has both")),
                (true, false) => month(),
                (false, true) => of_years(),
                (false, false) if fiscal.is_some() || column.either.len() >= enough => of_years(),
                (false, false) if sign == Sign::Hyphen => month(),
                (false, false) => Err(unclear("this is a month or a fiscal year, and no other row tells which")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, Fiscal, read};

    /// What the cells of a column are; what is not read is a word of the reason.
    fn column(cells: &[&str], fiscal: Option<&str>) -> Vec<String> {
        let fiscal = fiscal.map(|text| Fiscal::try_from(text.to_owned()).expect("a month"));
        let mut column = Column::default();
        cells.iter().for_each(|cell| column.see(cell));
        let told = |cell: &&str| match read(cell, (None, fiscal), &column) {
            Ok(period) => period,
            Err((_, reason)) => reason,
        };
        cells.iter().map(told).collect()
    }

    #[test]
    fn a_column_is_read_as_a_whole() {
        let uk = Some("2023-04");
        for (cells, fiscal, expected) in [
            (&["2003/04", "2004/05"][..], uk, &["2003-04/2004-03", "2004-04/2005-03"][..]),
            (&["2003/04", "2003/05"], None, &["2003-04", "2003-05"]),
            (&["2003/04", "2012/13"], uk, &["2003-04/2004-03", "2012-04/2013-03"]),
            (&["2003/04"], uk, &["2003-04/2004-03"]),
            (&["2003-04"], None, &["2003-04"]),
            (&["2003-04", "2004-05"], None, &["2003-04", "2004-05"]),
            (&["2003-04", "2004-05", "2012-13"], uk, &["2003-04/2004-03", "2004-04/2005-03", "2012-04/2013-03"]),
            (&["2023–24", "２０２３/２４"], uk, &["2023-04/2024-03", "2023-04/2024-03"]),
            (&["1999/00"], uk, &["1999-04/2000-03"]),
            (&["2023/2024"], None, &["2023/2024"]),
            (&["2023/2024"], uk, &["2023-04/2024-03"]),
            (&["2021/2022", "2023/2024"], None, &["2021/2022", "2023/2024"]),
            (&["2019–2023", "2019-2023"], None, &["2019/2023", "2019/2023"]),
            (&["2024", "2024-Q3", "2024-05", "2023/24"], None, &["2024", "2024-Q3"]),
        ] {
            let read = column(cells, fiscal);
            assert_eq!(read[..expected.len()], *expected, "{cells:?}");
        }
    }

    #[test]
    fn what_stays_unclear_is_told() {
        for (cells, fiscal, word) in [
            (&["2003/04"][..], None, "no other row tells"),
            (&["2003/04", "2004/05"], None, "in fiscal"),
            (&["2003-04", "2004-05", "2005-06"], None, "in fiscal"),
            (&["2012/06", "2012/13"], None, "this is none"),
            (&["2003/04", "2012/06", "2012/13"], None, "has both"),
            (&["2023/2024", "2024/2025"], None, "overlap"),
            (&["2023-25"], None, "not a period"),
            (&["2024/2023"], None, "not a period"),
            (&["2023/24"], Some("2024-01"), "begin in January"),
        ] {
            let read = column(cells, fiscal);
            assert!(read[0].contains(word), "{cells:?}: {read:?}");
        }
    }
}
