//! Columns that a table names and a file lacks, and columns of a file that the table does not read.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use entity::choice::NoteKind;

use super::format::{Read, Table};
use super::place::Place;
use super::read::Header;
use crate::nearest::{ask, nearest};
use crate::write::Remark;

/// Names of columns that are kept of a file: entries of JSON can have ever other ones.
const KEPT: usize = 1_000;

/// The columns of all files that are read.
#[derive(Default)]
pub(super) struct Coverages<'a>(Vec<(Arc<Place>, Coverage<'a>)>);

impl<'a> Coverages<'a> {
    /// That of a file and a table. Objects of JSON leave out what they do not say: all files of a table are one.
    pub(super) fn of(&mut self, place: &Arc<Place>, table: &'a Table) -> &mut Coverage<'a> {
        let is_named = matches!(table.read, Read::Csv | Read::Markdown);
        let known = self.0.iter().position(|(_, coverage)| !is_named && std::ptr::eq(coverage.table, table));
        let at = known.unwrap_or_else(|| {
            self.0.push((Arc::clone(place), Coverage::of(table)));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// What each lacks, with the first file of it.
    pub(super) fn lacks(&self) -> impl Iterator<Item = (&Place, Remark)> {
        self.0.iter().flat_map(|(place, coverage)| coverage.lacks().into_iter().map(|remark| (&**place, remark)))
    }
}

/// The columns of a file beside those that its table names.
pub(super) struct Coverage<'a> {
    table: &'a Table,
    /// The columns that it names.
    wants: HashSet<&'a str>,
    /// What was not met yet: of each group one is enough.
    open: Vec<Vec<&'a str>>,
    /// Columns that were met, with where they stand, and whether the table reads them.
    met: BTreeMap<String, (usize, bool)>,
    last: Option<Arc<Header>>,
}

/// Whether columns that nothing reads are kept too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// What a report of lacking columns needs.
    WhileLacking,
    /// All of them.
    All,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let open = table.wants();
        let wants = open.iter().flatten().copied().collect();
        Self { table, wants, open, met: BTreeMap::new(), last: None }
    }

    /// Takes note of the columns of a row: those of most rows are those of the row before.
    pub(super) fn see(&mut self, header: &Arc<Header>, keep: Keep) {
        if self.last.as_ref().is_some_and(|last| Arc::ptr_eq(last, header)) {
            return;
        }
        self.last = Some(Arc::clone(header));
        if keep == Keep::WhileLacking && self.open.is_empty() {
            return;
        }
        self.open.retain(|group| !group.iter().any(|name| header.place(name).is_some()));
        let read: HashSet<usize> = match keep {
            Keep::All => self.wants.iter().filter_map(|name| header.place(name)).collect(),
            Keep::WhileLacking => HashSet::new(),
        };
        for (name, place) in header.columns() {
            if self.met.len() < KEPT && !self.met.contains_key(name) {
                self.met.insert(name.to_owned(), (place, read.contains(&place)));
            }
        }
    }

    /// What is lacking, as remarks; nothing where no row was seen.
    pub(super) fn lacks(&self) -> Vec<Remark> {
        let open = if self.last.is_some() { self.open.as_slice() } else { &[] };
        let remark = |group: &Vec<&str>| {
            let near = group.iter().flat_map(|name| nearest(name, self.met.keys().map(String::as_str)));
            let near = near.filter(|name| self.met.get(*name).is_none_or(|(_, read)| !read));
            // A template names things as it names columns.
            let things = self.table.thing.iter().map(|thing| thing.id.as_str());
            let near: Vec<&str> = near.chain(group.iter().flat_map(|name| nearest(name, things.clone()))).collect();
            let reason = format!("the table {} reads this column, and it is not there", self.table.name);
            Remark { kind: NoteKind::Unknown, field: Some(group.join(" / ")), raw: None, reason: ask(&reason, &near) }
        };
        open.iter().map(remark).collect()
    }

    /// The columns that the table does not read, in their order.
    pub(super) fn unread(&self) -> Vec<String> {
        let unread = self.met.iter().filter(|(name, (_, read))| !read && !name.starts_with('@') && !name.is_empty());
        let mut unread: Vec<(usize, &String)> = unread.map(|(name, (place, _))| (*place, name)).collect();
        unread.sort();
        unread.into_iter().map(|(_, name)| name.clone()).collect()
    }
}
