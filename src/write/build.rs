//! What is said of things, figures and relations to rows of the database: every name resolved, by one set of rules, whoever
//! says it. What breaks a rule is a fault; whether that costs a row or everything is up to who reads.

mod chain;
mod claim;
mod code;
mod link;
mod model;
mod node;
mod tree;

use std::collections::{HashMap, HashSet};
use std::fmt;

use chrono::NaiveDate;
use entity::choice::{LinkKind, NodeType};
use entity::node as node_table;

pub(super) use self::claim::{Figuring, Measured, Title};
pub(super) use self::link::link_id;
pub(super) use self::node::Common;
use self::tree::Tree;
use super::line::Lines;
use super::names::Aliases;
use super::record::{Attribute, Sector};
use super::rows::Batch;
use crate::domain::identity::{is_slug, row_id};
use crate::domain::measured::Scale;
use crate::domain::period::PartialDate;
use crate::domain::place;

/// Something that is not as it should be, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line where the row begins, from 1.
    pub line: usize,
    /// The row: its type and slug or key.
    pub row: String,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.row, self.reason)
    }
}

/// Rows in the making.
#[derive(Default)]
pub(crate) struct Build {
    pub(super) now: i64,
    pub(super) today: NaiveDate,
    pub(super) batch: Batch,
    pub(super) faults: Vec<Fault>,
    /// True for the built-in data, false for what an import brings.
    pub(super) built_in: bool,
    /// The source whose import makes the rows.
    pub(super) import_source: Option<i64>,
    /// Where the row at hand stands.
    pub(super) here: (String, usize, String),
    pub(super) ids: HashMap<(NodeType, String), i64>,
    pub(super) sources: HashMap<String, (i64, Option<NaiveDate>)>,
    /// From when on claims of sources are known that print no date, by slug.
    pub(super) inferred: HashMap<String, NaiveDate>,
    /// Code to base code and multiplier.
    pub(super) units: HashMap<String, Scale>,
    pub(super) regions: HashSet<String>,
    pub(super) attributes: HashMap<String, Attribute>,
    pub(super) keys: HashSet<String>,
    pub(super) tree: Tree,
    /// What rows are called besides, by type and slug.
    pub(super) declared: Aliases,
    /// Links that are there, and what listed ones say that rows declare too, with the place that these give it.
    pub(super) linked: HashSet<i64>,
    pub(super) listed: HashMap<Relation, i64>,
    /// What stands above what in the data set.
    pub(super) lines: Lines,
}

/// What a link says: its kind and its ends.
pub(super) type Relation = (LinkKind, i64, i64);

impl Build {
    /// What was wrong since it was last asked.
    pub(super) fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults).into_iter().map(|fault| fault.reason).collect()
    }

    /// Rows of the data set in the making; `declared` is what they are called besides.
    pub(crate) fn built_in(now: i64, today: NaiveDate, declared: Aliases) -> Self {
        Self { now, today, built_in: true, declared, ..Self::default() }
    }

    /// Says where the next row stands.
    pub(crate) fn stands(&mut self, file: &str, line: usize, row: String) {
        self.here = (file.to_owned(), line, row);
    }

    /// What is wrong.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many rows were built since they were last taken.
    pub(crate) fn len(&self) -> usize {
        self.batch.rows.len() + self.batch.registered.len() + self.batch.structure.len()
    }

    /// What was built since it was last asked.
    pub(crate) fn take(&mut self) -> Batch {
        std::mem::take(&mut self.batch)
    }

    pub(crate) fn fault(&mut self, reason: impl Into<String>) {
        let (file, line, row) = self.here.clone();
        self.faults.push(Fault { file, line, row, reason: reason.into() });
    }

    /// Says that there is something of this slug; a fault where it was said before. `released` is when a model was.
    pub(crate) fn register(&mut self, kind: NodeType, slug: &str, released: Option<&str>) {
        let place = match kind {
            NodeType::Model => place::of_model(released.and_then(PartialDate::parse).map(|date| date.start), slug),
            _ => place::of_slug(slug),
        };
        let id = self.name_node(kind, slug);
        let row = node_table::Model { id, r#type: kind, slug: slug.to_owned(), place, import_source_id: None };
        self.batch.registered.push(row);
    }

    /// The same of a sector.
    pub(crate) fn register_sector(&mut self, row: &Sector) {
        self.tree.add(&row.slug, row.stage, row.parent.as_deref());
        self.register(NodeType::Sector, &row.slug, None);
    }

    fn name_node(&mut self, kind: NodeType, slug: &str) -> i64 {
        if !is_slug(slug) {
            self.fault("the slug is not lower case and hyphenated");
        }
        let id = row_id(kind.text(), slug);
        if self.ids.insert((kind, slug.to_owned()), id).is_some() {
            self.fault("duplicate slug");
        }
        id
    }

    /// The id of a row that another one names; a fault where there is none.
    pub(super) fn id(&mut self, kind: NodeType, slug: &str) -> Option<i64> {
        let id = self.ids.get(&(kind, slug.to_owned())).copied();
        if id.is_none() {
            self.fault(format!("there is no {} {slug:?}", kind.text().to_lowercase()));
        }
        id
    }

    /// The type and id of a reference `type/slug`.
    fn reference(&mut self, text: &str) -> Option<(NodeType, i64)> {
        let (kind, slug) = text.split_once('/').unwrap_or_default();
        let kind = match kind {
            "vendor" => NodeType::Vendor,
            "model" => NodeType::Model,
            "sector" => NodeType::Sector,
            "technology" => NodeType::Technology,
            "trend" => NodeType::Trend,
            _ => {
                self.fault(format!("{text:?} is not a reference: write it like vendor/nvidia"));
                return None;
            }
        };
        Some((kind, self.id(kind, slug)?))
    }

    pub(super) fn partial_date(&mut self, text: &str) -> Option<PartialDate> {
        let date = PartialDate::parse(text);
        if date.is_none() {
            self.fault(format!("{text:?} is not a date: write it like 2024, 2024-03 or 2024-03-15"));
        }
        date
    }

    /// Says that a claim or relation of this key is there; a fault where there is another.
    fn key(&mut self, key: Option<&str>) {
        if let Some(key) = key
            && !self.keys.insert(key.to_owned())
        {
            self.fault(format!("the key {key} is there twice"));
        }
    }
}
