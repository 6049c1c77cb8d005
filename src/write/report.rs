//! What came of an import: counts by type, and remarks on rows.

use std::collections::{BTreeMap, HashSet};

use entity::choice::{NodeType, NoteKind};
use entity::{import_count, import_note};

use super::names::Applied;
use crate::domain::identity::row_id;
use crate::fold::{beyond_ascii, composed};

/// Remarks on new rows that are kept of one run, and other remarks; more are only counted.
const KEPT: usize = 10_000;
/// Characters of a cell that a remark shows.
const SHOWN: usize = 120;

/// What happened to rows of one type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows that are new.
    pub created: usize,
    /// Rows of which something changed in place.
    pub updated: usize,
    /// Figures that took the place of older ones.
    pub revised: usize,
    /// Rows that were there as they are.
    pub unchanged: usize,
    /// Figures that the source no longer has.
    pub withdrawn: usize,
}

/// A type of nodes, as the API calls it.
pub(super) fn tag(kind: NodeType) -> &'static str {
    match kind {
        NodeType::Vendor => "Vendor",
        NodeType::Model => "Model",
        NodeType::Sector => "Sector",
        NodeType::Technology => "Technology",
        NodeType::Trend => "Trend",
        NodeType::Metric => "Metric",
    }
}

impl Count {
    pub(super) fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.revised += other.revised;
        self.unchanged += other.unchanged;
        self.withdrawn += other.withdrawn;
    }

    /// True where nothing changed.
    pub fn is_idle(self) -> bool {
        self.created + self.updated + self.revised + self.withdrawn == 0
    }
}

/// A remark on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What sort of remark it is.
    pub kind: NoteKind,
    /// The file.
    pub file: String,
    /// The line where the row begins.
    pub line: u64,
    /// The column.
    pub field: Option<String>,
    /// What stands there, cut where it is long.
    pub raw: Option<String>,
    /// What is wrong, or what was done.
    pub reason: String,
}

/// Something that could not be read or stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// What sort of remark it is.
    pub(crate) kind: NoteKind,
    /// The column.
    pub(crate) field: Option<String>,
    /// What stands there.
    pub(crate) raw: Option<String>,
    /// What is wrong.
    pub(crate) reason: String,
}

/// What became of figures.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    refused: usize,
    taken: usize,
}

/// What came of an import.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was imported, for people.
    pub title: String,
    /// Rows of the files.
    pub read: usize,
    /// Rows of which something was left out.
    pub skipped: usize,
    /// What happened, by type.
    pub counts: BTreeMap<&'static str, Count>,
    /// Remarks: the first ten thousand on new rows, the first ten thousand others, and the first of each sort.
    pub notes: Vec<Note>,
    /// Remarks by kind, all of them.
    pub remarks: BTreeMap<&'static str, usize>,
    /// True once a row, or a part of one, was stored or found to be there.
    taken: bool,
    /// Figures that were refused, and such as were not; releases of things are none.
    figures: Figures,
    /// The sorts of remarks that there were: on which columns.
    sorts: HashSet<(NoteKind, Option<String>)>,
    /// How many remarks are kept: on new rows last, others first.
    kept: [usize; 2],
    /// Rows of the batch at hand that are among the skipped ones.
    pub(super) told: HashSet<(Box<str>, u64, usize)>,
}

impl Report {
    /// The report of an import that begins.
    pub(super) fn of(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// All types together.
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        self.counts.values().for_each(|count| total.add(*count));
        total
    }

    /// What it lacks so that nothing is stored of it: rows, where something was left out of every row and nothing else of them had
    /// to be stored or was there, or figures, where each of them was refused.
    pub fn lacks(&self) -> Option<&'static str> {
        let Figures { refused, taken } = self.figures;
        if self.skipped > 0 && self.skipped >= self.read && !self.taken {
            Some("row")
        } else {
            (refused > 0 && taken == 0).then_some("figure")
        }
    }

    /// Counts figures that were refused.
    pub(super) fn refuse_figures(&mut self, count: usize) {
        self.figures.refused += count;
    }

    /// Counts a figure that was not.
    pub(super) fn take_figure(&mut self) {
        self.figures.taken += 1;
    }

    /// Counts what became of rows of the files.
    pub(super) fn take(&mut self, tag: &'static str, count: Count) {
        self.taken |= count != Count::default();
        self.count(tag).add(count);
    }

    pub(super) fn count(&mut self, tag: &'static str) -> &mut Count {
        self.counts.entry(tag).or_default()
    }

    /// Says something of a row.
    pub(super) fn note(&mut self, file: &str, line: u64, remark: Remark) {
        let Remark { kind, field, raw, reason } = remark;
        *self.remarks.entry(kind.text()).or_default() += 1;
        let kept = &mut self.kept[usize::from(kind == NoteKind::New)];
        // One of each sort is kept, however many of others there were.
        let is_first = self.sorts.insert((kind, field.clone()));
        if *kept < KEPT || is_first {
            *kept += 1;
            let raw = raw.map(|raw| shortened(&composed(&raw)));
            let reason = composed(&reason).into_owned();
            self.notes.push(Note { kind, file: file.to_owned(), line, field, raw, reason });
        }
    }

    /// Counts further remarks of a kind, of which no more is told.
    pub(super) fn more(&mut self, kind: NoteKind, count: usize) {
        if count > 0 {
            *self.remarks.entry(kind.text()).or_default() += count;
        }
    }

    /// Brings the remarks in the order of files and lines: rows that waited were read before.
    pub(super) fn sort(&mut self) {
        self.notes.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    }

    /// Says of a declaration that it was carried out, or why not.
    pub(super) fn declared(&mut self, applied: Applied) {
        let Applied { kind, refusal, what } = applied;
        self.count(tag(kind)).updated += usize::from(refusal.is_none());
        let (note, reason) = match refusal {
            None => (NoteKind::Declared, "carried out as declared".to_owned()),
            Some(reason) => (NoteKind::Refused, reason),
        };
        self.note("", 0, Remark { kind: note, field: None, raw: Some(what), reason });
    }

    /// Counts a row of which something is left out that was counted as read before.
    pub(super) fn leave_out(&mut self, file: &str, line: u64, row: usize) {
        if self.told.insert((file.into(), line, row)) {
            self.skipped += 1;
        }
    }

    pub(super) fn count_rows(&self, run_id: i64) -> Vec<import_count::Model> {
        let row = |(tag, count): (&&str, &Count)| import_count::Model {
            run_id,
            r#type: (*tag).to_owned(),
            created: number(count.created),
            updated: number(count.updated),
            revised: number(count.revised),
            unchanged: number(count.unchanged),
            withdrawn: number(count.withdrawn),
        };
        self.counts.iter().map(row).collect()
    }

    pub(super) fn note_rows(&self, run_id: i64) -> Vec<import_note::Model> {
        let row = |(position, note): (i64, &Note)| import_note::Model {
            id: row_id("IMPORT_NOTE", &format!("{run_id}-{position}")),
            run_id,
            position,
            kind: note.kind,
            file: note.file.clone(),
            file_fold: beyond_ascii(&note.file),
            line: i64::try_from(note.line).unwrap_or(i64::MAX),
            field: note.field.clone(),
            field_fold: note.field.as_deref().and_then(beyond_ascii),
            raw: note.raw.clone(),
            reason: note.reason.clone(),
            reason_fold: beyond_ascii(&note.reason),
        };
        (0..).zip(&self.notes).map(row).collect()
    }
}

/// A count as the database holds it.
pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The beginning of a long cell, without characters that PostgreSQL cannot store.
fn shortened(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
