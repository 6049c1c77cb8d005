//! Fiscal years, halves and quarters: which months they have, where a format says when they begin.

use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

const UNKNOWN: &str = "this is a fiscal year: the format has to say in fiscal when it begins";

/// The month in which fiscal year 2024 begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Fiscal {
    year: i32,
    month: i32,
}

impl TryFrom<String> for Fiscal {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        let found = parts.filter(|(year, month)| (2023..=2024).contains(year) && (1..=12).contains(month));
        let (year, month) = found.ok_or_else(|| {
            format!("fiscal is the month in which fiscal year 2024 begins, like 2023-10, and {text:?} is none")
        })?;
        Ok(Self { year, month })
    }
}

impl Fiscal {
    /// Some months from one of a fiscal year on.
    fn months(self, year: i32, first: i32, count: i32) -> String {
        let start = (self.year + year - 2024) * 12 + self.month - 1 + first;
        let month = |months: i32| format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1);
        match (count, start.rem_euclid(12)) {
            (12, 0) => format!("{:04}", start.div_euclid(12)),
            _ => format!("{}/{}", month(start), month(start + count - 1)),
        }
    }
}

/// The months of the fiscal year that begins in a year and ends in the next.
///
/// # Errors
/// Where it is not known when it begins, or it would end in the same year.
pub(super) fn of_years(fiscal: Option<Fiscal>, year: u16) -> Result<String, &'static str> {
    match fiscal {
        None => Err(UNKNOWN),
        Some(Fiscal { month: 1, .. }) => {
            Err("this is two years, and the format says that fiscal years begin in January")
        }
        Some(fiscal) => Ok(fiscal.months(i32::from(year) + 2024 - fiscal.year, 0, 12)),
    }
}

static FORMS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        form(r"^FY\s?'?(?P<y>\d{4}|\d{2})(?:[/–-](?P<n>\d{2}|\d{4}))?(?:\s?-?(?P<part>Q[1-4]|H[12]))?$"),
        form(r"^(?P<part>Q[1-4]|H[12])[\s-]?FY\s?'?(?P<y>\d{4}|\d{2})(?:[/–-](?P<n>\d{2}|\d{4}))?$"),
        form(r"^(?P<y>\d{4})(?:[/–-](?P<n>\d{2}|\d{4}))?财年(?P<part>第?[1-4一二三四]季度?|[上下]半年)?$"),
    ]
});

#[expect(clippy::expect_used, reason = "the expressions are constants, and tests use them")]
fn form(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("the expression is sound")
}

/// A fiscal year or a part of it that says that it is one: FY2024, FY2023/24, FY24 Q3, 2024财年.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    year: i32,
    /// True where the year is the first of two.
    of_two: bool,
    /// The first of its months, and how many they are.
    months: (i32, i32),
}

impl Named {
    pub(super) fn read(text: &str) -> Option<Self> {
        let parts = FORMS.iter().find_map(|form| form.captures(text))?;
        let year: i32 = parts["y"].parse().ok()?;
        let year = match parts["y"].len() {
            2 if year < 70 => 2000 + year,
            2 => 1900 + year,
            _ => year,
        };
        let next = parts.name("n").map(|part| part.as_str());
        let is_next = |next: &str| next.parse() == Ok(if next.len() == 2 { (year + 1) % 100 } else { year + 1 });
        if next.is_some_and(|next| !is_next(next)) {
            return None;
        }
        let months = parts.name("part").map_or((0, 12), |part| months(part.as_str()));
        Some(Self { year, of_two: next.is_some(), months })
    }

    /// Its months.
    ///
    /// # Errors
    /// Where it is not known when it begins.
    pub(super) fn period(self, fiscal: Option<Fiscal>) -> Result<String, &'static str> {
        let fiscal = fiscal.ok_or(UNKNOWN)?;
        let year = if self.of_two { self.year + 2024 - fiscal.year } else { self.year };
        let (first, count) = self.months;
        Ok(fiscal.months(year, first, count))
    }
}

/// The first month of a half or a quarter, and how many it has.
fn months(part: &str) -> (i32, i32) {
    let has = |signs: [char; 2]| part.contains(signs);
    if part.contains(['H', 'h', '半']) {
        return (if has(['1', '上']) { 0 } else { 6 }, 6);
    }
    let quarters = [['1', '一'], ['2', '二'], ['3', '三'], ['4', '四']];
    (0..).zip(quarters).find(|(_, signs)| has(*signs)).map_or((0, 12), |(before, _)| (3 * before, 3))
}

#[cfg(test)]
mod tests {
    use super::{Fiscal, Named};

    fn period(text: &str, fiscal: &str) -> Option<String> {
        let fiscal = Fiscal::try_from(fiscal.to_owned()).ok()?;
        Named::read(text)?.period(Some(fiscal)).ok()
    }

    #[test]
    fn fiscal_years_have_the_months_that_the_format_says() {
        for (text, fiscal, expected) in [
            ("FY2024", "2023-10", "2023-10/2024-09"),
            ("fy24", "2024-04", "2024-04/2025-03"),
            ("FY2023/24", "2023-04", "2023-04/2024-03"),
            ("FY2023-24 Q4", "2023-04", "2024-01/2024-03"),
            ("FY2024 Q3", "2023-10", "2024-04/2024-06"),
            ("FY2025Q1", "2024-02", "2025-02/2025-04"),
            ("Q1 FY2024", "2024-01", "2024-01/2024-03"),
            ("FY2024", "2024-01", "2024"),
            ("2024财年第三季度", "2023-07", "2024-01/2024-03"),
            ("FY1999", "2024-01", "1999"),
            ("FY2024 H1", "2024-01", "2024-01/2024-06"),
            ("h2 fy2023/24", "2023-04", "2023-10/2024-03"),
            ("2024财年上半年", "2023-10", "2023-10/2024-03"),
        ] {
            assert_eq!(period(text, fiscal).as_deref(), Some(expected), "{text}");
        }
        for text in ["FY", "FY2024 Q5", "FY2024 H3", "FY2023/25", "FYI", "2024"] {
            assert!(Named::read(text).is_none(), "{text}");
        }
        assert!(Fiscal::try_from("2022-10".to_owned()).is_err() && Fiscal::try_from("10".to_owned()).is_err());
    }
}
