//! What was probably meant by a slug that nothing has: what is called so, what is written nearly so, and what stands next to it in
//! the index of slugs. A few rows of each are read, however many there are, and rated here, so that both databases agree.

pub mod code;

use super::Question;
use crate::database::{Dialect, Rows, Value};
use crate::domain::search::{Expression, Query};
use crate::nearest::{LONGEST, MOST, key, nearest};
use crate::plan::sql::{Writer, folded};

/// Slugs that are read on either side of where it would stand.
const BESIDE: i64 = 25;
/// Things that are read of which a name is alike.
const ALIKE: i64 = 50;
/// The tag of sources, which are in no register.
const SOURCE: &str = "SOURCE";
/// The tags of the parts of the chain.
const PARTS: [&str; 5] = ["VENDOR", "MODEL", "SECTOR", "TECHNOLOGY", "TREND"];

/// A slug that nothing of a type has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The tag of the type; empty where it may be a part of the chain of any type.
    pub tag: String,
    /// The slug.
    pub slug: String,
}

impl Missed {
    /// Asks for what may be meant; none where nothing can be near.
    pub fn question(&self, dialect: Dialect) -> Option<Question> {
        let key = key(&self.slug);
        if key.is_empty() || self.slug.chars().nth(LONGEST).is_some() {
            return None;
        }
        let query = Query::read(&self.slug);
        let question = Question::write(dialect, |writer| {
            let exact = query.as_ref().map(|query| ("NAME", query.exact()));
            let misspelt = query.as_ref().and_then(Query::misspelt).map(|tokens| ("SLUG", tokens));
            let names: Vec<(&str, Expression)> = exact.into_iter().chain(misspelt).collect();
            for (place, tag) in self.tags().into_iter().enumerate() {
                let first = place * (2 + names.len());
                beside(writer, first, tag, &key, [">=", ""]);
                beside(writer, first + 1, tag, &key, ["<", " DESC"]);
                for (behind, (sort, tokens)) in names.iter().enumerate() {
                    called(writer, first + 2 + behind, tag, sort, tokens);
                }
            }
        });
        Some(Question { anew: true, ..question })
    }

    /// The slugs that an answer has near to it, the nearest first; the slug alone where something has it.
    pub fn near(&self, rows: &Rows) -> Vec<String> {
        let text = |row, column| rows.text(rows.cell(row, column));
        let of = |sort: &'static str| (0..rows.len()).filter(move |row| text(*row, 0) == sort).map(|row| text(row, 1));
        if of("SLUG").any(|slug| slug == self.slug) {
            return vec![self.slug.clone()];
        }
        let mut found: Vec<&str> = Vec::new();
        for slug in of("NAME").chain(nearest(&self.slug, of("SLUG"))) {
            if found.len() < MOST && !found.contains(&slug) {
                found.push(slug);
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }

    /// The tags of the types that it may be of.
    fn tags(&self) -> Vec<&str> {
        if self.tag.is_empty() { PARTS.to_vec() } else { vec![&self.tag] }
    }
}

/// Slugs of a type that come behind a key, or before it.
fn beside(writer: &mut Writer, place: usize, tag: &str, key: &str, [comparison, direction]: [&str; 2]) {
    writer.open_part(place).push("SELECT 'SLUG' AS sort, t.slug FROM ");
    rows(writer, tag).push(&folded("t.slug")).push(" ").push(comparison).push(" ");
    writer.bind(Value::Text(key.to_owned())).push(" ORDER BY ").push(&folded("t.slug")).push(direction);
    writer.push(", t.id").push(direction).limit(BESIDE).close_part("p", place);
}

/// Slugs of what of a type has such names.
fn called(writer: &mut Writer, place: usize, tag: &str, sort: &str, tokens: &Expression) {
    writer.open_part(place).push("SELECT '").push(sort).push("' AS sort, t.slug FROM ");
    rows(writer, tag).push("t.id IN (SELECT s.id FROM ").matching(tokens).push(" AND s.type = ");
    writer.bind(Value::Text(tag.to_owned()));
    let id = writer.matched_id();
    writer.push(" ORDER BY ").push(id).limit(ALIKE).push(") ORDER BY t.slug").close_part("p", place);
}

/// The rows of a type, as `t`; what follows is one more condition.
fn rows<'a>(writer: &'a mut Writer, tag: &str) -> &'a mut Writer {
    if tag == SOURCE {
        return writer.push("source t WHERE ");
    }
    writer.push("node t WHERE t.type = ").bind(Value::Text(tag.to_owned())).push(" AND ")
}
