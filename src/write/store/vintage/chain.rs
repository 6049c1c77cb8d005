//! The vintages of a figure in their order, and what is done to one of them.

use chrono::NaiveDate;
use entity::observation::Model;

use super::day::{from, is_kept, own_day, same_figure};
use super::words;
use crate::domain::rank::BESIDE;

/// The vintages of a figure, oldest first.
pub(super) struct Chain<I> {
    pub(super) rows: Vec<Model>,
    pub(super) now: i64,
    /// The id of a vintage that begins on a day.
    pub(super) id: I,
}

impl<I: Fn(NaiveDate) -> i64> Chain<I> {
    /// What is left of a vintage after a day: from the next later file on that has it, or from the data set's own day on.
    pub(super) fn rest(&self, at: usize, as_of: NaiveDate, next: Option<NaiveDate>) -> Option<Model> {
        let row = &self.rows[at];
        let first = match row.seen_from {
            None if row.built_in => None,
            Some(first) if first > as_of => Some(first),
            _ => next.filter(|next| row.seen_until.is_none_or(|end| *next < end)),
        };
        if own_day(row) > as_of {
            return Some(self.own(at, first));
        }
        first.map(|first| self.again(at, first))
    }

    /// The claim of the data set from its own day on, where its source has it from a later day on. One that no file has stands.
    pub(super) fn own(&self, at: usize, first: Option<NaiveDate>) -> Model {
        let row = Model { seen_from: first, known_on: own_day(&self.rows[at]), ..self.rows[at].clone() };
        match first {
            Some(_) => row,
            None => Model { import_scope: None, file_words: None, seen_until: self.rows.get(at + 1).map(from), ..row },
        }
    }

    /// Ends a vintage. Its rest is the claim of the data set where its own day is later.
    pub(super) fn cut(&mut self, at: usize, as_of: NaiveDate) {
        let row = &mut self.rows[at];
        if own_day(row) > as_of {
            *row = Model { id: (self.id)(from(row)), ..left(row.clone(), self.now) };
        } else if row.built_in && row.seen_from.is_none_or(|first| first >= as_of) {
            row.seen_from = None;
            row.import_scope = None;
            row.file_words = None;
        }
        row.seen_until = Some(as_of);
    }

    /// A vintage once more, for later files that have it still: it holds again from their day on.
    pub(super) fn again(&self, at: usize, day: NaiveDate) -> Model {
        Model {
            id: (self.id)(day),
            seen_from: Some(day),
            recorded_at: self.now,
            superseded_at: None,
            version: 1,
            ..left(self.rows[at].clone(), self.now)
        }
    }

    /// Gives a vintage what the last file that has it says besides the figure, and the figure where that was corrected. A claim of
    /// the data set stays as it is, and takes the place of its source's.
    pub(super) fn refresh(&mut self, at: usize, incoming: Model) {
        let before = &self.rows[at];
        let seen_until = incoming.seen_until.or(before.seen_until.filter(|end| incoming.seen_from < Some(*end)));
        if is_kept(before) && !incoming.built_in {
            if same_figure(before, &incoming) {
                let seen_from = before.seen_from.or(incoming.seen_from);
                let file_words = words::of_file(&incoming).filter(|_| before.built_in);
                let import_scope = incoming.import_scope;
                self.rows[at] = Model { import_scope, seen_from, seen_until, file_words, ..before.clone() };
            }
            return;
        }
        let file_words = incoming.file_words.clone().or_else(|| words::of_file(before)).filter(|_| incoming.built_in);
        self.rows[at] = Model {
            id: if incoming.built_in { incoming.id } else { before.id },
            import_scope: incoming.import_scope.or(before.import_scope.clone()),
            seen_from: before.seen_from,
            known_on: if incoming.built_in { incoming.known_on } else { before.known_on },
            superseded_on: before.superseded_on,
            superseded_at: before.superseded_at,
            withdrawn_on: before.withdrawn_on,
            recorded_at: before.recorded_at,
            version: before.version,
            updated_at: before.updated_at,
            seen_until,
            file_words,
            ..incoming
        };
    }

    /// Vintages that say the same are one, where no file between them lacks it.
    pub(super) fn join(&mut self) {
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
    pub(super) fn arrange(&mut self) {
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
            row.withdrawn_on = row.seen_until.filter(|end| later.is_none_or(|(_, first)| *end < first));
        }
    }
}

/// What files of a source have of a figure, without the data set.
pub(super) fn left(row: Model, now: i64) -> Model {
    words::as_filed(Model {
        published_on: row.published_on.filter(|_| !row.built_in),
        seen_from: row.seen_from.or(Some(row.known_on)),
        key: None,
        key_fold: None,
        built_in: false,
        version: row.version + 1,
        updated_at: now,
        ..row
    })
}
