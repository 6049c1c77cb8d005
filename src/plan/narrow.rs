//! Few among many: where a filter fits few of a large table's rows, looking for them in the order of the list reads all of it.
//! PostgreSQL knows from its statistics, for the values of each run, with which index to begin. SQLite plans before it knows values,
//! and takes the index of the order. So its statement finds out: it looks for the rows of each condition that an index has, up to
//! [`FEW`], and where there are not more the list is made of those, else it is read in its order.

use super::input::Input;
use super::predicate::Predicate;
use super::sql::Writer;
use super::statement::Build;
use crate::catalogue::{FilterKind, Type};
use crate::error::Refusal;

/// Rows that are sorted rather than looked for in an order.
const FEW: i64 = 1_000;
/// Conditions that are tried.
const MOST: usize = 4;

/// A condition of a filter that all rows of the list fulfil, and that an index finds rows for.
#[derive(Debug)]
pub(super) struct Narrowing<'a> {
    kind: &'a FilterKind,
    input: &'a Input,
}

/// Which of the ways to make a list a part of its statement is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// So many conditions found too many rows.
    wide: usize,
    /// True where the next one found few, and the list is made of those.
    narrow: bool,
}

impl Way {
    /// What is written behind the other conditions.
    pub(super) fn condition(self, writer: &mut Writer) {
        if self.narrow {
            writer.push(&format!(" AND t0.id IN (SELECT id FROM found{})", self.wide));
        }
    }

    /// At most so many rows, and none where it is another way.
    pub(super) fn limit(self, writer: &mut Writer, rows: i64) {
        let mut conditions: Vec<String> = (0..self.wide).map(|place| counted(place, ">")).collect();
        conditions.extend(self.narrow.then(|| counted(self.wide, "<=")));
        writer.push(" LIMIT CASE WHEN ").push(&conditions.join(" AND ")).push(" THEN ");
        writer.bind(super::sql::Value::Int(rows)).push(" ELSE 0 END");
    }
}

fn counted(place: usize, comparison: &str) -> String {
    format!("(SELECT count(*) FROM found{place}) {comparison} {FEW}")
}

/// The ways to make a list: narrow ones, one for each condition, and the wide one.
pub(super) fn ways(narrowings: usize) -> impl Iterator<Item = Way> {
    (0..=narrowings).map(move |wide| Way { wide, narrow: wide < narrowings })
}

impl Way {
    /// True where the list is read in its order.
    pub(super) fn is_wide(self) -> bool {
        !self.narrow
    }
}

/// The conditions of a filter by which its rows can be found.
pub(super) fn narrowings<'a>(on: &'a Type, filter: &'a Input) -> Vec<Narrowing<'a>> {
    let mut found = Vec::new();
    collect(on, filter, &mut found);
    found.truncate(MOST);
    found
}

fn collect<'a>(on: &'a Type, filter: &'a Input, found: &mut Vec<Narrowing<'a>>) {
    for (name, input) in filter.fields() {
        if name == "and" {
            input.items().iter().for_each(|item| collect(on, item, found));
        } else if let Some(filter) =
            on.filters.iter().find(|filter| filter.name == name).filter(|_| *input != Input::Null)
            && is_indexed(on, &filter.kind)
        {
            found.push(Narrowing { kind: &filter.kind, input });
        }
    }
}

/// True where rows are found by this: what lists can be ordered by is in an index, and so are keys of other rows.
fn is_indexed(on: &Type, kind: &FilterKind) -> bool {
    match kind {
        FilterKind::Float(column)
        | FilterKind::Int(column)
        | FilterKind::Date(column)
        | FilterKind::DateTime(column) => on.orders.iter().any(|order| order.expression == *column),
        FilterKind::One { .. } => true,
        _ => false,
    }
}

impl Build<'_> {
    /// Names what each condition finds, for the ways to come.
    pub(super) fn find(&mut self, on: &Type, narrowings: &[Narrowing<'_>]) -> Result<(), Refusal> {
        for (place, narrowing) in narrowings.iter().enumerate() {
            self.writer.push(if place > 0 { ", " } else { "WITH " });
            self.writer.push(&format!("found{place}(id) AS MATERIALIZED (SELECT c.id FROM "));
            match narrowing.kind {
                // Beginning with what the key names, of which there is less.
                FilterKind::One { object, key } => {
                    let (other, row) = (self.catalogue.get(object), self.writer.alias());
                    self.writer.push(other.table).push(" ").push(&row).push(" CROSS JOIN ").push(on.table);
                    self.writer.push(" c WHERE ").expression(key, "c").push(" = ").push(&row).push(".id AND ");
                    Predicate::new(self.catalogue, &mut self.writer).filter(other, &row, narrowing.input)?;
                }
                kind => {
                    self.writer.push(on.table).push(" c WHERE ");
                    Predicate::new(self.catalogue, &mut self.writer).condition(on, kind, "c", narrowing.input)?;
                }
            }
            self.vintages("c")?;
            self.writer.limit(FEW + 1).push(")");
        }
        self.writer.push(" ");
        Ok(())
    }
}
