//! How files, and the data set on a day of its own, come between the vintages of a figure.

use chrono::NaiveDate;
use entity::observation::Model;

use super::chain::{Chain, left};
use super::day::{earliest, from, holds, is_kept, own_day, same_figure};
use super::{Days, Verdict, words};
use crate::domain::rank::{BESIDE, IMPORTED};

impl<I: Fn(NaiveDate) -> i64> Chain<I> {
    /// Puts in what a file says.
    pub(super) fn put(&mut self, mut incoming: Model, days: Days<'_>) -> Verdict {
        let Days { as_of, .. } = days;
        let place = self.rows.partition_point(|row| from(row) <= as_of);
        let Some(at) = place.checked_sub(1).filter(|at| holds(&self.rows[*at], as_of)) else {
            return self.put_between(place, incoming, days);
        };
        let row = &self.rows[at];
        if same_figure(row, &incoming) {
            if row.built_in && row.seen_from.is_none_or(|first| as_of < first) {
                self.begin(at, incoming, days);
            } else if (days.next)(as_of).is_none_or(|next| row.seen_until.is_some_and(|end| end <= next)) {
                self.refresh(at, incoming);
            }
            return Verdict::Unchanged;
        }
        // On one day the data set knows better.
        if is_kept(row) && own_day(row) == as_of {
            return Verdict::Unchanged;
        }
        let (begins, end) = (from(row), row.seen_until);
        let next = (days.next)(as_of);
        let rest = self.rest(at, as_of, next);
        incoming.seen_until = earliest([next, rest.as_ref().map(from), end]);
        let is_first = rest.is_none() && self.is_begun_by(at + 1, &incoming);
        match (begins < as_of, rest) {
            (true, _) if is_first => {
                self.cut(at, as_of);
                self.begin(at + 1, incoming, days);
            }
            (true, rest) => {
                self.cut(at, as_of);
                self.rows.splice(at + 1..at + 1, std::iter::once(incoming).chain(rest));
            }
            (false, None) if is_first => {
                self.rows.remove(at);
                self.begin(at, incoming, days);
            }
            (false, None) => {
                self.refresh(at, incoming);
                return Verdict::Updated;
            }
            (false, Some(rest)) => drop(self.rows.splice(at..=at, [incoming, rest])),
        }
        Verdict::Revised
    }

    /// Notes that a file lacks the figure. A claim of the data set that no file had before stands.
    pub(super) fn lack(&mut self, days: Days<'_>) -> Verdict {
        let Days { as_of, .. } = days;
        let held = self.rows.iter().position(|row| holds(row, as_of));
        let Some(at) = held else { return Verdict::Unchanged };
        let row = &self.rows[at];
        let stands = is_kept(row) && (row.seen_from.is_none_or(|first| as_of < first) || own_day(row) == as_of);
        if stands {
            return Verdict::Unchanged;
        }
        let next = (days.next)(as_of);
        // Another file of the day was the first that had what the data set says.
        if row.built_in && row.seen_from == Some(as_of) && own_day(row) < as_of {
            let first = next.filter(|next| row.seen_until.is_none_or(|end| *next < end));
            self.rows[at] = self.own(at, first);
            return Verdict::Unchanged;
        }
        let rest = self.rest(at, as_of, next);
        self.cut(at, as_of);
        self.rows.splice(at + 1..at + 1, rest);
        Verdict::Unchanged
    }

    /// Puts in what a file says, where no vintage holds on its day: between the one before `place` and the one at it.
    pub(super) fn put_between(&mut self, place: usize, mut incoming: Model, days: Days<'_>) -> Verdict {
        let before = place.checked_sub(1);
        let begins = self.rows.get(place).map(from);
        // A later file that lacks it ends it before the next vintage begins.
        incoming.seen_until = earliest([(days.next)(days.as_of), begins]);
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
        if self.is_begun_by(place, &incoming) {
            self.begin(place, incoming, days);
            return Verdict::Unchanged;
        }
        self.rows.insert(place, incoming);
        if before.is_some() { Verdict::Revised } else { Verdict::Created }
    }

    /// Puts in what the data set says, on a day of its own.
    pub(super) fn claim(&mut self, mut incoming: Model, Days { as_of, next }: Days<'_>) -> Verdict {
        let held = self.rows.iter().position(|row| holds(row, as_of));
        if let Some(at) = held
            && same_figure(&self.rows[at], &incoming)
        {
            self.refresh(at, incoming);
            return Verdict::Unchanged;
        }
        let mut rest = None;
        if let Some(at) = held {
            rest = self.rest(at, as_of, next(as_of));
            // On one day the data set knows better.
            if from(&self.rows[at]) < as_of {
                self.cut(at, as_of);
            } else {
                self.rows.remove(at);
            }
        }
        let place = self.rows.partition_point(|row| from(row) <= as_of);
        let is_same = |row: &Model| rest.is_none() && same_figure(row, &incoming);
        if self.rows.get(place).is_some_and(is_same) {
            self.refresh(place, incoming);
            return Verdict::Unchanged;
        }
        incoming.seen_until = rest.as_ref().or(self.rows.get(place)).map(from);
        self.rows.splice(place..place, std::iter::once(incoming).chain(rest));
        if place > 0 { Verdict::Revised } else { Verdict::Created }
    }

    /// Takes out the claim of the data set: what files of its source have is theirs.
    pub(super) fn leave(&mut self, at: usize, next: &mut dyn FnMut(NaiveDate) -> Option<NaiveDate>) {
        // They rank as its claim did no longer.
        for row in self.rows.iter_mut().filter(|row| row.rank < BESIDE) {
            row.rank = IMPORTED;
        }
        let row = &self.rows[at];
        // What it ended goes on to the next file.
        let begins = from(row);
        let ends = match row.seen_from {
            Some(first) if first <= begins => None,
            first => Some(earliest([next(begins), first.or(row.seen_until)])),
        };
        if let (Some(ends), Some(before)) = (ends, at.checked_sub(1)) {
            let before = &mut self.rows[before];
            before.seen_until = if before.seen_until == Some(begins) { ends } else { before.seen_until };
        }
        let row = self.rows.remove(at);
        if let Some(first) = row.seen_from {
            self.rows.insert(at, Model { id: (self.id)(first), ..left(row, self.now) });
        }
    }

    /// True where what a file says goes on in a vintage.
    fn is_begun_by(&self, at: usize, incoming: &Model) -> bool {
        let follows = |row: &Model| incoming.seen_until == Some(from(row)) && same_figure(row, incoming);
        self.rows.get(at).is_some_and(follows)
    }

    /// A file turns out to be the first of a vintage. Where that is a claim of the data set, files may be between them that lack it.
    fn begin(&mut self, at: usize, incoming: Model, days: Days<'_>) {
        let row = &mut self.rows[at];
        if !row.built_in {
            row.seen_from = incoming.seen_from;
            return;
        }
        let first = row.seen_from;
        let gone = (days.next)(days.as_of).filter(|next| first.or(row.seen_until).is_none_or(|end| *next < end));
        let rest = first.filter(|_| gone.is_some()).map(|first| self.again(at, first));
        let row = &mut self.rows[at];
        row.seen_from = incoming.seen_from;
        if first.is_none() || rest.is_some() {
            row.file_words = words::of_file(&incoming);
        }
        row.import_scope = incoming.import_scope;
        row.seen_until = gone.or(row.seen_until);
        self.rows.splice(at + 1..at + 1, rest);
    }
}
