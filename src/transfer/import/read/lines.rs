//! Lines as editors count them: one ends in LF, in CR and LF, or in CR alone.

/// Counts the lines of bytes that pass one after the other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    ended: u64,
    /// True where the last byte was a CR: an LF behind it ends the same line.
    half: bool,
}

impl Lines {
    /// The line, from 1, that the next byte stands in.
    pub(super) fn here(&self) -> u64 {
        self.ended + 1
    }

    /// Takes note of a byte.
    pub(super) fn pass(&mut self, byte: u8) {
        self.ended += u64::from(byte == b'\r' || (byte == b'\n' && !self.half));
        self.half = byte == b'\r';
    }

    /// Takes note of several bytes.
    pub(super) fn pass_all(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.pass(*byte));
    }
}

/// The line that stands behind these bytes.
pub(super) fn behind(bytes: &[u8]) -> u64 {
    let mut lines = Lines::default();
    lines.pass_all(bytes);
    lines.here()
}

/// The lines of a text with their numbers, without what ends them.
pub(super) fn numbered(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut rest = Some(bytes);
    let lines = std::iter::from_fn(move || {
        let bytes = rest?;
        let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else { return rest.take() };
        let width = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = Some(&bytes[end + width..]);
        Some(&bytes[..end])
    });
    (1..).zip(lines)
}

#[cfg(test)]
mod tests {
    use super::{behind, numbered};

    #[test]
    fn every_end_of_a_line_counts_once() {
        for (text, expected) in [
            ("", 1),
            ("a\nb", 2),
            ("a\r\nb", 2),
            ("a\rb", 2),
            ("a\n\nb", 3),
            ("a\r\rb", 3),
            ("a\r\n\r\nb", 3),
            ("a\n\rb", 3),
            ("a\r\n", 2),
        ] {
            assert_eq!(behind(text.as_bytes()), expected, "{text:?}");
            let last = numbered(text.as_bytes()).last().map(|(number, _)| number);
            assert_eq!(last, Some(expected), "{text:?}");
        }
        let lines: Vec<_> = numbered(b"a\r\nb\rc\n").collect();
        assert_eq!(lines, [(1, &b"a"[..]), (2, b"b"), (3, b"c"), (4, b"")]);
    }
}
