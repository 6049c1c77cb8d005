//! Numbers by their digits: their decimal point is moved and they are grouped, without a change.

/// Significant digits of a number, as everywhere in the API.
const DIGITS: usize = 15;
/// Powers of ten of the first digit between which people write a number out.
const WRITTEN_OUT: std::ops::Range<i32> = -7..15;

/// A number of 15 significant digits at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    /// Without zeros at either end; `0` alone is zero.
    digits: String,
    /// The power of ten of the first digit.
    exponent: i32,
}

impl Decimal {
    /// The digits of a number; nothing where it is not finite.
    pub(super) fn of(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let text = format!("{:.*e}", DIGITS - 1, number.abs());
        let (digits, exponent) = text.split_once('e')?;
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: "0".to_owned(), exponent: 0 });
        }
        Some(Self { negative: number < 0.0, digits: digits.to_owned(), exponent: exponent.parse().ok()? })
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative
    }

    fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    /// The power of ten of its first digit once its decimal point is moved.
    fn moved(&self, shift: i32) -> i32 {
        if self.is_zero() { 0 } else { self.exponent + shift }
    }

    /// True of one, and of minus one.
    pub(super) fn is_one(&self, shift: i32) -> bool {
        self.digits == "1" && self.moved(shift) == 0
    }

    /// How many decimals it has.
    pub(super) fn decimals(&self, shift: i32) -> i32 {
        let digits = i32::try_from(self.digits.len()).unwrap_or(i32::MAX);
        (digits - 1 - self.moved(shift)).max(0)
    }

    /// True where it is at least one, or at most minus one.
    pub(super) fn is_whole_or_more(&self, shift: i32) -> bool {
        !self.is_zero() && self.moved(shift) >= 0
    }

    /// Its digits without its sign: grouped by three, or with a power of ten where people would not write them out.
    pub(super) fn text(&self, shift: i32) -> String {
        let exponent = self.moved(shift);
        if WRITTEN_OUT.contains(&exponent) { self.written_out(exponent) } else { self.scientific(exponent) }
    }

    fn written_out(&self, exponent: i32) -> String {
        let Ok(before) = usize::try_from(exponent + 1) else {
            let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
            return format!("0.{}{}", "0".repeat(zeros), self.digits);
        };
        if before == 0 {
            return format!("0.{}", self.digits);
        }
        let mut text = String::new();
        for place in 0..before {
            if place > 0 && (before - place) % 3 == 0 {
                text.push(',');
            }
            text.push_str(self.digits.get(place..=place).unwrap_or("0"));
        }
        if let Some(rest) = self.digits.get(before..).filter(|rest| !rest.is_empty()) {
            text.push('.');
            text.push_str(rest);
        }
        text
    }

    fn scientific(&self, exponent: i32) -> String {
        let (first, rest) = self.digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let mut text = format!("{first}{point}{rest} × 10");
        text.extend(exponent.to_string().chars().map(raised));
        text
    }
}

/// A sign of an exponent, raised.
fn raised(sign: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    sign.to_digit(10).and_then(|digit| RAISED.get(digit as usize)).copied().unwrap_or('⁻')
}
