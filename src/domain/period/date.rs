//! Dates of partial precision.

use chrono::{Days, Months, NaiveDate};
use entity::choice::Precision;

/// A date as far as it is known: the first day of what is meant, and how much is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// The first day.
    pub start: NaiveDate,
    /// Day, month, quarter or year.
    pub precision: Precision,
}

impl PartialDate {
    /// Reads `2024`, `2024-03`, `2024-Q1` or `2024-03-15`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let year = digits(year)?;
        let (month, day, precision) = match rest.len() {
            0 => (1, 1, Precision::Year),
            3 => match rest.strip_prefix("-Q") {
                Some(quarter) => (digits(quarter).filter(|q| (1..=4).contains(q))? * 3 - 2, 1, Precision::Quarter),
                None => (digits(rest.strip_prefix('-')?)?, 1, Precision::Month),
            },
            6 => {
                let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
                (digits(month)?, digits(day)?, Precision::Day)
            }
            _ => return None,
        };
        let start = NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|y| *y > 0)?, month, day)?;
        Some(Self { start, precision })
    }

    /// The last day of what is meant.
    pub fn end(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.start,
            Precision::Month => 1,
            Precision::Quarter => 3,
            Precision::Year => 12,
        };
        let next = self.start.checked_add_months(Months::new(months));
        next.and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or(self.start)
    }
}

/// A number of ASCII digits alone.
pub(super) fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}
