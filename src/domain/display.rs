//! Figures as people write them: `> 80 %`, `US$64 billion`, `3,716 亿元`. The number stays the number: its decimal point is moved
//! and its digits are grouped, nothing is converted or cut. A unit that the language has a word for keeps its size; one that it
//! has none for (100 million yuan in English), and base units, take the largest word that leaves two decimals at most.

mod decimal;
mod notation;

use self::decimal::Decimal;
use self::notation::Notation;
use super::figure::Figure;

/// A unit of measure, as far as what is written depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Unit<'a> {
    /// Its code.
    pub code: &'a str,
    /// The code of its base unit.
    pub base: &'a str,
    /// ISO 4217; empty where it is none of money.
    pub currency: &'a str,
    /// One of it in base units.
    pub multiplier: f64,
    /// What it is called in English and in Chinese.
    pub names: [&'a str; 2],
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

impl Language {
    /// Chinese or English.
    pub fn of(chinese: bool) -> Self {
        if chinese { Self::Chinese } else { Self::English }
    }

    /// The one that is meant of two.
    pub fn choose<T>(self, [english, chinese]: [T; 2]) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// Writes a figure with its bounds, its unit and the sign of its comparator; nothing where it has no number.
///
/// A bound whose comparator is not told is one of `≥` and `≤`: less than it could say, and never more.
pub fn write(figure: Figure, comparator: &str, unit: &Unit<'_>, language: Language) -> Option<String> {
    let parts = [figure.value, figure.low, figure.high].map(|number| number.and_then(Decimal::of));
    let [value, low, high] = &parts;
    let numbers: Vec<&Decimal> = parts.iter().flatten().collect();
    if numbers.is_empty() {
        return None;
    }
    let notation = Notation::of(unit, language);
    let style = notation.style(&numbers);
    let whole = |number: &Decimal| style.whole(number);
    let about = if comparator == "ABOUT" { language.choose(["≈ ", "约 "]) } else { "" };
    let bounds = match (low, high) {
        (Some(low), Some(high)) if low == high => Some(whole(low)),
        (Some(low), Some(high)) if low.is_negative() || high.is_negative() => {
            Some(format!("{} {} {}", whole(low), language.choose(["to", "至"]), whole(high)))
        }
        (Some(low), Some(high)) => Some(style.around(&format!("{}–{}", style.text(low), style.text(high)))),
        (Some(low), None) => Some(format!("{} {}", if comparator == "GREATER_THAN" { ">" } else { "≥" }, whole(low))),
        (None, Some(high)) => Some(format!("{} {}", if comparator == "LESS_THAN" { "<" } else { "≤" }, whole(high))),
        (None, None) => None,
    };
    let value = value.as_ref().map(|value| format!("{about}{}", whole(value)));
    match (value, bounds) {
        (Some(value), Some(bounds)) => Some(format!("{value} ({bounds})")),
        // A bound alone says that it is no number.
        (None, Some(bounds)) if low.is_some() && high.is_some() => Some(format!("{about}{bounds}")),
        (value, bounds) => value.or(bounds),
    }
}

#[cfg(test)]
mod tests;
