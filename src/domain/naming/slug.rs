//! The slug that a name gets, and what it keeps of the name.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::same::same;
use crate::domain::identity::{is_slug, row_id};
use crate::fold::fold;

/// The longest slug that is made of a name, in characters.
const LONGEST: usize = 80;
/// The longest slug that is made of several.
const LONGEST_OF_SEVERAL: usize = 120;

/// The slug of a name: its words in Latin letters and digits, Chinese characters by their pinyin; none where it has neither.
pub fn slug(name: &str) -> Option<String> {
    let mut slug = words(name);
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-').to_owned();
    is_slug(&slug).then_some(slug)
}

/// A slug for a name without a Latin letter, a digit or a Chinese character: the sort of thing and a number, whatever the spelling.
pub fn slug_of_number(sort: &str, name: &str) -> String {
    format!("{}-{}", sort.to_lowercase(), row_id(sort, &same(name)) % 1_000_000)
}

/// What stands for a name in a slug of several; none where there is no name.
pub fn slug_of_part(name: &str) -> Option<String> {
    let slug = || slug(name).unwrap_or_else(|| mark(&same(name)));
    (!name.is_empty()).then(slug)
}

/// The slug of a text that names several things; one that is too long ends in a number of its own.
pub fn slug_of_several(text: &str) -> Option<String> {
    let slug = words(text);
    let slug = if slug.len() > LONGEST_OF_SEVERAL { slug_apart(&slug, &slug) } else { slug };
    Some(slug).filter(|slug| is_slug(slug))
}

/// The slug for what has another name than the thing that has this slug already.
pub fn slug_apart(slug: &str, name: &str) -> String {
    let mark = mark(name);
    let room = slug.floor_char_boundary(LONGEST_OF_SEVERAL - mark.len() - 1);
    format!("{}-{mark}", slug[..room].trim_end_matches('-'))
}

/// A number that tells a name from others.
fn mark(name: &str) -> String {
    format!("{:010x}", row_id("NAME", name) & 0xff_ffff_ffff)
}

/// What a slug keeps of the name that it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Not all: another name has the same slug.
    Part,
    /// All, but where a dot stands between two digits.
    AllButDots,
    /// All: whoever spells it so means this name.
    All,
}

/// What a slug keeps of a name; none where it was not made of it, but chosen.
pub fn kept(slug: &str, name: &str) -> Option<Kept> {
    let own = self::slug(name)?;
    let rest = slug.strip_prefix(&own)?;
    if !rest.is_empty() {
        // A number behind it tells it from another that had the slug before.
        let number = rest.strip_prefix('-')?;
        let is_given = !number.starts_with('0') && number.parse::<usize>().is_ok_and(|number| number > 1);
        return is_given.then_some(Kept::Part);
    }
    let (slug, name) = (same(slug), same(name));
    Some(match slug == name {
        true => Kept::All,
        false if slug == name.replace('.', " ") => Kept::AllButDots,
        false => Kept::Part,
    })
}

/// True for a slug that does not tell what stands between two digits.
pub fn parts_digits(slug: &str) -> bool {
    slug.split_once('-').is_some_and(|(before, after)| {
        let digits = before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit());
        digits || parts_digits(after)
    })
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
        } else if !is_combining_mark(character) && !matches!(character, '\'' | '’') {
            end(&mut word);
        }
    }
    end(&mut word);
    words.join("-")
}

/// A Latin letter without its accent.
fn plain(character: char) -> Option<char> {
    std::iter::once(character).nfd().next().filter(char::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{Kept, kept, parts_digits, slug, slug_apart, slug_of_part, slug_of_several};
    use crate::domain::identity::is_slug;

    #[test]
    fn slugs_are_words_and_pinyin() {
        for (name, expected) in [
            ("GPT-4 (Jun 2023)", Some("gpt-4-jun-2023")),
            ("Llama 3.1-405B", Some("llama-3-1-405b")),
            ("文心一言", Some("wenxinyiyan")),
            ("盘古-Σ", Some("pangu")),
            ("Grōk", Some("grok")),
            ("İstanbul", Some("istanbul")),
            ("Moore's Law", Some("moores-law")),
            ("…", None),
        ] {
            assert_eq!(slug(name).as_deref(), expected, "{name}");
        }
        assert!(slug(&"long name ".repeat(20)).is_some_and(|slug| slug.len() <= 80));
    }

    #[test]
    fn a_slug_keeps_all_of_a_name_or_a_part() {
        for (slug, name, expected) in [
            ("gpt-4o", "GPT-4o", Some(Kept::All)),
            ("gemma-2-7b", "Gemma 2 7B", Some(Kept::All)),
            ("glm-4-5", "GLM-4.5", Some(Kept::AllButDots)),
            ("fgen-4", "Fgen 4+", Some(Kept::Part)),
            ("fgen-4-2", "Fgen 4", Some(Kept::Part)),
            ("wenxinyiyan", "文心一言", Some(Kept::Part)),
            ("gpt-4-0613", "GPT-4 (Jun 2023)", None),
            ("gpt-4-0613", "GPT-4", None),
            ("gpt-4o-mini", "GPT-4o", None),
        ] {
            assert_eq!(kept(slug, name), expected, "{slug} of {name}");
        }
        assert!(parts_digits("claude-3-5-sonnet") && !parts_digits("gpt-4o-mini"));
    }

    #[test]
    fn slugs_of_several_are_slugs_however_long() {
        let long = "a long name of many words ".repeat(10);
        let (one, other) = (slug_of_several(&long), slug_of_several(&format!("{long} more")));
        assert!(one != other && [one, other].iter().flatten().all(|slug| is_slug(slug)));
        assert_ne!(slug_of_part("данные"), slug_of_part("модель"));
        assert_eq!(slug_of_part(""), None);
        assert!(is_slug(&slug_apart("case-c", "case-c++")));
    }
}
