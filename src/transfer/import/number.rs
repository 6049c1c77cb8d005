//! Figures as people print them: thousands separators, exponents, 亿 and 万, bounds and ranges.

use std::sync::LazyLock;

use entity::choice::Comparator;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::digits::rounded;
use crate::domain::figure::Figure;

/// A number with its sign, thousands separators, exponent and Chinese multiplier.
const NUMBER: &str =
    r"[+-]?(?:(?:\d{1,3}(?:[, '\u{a0}]\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*(?:万亿|亿|千万|百万|万|千)?";

static FORM: LazyLock<Regex> =
    LazyLock::new(|| form(&format!(r"^(?P<cmp>\D*?)\s*(?P<n>{NUMBER})\s*(?P<more>\+|以上|多)?$")));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| form(&format!(r"^(?P<a>{NUMBER})\s*(?:-|–|—|~|至|到|to)\s*(?P<b>{NUMBER})$")));

#[expect(clippy::expect_used, reason = "the expressions are constants, and tests use them")]
fn form(text: &str) -> Regex {
    Regex::new(text).expect("the expression is sound")
}

/// Signs of currencies, and how the codes of their units begin.
const SIGNS: [(char, &[&str]); 4] =
    [('$', &["USD", "US_CENT"]), ('¥', &["CNY", "JPY"]), ('€', &["EUR"]), ('£', &["GBP"])];

/// How codes of units begin whose sign a figure bears; none where it bears none.
pub(super) fn currencies(text: &str) -> Option<&'static [&'static str]> {
    let first = text.nfkc().find(|character| !character.is_whitespace())?;
    SIGNS.iter().find(|(sign, _)| *sign == first).map(|(_, codes)| *codes)
}

/// Reads a figure: a value, one bound with its comparator, or both bounds.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<(Figure, Option<Comparator>), String> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let text = text.strip_prefix(SIGNS.map(|(sign, _)| sign)).unwrap_or(text).trim();
    if let Some(parts) = RANGE.captures(text) {
        let (low, high) = range(parts["a"].trim(), parts["b"].trim())?;
        if low > high {
            return Err("the range ends before it begins".to_owned());
        }
        return Ok((Figure { value: None, low: Some(low), high: Some(high) }, None));
    }
    let parts = FORM.captures(text).ok_or_else(|| "this is not a number".to_owned())?;
    let value = number(&parts["n"])?;
    let below = |cmp| Ok((Figure { value: None, low: Some(value), high: None }, Some(cmp)));
    let above = |cmp| Ok((Figure { value: None, low: None, high: Some(value) }, Some(cmp)));
    let exact = |cmp| Ok((Figure::exact(value), cmp));
    if parts.name("more").is_some() {
        return if parts["cmp"].is_empty() {
            below(Comparator::AtLeast)
        } else {
            Err("this is not a number".to_owned())
        };
    }
    match parts["cmp"].trim().to_lowercase().as_str() {
        "" => exact(None),
        "~" | "≈" | "约" | "about" | "approx." | "ca." => exact(Some(Comparator::About)),
        ">" | "over" | "more than" | "超过" => below(Comparator::GreaterThan),
        ">=" | "≥" | "at least" | "至少" => below(Comparator::AtLeast),
        "<" | "under" | "less than" | "低于" => above(Comparator::LessThan),
        "<=" | "≤" | "at most" | "至多" => above(Comparator::AtMost),
        _ => Err("this is not a number".to_owned()),
    }
}

/// Words that multiply.
const MULTIPLIERS: [(&str, f64); 6] =
    [("万亿", 1e12), ("亿", 1e8), ("千万", 1e7), ("百万", 1e6), ("万", 1e4), ("千", 1e3)];

fn multiplier(text: &str) -> Option<(&str, &'static str)> {
    MULTIPLIERS.iter().find_map(|(word, _)| Some((text.strip_suffix(word)?, *word)))
}

/// Both ends of a range: in 5-10万 both are 万, in 9000-1万 only one is.
fn range(low: &str, high: &str) -> Result<(f64, f64), String> {
    let (alone, above) = (number(low)?, number(high)?);
    if multiplier(low).is_none()
        && let Some((_, word)) = multiplier(high)
        && let Ok(shared) = number(&format!("{low}{word}"))
        && shared <= above
    {
        return Ok((shared, above));
    }
    Ok((alone, above))
}

fn number(text: &str) -> Result<f64, String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\'' | '\u{a0}')).collect();
    let (digits, word) = multiplier(&plain).unwrap_or((&plain, ""));
    let times = MULTIPLIERS.iter().find(|(other, _)| *other == word).map_or(1.0, |(_, times)| *times);
    let value = digits.parse::<f64>().map_err(|_| "this is not a number".to_owned())? * times;
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    let vanished = value == 0.0 && mantissa.contains(|c| matches!(c, '1'..='9'));
    if value.is_finite() && !vanished {
        // There is one zero, whatever its sign.
        Ok(rounded(value) + 0.0)
    } else {
        Err("this is beyond what a number can hold".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use entity::choice::Comparator;

    use super::read;

    type Read = (Option<f64>, Option<f64>, Option<f64>, Option<Comparator>);

    fn figure(text: &str) -> Option<Read> {
        read(text).ok().map(|(figure, cmp)| (figure.value, figure.low, figure.high, cmp))
    }

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        for (text, value) in [
            ("1234", 1234.0),
            ("1,234,567.5", 1_234_567.5),
            ("6.84e+24", 6.84e24),
            ("1E+11", 1e11),
            ("2.8e-07", 2.8e-7),
            ("247000000.00000003", 247_000_000.0),
            ("3,716 亿", 3.716e11),
            ("12万", 1.2e5),
            ("1.5万亿", 1.5e12),
            ("１２３", 123.0),
            ("$5", 5.0),
            ("-3", -3.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-.5e1", -5.0),
            (" 0 ", 0.0),
        ] {
            assert_eq!(figure(text), Some((Some(value), None, None, None)), "{text}");
        }
    }

    #[test]
    fn zero_has_no_sign() {
        for text in ["0", "-0", "0e0", "-0.00", ".0", "0."] {
            let value = figure(text).and_then(|(value, ..)| value);
            assert_eq!(value.map(f64::to_bits), Some(0), "{text}");
        }
    }

    #[test]
    fn bounds_stay_bounds() {
        use Comparator::{About, AtLeast, GreaterThan, LessThan};
        assert_eq!(figure(">80"), Some((None, Some(80.0), None, Some(GreaterThan))));
        assert_eq!(figure("100+"), Some((None, Some(100.0), None, Some(AtLeast))));
        assert_eq!(figure("< 1e3"), Some((None, None, Some(1000.0), Some(LessThan))));
        assert_eq!(figure("约5"), Some((Some(5.0), None, None, Some(About))));
        assert_eq!(figure("5-10"), Some((None, Some(5.0), Some(10.0), None)));
        assert_eq!(figure("1e-5–2e-5"), Some((None, Some(1e-5), Some(2e-5), None)));
        assert_eq!(figure("5-10万"), Some((None, Some(5e4), Some(1e5), None)));
        assert_eq!(figure("9000-1万"), Some((None, Some(9e3), Some(1e4), None)));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "n/a",
            "1,5",
            "1e400",
            "1e-400",
            "$$5",
            "12 apples",
            "2260275840,2290000001",
            "10-5",
            "--1",
            "1.2.3",
            "nan",
            "inf",
        ] {
            assert!(read(text).is_err(), "{text}: {:?}", figure(text));
        }
    }
}
