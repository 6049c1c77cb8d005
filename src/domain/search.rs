//! What texts are found by: tokens, made when they are written, and looked for when a search comes. The databases only
//! match tokens, so that both find the same.
//!
//! The first letter of a token says what it is: `w` a word of a name, `g` two characters side by side in a Chinese name,
//! `p` its pinyin from a character on or its initials, `d` a long word with at most one letter left out, `e` a whole name;
//! `x` a word and `y` two characters of a description. Words and numbers are words each, and a number with the letter beside it, too.

mod expression;
mod piece;
mod query;
mod term;
mod text;

use std::collections::BTreeSet;

pub use expression::Expression;
pub use piece::{POINT, Piece, is_number, is_run, pieces};
pub use query::Query;
pub use term::{Part, Term};
pub use text::{Folded, is_chinese, runs};

use pinyin::ToPinyinMulti;

/// What a text is to the thing that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A name or a title.
    Name,
    /// An alias, a ticker.
    Alias,
    /// Who published a source: looked for as names are, and no better than a description.
    Publisher,
    /// A description.
    Description,
}

impl Role {
    /// As it is stored.
    pub fn text(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Alias => "ALIAS",
            Self::Publisher => "PUBLISHER",
            Self::Description => "DESCRIPTION",
        }
    }

    /// The role that is stored as this text.
    pub fn parse(text: &str) -> Self {
        match text {
            "NAME" => Self::Name,
            "ALIAS" => Self::Alias,
            "PUBLISHER" => Self::Publisher,
            _ => Self::Description,
        }
    }
}

/// Latin words from this length on are found with one letter wrong.
pub const FORGIVING: usize = 5;
/// Longer words are not.
const LONGEST: usize = 24;
/// The most characters of a name whose pinyin is kept, and the most readings of one name.
const SPELT: usize = 16;
const READINGS: usize = 4;

/// The tokens of the texts of one thing, sorted.
pub fn tokens<'a>(texts: impl IntoIterator<Item = (Role, &'a str)>) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for (role, text) in texts {
        let folded = Folded::of(text);
        let [word, pair] = if role == Role::Description { ['x', 'y'] } else { ['w', 'g'] };
        let pieces = pieces(&folded.chars);
        for piece in &pieces {
            if is_run(&piece.text) {
                tokens.extend(pairs(&folded.chars[piece.place.clone()]).map(|two| format!("{pair}{two}")));
            } else {
                tokens.insert(format!("{word}{}", piece.text));
            }
        }
        let clinging = pieces.windows(2).filter(|two| two[0].clings(&two[1]));
        tokens.extend(clinging.map(|two| format!("{word}{}{}", two[0].text, two[1].text)));
        if role != Role::Description {
            name_tokens(&folded, &pieces, &mut tokens);
        }
    }
    tokens
}

fn name_tokens(folded: &Folded, pieces: &[Piece], tokens: &mut BTreeSet<String>) {
    let compact = folded.compact();
    if compact.is_empty() {
        return;
    }
    tokens.insert(format!("e{compact}"));
    tokens.insert(format!("w{compact}"));
    tokens.extend(pieces.iter().flat_map(|piece| forgiven(&piece.text)).map(|word| format!("d{word}")));
    for reading in spellings(&compact) {
        for start in 0..reading.len() {
            tokens.insert(format!("p{}", reading[start..].concat()));
        }
        let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
        tokens.insert(format!("p{initials}"));
    }
}

/// Two characters side by side, and the last one alone.
fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    (0..chars.len()).map(|i| chars[i..chars.len().min(i + 2)].iter().collect())
}

/// A long word of letters, and the same with each one letter left out; nothing for other words.
pub fn forgiven(word: &str) -> Vec<String> {
    let length = word.len();
    if !(FORGIVING..=LONGEST).contains(&length) || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let without = |i: usize| format!("{}{}", &word[..i], &word[i + 1..]);
    std::iter::once(word.to_owned()).chain((0..length).map(without)).collect()
}

/// The readings of a name: a syllable for each Chinese character, what stands between them as it is; none where there is no
/// Chinese character.
pub fn spellings(compact: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = compact.chars().take(SPELT).collect();
    if runs(&chars).all(|run| !run.chinese) {
        return Vec::new();
    }
    let mut readings: Vec<Vec<String>> = vec![Vec::new()];
    let mut add = |syllables: Vec<String>| {
        let longer = syllables.iter().flat_map(|syllable| {
            readings.iter().map(move |reading| [reading.as_slice(), std::slice::from_ref(syllable)].concat())
        });
        let longer: Vec<Vec<String>> = longer.take(READINGS).collect();
        readings = longer;
    };
    for run in runs(&chars) {
        if run.chinese {
            run.chars.iter().for_each(|character| add(syllables(*character)));
        } else {
            add(vec![run.text()]);
        }
    }
    readings
}

/// How a Chinese character is read, without tones; as it stands where that is not known.
fn syllables(character: char) -> Vec<String> {
    let mut syllables: Vec<String> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if !syllables.contains(&plain) {
            syllables.push(plain);
        }
    }
    if syllables.is_empty() {
        syllables.push(character.to_string());
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::{Role, forgiven, spellings, tokens};

    #[test]
    fn a_chinese_name_is_found_by_pairs_and_pinyin() {
        let tokens = tokens([(Role::Name, "英伟达")]);
        for token in ["e英伟达", "g英伟", "g伟达", "g达", "pyingweida", "pweida", "pda", "pywd"] {
            assert!(tokens.contains(token), "{token} is not among {tokens:?}");
        }
    }

    #[test]
    fn a_latin_name_is_found_by_words_and_with_a_letter_left_out() {
        let tokens = tokens([(Role::Name, "Llama-3.1 405B"), (Role::Description, "A Model")]);
        for token in ["wllama", "w3·1", "w405b", "wllama31405b", "dllama", "dlama", "xmodel"] {
            assert!(tokens.contains(token), "{token} is not among {tokens:?}");
        }
        assert!(!tokens.contains("wmodel"));
        assert_eq!(forgiven("gpt"), Vec::<String>::new());
    }

    #[test]
    fn characters_of_several_readings_have_several_spellings() {
        let spelt: Vec<String> = spellings("银行").iter().map(|reading| reading.concat()).collect();
        assert!(spelt.contains(&"yinhang".to_owned()) && spelt.contains(&"yinxing".to_owned()), "{spelt:?}");
    }
}
