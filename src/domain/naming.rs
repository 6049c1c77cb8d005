//! Names: when two spellings are one name, and the slug that a name gets.

use pinyin::ToPinyin;

use crate::domain::identity::is_slug;
use crate::fold::fold;

/// The longest slug that is made of a name, in characters.
const LONGEST: usize = 80;
/// The longest slug that is made of several.
const LONGEST_OF_SEVERAL: usize = 120;

/// What all spellings of a name have in common: its letters and digits, folded. What stands between two digits stays, a dot
/// as it is (3.1 is neither 31 nor 3-1) and all else as one blank, and so do `+` and `#`; a name of nothing else is only folded.
pub fn same(name: &str) -> String {
    let folded = fold(name);
    let mut kept = String::with_capacity(folded.len());
    let mut between = String::new();
    for character in folded.chars() {
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

/// The slug of a name: its words in Latin letters and digits, Chinese characters by their pinyin; none where it has neither.
pub fn slug(name: &str) -> Option<String> {
    let mut slug = words(name);
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-').to_owned();
    is_slug(&slug).then_some(slug)
}

/// The slug of a text that names several things, whole; none where it is too long.
pub fn slug_of_several(text: &str) -> Option<String> {
    Some(words(text)).filter(|slug| slug.len() <= LONGEST_OF_SEVERAL && is_slug(slug))
}

fn words(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for character in fold(name).chars() {
        if let Some(syllable) = character.to_pinyin() {
            word.push_str(syllable.plain());
        } else if character.is_ascii_alphanumeric() {
            word.push(character);
        } else if let Some(letter) = plain(character) {
            word.push(letter);
        } else if !matches!(character, '\'' | '’') {
            end(&mut word);
        }
    }
    end(&mut word);
    words.join("-")
}

/// A Latin letter without its accent.
fn plain(character: char) -> Option<char> {
    use unicode_normalization::UnicodeNormalization;
    std::iter::once(character).nfd().next().filter(char::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{same, slug};

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (a, b) in [
            ("GLM 4.5", "GLM-4.5"),
            ("ＧＰＴ－４o", "gpt-4o"),
            ("DeepSeek V3", "DeepSeek-V3"),
            ("華為", "华为"),
            ("紫东·太初", "紫东太初"),
            ("Gemma 2 7B", "Gemma-2-7b"),
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
            ("GPT-4", "GPT-4 (Jun 2023)"),
            ("…", "!"),
        ] {
            assert_ne!(same(a), same(b), "{a} and {b}");
        }
    }

    #[test]
    fn slugs_are_words_and_pinyin() {
        for (name, expected) in [
            ("GPT-4 (Jun 2023)", Some("gpt-4-jun-2023")),
            ("Llama 3.1-405B", Some("llama-3-1-405b")),
            ("文心一言", Some("wenxinyiyan")),
            ("盘古-Σ", Some("pangu")),
            ("Grōk", Some("grok")),
            ("Moore's Law", Some("moores-law")),
            ("…", None),
        ] {
            assert_eq!(slug(name).as_deref(), expected, "{name}");
        }
        assert!(slug(&"long name ".repeat(20)).is_some_and(|slug| slug.len() <= 80));
    }
}
