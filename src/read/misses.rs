//! What arguments name that is not there, by whatever name: rows that were looked up by slugs, and slugs and codes in filters that
//! nothing fulfils. What was probably meant is asked for once all other rows are there, on the same snapshot, and stands beside the data.

use super::keys::Read;
use super::prepared::Prepared;
use super::task::{Suggestion, Task};
use crate::catalogue::Catalogue;
use crate::database::{Cell, Dialect, Rows};
use crate::derive::Question;
use crate::derive::near::{Missed, code};
use crate::plan::{Keys, Named, Register, Shape};

/// How many suggestions an answer has at most.
const SUGGESTIONS: usize = 20;

/// The names in arguments of levels that came to nothing, with the paths of their fields; what is null since something in it was
/// refused was not asked.
pub(super) fn missed<'a>(
    catalogue: &Catalogue,
    task: &'a Task,
    reads: &[Read],
    prepared: &Prepared,
) -> Vec<(&'a [String], Named)> {
    let levels = task.plan.levels.iter().enumerate();
    let nothing = levels.filter(|(place, level)| {
        let Read { rows, keys } = &reads[*place];
        let is_asked = level.keys == Keys::Root || !keys.keys.is_empty();
        let asked =
            !level.idle && is_asked && !prepared.is_nulled(&level.around) && prepared.statements[*place].is_some();
        asked && is_nothing(level.shape, rows)
    });
    let named = nothing.flat_map(|(_, level)| {
        let own = level.named(catalogue, &task.variables).into_iter().map(|named| (level.path.as_slice(), named));
        // What a slice names is told once, of the slice.
        let slice = level.path.split_last().map_or(&[] as &[String], |(_, slice)| slice);
        own.chain(level.named_around(&task.variables).into_iter().map(move |named| (slice, named)))
    });
    named.collect()
}

/// True where a level found no rows, or counted none.
fn is_nothing(shape: Shape, rows: &Rows) -> bool {
    match shape {
        Shape::Count | Shape::Total => (0..rows.len()).all(|row| matches!(rows.cell(row, 0), Cell::Int(0))),
        Shape::Page | Shape::List | Shape::First | Shape::Groups => rows.is_empty(),
        Shape::Units => false,
    }
}

/// What is asked for, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Misses<'a> {
    asked: Vec<Asked<'a>>,
    suggestions: Vec<Suggestion>,
}

/// A name that came to nothing.
#[derive(Debug)]
struct Asked<'a> {
    /// The response keys that lead to its field.
    path: &'a [String],
    named: Named,
    question: Question,
}

impl<'a> Misses<'a> {
    /// Those of a task that nothing is left to be read for.
    pub(super) fn of(catalogue: &Catalogue, task: &'a Task, reads: &[Read], prepared: &Prepared) -> Self {
        let mut asked: Vec<Asked<'a>> = Vec::new();
        for (path, named) in missed(catalogue, task, reads, prepared) {
            // A page and its total have the same arguments.
            if asked.iter().any(|asked| asked.path == path && asked.named == named) {
                continue;
            }
            let question = question(&named, prepared.dialect());
            asked.extend(question.map(|question| Asked { path, named, question }));
            if asked.len() == SUGGESTIONS {
                break;
            }
        }
        Self { asked, suggestions: Vec::new() }
    }

    /// What is to be answered.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.asked.iter().map(|asked| &asked.question)
    }

    /// Takes the answers, in the order of the questions.
    pub(super) fn take(&mut self, answers: &mut impl Iterator<Item = Rows>) {
        for (Asked { path, named, .. }, rows) in self.asked.drain(..).zip(answers) {
            let near = match named.register {
                Register::Slugs(tag) => slug(tag, &named.name).near(&rows),
                Register::Parts => slug("", &named.name).near(&rows),
                Register::Codes(codes) => code::near(codes, &named.name, &rows),
            };
            self.suggestions.extend(Suggestion::of(path, named, near));
        }
    }

    /// What came of it.
    pub(super) fn suggestions(self) -> Vec<Suggestion> {
        self.suggestions
    }
}

/// What is to be asked about a name; none where nothing can be near.
fn question(named: &Named, dialect: Dialect) -> Option<Question> {
    match named.register {
        Register::Slugs(tag) => slug(tag, &named.name).question(dialect),
        Register::Parts => slug("", &named.name).question(dialect),
        Register::Codes(codes) => code::question(codes, &named.name, dialect),
    }
}

fn slug(tag: &str, slug: &str) -> Missed {
    Missed { tag: tag.to_owned(), slug: slug.to_owned() }
}
