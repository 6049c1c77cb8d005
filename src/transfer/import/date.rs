//! Dates as people print them, made partial dates of ISO 8601.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::format::DateOrder;
use crate::domain::period::PartialDate;

/// What is said of a text that is none.
pub(super) const WRONG: &str = "this is not a date";

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

static CHINESE: LazyLock<Regex> =
    LazyLock::new(|| form(r"^(?P<y>\d{4})年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?$"));
static YEAR_FIRST: LazyLock<Regex> =
    LazyLock::new(|| form(r"^(?P<y>\d{4})[/.-](?P<m>\d{1,2})(?:[/.-](?P<d>\d{1,2}))?$"));
static YEAR_LAST: LazyLock<Regex> = LazyLock::new(|| form(r"^(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})$"));
static DAY_NAMED: LazyLock<Regex> =
    LazyLock::new(|| form(r"^(?:(?P<d>\d{1,2})\s+)?(?P<n>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})$"));
static MONTH_NAMED: LazyLock<Regex> =
    LazyLock::new(|| form(r"^(?P<n>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})$"));

#[expect(clippy::expect_used, reason = "the expressions are constants, and tests use them")]
fn form(text: &str) -> Regex {
    Regex::new(text).expect("the expression is sound")
}

/// Reads a date: ISO 8601 with or without a time, 2024/3/15, 2024年3月15日, 15 March 2024, March 15, 2024, and numbers with the
/// year last where their order is known.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Result<String, String> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    // What follows the day is a time.
    let text =
        text.split_once(['T', ' ']).filter(|(day, _)| day.len() == 10 && is_iso(day)).map_or(text, |(day, _)| day);
    if is_iso(text) {
        return Ok(text.to_owned());
    }
    let wrong = || WRONG.to_owned();
    let parts = [&*CHINESE, &*YEAR_FIRST, &*DAY_NAMED, &*MONTH_NAMED].into_iter().find_map(|form| form.captures(text));
    let (year, month, day) = if let Some(parts) = parts {
        let part = |name: &str| parts.name(name).map(|part| part.as_str().to_owned());
        let month = match part("n") {
            Some(name) => Some(month(&name).ok_or_else(wrong)?.to_string()),
            None => part("m"),
        };
        (part("y").ok_or_else(wrong)?, month, part("d"))
    } else {
        let parts = YEAR_LAST.captures(text).ok_or_else(wrong)?;
        let (a, b, year) = (parts["a"].to_owned(), parts["b"].to_owned(), parts["y"].to_owned());
        match order {
            Some(DateOrder::MonthFirst) => (year, Some(a), Some(b)),
            Some(DateOrder::DayFirst) => (year, Some(b), Some(a)),
            None => return Err("the order of day and month is not known: the format has to say it in dates".to_owned()),
        }
    };
    let padded = |part: Option<String>| part.map(|part| format!("-{part:0>2}")).unwrap_or_default();
    let iso = format!("{year}{}{}", padded(month), padded(day));
    if is_iso(&iso) { Ok(iso) } else { Err(wrong()) }
}

fn is_iso(text: &str) -> bool {
    PartialDate::parse(text).is_some()
}

/// The number of a month of this name, shortened or not.
fn month(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let place = MONTHS.iter().position(|month| month.starts_with(&name))?;
    Some(place + 1)
}

#[cfg(test)]
mod tests {
    use super::{DateOrder, read};

    #[test]
    fn dates_are_read_in_the_forms_that_people_use() {
        for (text, expected) in [
            ("2024", "2024"),
            ("2021-07", "2021-07"),
            ("2024-Q1", "2024-Q1"),
            ("2024-03-15", "2024-03-15"),
            ("2025-07-19T19:49:05.815252+00:00", "2025-07-19"),
            ("2024-03-15 10:00", "2024-03-15"),
            ("2024/3/5", "2024-03-05"),
            ("2024年3月15日", "2024-03-15"),
            ("2024年3月", "2024-03"),
            ("15 March 2024", "2024-03-15"),
            ("Mar 2024", "2024-03"),
            ("March 15, 2024", "2024-03-15"),
        ] {
            assert_eq!(read(text, None).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(read("3/4/2023", Some(DateOrder::MonthFirst)).as_deref(), Ok("2023-03-04"));
        assert_eq!(read("3/4/2023", Some(DateOrder::DayFirst)).as_deref(), Ok("2023-04-03"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "soon",
            "3/4/2023",
            "2024-13-01",
            "2023-02-30",
            "Q3",
            "31/31/2024",
            "Smarch 2024",
            "Maybe 2024",
            "Junk 2024",
            "Planned H2 2026",
        ] {
            assert!(read(text, None).is_err(), "{text}");
        }
        assert!(read("13/1/2023", Some(DateOrder::MonthFirst)).is_err());
    }
}
