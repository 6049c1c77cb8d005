//! Axes: where a number stands, which numbers are written beside it, and how.

/// A linear axis that begins and ends at round numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    least: f64,
    most: f64,
    /// Its first number, in steps from zero.
    first: f64,
    step: f64,
}

/// Round steps, as multiples of a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// About how many steps an axis has.
const WANTED: f64 = 5.0;
/// The least step, as a part of the numbers: answers have 15 digits.
const FINEST: f64 = 1e-15;
/// More steps than any axis has: two beyond those that are wanted, where it begins and ends between its numbers.
const MOST: u32 = 8;

impl Scale {
    /// An axis that holds these numbers. It begins at zero unless that would leave most of it empty, so that lengths
    /// compare; numbers of both signs have it between them.
    pub fn over(numbers: impl Iterator<Item = f64>) -> Self {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for number in numbers.filter(|number| number.is_finite()) {
            (least, most) = (least.min(number), most.max(number));
        }
        if least > most {
            (least, most) = (0.0, 1.0);
        }
        let far = (most - least) < 0.2 * most.abs().max(least.abs());
        if !far || least == most {
            (least, most) = (least.min(0.0), most.max(0.0));
        }
        if least == most {
            most = least + 1.0;
        }
        // By halves, whose difference is a number whatever they are; it is the same to the last digit.
        let rough = ((most / 2.0 - least / 2.0) / (WANTED / 2.0)).max(f64::MIN_POSITIVE);
        // Numbers of less distance are none of their own.
        let rough = rough.max(most.abs().max(least.abs()) * FINEST);
        let power = 10_f64.powf(rough.log10().floor());
        let step = STEPS.iter().map(|step| step * power).find(|step| *step >= rough).unwrap_or(rough);
        let (first, last) = ((least / step).floor(), (most / step).ceil() * step);
        let least = (first * step).max(f64::MIN);
        // Where the round number before the least is beyond all numbers the axis begins between two of its own.
        let first = if (first * step).is_finite() { first } else { first + 1.0 };
        Self { least, most: last.min(f64::MAX), first, step }
    }

    /// Where a number stands, from 0 at the start of the axis to 1 at its end.
    pub fn place(&self, number: f64) -> f64 {
        let (number, least, most) = (number / 2.0, self.least / 2.0, self.most / 2.0);
        if least < most { ((number - least) / (most - least)).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The numbers written beside it.
    pub fn ticks(&self) -> Vec<f64> {
        let ticks = (0..=MOST).map(|number| (self.first + f64::from(number)) * self.step);
        let ticks = ticks.take_while(|tick| tick.is_finite() && *tick <= self.most + self.step / 2.0);
        // What adding left of a step is no number to write.
        ticks.map(|tick| if tick.abs() < self.step / 1000.0 { 0.0 } else { tick }).collect()
    }

    /// A number with as many decimals as its steps need.
    pub fn label(&self, number: f64) -> String {
        if number == 0.0 && self.step < 1e-6 {
            return "0".to_owned();
        }
        if number != 0.0 && (self.step < 1e-6 || self.most.max(-self.least) >= 1e15) {
            let digits = usize::try_from(exponent(number) - exponent(self.step)).unwrap_or_default();
            return format!("{number:.*e}", digits.max(2));
        }
        let decimals = usize::try_from(-exponent(self.step)).unwrap_or_default().min(6);
        grouped(&format!("{number:.decimals$}"))
    }
}

/// The power of ten of a number's first digit.
fn exponent(number: f64) -> i32 {
    let text = format!("{number:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or_default()
}

/// Figures as people read them: groups of three digits, and behind the point as many as tell them from each other.
#[derive(Debug)]
pub struct Figures {
    /// Digits beyond those that one figure alone has.
    more: usize,
}

/// More digits than any number has.
const DIGITS: usize = 17;

impl Figures {
    /// Figures of these numbers.
    pub fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup();
        // Rounded numbers keep their order, so that those that look alike are neighbours.
        let apart = |more: &usize| {
            let figures = Self { more: *more };
            numbers.windows(2).all(|pair| figures.text(pair[0]) != figures.text(pair[1]))
        };
        Self { more: (0..DIGITS).find(apart).unwrap_or_default() }
    }

    /// One of them.
    pub fn text(&self, number: f64) -> String {
        let size = number.abs();
        if size >= 1e15 || (size > 0.0 && size < 1e-6) {
            return format!("{number:.*e}", 3 + self.more);
        }
        let decimals = match size {
            1000.0.. => 1,
            1.0.. => 4,
            _ => 6,
        };
        let text = format!("{number:.*}", decimals + self.more);
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        grouped(text)
    }
}

/// A decimal number with its whole digits in groups of three.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::{Figures, Scale};

    fn labels(numbers: &[f64]) -> Vec<String> {
        let scale = Scale::over(numbers.iter().copied());
        scale.ticks().into_iter().map(|tick| scale.label(tick)).collect()
    }

    #[test]
    fn axes_begin_and_end_at_round_numbers() {
        for (numbers, expected) in [
            (&[3716.0, 15372.0][..], "0 5,000 10,000 15,000 20,000"),
            (&[0.2, 0.9], "0.0 0.2 0.4 0.6 0.8 1.0"),
            (&[-3.0, 5.0], "−4 −2 0 2 4 6"),
            (&[7.0, 7.2], "7.00 7.05 7.10 7.15 7.20"),
            (&[5.0], "0 1 2 3 4 5"),
            (&[0.0], "0.0 0.2 0.4 0.6 0.8 1.0"),
            (&[], "0.0 0.2 0.4 0.6 0.8 1.0"),
            (&[-1.7e308, 1.7e308], "-1.00e308 0 1.00e308"),
            (&[2e24], "0 5.00e23 1.00e24 1.50e24 2.00e24"),
        ] {
            assert_eq!(labels(numbers).join(" "), expected, "{numbers:?}");
        }
    }

    #[test]
    fn an_axis_ends_whatever_its_numbers_are() {
        let sets = [&[1.0, 1.0 + f64::EPSILON][..], &[-1.7e308, 1.7e308], &[5e-324], &[f64::MAX, f64::MIN, 1e-9]];
        for numbers in sets {
            let scale = Scale::over(numbers.iter().copied());
            let ticks = scale.ticks();
            assert!((1..12).contains(&ticks.len()) && ticks.iter().all(|tick| tick.is_finite()), "{ticks:?}");
            for number in numbers.iter().chain(&ticks) {
                assert!((0.0..=1.0).contains(&scale.place(*number)), "{number} of {numbers:?}");
            }
        }
    }

    #[test]
    fn figures_are_grouped_and_end_in_no_zeros() {
        for (number, expected) in [
            (15372.0, "15,372"),
            (1662.04, "1,662"),
            (1662.25, "1,662.2"),
            (80.0, "80"),
            (-0.25, "−0.25"),
            (0.0, "0"),
            (2.1e25, "2.100e25"),
        ] {
            assert_eq!(Figures::of([number].into_iter()).text(number), expected);
        }
    }

    #[test]
    fn what_differs_looks_different() {
        for (numbers, ticks, figures) in [
            (
                &[1e15, 1.000_000_000_000_01e15][..],
                "1.000000000000000e15 1.000000000000002e15 1.000000000000004e15 1.000000000000006e15 \
                 1.000000000000008e15 1.000000000000010e15",
                "1.00000000000000e15 1.00000000000001e15",
            ),
            (&[1234.56, 1234.58], "1,234.555 1,234.560 1,234.565 1,234.570 1,234.575 1,234.580", "1,234.56 1,234.58"),
            (&[1e-9, 2e-9], "0 5.00e-10 1.00e-9 1.50e-9 2.00e-9", "1.000e-9 2.000e-9"),
            (&[1.0, 1.0 + f64::EPSILON], "", ""),
            (&[-1e15, -1.000_000_000_000_01e15, 3.0], "", ""),
            (&[999_999_999_999_999.0, 1e15], "", ""),
        ] {
            let (marks, shown) = (labels(numbers), Figures::of(numbers.iter().copied()));
            let shown: Vec<String> = numbers.iter().map(|number| shown.text(*number)).collect();
            assert!(marks.windows(2).all(|pair| pair[0] != pair[1]), "{marks:?}");
            assert!(shown.windows(2).all(|pair| pair[0] != pair[1]), "{shown:?}");
            if !ticks.is_empty() {
                assert_eq!((marks.join(" ").as_str(), shown.join(" ").as_str()), (ticks, figures));
            }
        }
    }
}
