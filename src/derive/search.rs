//! Searches: the database finds what has the tokens, and what it finds is rated here, so that both databases agree.

mod highlight;
mod rating;

use std::collections::HashSet;

use serde_json::json;

use self::rating::rate;
use super::reference::{Node, tag};
use super::{Derive, Halt, Question, Record};
use crate::catalogue::Part;
use crate::database::{Dialect, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::digits::rounded;
use crate::domain::search::{Expression, Query, Role};
use crate::error::{Code, Refusal};
use crate::plan::input::Input;

/// How many things are rated before only names count.
const MOST: i64 = 500;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    /// All texts were asked for.
    Anywhere,
    /// There was too much: names were asked for.
    Names,
    /// What is called exactly so was asked for.
    Exact,
}

#[derive(Debug)]
struct Hit {
    node: Node,
    score: f64,
    highlight: String,
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

    fn ask(&mut self, stage: Stage, expression: &Expression, most: i64) -> Question {
        self.stage = stage;
        let question = Question::write(self.dialect, |writer| {
            writer.push("SELECT s.id, s.type, s.place, s.texts FROM ").matching(expression);
            if let Some(types) = &self.types {
                writer.push(" AND ").is_in("s.type", "", Value::Texts(types.as_slice().into()));
            }
            let id = writer.matched_id();
            writer.push(" ORDER BY ").push(id).push(" LIMIT ").bind(Value::Int(most));
        });
        // A rare word is looked up; of one that stands everywhere the first entries are read.
        Question { anew: true, ..question }
    }

    fn take(&mut self, query: &Query, rows: &Rows, deadline: &Deadline) -> Result<(), Stop> {
        for row in 0..rows.len() {
            // One thing may have many and long texts.
            deadline.check()?;
            let text = |column| rows.text(rows.cell(row, column));
            let id = rows.int(row, 0).unwrap_or_default();
            if !self.seen.insert(id) {
                continue;
            }
            let texts: Vec<[String; 2]> = serde_json::from_str(text(3)).unwrap_or_default();
            let texts = texts.iter().map(|[role, text]| (Role::parse(role), text.as_str()));
            if let Some((score, highlight)) = rate(query, &texts.collect::<Vec<_>>()) {
                let node = Node { tag: tag_of(text(1)), place: text(2).to_owned(), id };
                self.hits.push(Hit { node, score, highlight });
            }
        }
        Ok(())
    }
}

/// The tag of what can be found: a node's, or that of sources.
fn tag_of(text: &str) -> &'static str {
    if text == "SOURCE" { "SOURCE" } else { tag(text) }
}

impl Derive for Search {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let Some(query) = self.query.clone() else { return Ok(None) };
        let Some(rows) = answer else {
            return Ok(Some(self.ask(Stage::Anywhere, &query.anywhere(), MOST + 1)));
        };
        let too_many = i64::try_from(rows.len()).unwrap_or(i64::MAX) > MOST;
        self.take(&query, &rows, deadline)?;
        match self.stage {
            Stage::Anywhere if too_many => return Ok(Some(self.ask(Stage::Names, &query.in_names(), MOST))),
            Stage::Names => return Ok(Some(self.ask(Stage::Exact, &query.exact(), MOST))),
            _ => {}
        }
        self.hits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.node.cmp(&b.node)));
        Ok(None)
    }

    fn count(&self, _: &Part, _: Option<i64>) -> usize {
        self.hits.len()
    }

    fn rows(&self, _: &Part, _: Option<i64>) -> Vec<Record> {
        let record = |(i, hit): (usize, &Hit)| {
            let Hit { node, score, highlight } = hit;
            vec![json!(i), json!(node.tag), json!(node.id), json!(node.place), json!(rounded(*score)), json!(highlight)]
        };
        self.hits.iter().enumerate().map(record).collect()
    }
}
