//! Dates of partial precision and periods, in the notation of ISO 8601.

use chrono::{Datelike, Days, Months, NaiveDate};
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

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

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

    /// The year in which it starts, where that is known.
    pub fn year(&self) -> Option<i32> {
        self.start.map(|day| day.year())
    }
}

#[cfg(test)]
mod tests {
    use super::{PartialDate, Period};

    fn span(text: &str) -> Option<(String, String, String)> {
        let period = Period::parse(text)?;
        let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        Some((day(period.start), day(period.end), period.label))
    }

    #[test]
    fn periods_reach_from_their_first_to_their_last_day() {
        let expected = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(span("2024"), expected("2024-01-01", "2024-12-31", "2024"));
        assert_eq!(span("2024-02"), expected("2024-02-01", "2024-02-29", "2024-02"));
        assert_eq!(span("2023-Q4"), expected("2023-10-01", "2023-12-31", "2023-Q4"));
        assert_eq!(span("2024-03-15"), expected("2024-03-15", "2024-03-15", "2024-03-15"));
        assert_eq!(span("2024/2026"), expected("2024-01-01", "2026-12-31", "2024–2026"));
        assert_eq!(span("../2025"), expected("", "2025-12-31", "–2025"));
        assert_eq!(span("P3Y"), expected("", "", "3 years"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "24", "2024-13", "2024-Q5", "2023-02-29", "2024-1-1", "0000", "2024-03-15T00:00", "２０２４"]
        {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
        for text in ["2026/2024", "../..", "P", "PY", "P3W", "2024/", "P3Y/2024"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
