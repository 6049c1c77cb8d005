//! Dates, numbers and countries as the readers of a language write them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// How exactly a day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Year,
    Quarter,
    Month,
    Day,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A date like `2025-06-30`, as exactly as it is known; what is none stays as it is.
pub(super) fn date(text: &str, precision: Precision, chinese: bool) -> String {
    written(text, precision, chinese).unwrap_or_else(|| text.to_owned())
}

fn written(text: &str, precision: Precision, chinese: bool) -> Option<String> {
    let mut parts = text.splitn(3, '-');
    let year: u32 = parts.next()?.parse().ok()?;
    // Somebody may ask for a month or a year alone.
    let month = parts.next().map(|part| part.parse::<usize>().ok().filter(|month| (1..=12).contains(month)));
    let day = parts.next().map(|part| part.parse::<u32>().ok().filter(|day| (1..=31).contains(day)));
    Some(match (precision, month, day) {
        (Precision::Year, ..) | (_, None, _) => {
            if chinese {
                format!("{year}年")
            } else {
                year.to_string()
            }
        }
        (Precision::Quarter, Some(month), _) => {
            let quarter = month?.div_ceil(3);
            if chinese { format!("{year}年第{quarter}季度") } else { format!("Q{quarter} {year}") }
        }
        (Precision::Month, Some(month), _) | (_, Some(month), None) => {
            let month = month?;
            if chinese { format!("{year}年{month}月") } else { format!("{} {year}", MONTHS[month - 1]) }
        }
        (Precision::Day, Some(month), Some(day)) => {
            let (month, day) = (month?, day?);
            if chinese { format!("{year}年{month}月{day}日") } else { format!("{day} {} {year}", MONTHS[month - 1]) }
        }
    })
}

/// A number of things: both languages part thousands by commas.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The regions of the built-in data.
#[derive(Debug, Default, Deserialize)]
struct Regions {
    region: Vec<Region>,
}

#[derive(Debug, Deserialize)]
struct Region {
    code: String,
    en: String,
    zh: String,
}

/// What a country or region of a code is called; none where there is no such code.
pub(super) fn country(code: &str, chinese: bool) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<String, [String; 2]>> = LazyLock::new(|| {
        // The test below reads it, too.
        let regions: Regions = toml::from_str(include_str!("../../data/regions.toml")).unwrap_or_default();
        regions.region.into_iter().map(|Region { code, en, zh }| (code, [en, zh])).collect()
    });
    NAMES.get(code).map(|names| names[usize::from(chinese)].as_str())
}

#[cfg(test)]
mod tests {
    use super::{Precision, country, date, number};

    #[test]
    fn dates_are_as_exact_as_they_are_known() {
        for (text, precision, en, zh) in [
            ("2025-06-30", Precision::Day, "30 Jun 2025", "2025年6月30日"),
            ("2025-06-01", Precision::Month, "Jun 2025", "2025年6月"),
            ("2025-04-01", Precision::Quarter, "Q2 2025", "2025年第2季度"),
            ("2025-01-01", Precision::Year, "2025", "2025年"),
            ("2025-06", Precision::Day, "Jun 2025", "2025年6月"),
            ("2025", Precision::Day, "2025", "2025年"),
            ("2025-13-01", Precision::Day, "2025-13-01", "2025-13-01"),
            ("soon", Precision::Day, "soon", "soon"),
        ] {
            assert_eq!([date(text, precision, false), date(text, precision, true)], [en, zh], "{text}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 12_345, 1_234_567].map(number), ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn countries_have_names_in_both_languages() {
        assert_eq!(["CN", "US", "DE"].map(|code| country(code, true)), [Some("中国"), Some("美国"), Some("德国")]);
        assert_eq!((country("WORLD", false), country("XX", false)), (Some("World"), None));
    }
}
