//! Texts as they are stored, and as they are compared: what makes texts equal that people read as the same.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text as it is stored, whoever writes it: what can be written as one character or as several (NFC) is one.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// Folds width (NFKC), case, and traditional Chinese characters to simplified ones. Punctuation stays.
///
/// Characters fold one by one, whatever stands beside them, so that a part of a text folds as it does in the whole.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).flat_map(as_in_capitals).map(simplify).collect()
}

/// What capitals do not tell apart: SS may be ß, and Σ is ς at the end of a word.
fn as_in_capitals(character: char) -> impl Iterator<Item = char> {
    let (first, second) = match character {
        'ß' => ('s', Some('s')),
        'ς' => ('σ', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// What a column beside a text holds: the text folded, where it is not ASCII, whose lower case databases know.
pub fn beyond_ascii(text: &str) -> Option<String> {
    (!text.is_ascii()).then(|| fold(text))
}

fn simplify(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    fast2s::convert(character.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn width_case_and_traditional_characters_fold() {
        assert_eq!(fold("ＧＰＴ－４"), "gpt-4");
        assert_eq!(fold("人工智慧產業鏈"), "人工智慧产业链");
        assert_eq!(fold("100%_Ä"), "100%_ä");
        assert_eq!([fold("Straße"), fold("STRASSE é"), fold("ẞ")], ["strasse", "strasse é", "ss"]);
        assert_eq!(fold("ΟΔΟΣ"), fold("οδος"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["İstanbul", "ﬁne", "電腦", "Straße", "…"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
