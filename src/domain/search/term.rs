//! The words of a query: what belongs together, and what of it may stand apart.

use super::expression::Expression;
use super::piece::{is_letter, is_number, is_run, is_word};
use super::{forgiven, pairs};

/// The most parts of terms that are looked at.
const MAX_PARTS: usize = 12;
/// How many Chinese characters may be several words.
const PHRASE: usize = 4;
/// How many digits a year has.
const YEAR: usize = 4;

/// What a query asks for by one word: a word, a number, a word with a number (`gpt 4o`, `h100`), or Chinese characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What may stand apart in a text, though it is best side by side.
    pub parts: Vec<Part>,
}

/// Pieces that stand side by side: `gpt`, `70b`, `h100`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Each of letters, of digits or of Chinese characters.
    pub pieces: Vec<String>,
}

impl Term {
    /// All its pieces, side by side.
    pub fn pieces(&self) -> impl Iterator<Item = &String> {
        self.parts.iter().flat_map(|part| &part.pieces)
    }

    /// Where it may be several words, every two Chinese characters side by side for one; else itself.
    pub(super) fn loose(&self) -> Vec<Self> {
        match self.parts.as_slice() {
            [Part { pieces }] if pieces.len() == 1 && is_run(&pieces[0]) && pieces[0].chars().count() >= PHRASE => {
                let chars: Vec<char> = pieces[0].chars().collect();
                chars.windows(2).map(|pair| Self::of(&[pair.iter().collect()])).collect()
            }
            _ => vec![self.clone()],
        }
    }

    /// A word of several letters says something without its number, a letter does not.
    fn of(pieces: &[String]) -> Self {
        let part = |pieces: &[String]| Part { pieces: pieces.to_vec() };
        let parts = match pieces {
            [word, number @ ..] if !number.is_empty() && is_word(word) && !is_letter(word) => {
                vec![part(std::slice::from_ref(word)), part(number)]
            }
            _ => vec![part(pieces)],
        };
        Self { parts }
    }
}

impl Part {
    /// What has it in its names or its descriptions.
    pub fn anywhere(&self) -> Expression {
        Expression::Any(vec![self.in_name(), self.written(['x', 'y'])])
    }

    /// What has it in its names.
    pub(super) fn in_name(&self) -> Expression {
        let mut ways = vec![self.written(['w', 'g'])];
        if let [word] = self.pieces.as_slice()
            && word.is_ascii()
            && is_word(word)
        {
            ways.push(Expression::Prefix(format!("p{word}")));
            ways.extend(forgiven(word).into_iter().map(|word| Expression::Token(format!("d{word}"))));
        }
        Expression::Any(ways)
    }

    /// As tokens of words, or of pairs of Chinese characters.
    fn written(&self, [word, pair]: [char; 2]) -> Expression {
        match self.pieces.as_slice() {
            [run] if is_run(run) => all_pairs(run, pair),
            [one] => Expression::Prefix(format!("{word}{one}")),
            pieces => {
                let joined = |two: &[String]| format!("{word}{}", two.concat());
                let mut tokens: Vec<Expression> = pieces.windows(2).map(|two| Expression::Token(joined(two))).collect();
                tokens.pop();
                tokens.push(Expression::Prefix(joined(&pieces[pieces.len() - 2..])));
                Expression::All(tokens)
            }
        }
    }
}

/// The first terms, of as many parts as are looked at.
pub(super) fn within_limit(terms: impl Iterator<Item = Term>) -> Vec<Term> {
    let mut count = 0;
    let within = |term: &Term| {
        count += term.parts.len();
        count <= MAX_PARTS
    };
    terms.take_while(within).collect()
}

/// The terms of a query's pieces.
pub(super) fn terms(texts: &[String]) -> Vec<Term> {
    within_limit(texts_by_term(texts).map(Term::of))
}

/// The pieces of each term: a word takes the number that follows, though no year, and a number the letter, unless a number
/// follows that.
fn texts_by_term(texts: &[String]) -> impl Iterator<Item = &[String]> {
    let mut rest = texts;
    std::iter::from_fn(move || {
        let is = |place: usize, sort: fn(&str) -> bool| rest.get(place).is_some_and(|text| sort(text));
        let takes = is(0, is_letter) || (is(0, is_word) && !is(1, is_year));
        let number = usize::from(takes && is(1, is_number));
        let mut length = 1 + number;
        if is(length - 1, is_number) && is(length, is_letter) && !is(length + 1, is_number) {
            length += 1;
        }
        let (term, others) = rest.split_at_checked(length)?;
        rest = others;
        Some(term)
    })
}

/// True for a number that says something by itself.
fn is_year(piece: &str) -> bool {
    piece.chars().take_while(char::is_ascii_digit).count() >= YEAR
}

/// All pairs of a run of Chinese characters; a single one begins a pair or ends a run.
fn all_pairs(run: &str, sort: char) -> Expression {
    let chars: Vec<char> = run.chars().collect();
    if chars.len() == 1 {
        return Expression::Prefix(format!("{sort}{run}"));
    }
    let pairs = pairs(&chars).take(chars.len() - 1).map(|pair| Expression::Token(format!("{sort}{pair}")));
    Expression::All(pairs.collect())
}

#[cfg(test)]
mod tests {
    use crate::domain::search::{Query, Term};

    fn terms(text: &str) -> Vec<String> {
        let parts = |term: &Term| term.parts.iter().map(|part| part.pieces.concat()).collect::<Vec<_>>().join(" ");
        Query::read(text).map(|query| query.terms.iter().map(parts).collect()).unwrap_or_default()
    }

    #[test]
    fn words_take_their_numbers_along() {
        for (text, expected) in [
            ("llama 3 70b instruct", &["llama 3", "70b", "instruct"][..]),
            ("gpt 4 o mini", &["gpt 4o", "mini"]),
            ("gpt4turbo", &["gpt 4", "turbo"]),
            ("nvidia h100 mi300x", &["nvidia", "h100", "mi 300x"]),
            ("qwen3-235b-a22b", &["qwen 3", "235b", "a22b"]),
            ("通义千问2.5 72b", &["通义千问", "2·5", "72b"]),
            ("4 o 1", &["4", "o1"]),
            ("china ai 2025 a6000", &["china", "ai", "2025", "a6000"]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }
}
