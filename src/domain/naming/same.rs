//! When two spellings are one name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::fold::fold;

/// What all spellings of a name have in common: its letters and digits, folded, with the marks that letters of any script
/// bear. What stands between two digits stays, a dot as it is (3.1 is neither 31 nor 3-1) and all else as one blank, and so do
/// `+` and `#`; a name of nothing else is only folded.
pub fn same(name: &str) -> String {
    let folded: String = fold(name).nfc().collect();
    let mut kept = String::with_capacity(folded.len());
    let mut between = String::new();
    for character in folded.chars() {
        if is_mark(character) {
            // The small form of İ is an i with a second dot.
            if between.is_empty() && !(character == '\u{307}' && kept.ends_with('i')) {
                kept.push(character);
            }
            continue;
        }
        if !character.is_alphanumeric() && !matches!(character, '+' | '#') {
            between.push(character);
            continue;
        }
        if !between.is_empty() && character.is_ascii_digit() && kept.ends_with(|last: char| last.is_ascii_digit()) {
            kept.push(if between == "." { '.' } else { ' ' });
        }
        between.clear();
        kept.push(character);
    }
    if kept.is_empty() { folded.trim().to_owned() } else { kept }
}

/// True for what a letter bears; what only chooses between two pictures of one character is none.
fn is_mark(character: char) -> bool {
    is_combining_mark(character) && !matches!(character, '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (a, b) in [
            ("GLM 4.5", "GLM-4.5"),
            ("ＧＰＴ－４o", "gpt-4o"),
            ("DeepSeek V3", "DeepSeek-V3"),
            ("華為", "华为"),
            ("紫东·太初", "紫东太初"),
            ("Gemma 2 7B", "Gemma-2-7b"),
            ("E\u{301}cole", "École"),
            ("ﾃﾞｰﾀA", "データA"),
            ("İstanbul", "istanbul"),
            ("Fable \u{2764}\u{fe0f}", "Fable \u{2764}"),
        ] {
            assert_eq!(same(a), same(b), "{a} and {b}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (a, b) in [
            ("Llama 3.1", "Llama 31"),
            ("BLOOM", "BLOOM+"),
            ("Gemma 2 7B", "Gemma 27B"),
            ("CodeGen 2.7B", "CodeGen 2 7B"),
            ("GPT-4", "GPT-4 (Jun 2023)"),
            ("データA", "モデルA"),
            ("École", "Ecole"),
            ("क्त", "कत"),
            ("x\u{304}", "x"),
            ("…", "!"),
        ] {
            assert_ne!(same(a), same(b), "{a} and {b}");
        }
    }
}
