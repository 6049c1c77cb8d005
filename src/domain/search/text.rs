//! Texts as searches see them: folded character by character, each with its place in the original, in runs of words and of
//! Chinese characters.

use std::ops::Range;

use crate::fold::fold;

/// A folded text that knows where each character comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The characters.
    pub chars: Vec<char>,
    /// For each the bytes of the original that it stands for.
    pub origins: Vec<Range<usize>>,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let mut folded = Self { chars: Vec::with_capacity(text.len()), origins: Vec::with_capacity(text.len()) };
        for (at, character) in text.char_indices() {
            let origin = at..at + character.len_utf8();
            if character.is_ascii() {
                folded.chars.push(character.to_ascii_lowercase());
                folded.origins.push(origin);
                continue;
            }
            for character in fold(character.encode_utf8(&mut [0; 4])).chars() {
                folded.chars.push(character);
                folded.origins.push(origin.clone());
            }
        }
        folded
    }

    /// Its letters and digits alone.
    pub fn compact(&self) -> String {
        self.chars.iter().filter(|character| character.is_alphanumeric()).collect()
    }

    /// Where letters and digits of a compact text stand side by side in it.
    pub fn find(&self, compact: &str) -> Option<Range<usize>> {
        let solid: Vec<usize> = (0..self.chars.len()).filter(|i| self.chars[*i].is_alphanumeric()).collect();
        let wanted: Vec<char> = compact.chars().collect();
        let at = solid
            .windows(wanted.len().max(1))
            .position(|window| window.iter().map(|i| self.chars[*i]).eq(wanted.iter().copied()))?;
        Some(solid[at]..solid[at + wanted.len() - 1] + 1)
    }
}

/// A part of a text: characters of one sort side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    /// Its place in the text.
    pub start: usize,
    /// Its characters.
    pub chars: &'a [char],
    /// True for Chinese characters, false for other letters and digits.
    pub chinese: bool,
}

impl Run<'_> {
    /// Its characters as a text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }
}

/// The words and runs of Chinese characters in a folded text.
pub fn runs(chars: &[char]) -> impl Iterator<Item = Run<'_>> {
    let sort = |character: &char| (is_chinese(*character), character.is_alphanumeric());
    let mut next = 0;
    chars.chunk_by(move |a, b| sort(a) == sort(b)).filter_map(move |part| {
        let start = next;
        next += part.len();
        let (chinese, letters) = part.first().map(sort)?;
        (chinese || letters).then_some(Run { start, chars: part, chinese })
    })
}

/// True for Chinese characters.
pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
