//! Pages by keys: from a row on, a list in its order is a few stretches that an index gives as they stand, one after the other.
//! Conditions joined by OR would say the same, but no index serves those.

use std::ops::Range;

use super::page::{Ordering, Page};
use super::sql::{Value, Writer};
use crate::catalogue::Order;

/// The values that a row has for the keys.
type Values<'a> = &'a [Option<Value>];

/// Rows that stand together in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// How many keys, from the first on, are as in the row where the page begins.
    same: usize,
    /// What holds of the keys behind them.
    rest: Rest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rest {
    /// Nothing.
    Any,
    /// They are beyond those of the row where the page begins, whichever of them decides.
    Past,
    /// These, taken together, are beyond those of the row where the page begins.
    Beyond(Range<usize>),
    /// This one is known.
    Known(usize),
    /// This one is not known.
    Unknown(usize),
}

impl Stretch {
    /// True where all of its rows have this key, or none has: nothing needs to be said of where unknown values stand.
    pub(super) fn decides(&self, key: usize) -> bool {
        key < self.same
            || match &self.rest {
                Rest::Any | Rest::Past => false,
                Rest::Beyond(keys) => keys.contains(&key),
                Rest::Known(place) | Rest::Unknown(place) => *place == key,
            }
    }

    /// Whether the first key is known in all of its rows, or in none.
    fn first_is_known(&self, near: Option<Values<'_>>) -> Option<bool> {
        match (self.same, &self.rest) {
            (0, Rest::Any | Rest::Past) => None,
            (0, Rest::Unknown(_)) => Some(false),
            (0, _) => Some(true),
            _ => near.map(|values| values[0].is_some()),
        }
    }
}

/// The stretches of a page, in the order in which it is read. Where no index has the order, one has it all.
pub(super) fn stretches(order: &Ordering, page: &Page) -> Vec<Stretch> {
    let (near, far) = ends(page);
    let keys = &order.keys;
    let mut rests: Vec<(usize, Rest)> = match near {
        Some(_) if !order.is_indexed => vec![(0, Rest::Past)],
        Some(values) => beyond(order, values, page.backward),
        None if order.is_indexed && keys[0].is_open() && (keys[0].descending || far.is_some()) => {
            vec![(0, Rest::Known(0)), (0, Rest::Unknown(0))]
        }
        None => vec![(0, Rest::Any)],
    };
    if near.is_none() && page.backward {
        rests.reverse();
    }
    let stretches = rests.into_iter().map(|(same, rest)| Stretch { same, rest });
    stretches.filter(|stretch| far.is_none_or(|far| reaches(stretch, near, far, page.backward))).collect()
}

/// The cursor where reading begins, and the one where it ends.
fn ends(page: &Page) -> (Option<Values<'_>>, Option<Values<'_>>) {
    let (after, before) = (page.after.as_deref(), page.before.as_deref());
    if page.backward { (before, after) } else { (after, before) }
}

/// What comes behind a row: first what differs from it only in the last keys. Unknown values come last in either direction.
fn beyond(order: &Ordering, values: Values<'_>, backward: bool) -> Vec<(usize, Rest)> {
    let mut rests = Vec::new();
    for run in runs(order, values).into_iter().rev() {
        let first = run.start;
        match (order.keys[first].is_open(), &values[first], backward) {
            (true, None, false) => {}
            (true, None, true) => rests.push((first, Rest::Known(first))),
            (is_open, _, _) => {
                rests.push((first, Rest::Beyond(run)));
                if is_open && !backward {
                    rests.push((first, Rest::Unknown(first)));
                }
            }
        }
    }
    rests
}

/// Keys that are compared as one: of one direction, and none of them unknown but the first.
fn runs(order: &Ordering, values: Values<'_>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, key) in order.keys.iter().enumerate() {
        let goes_on = |run: &Range<usize>| {
            let first = &order.keys[run.start];
            let is_known = values[run.start].is_some() || !first.is_open();
            let is_apart = order.id_apart && place + 1 == order.keys.len();
            first.descending == key.descending && is_known && !key.is_open() && !is_apart
        };
        match runs.last_mut().filter(|run| goes_on(run)) {
            Some(run) => run.end = place + 1,
            None => runs.push(place..place + 1),
        }
    }
    runs
}

/// False where a stretch lies behind the row where the list ends.
fn reaches(stretch: &Stretch, near: Option<Values<'_>>, far: Values<'_>, backward: bool) -> bool {
    match stretch.first_is_known(near) {
        Some(false) => far[0].is_none() || backward,
        Some(true) => far[0].is_some() || !backward,
        None => true,
    }
}

/// Writes what holds of the rows of a stretch.
pub(super) fn write(writer: &mut Writer, order: &Ordering, page: &Page, stretch: &Stretch) {
    let ((near, far), keys) = (ends(page), Keys(&order.keys));
    let values = near.unwrap_or_default();
    for (place, value) in values.iter().enumerate().take(stretch.same) {
        writer.push(" AND ");
        keys.same(writer, place, value);
    }
    match &stretch.rest {
        Rest::Any => {}
        Rest::Past => keys.past(writer, values, page.backward),
        Rest::Beyond(run) => {
            writer.push(" AND ");
            keys.row(writer, run.clone(), values, page.backward);
            let first = &order.keys[run.start];
            if first.is_open() && first.kept.is_some() && page.backward {
                // What stands for the unknown is greater than all that is known.
                writer.push(" AND ").expression(first.compared(), "t0").push(" < 'infinity'");
            }
        }
        Rest::Known(place) | Rest::Unknown(place) => {
            let key = &order.keys[*place];
            writer.push(" AND ").expression(key.compared(), "t0");
            writer.push(match (key.kept, &stretch.rest) {
                (Some(_), Rest::Known(_)) => " < 'infinity'",
                (Some(_), _) => " = 'infinity'",
                (None, Rest::Known(_)) => " IS NOT NULL",
                (None, _) => " IS NULL",
            });
        }
    }
    if let Some(far) = far {
        if stretch.first_is_known(near) == Some(true) {
            keys.bound(writer, far, !page.backward);
        }
        keys.past(writer, far, !page.backward);
    }
}

/// The keys of an order.
struct Keys<'a>(&'a [Order]);

impl Keys<'_> {
    /// Rows behind (or before) these values, whichever keys decide.
    fn past(&self, writer: &mut Writer, values: Values<'_>, before: bool) {
        if !self.0[0].is_open() {
            self.bound(writer, values, before);
        }
        writer.push(" AND (");
        for last in 0..self.0.len() {
            writer.push(if last > 0 { " OR (" } else { "(" });
            for (place, value) in values.iter().enumerate().take(last) {
                self.same(writer, place, value);
                writer.push(" AND ");
            }
            self.past_one(writer, last, values, before);
            writer.push(")");
        }
        writer.push(")");
    }

    /// What the first key alone excludes, said apart so that an index can start or end there.
    fn bound(&self, writer: &mut Writer, values: Values<'_>, before: bool) {
        let key = &self.0[0];
        if values[0].is_some() || !key.is_open() {
            writer.push(" AND ").expression(key.compared(), "t0");
            value(writer.push(if key.descending == before { " >= " } else { " <= " }), &values[0]);
        }
    }

    /// One comparison of all keys: databases find its start in an index.
    fn row(&self, writer: &mut Writer, run: Range<usize>, values: Values<'_>, before: bool) {
        let (open, close) = if run.len() > 1 { ("(", ")") } else { ("", "") };
        for place in run.clone() {
            writer.push(if place > run.start { ", " } else { open }).expression(self.0[place].compared(), "t0");
        }
        writer.push(close).push(if self.0[run.start].descending == before { " > " } else { " < " });
        for place in run.clone() {
            value(writer.push(if place > run.start { ", " } else { open }), &values[place]);
        }
        writer.push(close);
    }

    fn same(&self, writer: &mut Writer, place: usize, given: &Option<Value>) {
        let key = &self.0[place];
        writer.expression(key.compared(), "t0");
        if given.is_none() && key.kept.is_none() {
            writer.push(" IS NULL");
        } else {
            value(writer.push(" = "), given);
        }
    }

    fn past_one(&self, writer: &mut Writer, place: usize, values: Values<'_>, before: bool) {
        let key = &self.0[place];
        if !key.is_open() {
            return self.row(writer, place..place + 1, values, before);
        }
        match &values[place] {
            known @ Some(_) => {
                writer.push(if before { "" } else { "(" }).expression(key.expression, "t0");
                value(writer.push(if key.descending == before { " > " } else { " < " }), known);
                if !before {
                    writer.push(" OR ").expression(key.expression, "t0").push(" IS NULL)");
                }
            }
            None if before => {
                writer.expression(key.expression, "t0").push(" IS NOT NULL");
            }
            None => {
                writer.constant(false);
            }
        }
    }
}

/// A value, or what a column that keeps it has in its place.
fn value(writer: &mut Writer, value: &Option<Value>) {
    match value {
        Some(value) => writer.bind_wide(value.clone()),
        None => writer.push("'infinity'"),
    };
}
