//! How exact numbers are told: to 15 significant digits. What is shown of a number is what is compared and sorted.

mod sum;

pub use self::sum::Sum;

/// The most digits that a number has: beyond them, the last bits of a sum depend on how it was made.
pub const DIGITS: usize = 15;

/// The largest number of so many digits: rounded up, the few above it would be beyond all numbers.
const LARGEST: f64 = 1.797_693_134_862_31e308;

/// Rounds to 15 significant digits.
pub fn rounded(value: f64) -> f64 {
    let rounded: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    if rounded.is_infinite() && value.is_finite() { LARGEST.copysign(value) } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn numbers_are_rounded_to_what_is_shown_of_them() {
        for (value, expected) in [
            (0.1 + 0.2, 0.3),
            (70.0 * 0.01, 0.7),
            (9_007_199_254_740_993.0, 9_007_199_254_740_990.0),
            (f64::MAX, 1.797_693_134_862_31e308),
            (f64::MIN, -1.797_693_134_862_31e308),
            (5e-324, 5e-324),
            (0.0, 0.0),
        ] {
            assert_eq!(rounded(value), expected);
            assert_eq!(rounded(rounded(value)), rounded(value), "{value}");
        }
        assert!(rounded(f64::INFINITY).is_infinite() && rounded(f64::NAN).is_nan());
    }
}
