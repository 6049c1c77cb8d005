//! Folding: what makes texts equal that people read as the same.

use unicode_normalization::UnicodeNormalization;

/// Folds width (NFKC), case, and traditional Chinese characters to simplified ones. Punctuation stays.
///
/// Characters fold one by one, whatever stands beside them, so that a part of a text folds as it does in the whole.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).map(simplify).collect()
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
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["İstanbul", "ﬁne", "電腦", "Straße", "…"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
