//! PostgreSQL's exact numbers: digits of base 10,000, the place of the first, a sign, and how many decimals are shown.

use std::fmt::Write;

use crate::database::Cell;

const NEGATIVE: i64 = 0x4000;
const NOT_A_NUMBER: i64 = 0xc000;
const INFINITE: i64 = 0xd000;
const NEGATIVE_INFINITE: i64 = 0xf000;

/// The number: whole where it is whole and fits, else the nearest that a float holds. None where the bytes are none.
pub(super) fn cell(bytes: &[u8]) -> Option<Cell> {
    let mut words = bytes.chunks(2).map(|word| word.try_into().ok().map(i16::from_be_bytes).map(i64::from));
    let (count, weight) = (words.next()??, words.next()??);
    let (sign, _decimals) = (words.next()?? & 0xffff, words.next()??);
    let digits: Vec<i64> = words.collect::<Option<_>>()?;
    if usize::try_from(count) != Ok(digits.len()) || digits.iter().any(|digit| !(0..10_000).contains(digit)) {
        return None;
    }
    match sign {
        0 | NEGATIVE => {}
        NOT_A_NUMBER => return Some(Cell::Float(f64::NAN)),
        INFINITE => return Some(Cell::Float(f64::INFINITY)),
        NEGATIVE_INFINITE => return Some(Cell::Float(f64::NEG_INFINITY)),
        _ => return None,
    }
    let negative = sign == NEGATIVE;
    if let Some(whole) = whole(&digits, weight, negative) {
        return Some(Cell::Int(whole));
    }
    // As a text, since only that is rounded once.
    let mut text = String::from(if negative { "-0." } else { "0." });
    for digit in &digits {
        // Writing to a text cannot fail.
        let _ = write!(text, "{digit:04}");
    }
    let _ = write!(text, "e{}", (weight + 1) * 4);
    text.parse().ok().map(Cell::Float)
}

fn whole(digits: &[i64], weight: i64, negative: bool) -> Option<i64> {
    let mut value = 0_i64;
    let places = usize::try_from(weight + 1).ok()?;
    if digits.iter().skip(places).any(|digit| *digit != 0) {
        return None;
    }
    for place in 0..places {
        let digit = digits.get(place).copied().unwrap_or(0);
        value = value.checked_mul(10_000)?;
        value = if negative { value.checked_sub(digit)? } else { value.checked_add(digit)? };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::cell;
    use crate::database::Cell;

    fn bytes(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn numbers_are_what_was_stored() {
        for (words, expected) in [
            (&[0, 0, 0, 0][..], Cell::Int(0)),
            (&[1, 0, 0, 0, 42], Cell::Int(42)),
            (&[1, 1, 0x4000, 0, 3], Cell::Int(-30_000)),
            (&[2, 0, 0, 2, 12, 5_000], Cell::Float(12.5)),
            (&[1, 0xffff, 0, 4, 1], Cell::Float(0.0001)),
            (&[5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808], Cell::Int(i64::MIN)),
            (&[1, 5, 0, 0, 1], Cell::Float(1e20)),
            (&[0, 0, 0xd000, 0], Cell::Float(f64::INFINITY)),
        ] {
            assert_eq!(cell(&bytes(words)), Some(expected), "{words:?}");
        }
        assert!(matches!(cell(&bytes(&[0, 0, 0xc000, 0])), Some(Cell::Float(value)) if value.is_nan()));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for words in [&[][..], &[0, 0, 0], &[2, 0, 0, 0, 1], &[1, 0, 0, 0, 10_000], &[0, 0, 1, 0]] {
            assert_eq!(cell(&bytes(words)), None, "{words:?}");
        }
        assert_eq!(cell(&[0]), None);
    }
}
