//! The entries of arguments in the register, found out by a dialogue: by their ids and the slugs that they have and had; where a slug
//! is missed, by its letters and digits alone, if exactly one thing has those; and where it is still missed, what is near to it.

use super::Question;
use super::near::Missed;
use super::reference::{Node, Reference, find, found, node};
use crate::database::{Dialect, Rows, Value};
use crate::error::Refusal;
use crate::nearest::key;
use crate::plan::sql::folded;

/// The dialogue.
#[derive(Debug)]
pub(super) struct Naming {
    references: Vec<Reference>,
    entries: Vec<Option<Node>>,
    dialect: Dialect,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Exact,
    Folded,
    Near,
}

/// What comes of an answer.
#[derive(Debug)]
pub(super) enum Named {
    /// More is to be asked.
    Ask(Question),
    /// The entry of each reference, in their order.
    All(Vec<Node>),
}

impl Naming {
    pub(super) fn new(references: Vec<Reference>, dialect: Dialect) -> Self {
        Self { references, entries: Vec::new(), dialect, stage: Stage::Exact }
    }

    /// What is asked first.
    pub(super) fn question(&self) -> Question {
        find(&self.references, self.dialect)
    }

    /// Takes an answer.
    ///
    /// # Errors
    /// `NOT_FOUND` where one of them is not there, with what is near.
    pub(super) fn take(&mut self, rows: &Rows) -> Result<Named, Refusal> {
        match self.stage {
            Stage::Exact => self.entries = found(&self.references, rows),
            Stage::Folded => self.fill(rows),
            Stage::Near => {}
        }
        let open = |(reference, entry): (&Reference, &Option<Node>)| entry.is_none().then(|| reference.clone());
        let missing: Vec<Reference> = self.references.iter().zip(&self.entries).filter_map(open).collect();
        let Some(first) = missing.first() else {
            return Ok(Named::All(std::mem::take(&mut self.entries).into_iter().flatten().collect()));
        };
        let missed: Vec<Missed> = missing.iter().filter_map(Reference::missed).collect();
        match self.stage {
            Stage::Exact if !missed.is_empty() => {
                self.stage = Stage::Folded;
                Ok(Named::Ask(alike(&missed, self.dialect)))
            }
            Stage::Folded => {
                self.stage = Stage::Near;
                let question = first.missed().and_then(|missed| missed.question(self.dialect));
                question.map(Named::Ask).ok_or_else(|| first.missing(&[]))
            }
            Stage::Exact => Err(first.missing(&[])),
            Stage::Near => Err(first.missing(&first.missed().map(|missed| missed.near(rows)).unwrap_or_default())),
        }
    }

    /// Fills in what only one thing can be.
    fn fill(&mut self, rows: &Rows) {
        for (reference, entry) in self.references.iter().zip(&mut self.entries) {
            let (None, Some(Missed { tag, slug })) = (&entry, reference.missed()) else { continue };
            let key = key(&slug);
            let text = |row, column| rows.text(rows.cell(row, column));
            let mut like = (0..rows.len()).filter(|row| text(*row, 0) == tag && text(*row, 3) == key);
            if let (Some(row), None) = (like.next(), like.next()) {
                *entry = Some(node(rows, row));
            }
        }
    }
}

/// Asks for what has, or had, the letters and digits of slugs.
fn alike(missed: &[Missed], dialect: Dialect) -> Question {
    Question::write(dialect, |writer| {
        let mut of = |select: &str, table: &str| {
            let slug = folded(&format!("{table}.slug"));
            writer.push(select).push(&slug).push(" FROM ");
            writer.push(if table == "n" { "node n" } else { "redirect r JOIN node n ON n.id = r.node_id" });
            for (place, Missed { tag, slug: written }) in missed.iter().enumerate() {
                writer.push(if place > 0 { " OR (" } else { " WHERE (" }).push(table).push(".type = ");
                writer.bind(Value::Text(tag.clone())).push(" AND ").push(&slug).push(" = ");
                writer.bind(Value::Text(key(written))).push(")");
            }
        };
        of("SELECT n.type, n.place, n.id, ", "n");
        of(" UNION SELECT n.type, n.place, n.id, ", "r");
    })
}
