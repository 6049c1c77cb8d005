//! A figure and its history. What stands in the database is what one would write down with all files of a source side by
//! side, in the order of their days: a vintage for each run of files that say the same. So files may come in any order.

mod chain;
mod day;
mod put;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;
use entity::observation::Model;

use self::chain::Chain;
pub(super) use self::day::{holds, is_filed, same_figure};
pub(super) use self::words::{vendor, without_vendor};
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
    /// Rows of which nobody sees a change: which files have them, and in what words.
    pub(super) moved: Vec<Model>,
    /// Rows that turned out to be a part of another.
    pub(super) removed: Vec<i64>,
}

/// The day of a file, and which later file of the same series tells next whether it has the figure.
pub(super) struct Days<'a> {
    pub(super) as_of: NaiveDate,
    /// The day of the first such file after a day that was imported before.
    pub(super) next: &'a mut dyn FnMut(NaiveDate) -> Option<NaiveDate>,
}

/// Merges what a file says into the vintages of the same figure, oldest first; `None` where it lacks the figure. `id` gives
/// the id of a vintage that begins on a day; `incoming` has one already.
pub(super) fn merge(
    vintages: &[Model],
    incoming: Option<Model>,
    days: Days<'_>,
    now: i64,
    id: impl Fn(NaiveDate) -> i64,
) -> Merged {
    let mut chain = Chain { rows: vintages.to_vec(), now, id };
    let verdict = match incoming {
        Some(incoming) => chain.put(incoming, days),
        None => chain.lack(days),
    };
    chain.merged(vintages, verdict)
}

/// Merges a claim of the data set into the vintages of the same figure: where files of its source say the same, it is one with
/// theirs. `days` has the day from which on it is known.
pub(super) fn adopt(
    vintages: &[Model],
    mut incoming: Model,
    days: Days<'_>,
    now: i64,
    id: impl Fn(NaiveDate) -> i64,
) -> Merged {
    let mut chain = Chain { rows: vintages.to_vec(), now, id };
    let before = chain.rows.iter().position(|row| row.built_in);
    if let Some(at) = before {
        let row = &mut chain.rows[at];
        let is_alone = vintages.len() == 1 && row.import_scope.is_none();
        if is_alone || (same_figure(row, &incoming) && row.published_on == incoming.published_on) {
            *row = incoming.after(row);
            return chain.merged(vintages, Verdict::Unchanged);
        }
        incoming.version = row.version;
        chain.leave(at, days.next);
    }
    let verdict = chain.claim(incoming, days);
    let verdict = if before.is_some() { Verdict::Updated } else { verdict };
    chain.merged(vintages, verdict)
}

/// Takes the claim of the data set out of the vintages of a figure: what files say stays. `next` is as of [`Days`].
pub(super) fn forget(
    vintages: &[Model],
    next: &mut dyn FnMut(NaiveDate) -> Option<NaiveDate>,
    now: i64,
    id: impl Fn(NaiveDate) -> i64,
) -> Merged {
    let mut chain = Chain { rows: vintages.to_vec(), now, id };
    if let Some(at) = chain.rows.iter().position(|row| row.built_in) {
        chain.leave(at, next);
    }
    chain.merged(vintages, Verdict::Unchanged)
}

/// A row but for what nobody sees of it: which files had it, and in what words.
fn unseen(row: &Model, before: &Model) -> Model {
    let (import_scope, file_words) = (before.import_scope.clone(), before.file_words.clone());
    Model { import_scope, file_words, seen_from: before.seen_from, seen_until: before.seen_until, ..row.clone() }
}

impl<I: Fn(NaiveDate) -> i64> Chain<I> {
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
                Some(before) if *before == unseen(&row, before) => merged.moved.push(row),
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
}
