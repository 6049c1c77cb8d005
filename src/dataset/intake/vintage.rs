//! Figures meet those of earlier imports: what is new is added, what differs takes the place of the older one, which is
//! kept, and what an older file says goes where it belongs in time.

use chrono::NaiveDate;
use entity::observation::Model;

/// What is to be done about a figure.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// It was not there.
    Created,
    /// Something of it changed that is not the figure, or it was corrected on the day it was known from.
    Updated,
    /// It was there, as it is.
    Unchanged,
    /// It took the place of an older one, or was found to come between two.
    Revised,
}

/// A figure with its vintages.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) verdict: Verdict,
    /// The row to add.
    pub(super) added: Option<Model>,
    /// Rows to write anew.
    pub(super) changed: Vec<Model>,
}

/// Merges what a file of the day `as_of` says into the vintages of the same figure, oldest first.
pub(super) fn merge(vintages: &[Model], mut incoming: Model, as_of: NaiveDate, now: i64) -> Merged {
    let later = vintages.partition_point(|row| row.known_on <= as_of);
    let (before, after) = (later.checked_sub(1).map(|i| &vintages[i]), vintages.get(later));
    let done = |verdict, added, changed| Merged { verdict, added, changed };
    if let Some(before) = before {
        if same_figure(before, &incoming) {
            let (row, changed) = refreshed(before, incoming, now);
            return match changed {
                true => done(Verdict::Updated, None, vec![row]),
                false => done(Verdict::Unchanged, None, Vec::new()),
            };
        }
        if before.known_on == as_of {
            return done(Verdict::Updated, None, vec![corrected(before, incoming, now)]);
        }
    }
    let mut changed = Vec::new();
    if let Some(before) = before {
        changed.push(Model {
            superseded_on: Some(as_of),
            superseded_at: Some(before.superseded_at.unwrap_or(now)),
            ..next(before, now)
        });
    }
    if let Some(after) = after.filter(|after| same_figure(after, &incoming)) {
        // It was known earlier than was thought.
        changed.push(Model { known_on: as_of, ..next(after, now) });
        return done(Verdict::Updated, None, changed);
    }
    // The first vintage is known from its publication on; a revision not before the file that has it.
    incoming.known_on = match (before, after) {
        (None, None) => incoming.published_on.unwrap_or(as_of),
        _ => as_of,
    };
    incoming.superseded_on = after.map(|after| after.known_on);
    incoming.superseded_at = after.map(|_| now);
    let verdict = if before.is_some() { Verdict::Revised } else { Verdict::Created };
    done(verdict, Some(incoming), changed)
}

/// True where two rows say the same of the world.
pub(super) fn same_figure(a: &Model, b: &Model) -> bool {
    (a.value, a.low, a.high, &a.unit_code, a.comparator, a.status)
        == (b.value, b.low, b.high, &b.unit_code, b.comparator, b.status)
        && (a.period_start, a.period_end, a.period_precision, &a.period_duration)
            == (b.period_start, b.period_end, b.period_precision, &b.period_duration)
        && (a.base_start, a.base_end, &a.text_en, &a.text_zh) == (b.base_start, b.base_end, &b.text_en, &b.text_zh)
}

/// The row with what surrounds the figure as it is now, and whether anything of that differs.
fn refreshed(before: &Model, incoming: Model, now: i64) -> (Model, bool) {
    let row = Model {
        id: before.id,
        known_on: before.known_on,
        superseded_on: before.superseded_on,
        superseded_at: before.superseded_at,
        recorded_at: before.recorded_at,
        import_scope: before.import_scope.clone().or_else(|| incoming.import_scope.clone()),
        version: before.version,
        updated_at: before.updated_at,
        ..incoming
    };
    let differs = row != *before;
    (if differs { next(&row, now) } else { row }, differs)
}

/// The row with another figure, known from the same day on.
fn corrected(before: &Model, incoming: Model, now: i64) -> Model {
    refreshed(before, incoming, now).0
}

fn next(row: &Model, now: i64) -> Model {
    Model { version: row.version + 1, updated_at: now, ..row.clone() }
}
