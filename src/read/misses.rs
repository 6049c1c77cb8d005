//! Rows that were looked up by slugs and are not there, by whatever name: what was probably meant is asked for once all other rows are
//! there, on the same snapshot, and stands beside the data.

use super::keys::Read;
use super::prepared::Prepared;
use super::task::{Suggestion, Task};
use crate::database::Rows;
use crate::derive::Question;
use crate::derive::near::Missed;
use crate::plan::Level;

/// How many suggestions an answer has at most.
const SUGGESTIONS: usize = 20;

/// The places of the levels that looked for one row, and found none; what is null since something in it was refused is not missed.
pub(super) fn missed(levels: &[Level], reads: &[Read], prepared: &Prepared) -> impl Iterator<Item = usize> {
    let asked = |place: &usize| {
        let level = &levels[*place];
        level.looks_up()
            && !level.idle
            && !prepared.is_nulled(&level.around)
            && prepared.statements[*place].is_some()
            && reads[*place].rows.is_empty()
    };
    (0..levels.len()).filter(asked)
}

/// What is asked for, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Misses<'a> {
    asked: Vec<Asked<'a>>,
    suggestions: Vec<Suggestion>,
}

/// A lookup that found nothing.
#[derive(Debug)]
struct Asked<'a> {
    /// The response keys that lead to its field.
    path: &'a [String],
    missed: Missed,
    question: Question,
}

impl<'a> Misses<'a> {
    /// Those of a task that nothing is left to be read for.
    pub(super) fn of(task: &'a Task, reads: &[Read], prepared: &Prepared) -> Self {
        let levels = &task.plan.levels;
        let asked = missed(levels, reads, prepared).filter_map(|place| {
            let (tag, slug) = levels[place].wanted_slug(&task.variables)?;
            let missed = Missed { tag: tag.to_owned(), slug };
            let question = missed.question(prepared.dialect())?;
            Some(Asked { path: &levels[place].path, missed, question })
        });
        Self { asked: asked.take(SUGGESTIONS).collect(), suggestions: Vec::new() }
    }

    /// What is to be answered.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.asked.iter().map(|asked| &asked.question)
    }

    /// Takes the answers, in the order of the questions.
    pub(super) fn take(&mut self, answers: &mut impl Iterator<Item = Rows>) {
        for (Asked { path, missed, .. }, rows) in self.asked.drain(..).zip(answers) {
            self.suggestions.extend(Suggestion::of(path, &missed, missed.near(&rows)));
        }
    }

    /// What came of it.
    pub(super) fn suggestions(self) -> Vec<Suggestion> {
        self.suggestions
    }
}
