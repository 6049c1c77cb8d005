//! Derived rows on their way into statements: begun when the rows that they are for are there, cut to the page that is
//! asked for, and given as a parameter.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::keys::{KeyList, Read};
use super::prepared::Prepared;
use super::task::Task;
use crate::catalogue::{Catalogue, Order, Part};
use crate::database::{Cell, Rows, Value};
use crate::deadline::Deadline;
use crate::derive::{Derive, Halt, Record};
use crate::error::Refusal;
use crate::limits::{Limit, Limits};
use crate::plan::page::Page;
use crate::plan::{Computation, Keys, Level, Shape, Statement};

/// What was computed, by place in the plan; none where nothing was to be.
pub(super) type Computed = Vec<Option<Box<dyn Derive>>>;

/// Begins what a level reads; none where there is nothing to compute.
pub(super) fn begin(
    computation: &Computation,
    task: &Task,
    prepared: &Prepared,
    reads: &[Read],
) -> Result<Option<Box<dyn Derive>>, Refusal> {
    if prepared.is_nulled(&computation.around) {
        return Ok(None);
    }
    let keys = match computation.keys {
        Keys::Column { level, column } => KeyList::of_column(&reads[level].rows, column).keys,
        Keys::Root | Keys::Ids(_) => Vec::new(),
    };
    if computation.keys != Keys::Root && keys.is_empty() {
        return Ok(None);
    }
    prepared.begin(computation, task, &keys).map(Some)
}

/// How many rows there may be: what is derived can be far more than what was read for it, and is counted while it is made.
pub(super) struct Room<'a> {
    limits: &'a Limits,
    rows: u64,
    deadline: &'a Deadline,
}

impl<'a> Room<'a> {
    /// With so many rows there already.
    pub(super) fn new(limits: &'a Limits, rows: u64, deadline: &'a Deadline) -> Self {
        Self { limits, rows, deadline }
    }

    /// Counts rows.
    fn take(&mut self, rows: usize) -> Result<(), Halt> {
        self.deadline.check()?;
        self.rows = self.rows.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        Ok(self.limits.check(Limit::Rows, self.rows)?)
    }
}

/// A level of derived rows, and what they come from.
pub(super) struct Source<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) level: &'a Level,
    pub(super) statement: &'a Statement,
    pub(super) part: &'a Part,
    pub(super) computed: &'a dyn Derive,
}

impl Source<'_> {
    /// How many rows there are for each key: no statement is needed to count them.
    pub(super) fn count(&self, keys: Option<&[i64]>) -> Option<Rows> {
        if !matches!(self.level.shape, Shape::Count | Shape::Total) {
            return None;
        }
        let mut rows = Rows::new(1);
        for above in above(keys) {
            let count = self.computed.count(self.part, above);
            rows.push(Cell::Int(i64::try_from(count).unwrap_or(i64::MAX)));
            rows.end_key();
        }
        Some(rows)
    }

    /// The statement's parameters, the rows of these keys among them.
    pub(super) fn values(&self, keys: Option<&[i64]>, room: &mut Room<'_>) -> Result<Vec<Value>, Halt> {
        let mut lists = Vec::new();
        for above in above(keys) {
            let records = self.records(above);
            room.take(records.len())?;
            lists.push(Json::from(records).to_string());
        }
        let lists = Value::Lists(lists.into());
        let given = |value: &Value| if *value == Value::Derived { lists.clone() } else { value.clone() };
        Ok(self.statement.written.values.iter().map(given).collect())
    }

    fn records(&self, above: Option<i64>) -> Vec<Record> {
        let page = self.statement.page.as_ref();
        if let Some(page) = page.filter(|page| page.after.is_none() && page.before.is_none() && !page.backward) {
            let most = usize::try_from(page.size).unwrap_or(0) + usize::from(self.level.probe);
            return self.computed.first(self.part, above, most);
        }
        let mut records = self.computed.rows(self.part, above);
        if let (Some(page), Some(object)) = (page, self.level.object) {
            let order = &self.catalogue.get(object).default_order;
            cut(&mut records, self.part, order, page, self.level.probe);
        }
        records
    }
}

/// Each key, or once without one.
fn above(keys: Option<&[i64]>) -> impl Iterator<Item = Option<i64>> {
    let once = keys.is_none().then_some(None);
    keys.unwrap_or_default().iter().copied().map(Some).chain(once)
}

/// Leaves the rows of a page, and one more where it is asked whether there is more.
fn cut(records: &mut Vec<Record>, part: &Part, order: &[Order], page: &Page, probe: bool) {
    let columns: Vec<(usize, bool)> = order
        .iter()
        .filter_map(|key| {
            Some((part.columns.iter().position(|(column, _)| Some(*column) == key.column)?, key.descending))
        })
        .collect();
    let compare = |record: &Record, values: &[Option<Value>]| {
        let by_key = columns.iter().zip(values).map(|((column, descending), value)| {
            let order = value.as_ref().map_or(Ordering::Equal, |value| compare(&record[*column], value));
            if *descending { order.reverse() } else { order }
        });
        by_key.fold(Ordering::Equal, Ordering::then)
    };
    if let Some(before) = &page.before {
        let end = records.partition_point(|record| compare(record, before) == Ordering::Less);
        records.truncate(end);
    }
    if let Some(after) = &page.after {
        let start = records.partition_point(|record| compare(record, after) != Ordering::Greater);
        records.drain(..start);
    }
    let size = usize::try_from(page.size).unwrap_or(0) + usize::from(probe);
    if page.backward {
        records.drain(..records.len().saturating_sub(size));
    } else {
        records.truncate(size);
    }
}

fn compare(cell: &Json, value: &Value) -> Ordering {
    match (cell, value) {
        (Json::Number(cell), Value::Int(value)) => cell.as_i64().cmp(&Some(*value)),
        (Json::Number(cell), Value::Float(value)) => {
            cell.as_f64().and_then(|cell| cell.partial_cmp(value)).unwrap_or(Ordering::Equal)
        }
        (Json::String(cell), Value::Text(value)) => cell.as_bytes().cmp(value.as_bytes()),
        _ => Ordering::Equal,
    }
}
