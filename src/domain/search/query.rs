//! What is searched for: the terms of a query, and the tokens that something has to have to be looked at.

use super::text::{Folded, runs};
use super::{FORGIVING, forgiven, pairs};

/// The most terms that are looked at.
const MAX_TERMS: usize = 12;
/// The most bytes of a query once it is folded; a longer one finds nothing.
const LONGEST: usize = 1_000;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Its words and runs of Chinese characters, folded.
    pub terms: Vec<String>,
    /// Its letters and digits alone, folded.
    pub compact: String,
}

/// A condition on tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// It has this token.
    Token(String),
    /// It has a token that begins like this.
    Prefix(String),
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
}

impl Query {
    /// The most characters of a query.
    pub const MAX_LENGTH: usize = 200;

    /// Reads a query; none where it has neither letters nor digits, or is longer than any name.
    pub fn read(text: &str) -> Option<Self> {
        let folded = Folded::of(text);
        let terms: Vec<String> = runs(&folded.chars).take(MAX_TERMS).map(|run| run.text()).collect();
        let compact = folded.compact();
        // Some characters fold to a whole phrase; no name is as long, and PostgreSQL has no such words.
        (!terms.is_empty() && compact.len() <= LONGEST).then_some(Self { terms, compact })
    }

    /// What is called exactly so.
    pub fn exact(&self) -> Expression {
        Expression::Token(format!("e{}", self.compact))
    }

    /// What has all terms in its names, or the whole query as one word or in pinyin.
    pub fn in_names(&self) -> Expression {
        Expression::Any(vec![self.whole(), Expression::All(self.terms.iter().map(|term| in_name(term)).collect())])
    }

    /// What has all terms in its names or its descriptions.
    pub fn anywhere(&self) -> Expression {
        let anywhere = |term: &String| Expression::Any(vec![in_name(term), in_description(term)]);
        Expression::Any(vec![self.whole(), Expression::All(self.terms.iter().map(anywhere).collect())])
    }

    /// What has a word in its names that is one of the query's but for a letter; none where it has no word that is long enough.
    pub fn misspelt(&self) -> Option<Expression> {
        let words = self.terms.iter().chain([&self.compact]);
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

fn in_name(term: &str) -> Expression {
    let mut ways = vec![with_pairs(term, 'g').unwrap_or_else(|| Expression::Prefix(format!("w{term}")))];
    if term.is_ascii() {
        ways.push(Expression::Prefix(format!("p{term}")));
        ways.extend(forgiven(term).into_iter().map(|word| Expression::Token(format!("d{word}"))));
    }
    Expression::Any(ways)
}

fn in_description(term: &str) -> Expression {
    with_pairs(term, 'y').unwrap_or_else(|| Expression::Prefix(format!("x{term}")))
}

/// All pairs of a run of Chinese characters; a single one begins a pair or ends a run.
fn with_pairs(term: &str, sort: char) -> Option<Expression> {
    let chars: Vec<char> = term.chars().collect();
    if !chars.first().copied().is_some_and(super::text::is_chinese) {
        return None;
    }
    if chars.len() == 1 {
        return Some(Expression::Prefix(format!("{sort}{term}")));
    }
    let pairs = pairs(&chars).take(chars.len() - 1).map(|pair| Expression::Token(format!("{sort}{pair}")));
    Some(Expression::All(pairs.collect()))
}
