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

/// A slug that nothing of a type has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The tag of the type.
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
            self.beside(writer, 0, &key, [">=", ""]);
            self.beside(writer, 1, &key, ["<", " DESC"]);
            if let Some(query) = &query {
                self.called(writer, 2, "NAME", &query.exact());
                if let Some(misspelt) = query.misspelt() {
                    self.called(writer, 3, "SLUG", &misspelt);
                }
            }
        });
        Some(Question { anew: true, ..question })
    }

    /// The slugs that an answer has near to it, the nearest first.
    pub fn near(&self, rows: &Rows) -> Vec<String> {
        let text = |row, column| rows.text(rows.cell(row, column));
        let of = |sort: &'static str| (0..rows.len()).filter(move |row| text(*row, 0) == sort).map(|row| text(row, 1));
        let mut found: Vec<&str> = of("NAME").take(MOST).collect();
        for slug in nearest(&self.slug, of("SLUG")) {
            if found.len() < MOST && !found.contains(&slug) {
                found.push(slug);
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }

    /// Slugs that come behind it, or before it.
    fn beside(&self, writer: &mut Writer, place: usize, key: &str, [comparison, direction]: [&str; 2]) {
        writer.open_part(place).push("SELECT 'SLUG' AS sort, t.slug FROM ");
        self.rows(writer).push(&folded("t.slug")).push(" ").push(comparison).push(" ");
        writer.bind(Value::Text(key.to_owned())).push(" ORDER BY ").push(&folded("t.slug")).push(direction);
        writer.push(", t.id").push(direction).limit(BESIDE).close_part("p", place);
    }

    /// Slugs of what has such names.
    fn called(&self, writer: &mut Writer, place: usize, sort: &str, tokens: &Expression) {
        writer.open_part(place).push("SELECT '").push(sort).push("' AS sort, t.slug FROM ");
        self.rows(writer).push("t.id IN (SELECT s.id FROM ").matching(tokens).push(" AND s.type = ");
        writer.bind(Value::Text(self.tag.clone()));
        let id = writer.matched_id();
        writer.push(" ORDER BY ").push(id).limit(ALIKE).push(") ORDER BY t.slug").close_part("p", place);
    }

    /// The rows of the type, as `t`; what follows is one more condition.
    fn rows<'a>(&self, writer: &'a mut Writer) -> &'a mut Writer {
        if self.tag == SOURCE {
            return writer.push("source t WHERE ");
        }
        writer.push("node t WHERE t.type = ").bind(Value::Text(self.tag.clone())).push(" AND ")
    }
}
