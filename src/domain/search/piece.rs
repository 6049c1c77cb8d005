//! What texts are made of for a search: words of letters, numbers, and runs of Chinese characters. No border is where letters
//! meet a number, so that `gpt4`, `GPT-4` and `gpt 4` are the same.

use std::ops::Range;

use super::text::{is_chinese, runs};

/// The point of a number, in a sign that the text searches of both databases take for a part of a word.
pub const POINT: char = '·';

/// A part of a text that nothing divides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its characters in the folded text.
    pub place: Range<usize>,
    /// What it says; a number with its point (`2·5`).
    pub text: String,
}

impl Piece {
    /// True where this piece and the next are read as one word: a number and a letter that stands alone, as in `70b` or `h100`.
    pub fn clings(&self, next: &Self) -> bool {
        let [a, b] = [&self.text, &next.text];
        (is_number(a) && is_letter(b)) || (is_letter(a) && is_number(b))
    }
}

/// True for a number.
pub fn is_number(piece: &str) -> bool {
    piece.starts_with(|first: char| first.is_ascii_digit())
}

/// True for a run of Chinese characters.
pub fn is_run(piece: &str) -> bool {
    piece.starts_with(is_chinese)
}

/// True for letters.
pub(super) fn is_word(piece: &str) -> bool {
    !is_number(piece) && !is_run(piece)
}

/// True for a letter that stands alone.
pub(super) fn is_letter(piece: &str) -> bool {
    is_word(piece) && piece.chars().nth(1).is_none()
}

/// The pieces of a folded text.
pub fn pieces(chars: &[char]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for run in runs(chars) {
        let mut start = run.start;
        for part in run.chars.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
            let place = start..start + part.len();
            let text: String = part.iter().collect();
            start = place.end;
            match pieces.last_mut() {
                // What stands behind the point of a number belongs to it.
                Some(last)
                    if is_number(&text) && is_number(&last.text) && chars[last.place.end..place.start] == ['.'] =>
                {
                    last.place.end = place.end;
                    last.text.push(POINT);
                    last.text.push_str(&text);
                }
                _ => pieces.push(Piece { place, text }),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use crate::domain::search::Folded;

    fn texts(text: &str) -> Vec<String> {
        pieces(&Folded::of(text).chars).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn letters_numbers_and_chinese_characters_part() {
        for (text, expected) in [
            ("Qwen2.5-72B-Instruct", &["qwen", "2·5", "72", "b", "instruct"][..]),
            ("通义千问2.5-72B", &["通义千问", "2·5", "72", "b"]),
            ("GPT-3.5 Turbo. 4o", &["gpt", "3·5", "turbo", "4", "o"]),
            ("v1.2.3, 1,000 and ５．５", &["v", "1·2·3", "1", "000", "and", "5·5"]),
            (".5. 6 .", &["5", "6"]),
            ("…", &[]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }
}
