//! Few among many: where a filter fits few of a large table's rows, looking for them in the order of the list reads all of it.
//! SQLite plans before it knows values, and takes the index of the order; PostgreSQL has statistics of a column, for the values of each
//! run, but not of what a key names. So the statement finds out: it looks for the rows of each condition that an index has, up to
//! [`FEW`], and where there are not more the list is made of those, else it is read in its order.

use super::input::Input;
use super::sql::{Dialect, Value, Writer};
use crate::catalogue::{Filter, FilterKind, Type};

/// Rows that are sorted rather than looked for in an order.
pub(super) const FEW: i64 = 1_000;
/// Conditions that are tried.
const MOST: usize = 4;

/// A condition of a filter that all rows of the list fulfil, and that an index finds rows for.
#[derive(Debug)]
pub(super) struct Narrowing<'a> {
    /// The filter's name of it.
    pub(super) name: &'static str,
    /// What it is about.
    pub(super) condition: &'a Filter,
    /// What it says of it.
    pub(super) input: &'a Input,
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
    /// True where the list is read in its order.
    pub(super) fn is_wide(self) -> bool {
        !self.narrow
    }

    /// What is written behind the other conditions.
    pub(super) fn condition(self, writer: &mut Writer) {
        if self.narrow {
            writer.push(&format!(" AND t0.id IN (SELECT id FROM found{})", self.wide));
        }
        // PostgreSQL looks at it once.
        if writer.dialect() == Dialect::Postgres {
            writer.push(" AND ").push(&self.is_taken());
        }
    }

    /// At most so many rows. SQLite would look at the condition above for each row, and here does so once.
    pub(super) fn limit(self, writer: &mut Writer, rows: i64) {
        match writer.dialect() {
            Dialect::Postgres => writer.limit(rows),
            Dialect::Sqlite => {
                writer.push(" LIMIT CASE WHEN ").push(&self.is_taken()).push(" THEN ");
                writer.bind(Value::Int(rows)).push(" ELSE 0 END")
            }
        };
    }

    /// Whether it is this way that the list is made.
    fn is_taken(self) -> String {
        let counted =
            |place: usize, comparison: &str| format!("(SELECT count(*) FROM found{place}) {comparison} {FEW}");
        let mut conditions: Vec<String> = (0..self.wide).map(|place| counted(place, ">")).collect();
        conditions.extend(self.narrow.then(|| counted(self.wide, "<=")));
        conditions.join(" AND ")
    }
}

/// The ways to make a list: narrow ones, one for each condition, and the wide one.
pub(super) fn ways(narrowings: usize) -> impl Iterator<Item = Way> {
    (0..=narrowings).map(move |wide| Way { wide, narrow: wide < narrowings })
}

/// The conditions of a filter by which its rows are to be found first.
pub(super) fn narrowings<'a>(on: &'a Type, filter: &'a Input, dialect: Dialect) -> Vec<Narrowing<'a>> {
    let mut found = Vec::new();
    collect(on, filter, dialect, &mut found);
    found.truncate(MOST);
    found
}

fn collect<'a>(on: &'a Type, filter: &'a Input, dialect: Dialect, found: &mut Vec<Narrowing<'a>>) {
    for (name, input) in filter.fields() {
        if name == "and" {
            input.items().iter().for_each(|item| collect(on, item, dialect, found));
        } else if let Some(filter) = on.filters.iter().find(|filter| filter.name == name)
            && *input != Input::Null
            && narrows(on, &filter.kind, dialect)
        {
            found.push(Narrowing { name: filter.name, condition: filter, input });
        }
    }
}

/// True where rows are found by this, and the database would not know how many: what lists can be ordered by is in an index, and so
/// are the days on which figures were dropped, and keys of other rows.
fn narrows(on: &Type, kind: &FilterKind, dialect: Dialect) -> bool {
    match kind {
        FilterKind::Float(column)
        | FilterKind::Int(column)
        | FilterKind::Date(column)
        | FilterKind::DateTime(column) => {
            let is_ordered = on.orders.iter().any(|order| order.expression == *column);
            let is_dropped = on.vintages.is_some_and(|vintages| vintages.withdrawn_on == *column);
            dialect == Dialect::Sqlite && (is_ordered || is_dropped)
        }
        FilterKind::One { .. } => true,
        _ => false,
    }
}
