//! Texts as searches see them: folded, each character with its place in the original, in runs of words and of Chinese characters.

use std::iter::once;
use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

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
        let mut start = 0;
        for (at, character) in text.char_indices() {
            if at > start && !is_joined(character) {
                folded.push(text, start..at);
                start = at;
            }
        }
        folded.push(text, start..text.len());
        folded
    }

    /// Adds what folds together.
    fn push(&mut self, text: &str, origin: Range<usize>) {
        let part = &text[origin.clone()];
        if let [byte] = part.as_bytes() {
            self.chars.push(byte.to_ascii_lowercase().into());
            self.origins.push(origin);
            return;
        }
        for character in fold(part).chars() {
            self.chars.push(character);
            self.origins.push(origin.clone());
        }
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

/// True for a character that may become one with what stands before it: an accent, the second half of a syllable.
fn is_joined(character: char) -> bool {
    if character.is_ascii() {
        return false;
    }
    let first = once(character).nfkd().next().unwrap_or(character);
    canonical_combining_class(first) != 0 || is_nfkc_quick(once(first)) == IsNormalized::Maybe
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
    let sort = |character: &char| character.is_alphanumeric().then(|| is_chinese(*character));
    let mut next = 0;
    chars.chunk_by(move |a, b| sort(a) == sort(b)).filter_map(move |part| {
        let start = next;
        next += part.len();
        let chinese = part.first().and_then(sort)?;
        Some(Run { start, chars: part, chinese })
    })
}

/// True for Chinese characters, and for the few signs that stand among them.
pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::{Folded, runs};
    use crate::fold::fold;

    #[test]
    fn a_text_folds_in_parts_as_it_does_in_the_whole() {
        for text in [
            "E\u{301}cole",
            "École",
            "q\u{323}\u{307}",
            "q\u{307}\u{323}",
            "ｶﾞ ガ カ\u{3099}",
            "\u{1112}\u{1161}\u{11ab} 한",
            "\u{9c7}\u{9be}",
            "İ\u{323}stanbul",
            "\u{301}",
            "ﬁ\u{301}",
            "e\u{200d}\u{301}",
            "電腦\u{fe00}",
            "👩🏽\u{200d}💻",
            "",
        ] {
            let folded = Folded::of(text);
            assert_eq!(folded.chars.iter().collect::<String>(), fold(text), "{text:?}");
            assert!(folded.origins.iter().all(|origin| text.get(origin.clone()).is_some()), "{text:?}");
        }
    }

    #[test]
    fn terms_and_what_they_are_made_of_are_the_same_letters() {
        for text in ["䷀", "䷀乾 ䷁", "a䷀b", "\u{301}", "\u{e000}", "👍a", "〇一", "\u{f900}\u{fadf}"] {
            let folded = Folded::of(text);
            let terms: String = runs(&folded.chars).map(|run| run.text()).collect();
            assert_eq!(terms, folded.compact(), "{text:?}");
        }
    }
}
