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
    /// Rows to add.
    pub(super) added: Vec<Model>,
    /// Rows to write anew.
    pub(super) changed: Vec<Model>,
}

/// The day of a file, and the day of the next later one of the same series that was imported before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) as_of: NaiveDate,
    pub(super) next: Option<NaiveDate>,
}

/// Merges what a file says into the vintages of the same figure, oldest first.
pub(super) fn merge(vintages: &[Model], mut incoming: Model, Days { as_of, next }: Days, now: i64) -> Merged {
    let later = vintages.partition_point(|row| row.known_on <= as_of);
    let (before, after) = (later.checked_sub(1).map(|i| &vintages[i]), vintages.get(later));
    let done = |verdict, added, changed| Merged { verdict, added, changed };
    if let Some(before) = before {
        if same_figure(before, &incoming) {
            let (row, changed) = refreshed(before, incoming, now);
            return match changed {
                true => done(Verdict::Updated, Vec::new(), vec![row]),
                false => done(Verdict::Unchanged, Vec::new(), Vec::new()),
            };
        }
        if before.known_on == as_of {
            return done(Verdict::Updated, Vec::new(), vec![corrected(before, incoming, now)]);
        }
    }
    let mut changed = Vec::new();
    if let Some(before) = before {
        changed.push(Model {
            superseded_on: Some(as_of),
            superseded_at: Some(before.superseded_at.unwrap_or(now)),
            ..changed_now(before, now)
        });
    }
    // Where a file lies between, that one had something else.
    let adjoins = |after: &&Model| before.is_none() || next.is_none_or(|next| next >= after.known_on);
    if let Some(after) = after.filter(|after| same_figure(after, &incoming)).filter(adjoins) {
        // It was known earlier than was thought.
        changed.push(Model { known_on: as_of, ..changed_now(after, now) });
        return done(Verdict::Updated, Vec::new(), changed);
    }
    // The first vintage is known from its publication on; a revision not before the file that has it.
    incoming.known_on = match (before, after) {
        (None, None) => incoming.published_on.unwrap_or(as_of),
        _ => as_of,
    };
    let end = after.map(|after| after.known_on);
    let mut added = Vec::new();
    // A later file had the older figure still: that one holds again from its day on.
    let again = before.zip(next).filter(|(_, next)| end.is_none_or(|end| *next < end));
    if let Some((before, next)) = again {
        let superseded_at = end.map(|_| now);
        added.push(Model {
            known_on: next,
            superseded_on: end,
            superseded_at,
            recorded_at: now,
            ..changed_now(before, now)
        });
    }
    incoming.superseded_on = again.map(|(_, next)| next).or(end);
    incoming.superseded_at = incoming.superseded_on.map(|_| now);
    let verdict = if before.is_some() { Verdict::Revised } else { Verdict::Created };
    added.insert(0, incoming);
    done(verdict, added, changed)
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
    (if differs { changed_now(&row, now) } else { row }, differs)
}

/// The row with another figure, known from the same day on.
fn corrected(before: &Model, incoming: Model, now: i64) -> Model {
    refreshed(before, incoming, now).0
}

fn changed_now(row: &Model, now: i64) -> Model {
    Model { version: row.version + 1, updated_at: now, ..row.clone() }
}

#[cfg(test)]
mod tests {
    use chrono::{Days as Count, NaiveDate};
    use entity::choice::{Comparator, Confidence, ObservationStatus};
    use entity::observation::Model;

    use super::{Days, merge};

    fn figure(value: f64) -> Model {
        Model {
            id: 0,
            metric_id: 1,
            key: None,
            rank: 500,
            period_start: None,
            period_end: None,
            period_precision: None,
            period_label: None,
            period_duration: None,
            base_start: None,
            base_end: None,
            base_precision: None,
            base_label: None,
            base_duration: None,
            value: Some(value),
            low: None,
            high: None,
            unit_code: "COUNT".to_owned(),
            normalized_value: Some(value),
            normalized_low: None,
            normalized_high: None,
            normalized_unit: "COUNT".to_owned(),
            comparator: Comparator::Equal,
            published: None,
            status: ObservationStatus::Claim,
            text_en: None,
            text_zh: None,
            asserted_by: None,
            asserted_by_fold: None,
            asserted_by_vendor_id: None,
            source_id: 1,
            locator: None,
            published_on: None,
            recorded_at: 0,
            lineage: "l".to_owned(),
            known_on: day(0),
            superseded_on: None,
            superseded_at: None,
            withdrawn_on: None,
            import_scope: None,
            confidence: Confidence::Unknown,
            built_in: false,
            version: 1,
            updated_at: 0,
        }
    }

    fn day(number: u64) -> NaiveDate {
        NaiveDate::default() + Count::new(number)
    }

    /// What is known after files of these days and figures were imported in this order: from when on, what, and until when.
    fn known(files: &[(u64, f64)]) -> Vec<(NaiveDate, Option<f64>, Option<NaiveDate>)> {
        let (mut rows, mut seen): (Vec<Model>, Vec<u64>) = (Vec::new(), Vec::new());
        for (number, (on, value)) in (1..).zip(files.iter().copied()) {
            let next = seen.iter().copied().filter(|other| *other > on).min().map(day);
            let merged =
                merge(&rows, Model { id: number * 10, ..figure(value) }, Days { as_of: day(on), next }, number);
            for changed in merged.changed {
                let row = rows.iter_mut().find(|row| row.id == changed.id).expect("it is there");
                *row = changed;
            }
            for (place, added) in (0..).zip(merged.added) {
                rows.push(Model { id: number * 10 + place, ..added });
            }
            rows.sort_by_key(|row| row.known_on);
            seen.push(on);
        }
        rows.into_iter().map(|row| (row.known_on, row.value, row.superseded_on)).collect()
    }

    #[test]
    fn files_may_come_in_any_order() {
        let mut seed = 1_u64;
        let mut random = move |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for _ in 0..3_000 {
            let count = 1 + random(6);
            #[expect(clippy::cast_precision_loss, reason = "a few small numbers")]
            let files: Vec<(u64, f64)> = (0..count).map(|number| (number * 3 + random(3), random(3) as f64)).collect();
            let mut shuffled = files.clone();
            for place in (1..shuffled.len()).rev() {
                #[expect(clippy::cast_possible_truncation, reason = "a few small numbers")]
                shuffled.swap(place, random(place as u64 + 1) as usize);
            }
            assert_eq!(known(&shuffled), known(&files), "{shuffled:?}");
        }
    }
}
