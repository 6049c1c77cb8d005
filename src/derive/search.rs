//! Searches: the database finds what has the tokens, and what it finds is rated here, so that both databases agree.

mod fit;
mod highlight;
mod rarity;
mod rating;
mod reading;
mod standing;

use std::collections::HashSet;

use serde_json::json;

use self::fit::Read;
use self::rarity::Rarity;
use self::rating::{Rating, rate, rate_most};
use self::standing::standing;
use super::reference::{Node, tag};
use super::{Derive, Halt, Question, Record};
use crate::catalogue::Part;
use crate::database::{Dialect, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::digits::rounded;
use crate::domain::search::{Expression, Query, Role};
use crate::error::{Code, Refusal};
use crate::plan::input::Input;
use crate::plan::sql::Writer;

/// How many things are rated before only names count.
const MOST: usize = 500;
/// Where fewer things have all of three or more words, those that have most of them are looked for.
const FEW: usize = 10;
/// What is read of a thing.
const COLUMNS: &str = "s.id, s.type, s.place, s.texts, s.known, s.released_on";

/// A search.
#[derive(Debug)]
pub(super) struct Search {
    query: Option<Query>,
    types: Option<Vec<String>>,
    dialect: Dialect,
    stage: Stage,
    seen: HashSet<i64>,
    hits: Vec<Hit>,
}

/// What was asked for.
#[derive(Debug)]
enum Stage {
    Begin,
    /// What has all words, in all texts.
    Anywhere,
    /// There was too much: what has them in its names.
    Names,
    /// What is called exactly so.
    Exact,
    /// There was too little: what has any of the words of this query.
    Words(Query),
    /// What has most of them.
    Most(Query, Rarity),
}

#[derive(Debug)]
struct Hit {
    node: Node,
    standing: i64,
    rating: Rating,
}

impl Search {
    pub(super) fn read(arguments: &Input, dialect: Dialect) -> Result<Self, Refusal> {
        let text = arguments.get("query").and_then(Input::text).unwrap_or_default();
        let length = text.chars().count();
        if length > Query::MAX_LENGTH {
            let message = format!("query has {length} characters; it can have {}", Query::MAX_LENGTH);
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        let types = arguments.get("types").map(Input::items);
        let types = types.map(|types| types.iter().filter_map(Input::text).map(str::to_owned).collect());
        let (seen, hits) = (HashSet::new(), Vec::new());
        Ok(Self { query: Query::read(text), types, dialect, stage: Stage::Begin, seen, hits })
    }

    /// What to ask next, once what was asked for is taken.
    fn next(&mut self, query: &Query, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Stop> {
        let Some(rows) = answer else {
            self.stage = Stage::Anywhere;
            return Ok(Some(self.ask(|search, writer| search.matching(writer, COLUMNS, &query.anywhere(), MOST + 1))));
        };
        let stage = std::mem::replace(&mut self.stage, Stage::Begin);
        match stage {
            Stage::Words(loose) => {
                let rarity = Rarity::read(loose.parts().count(), &rows);
                let (things, common) = (rarity.having(), rarity.common(&loose));
                self.stage = Stage::Most(loose, rarity);
                return Ok((!things.is_empty() || common.is_some()).then(|| self.most(things, common.as_ref())));
            }
            Stage::Most(loose, rarity) => {
                let rate = |texts: &[Read]| rate(query, texts).or_else(|| rate_most(&loose, &rarity, texts));
                self.take(&rows, rate, deadline)?;
                if self.whole() >= enough(rarity.anywhere(&loose)) {
                    self.hits.retain(|hit| hit.rating.missing == 0);
                }
                return Ok(None);
            }
            _ => self.take(&rows, |texts| rate(query, texts), deadline)?,
        }
        Ok(match stage {
            Stage::Anywhere if rows.len() > MOST => {
                self.stage = Stage::Names;
                Some(self.ask(|search, writer| search.matching(writer, COLUMNS, &query.in_names(), MOST)))
            }
            Stage::Names => {
                self.stage = Stage::Exact;
                Some(self.ask(|search, writer| search.matching(writer, COLUMNS, &query.exact(), MOST)))
            }
            Stage::Anywhere => {
                let loose = query.loose();
                let question = self.is_little(query, &loose).then(|| self.words(&loose));
                self.stage = Stage::Words(loose);
                question
            }
            _ => None,
        })
    }

    /// True where what has most of the words may be meant as well.
    fn is_little(&self, query: &Query, loose: &Query) -> bool {
        loose.terms.len() > 1 && self.whole() < enough(query.terms.len())
    }

    /// How many parts of the chain have all words. Titles of sources name much that is meant itself: they count where only they
    /// are looked for.
    fn whole(&self) -> usize {
        let counts = |tag: &str| tag != "SOURCE" || self.types.as_ref().is_some_and(|types| types == &["SOURCE"]);
        self.hits.iter().filter(|hit| hit.rating.missing == 0 && counts(hit.node.tag)).count()
    }

    fn ask(&self, write: impl FnOnce(&Self, &mut Writer)) -> Question {
        let question = Question::write(self.dialect, |writer| write(self, writer));
        // A rare word is looked up; of one that stands everywhere the first entries are read.
        Question { anew: true, ..question }
    }

    /// Things of the types that match, in the order of the index.
    fn matching(&self, writer: &mut Writer, columns: &str, expression: &Expression, most: usize) {
        writer.push("SELECT ").push(columns).push(" FROM ").matching(expression);
        if let Some(types) = &self.types {
            writer.push(" AND ").is_in("s.type", "", Value::Texts(types.as_slice().into()));
        }
        let id = writer.matched_id();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        writer.push(" ORDER BY ").push(id).push(" LIMIT ").bind(Value::Int(most));
    }

    /// The ids of what has each of the words.
    fn words(&self, query: &Query) -> Question {
        self.ask(|search, writer| {
            for (place, part) in query.parts().enumerate() {
                writer.open_part(place);
                search.matching(writer, &format!("{place} AS part, s.id"), &part.anywhere(), MOST + 1);
                writer.close_part("p", place);
            }
        })
    }

    /// These things, and those that have all the common words in their names.
    fn most(&self, things: Vec<i64>, common: Option<&Query>) -> Question {
        self.ask(|search, writer| {
            writer.open_part(0).push("SELECT ").push(COLUMNS).push(" FROM search_entry s WHERE ");
            writer.is_in("s.id", "", Value::Ints(things)).close_part("p", 0);
            if let Some(common) = common {
                writer.open_part(1);
                search.matching(writer, COLUMNS, &common.in_names(), MOST);
                writer.close_part("p", 1);
            }
        })
    }

    fn take(&mut self, rows: &Rows, rate: impl Fn(&[Read]) -> Option<Rating>, deadline: &Deadline) -> Result<(), Stop> {
        for row in 0..rows.len() {
            // One thing may have many and long texts.
            deadline.check()?;
            let text = |column| rows.text(rows.cell(row, column));
            let id = rows.int(row, 0).unwrap_or_default();
            if self.seen.contains(&id) {
                continue;
            }
            let texts: Vec<[String; 2]> = serde_json::from_str(text(3)).unwrap_or_default();
            let texts: Vec<Read> = texts.iter().map(|[role, text]| Read::new(Role::parse(role), text)).collect();
            if let Some(rating) = rate(&texts) {
                let rating = rating.among(text(1));
                self.seen.insert(id);
                let node = Node { tag: tag_of(text(1)), place: text(2).to_owned(), id };
                let standing = standing(text(1), text(5), rows.int(row, 4).unwrap_or_default());
                self.hits.push(Hit { node, standing, rating });
            }
        }
        Ok(())
    }
}

/// How many things that have all of so many words are enough.
fn enough(words: usize) -> usize {
    if words > 2 { FEW } else { 1 }
}

/// The tag of what can be found: a node's, or that of sources.
fn tag_of(text: &str) -> &'static str {
    if text == "SOURCE" { "SOURCE" } else { tag(text) }
}

impl Derive for Search {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let Some(query) = self.query.take() else { return Ok(None) };
        let question = self.next(&query, answer, deadline).map_err(Halt::Stopped)?;
        self.query = Some(query);
        if question.is_none() {
            let best = |hit: &Hit| hit.rating.score;
            self.hits.sort_by(|a, b| {
                let equal = || b.standing.cmp(&a.standing).then_with(|| a.node.cmp(&b.node));
                best(b).total_cmp(&best(a)).then_with(equal)
            });
        }
        Ok(question)
    }

    fn count(&self, _: &Part, _: Option<i64>) -> usize {
        self.hits.len()
    }

    fn rows(&self, _: &Part, _: Option<i64>) -> Vec<Record> {
        let record = |(i, hit): (usize, &Hit)| {
            let Hit { node, standing, rating: Rating { score, highlights: [english, chinese], .. } } = hit;
            let node = [json!(i), json!(node.tag), json!(node.id), json!(node.place)];
            let why = [json!(rounded(*score)), json!(standing), json!(english), json!(chinese)];
            node.into_iter().chain(why).collect()
        };
        self.hits.iter().enumerate().map(record).collect()
    }
}
