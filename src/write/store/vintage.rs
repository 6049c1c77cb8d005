//! A figure and its history. What stands in the database is what one would write down with all files of a source side by
//! side, in the order of their days: a vintage for each run of files that say the same. So files may come in any order.

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use entity::observation::Model;

use crate::domain::rank::BESIDE;
use crate::write::row::Row;

/// What is to be done about a figure.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// It was not there, or not that early.
    Created,
    /// Something of it changed that is not the figure, it was corrected within a day, or a file has it again.
    Updated,
    /// It was there, as it is.
    Unchanged,
    /// It took the place of an older one, or was found to come between two.
    Revised,
}

/// What a file makes of the vintages of a figure.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) verdict: Verdict,
    /// Rows to add.
    pub(super) added: Vec<Model>,
    /// Rows to write anew, in an order in which no two of a figure are known from one day on, at no time.
    pub(super) changed: Vec<Model>,
    /// Rows of which nothing changed but the file that had them last.
    pub(super) moved: Vec<i64>,
    /// Rows that turned out to be a part of another.
    pub(super) removed: Vec<i64>,
}

/// The day of a file, and the day of the next later one of the same series that was imported before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) as_of: NaiveDate,
    pub(super) next: Option<NaiveDate>,
}

/// Merges what a file says into the vintages of the same figure, oldest first; `None` where it lacks the figure. `id` gives
/// the id of a vintage that begins on a day; `incoming` has one already.
pub(super) fn merge(
    vintages: &[Model],
    incoming: Option<Model>,
    days: Days,
    now: i64,
    id: impl Fn(NaiveDate) -> i64,
) -> Merged {
    let mut chain = Chain { rows: vintages.to_vec(), now };
    let verdict = match incoming {
        Some(incoming) => chain.put(incoming, days, id),
        None => chain.end(days, id),
    };
    chain.merged(vintages, verdict)
}

/// Merges a claim of the data set into the vintages of the same figure: where files of its source say the same, it is one with
/// theirs. `days` has the day from which on it is known.
pub(super) fn adopt(
    vintages: &[Model],
    mut incoming: Model,
    days: Days,
    now: i64,
    id: impl Fn(NaiveDate) -> i64,
) -> Merged {
    let mut chain = Chain { rows: vintages.to_vec(), now };
    let before = chain.rows.iter().position(|row| row.built_in);
    if let Some(at) = before {
        let row = &mut chain.rows[at];
        let same = incoming.clone().after(row);
        let is_alone = vintages.len() == 1 && row.import_scope.is_none();
        if is_alone || (same_figure(row, &incoming) && row.published_on == incoming.published_on) {
            *row = same;
            return chain.merged(vintages, Verdict::Unchanged);
        }
        incoming.version = row.version;
        // What it said before is its source's, where files have it, and else gone.
        if row.import_scope.is_some() {
            *row = Model { id: id(from(row)), ..left(row.clone(), now) };
        } else {
            chain.rows.remove(at);
        }
    }
    let verdict = chain.put(incoming, days, id);
    let verdict = if before.is_some() { Verdict::Updated } else { verdict };
    chain.merged(vintages, verdict)
}

/// A claim that the data set says no longer, and that files of its source have.
pub(super) fn left(row: Model, now: i64) -> Model {
    Model {
        seen_from: row.seen_from.or(Some(row.known_on)),
        key: None,
        key_fold: None,
        built_in: false,
        version: row.version + 1,
        updated_at: now,
        ..row
    }
}

/// A row but for what nobody sees of it: which files had it.
fn unseen(row: &Model, before: &Model) -> Model {
    let import_scope = before.import_scope.clone();
    Model { import_scope, seen_from: before.seen_from, seen_until: before.seen_until, ..row.clone() }
}

/// The vintages of a figure, oldest first.
struct Chain {
    rows: Vec<Model>,
    now: i64,
}

impl Chain {
    /// What became of vintages.
    fn merged(mut self, vintages: &[Model], verdict: Verdict) -> Merged {
        self.join();
        self.arrange();
        let mut merged =
            Merged { verdict, added: Vec::new(), changed: Vec::new(), moved: Vec::new(), removed: Vec::new() };
        merged.removed.extend(vintages.iter().map(|row| row.id).filter(|id| self.rows.iter().all(|row| row.id != *id)));
        for row in self.rows.into_iter().rev() {
            match vintages.iter().find(|before| before.id == row.id) {
                None => merged.added.push(row),
                Some(before) if *before == row => {}
                Some(before) if *before == unseen(&row, before) => {
                    let moved = (row.seen_from, row.seen_until) == (before.seen_from, before.seen_until);
                    if moved { merged.moved.push(row.id) } else { merged.changed.push(row) }
                }
                Some(_) => {
                    if merged.verdict == Verdict::Unchanged {
                        merged.verdict = Verdict::Updated;
                    }
                    merged.changed.push(Model { version: row.version + 1, updated_at: self.now, ..row });
                }
            }
        }
        let known = |row: &Model| vintages.iter().find(|before| before.id == row.id).map(|before| before.known_on);
        // They come the latest first: those that move on make room for those that move back, which begin with the earliest.
        let (on, mut back): (Vec<Model>, Vec<Model>) =
            merged.changed.into_iter().partition(|row| known(row).is_some_and(|known| row.known_on > known));
        back.reverse();
        merged.changed = on.into_iter().chain(back).collect();
        merged
    }

    /// Puts in what a file says.
    fn put(&mut self, mut incoming: Model, Days { as_of, next }: Days, id: impl Fn(NaiveDate) -> i64) -> Verdict {
        let place = self.rows.partition_point(|row| from(row) <= as_of);
        let covering = place.checked_sub(1).filter(|at| self.rows[*at].seen_until.is_none_or(|end| as_of < end));
        let Some(at) = covering else { return self.put_between(place, incoming, next) };
        let end = self.rows[at].seen_until;
        // The data set says so on its own day, as a file would.
        let own = self.rows[at].published_on.filter(|day| self.rows[at].built_in && *day > as_of);
        let next = next.into_iter().chain(own).min();
        // Whether a later file says the same as this vintage.
        let tail = next.filter(|next| end.is_none_or(|end| *next < end));
        if same_figure(&self.rows[at], &incoming) {
            if tail.is_none() || incoming.built_in {
                self.refresh(at, incoming);
            }
            return Verdict::Unchanged;
        }
        // On one day the data set knows better.
        let is_own_day = from(&self.rows[at]) == as_of || self.rows[at].published_on == Some(as_of);
        if is_kept(&self.rows[at]) && is_own_day {
            return Verdict::Unchanged;
        }
        incoming.seen_until = tail.or(end);
        match (from(&self.rows[at]) == as_of, tail) {
            (true, None) => {
                self.refresh(at, incoming);
                Verdict::Updated
            }
            (true, Some(tail)) => {
                self.rows[at].seen_from = Some(tail);
                self.rows.insert(at, incoming);
                Verdict::Revised
            }
            (false, tail) => {
                let mut again = tail.map(|day| self.again(at, day, id(day)));
                if let Some(again) = again.as_mut().filter(|_| own.is_some()) {
                    let row = &mut self.rows[at];
                    again.id = row.id;
                    *row = Model { id: id(from(row)), ..left(row.clone(), self.now) };
                }
                self.rows[at].seen_until = Some(as_of);
                self.rows.splice(at + 1..at + 1, std::iter::once(incoming).chain(again));
                Verdict::Revised
            }
        }
    }

    /// Puts in what a file says, where no vintage holds on its day: between the one before `place` and the one at it.
    fn put_between(&mut self, place: usize, mut incoming: Model, next: Option<NaiveDate>) -> Verdict {
        let before = place.checked_sub(1);
        let begins = self.rows.get(place).map(from);
        // A later file that lacks it ends it before the next vintage begins.
        incoming.seen_until = next.filter(|next| begins.is_none_or(|begins| *next < begins)).or(begins);
        let is_same = |at: &usize| self.rows.get(*at).is_some_and(|row| same_figure(row, &incoming));
        // Another file of the day lacked it: no earlier one did, or one of the same day had it, whatever it said.
        let is_resumed = |at: &usize| {
            let row = &self.rows[*at];
            row.seen_from == incoming.seen_from || (is_same(at) && row.seen_until == incoming.seen_from)
        };
        if let Some(at) = before.filter(is_resumed) {
            self.refresh(at, incoming);
            return Verdict::Updated;
        }
        if is_same(&place) && incoming.seen_until == begins && !incoming.built_in {
            self.rows[place].seen_from = incoming.seen_from;
            return Verdict::Unchanged;
        }
        self.rows.insert(place, incoming);
        if before.is_some() { Verdict::Revised } else { Verdict::Created }
    }

    /// Notes that a file lacks the figure.
    fn end(&mut self, Days { as_of, next }: Days, id: impl Fn(NaiveDate) -> i64) -> Verdict {
        let held = self.rows.iter().position(|row| holds(row, as_of)).filter(|at| !self.rows[*at].built_in);
        let Some(at) = held else { return Verdict::Unchanged };
        let tail = next.filter(|next| self.rows[at].seen_until.is_none_or(|end| *next < end));
        match tail {
            Some(day) => {
                let again = self.again(at, day, id(day));
                self.rows[at].seen_until = Some(as_of);
                self.rows.insert(at + 1, again);
            }
            None => self.rows[at].seen_until = Some(as_of),
        }
        Verdict::Unchanged
    }

    /// A vintage once more, for later files that have it still: it holds again from their day on.
    fn again(&self, at: usize, day: NaiveDate, id: i64) -> Model {
        Model {
            id,
            seen_from: Some(day),
            recorded_at: self.now,
            superseded_at: None,
            version: 1,
            updated_at: self.now,
            ..self.rows[at].clone()
        }
    }

    /// Gives a vintage what the last file that has it says besides the figure, and the figure where that was corrected. A claim of
    /// the data set stays as it is, and takes the place of its source's.
    fn refresh(&mut self, at: usize, incoming: Model) {
        let before = &self.rows[at];
        let seen_until = incoming.seen_until.or(before.seen_until.filter(|end| incoming.seen_from < Some(*end)));
        if is_kept(before) && !incoming.built_in {
            if same_figure(before, &incoming) {
                self.rows[at] = Model { import_scope: incoming.import_scope, seen_until, ..before.clone() };
            }
            return;
        }
        self.rows[at] = Model {
            id: if incoming.built_in { incoming.id } else { before.id },
            import_scope: incoming.import_scope.or(before.import_scope.clone()),
            seen_from: before.seen_from,
            known_on: before.known_on,
            superseded_on: before.superseded_on,
            superseded_at: before.superseded_at,
            withdrawn_on: before.withdrawn_on,
            recorded_at: before.recorded_at,
            version: before.version,
            updated_at: before.updated_at,
            seen_until,
            ..incoming
        };
    }

    /// Vintages that say the same are one, where no file between them lacks it.
    fn join(&mut self) {
        let mut at = 1;
        while at < self.rows.len() {
            let follows = self.rows[at - 1].seen_until == Some(from(&self.rows[at]));
            if follows && same_figure(&self.rows[at - 1], &self.rows[at]) {
                let later = self.rows.remove(at);
                let seen_until = later.seen_until;
                self.refresh(at - 1, later);
                self.rows[at - 1].seen_until = seen_until;
            } else {
                at += 1;
            }
        }
    }

    /// Says of all vintages from when on they were known, superseded and withdrawn. A figure is known from the day of its
    /// publication on, or from that of the first file that has it; a correction that bears the old day of publication is
    /// known from its file on.
    fn arrange(&mut self) {
        // What its source says later ranks as the claim of the data set does.
        let rank = self.rows.iter().find(|row| row.built_in).map(|row| row.rank);
        for row in self.rows.iter_mut().filter(|row| row.rank < BESIDE) {
            row.rank = rank.unwrap_or(row.rank);
        }
        let mut before: Option<NaiveDate> = None;
        for row in &mut self.rows {
            let first = from(row);
            let published = row.published_on.filter(|day| *day <= first && before.is_none_or(|before| *day > before));
            row.known_on = published.unwrap_or(first);
            before = Some(row.known_on);
        }
        for at in 0..self.rows.len() {
            let later = self.rows.get(at + 1).map(|row| (row.known_on, from(row)));
            let row = &mut self.rows[at];
            row.superseded_on = later.map(|(known_on, _)| known_on);
            row.superseded_at = later.map(|_| row.superseded_at.unwrap_or(self.now));
            row.seen_until = row.seen_until.or(later.map(|(_, first)| first));
            // What the data set says stands until its source says something else.
            if row.built_in {
                row.seen_until = later.map(|(_, first)| first);
            }
            row.withdrawn_on = row.seen_until.filter(|end| later.is_none_or(|(_, first)| *end < first));
        }
    }
}

/// True for what files of a source leave as it is: a claim of the data set, or of an editor.
fn is_kept(row: &Model) -> bool {
    row.built_in || row.import_scope.is_none()
}

/// True where a vintage holds on a day.
pub(super) fn holds(row: &Model, day: NaiveDate) -> bool {
    from(row) <= day && row.seen_until.is_none_or(|end| day < end)
}

/// The day of the first file that has a vintage.
fn from(row: &Model) -> NaiveDate {
    row.seen_from.unwrap_or(row.known_on)
}

/// True where two rows say the same of the world. The data set may write a figure of a source in another unit, and with words of
/// its own.
pub(super) fn same_figure(a: &Model, b: &Model) -> bool {
    if a.built_in != b.built_in {
        return (a.normalized_value, a.normalized_low, a.normalized_high, &a.normalized_unit, a.comparator)
            == (b.normalized_value, b.normalized_low, b.normalized_high, &b.normalized_unit, b.comparator)
            && (a.period_start, a.period_end, a.base_start, a.base_end)
                == (b.period_start, b.period_end, b.base_start, b.base_end);
    }
    (a.value, a.low, a.high, &a.unit_code, a.comparator, a.status)
        == (b.value, b.low, b.high, &b.unit_code, b.comparator, b.status)
        && (a.period_start, a.period_end, a.period_precision, &a.period_duration)
            == (b.period_start, b.period_end, b.period_precision, &b.period_duration)
        && (a.base_start, a.base_end, &a.text_en, &a.text_zh) == (b.base_start, b.base_end, &b.text_en, &b.text_zh)
}
