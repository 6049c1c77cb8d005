//! JSON, straight into a buffer of bytes.

use chrono::{DateTime, Datelike, SecondsFormat, Timelike};

use crate::digits::{DIGITS, rounded};

/// Writes a string with its quotes.
pub fn string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    // Most texts have nothing to escape; that is found out sixteen bytes at a time.
    if bytes.chunks(16).any(|chunk| chunk.iter().fold(false, |found, &byte| found | is_special(byte))) {
        escaped(out, bytes);
    } else {
        out.extend_from_slice(bytes);
    }
    out.push(b'"');
}

/// True for what stands in no string of JSON as it is.
fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escaped(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut plain = 0;
    for (i, &byte) in bytes.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
        out.extend_from_slice(&bytes[plain..i]);
        plain = i + 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[plain..]);
}

/// Writes a whole number.
pub fn int(out: &mut Vec<u8>, value: i64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes microseconds since 1970 as an RFC 3339 time of UTC, without quotes.
pub fn moment(out: &mut Vec<u8>, micros: i64) {
    let moment = DateTime::from_timestamp_micros(micros).unwrap_or_default();
    let (day, time) = (moment.date_naive(), moment.time());
    // Years of four digits, which all moments that are stored have; the others are left to the library.
    let Some(year) = u32::try_from(day.year()).ok().filter(|year| *year < 10_000) else {
        return out.extend_from_slice(moment.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
    };
    let parts = [
        (year, 4, b'-'),
        (day.month(), 2, b'-'),
        (day.day(), 2, b'T'),
        (time.hour(), 2, b':'),
        (time.minute(), 2, b':'),
        (time.second(), 2, b'.'),
        (time.nanosecond() / 1_000, 6, b'Z'),
    ];
    for (value, width, end) in parts {
        for place in (0..width).rev() {
            out.push(b'0' + u8::try_from(value / 10u32.pow(place) % 10).unwrap_or(0));
        }
        out.push(end);
    }
}

/// Writes a number, rounded to 15 significant digits, as JavaScript would print it; null where it is not finite.
pub fn float(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        return out.extend_from_slice(b"null");
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 1e15 is exact")]
    if value == value.trunc() && value.abs() < 1e15 {
        return int(out, value as i64);
    }
    // What has no exponent and few digits stands there as it is, which is what most figures are.
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    if shortest.len() <= DIGITS && !shortest.contains('e') {
        return out.extend_from_slice(shortest.as_bytes());
    }
    let mut text = format!("{value:e}");
    if text.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
        // Rounded, then shortest again: rounding leaves zeros behind.
        text = format!("{:e}", rounded(value));
    }
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let digits = digits.replace('.', "");
    out.extend_from_slice(sign.as_bytes());
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    let text = match exponent {
        0..=20 if count <= exponent + 1 => format!("{digits}{}", zeros(exponent + 1 - count)),
        0..=20 => {
            let (whole, rest) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(1));
            format!("{whole}.{rest}")
        }
        -7..=-1 => format!("0.{}{digits}", zeros(-exponent - 1)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            format!("{first}{point}{rest}e{exponent}")
        }
    };
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    fn float(value: f64) -> String {
        let mut out = Vec::new();
        super::float(&mut out, value);
        String::from_utf8(out).expect("numbers are ASCII")
    }

    #[test]
    fn numbers_print_without_noise() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (80.0, "80"),
            (0.8, "0.8"),
            (0.1 + 0.2, "0.3"),
            (70.0 * 0.01, "0.7"),
            (371_600_000_000.0, "371600000000"),
            (1e15, "1000000000000000"),
            (2.1e25, "2.1e25"),
            (1.5e-9, "1.5e-9"),
            (-12.5, "-12.5"),
            (1e21, "1e21"),
            (123_456_789_012_345_680_000.0, "123456789012346000000"),
            (0.000_001_5, "0.0000015"),
            (f64::MAX, "1.79769313486231e308"),
            (f64::MIN, "-1.79769313486231e308"),
            (f64::NAN, "null"),
            (f64::INFINITY, "null"),
        ] {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn numbers_read_back_within_15_digits() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..10_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let value = f64::from_bits(state);
            if !value.is_finite() || value == 0.0 || value.abs() < 1e-300 {
                continue;
            }
            let back: f64 = float(value).parse().expect("a number");
            assert!(((back - value) / value).abs() < 1e-14, "{value} printed as {}", float(value));
        }
    }

    #[test]
    fn moments_have_microseconds() {
        for (micros, expected) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_767_225_600_000_001, "2026-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
        ] {
            let mut out = Vec::new();
            super::moment(&mut out, micros);
            assert_eq!(out, expected.as_bytes());
        }
    }

    #[test]
    fn strings_escape_what_json_forbids() {
        let mut out = Vec::new();
        super::string(&mut out, "a\"b\\c\n\u{1}英");
        assert_eq!(out, "\"a\\\"b\\\\c\\n\\u0001英\"".as_bytes());
    }
}
