//! Periods: what one is, how long it is, what it overlaps, what stands a year before it and which parts make it up, in the
//! notation of ISO 8601. Whoever compares figures of two periods asks here whether they can be compared.

mod cover;
mod date;
mod length;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};
use entity::choice::Precision;

pub use self::cover::{Span, cover};
pub use self::date::PartialDate;
use self::date::digits;
pub use self::length::Length;

/// A span of time as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day; none where open or unknown.
    pub start: Option<NaiveDate>,
    /// Last day; none where open or unknown.
    pub end: Option<NaiveDate>,
    /// How exact the days are.
    pub precision: Precision,
    /// As people write it.
    pub label: String,
    /// ISO 8601 duration where start and end are not known.
    pub duration: Option<String>,
}

impl Period {
    /// Reads a partial date, `2024/2026` with `..` for an open end, or a duration `P3Y`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('P') {
            return Self::duration(text);
        }
        let Some((start, end)) = text.split_once('/') else {
            let date = PartialDate::parse(text)?;
            return Some(Self {
                start: Some(date.start),
                end: Some(date.end()),
                precision: date.precision,
                label: text.to_owned(),
                duration: None,
            });
        };
        let bound = |text: &str| match text {
            ".." => Some(None),
            text => PartialDate::parse(text).map(Some),
        };
        let (from, to) = (bound(start)?, bound(end)?);
        let precision = from.or(to)?.precision;
        if from.zip(to).is_some_and(|(from, to)| to.end() < from.start) {
            return None;
        }
        let label = format!("{}–{}", start.trim_matches('.'), end.trim_matches('.'));
        Some(Self {
            start: from.map(|date| date.start),
            end: to.map(PartialDate::end),
            precision,
            label,
            duration: None,
        })
    }

    fn duration(text: &str) -> Option<Self> {
        let unit = text.chars().last()?;
        let count = digits(text.get(1..text.len() - 1)?)?;
        let (precision, word) = match unit {
            'Y' => (Precision::Year, "year"),
            'M' => (Precision::Month, "month"),
            'D' => (Precision::Day, "day"),
            _ => return None,
        };
        let plural = if count == 1 { "" } else { "s" };
        Some(Self {
            start: None,
            end: None,
            precision,
            label: format!("{count} {word}{plural}"),
            duration: Some(text.to_owned()),
        })
    }

    /// The year, quarter, month or day that it lies in; none where it lies in no single one.
    pub fn within(&self, pace: Precision) -> Option<Self> {
        let (start, end) = (self.start?, self.end?);
        let label = match pace {
            Precision::Year => format!("{:04}", start.year()),
            Precision::Quarter => format!("{:04}-Q{}", start.year(), start.month().div_ceil(3)),
            Precision::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Precision::Day => start.to_string(),
        };
        Self::parse(&label).filter(|whole| whole.end.is_some_and(|last| end <= last))
    }

    /// The year in which it starts, where that is known.
    pub fn year(&self) -> Option<i32> {
        self.start.map(|day| day.year())
    }
}
