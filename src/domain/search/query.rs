//! What is searched for.

use super::expression::Expression;
use super::piece::pieces;
use super::term::{Part, Term, terms, within_limit};
use super::text::Folded;
use super::{FORGIVING, forgiven};

/// The most bytes of a query once it is folded; a longer one finds nothing.
const LONGEST: usize = 1_000;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its words, with the numbers that follow them, and runs of Chinese characters.
    pub terms: Vec<Term>,
    /// Its letters and digits alone, folded.
    pub compact: String,
}

impl Query {
    /// The most characters of a query.
    pub const MAX_LENGTH: usize = 200;

    /// Reads a query; none where it has neither letters nor digits, or is longer than any name.
    pub fn read(text: &str) -> Option<Self> {
        let folded = Folded::of(text);
        let texts: Vec<String> = pieces(&folded.chars).into_iter().map(|piece| piece.text).collect();
        let terms = terms(&texts);
        let compact = folded.compact();
        // Some characters fold to a whole phrase; no name is as long, and PostgreSQL has no such words.
        (!terms.is_empty() && compact.len() <= LONGEST).then_some(Self { terms, compact })
    }

    /// The parts of all terms.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.terms.iter().flat_map(|term| &term.parts)
    }

    /// The query without the parts for which this does not hold, by their places; none where nothing is left.
    pub fn only(&self, holds: impl Fn(usize) -> bool) -> Option<Self> {
        let mut place = 0..;
        let mut left = |term: &Term| {
            let parts = term.parts.iter().zip(place.by_ref()).filter(|(_, place)| holds(*place));
            Term { parts: parts.map(|(part, _)| part.clone()).collect() }
        };
        let terms: Vec<Term> = self.terms.iter().map(&mut left).filter(|term| !term.parts.is_empty()).collect();
        let compact = terms.iter().flat_map(Term::pieces).flat_map(|piece| piece.chars());
        let compact = compact.filter(|character| character.is_alphanumeric()).collect();
        (!terms.is_empty()).then_some(Self { terms, compact })
    }

    /// The query for what has most of it: Chinese characters without blanks among them may be several words, and every two of
    /// them side by side are taken for one.
    pub fn loose(&self) -> Self {
        Self { terms: within_limit(self.terms.iter().flat_map(Term::loose)), compact: self.compact.clone() }
    }

    /// What is called exactly so.
    pub fn exact(&self) -> Expression {
        Expression::Token(format!("e{}", self.compact))
    }

    /// What has all terms in its names, or the whole query as one word or in pinyin.
    pub fn in_names(&self) -> Expression {
        Expression::Any(vec![self.whole(), Expression::All(self.parts().map(Part::in_name).collect())])
    }

    /// What has all terms in its names or its descriptions.
    pub fn anywhere(&self) -> Expression {
        Expression::Any(vec![self.whole(), Expression::All(self.parts().map(Part::anywhere).collect())])
    }

    /// What has a word in its names that is one of the query's but for a letter; none where it has no word that is long enough.
    pub fn misspelt(&self) -> Option<Expression> {
        let words = self.terms.iter().flat_map(Term::pieces).chain([&self.compact]);
        let long =
            words.filter(|word| word.len() + 1 >= FORGIVING && word.bytes().all(|byte| byte.is_ascii_lowercase()));
        let ways = long.flat_map(|word| forgiven(word).into_iter().chain([word.clone()]));
        let mut tokens: Vec<String> = ways.map(|word| format!("d{word}")).collect();
        tokens.sort_unstable();
        tokens.dedup();
        (!tokens.is_empty()).then(|| Expression::Any(tokens.into_iter().map(Expression::Token).collect()))
    }

    fn whole(&self) -> Expression {
        let prefix = |sort: char| Expression::Prefix(format!("{sort}{}", self.compact));
        Expression::Any(vec![prefix('w'), prefix('p')])
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    /// Every way to write the same letters and numbers: with what stands between them, in which case and width.
    #[test]
    fn letters_and_numbers_are_the_same_apart_and_together() {
        let wide = |text: &str| -> String {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
            text.chars().map(wide).collect()
        };
        for pieces in [
            &["gpt", "4"][..],
            &["h", "100"],
            &["qwen", "2.5"],
            &["gpt", "4", "o"],
            &["mi", "300", "x"],
            &["rtx", "4090"],
        ] {
            let expected = Query::read(&pieces.concat());
            assert!(expected.is_some());
            for between in ["", " ", "-", "_", " - ", "/", "\u{3000}", "：", "–", "\t"] {
                let text = pieces.join(between);
                for text in [text.to_uppercase(), wide(&text), format!(" {text}!"), text] {
                    assert_eq!(Query::read(&text), expected, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_left_of_a_query_is_a_query() {
        let query = Query::read("claude sonnet 4.6 latest").expect("it has letters");
        assert_eq!(query.only(|place| place < 2), Query::read("claude sonnet"));
        assert_eq!(query.only(|_| true), Some(query.clone()));
        assert_eq!(query.only(|_| false), None);
        let phrase = |text| Query::read(text).map(|query| query.loose().terms);
        assert_eq!(phrase("英伟达收入 h100"), Query::read("英伟 伟达 达收 收入 h100").map(|query| query.terms));
        assert_eq!(phrase("英伟达"), Query::read("英伟达").map(|query| query.terms));
    }

    #[test]
    fn a_flood_of_words_is_cut() {
        let many: String = (0..50).map(|i| format!("word{i} ")).collect();
        assert_eq!(Query::read(&many).map(|query| query.parts().count()), Some(12));
    }
}
