//! Lengths and paths as SVG writes them.

use std::fmt::Write;

/// Writes a length to a tenth. The formatting of the standard library computes exactly, and large drawings have thousands of lengths.
pub(super) fn tenth(text: &mut String, length: f64) {
    let tenths = (length * 10.0).round();
    // Writing to a text cannot fail.
    let _ = if tenths.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number of less than 50 bits")]
        let tenths = tenths as i64;
        let (sign, tenths) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
        write!(text, "{sign}{}.{}", tenths / 10, tenths % 10)
    } else {
        write!(text, "{length:.1}")
    };
}

/// A line or the edge of a shape.
#[derive(Debug, Clone)]
pub struct Path(String);

impl Path {
    /// Begins at a point.
    pub fn from(at: [f64; 2]) -> Self {
        Self(String::new()).with('M', &at)
    }

    /// A straight line to a point.
    pub fn line(self, to: [f64; 2]) -> Self {
        self.with('L', &to)
    }

    /// A level line.
    pub fn level(self, to: f64) -> Self {
        self.with('H', &[to])
    }

    /// A round corner to a point; its edges would meet in the corner.
    pub fn corner(self, [a, b]: [f64; 2], [x, y]: [f64; 2]) -> Self {
        self.with('Q', &[a, b, x, y])
    }

    /// A curve to a point that leaves towards one and arrives from another.
    pub fn curve(self, [a, b]: [f64; 2], [c, d]: [f64; 2], [x, y]: [f64; 2]) -> Self {
        self.with('C', &[a, b, c, d, x, y])
    }

    /// Half of a circle of this radius to a point, against the clock.
    pub fn half_circle(mut self, radius: f64, [x, y]: [f64; 2]) -> Self {
        self = self.with('A', &[radius, radius]);
        self.0.push_str(" 0 0 0");
        for length in [x, y] {
            self.0.push(' ');
            tenth(&mut self.0, length);
        }
        self
    }

    /// Back to where it began.
    pub fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    /// As SVG writes it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    fn with(mut self, step: char, lengths: &[f64]) -> Self {
        self.0.push(step);
        for (place, length) in lengths.iter().enumerate() {
            if place > 0 {
                self.0.push(' ');
            }
            tenth(&mut self.0, *length);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Path, tenth};

    #[test]
    fn lengths_have_one_digit_behind_the_point() {
        for (length, expected) in [
            (0.0, "0.0"),
            (-0.04, "0.0"),
            (-0.06, "-0.1"),
            (12.34, "12.3"),
            (12.96, "13.0"),
            (-1234.5, "-1234.5"),
            (1e15, "1000000000000000.0"),
        ] {
            let mut text = String::new();
            tenth(&mut text, length);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn paths_are_written_step_by_step() {
        let path = Path::from([1.0, 2.0]).line([3.0, -4.0]).level(5.0).corner([6.0, 7.0], [8.0, 9.0]);
        let path = path.curve([1.0, 1.0], [2.0, 2.0], [3.0, 3.0]).half_circle(4.0, [5.0, 6.0]).close();
        let expected = "M1.0 2.0L3.0 -4.0H5.0Q6.0 7.0 8.0 9.0C1.0 1.0 2.0 2.0 3.0 3.0A4.0 4.0 0 0 0 5.0 6.0Z";
        assert_eq!(path.text(), expected);
    }
}
