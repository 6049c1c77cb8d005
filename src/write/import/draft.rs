//! What an import says of a row of its file: things, figures about them, relations between them. Names are the
//! publisher's; which rows of the database they are is found out here.

use std::collections::HashSet;
use std::sync::Arc;

use entity::choice::{LinkKind, MetricKind, NodeType, NoteKind};

use super::Pass;
use crate::write::record::{Claim, Text};
use crate::write::report::Remark;

/// What one row says.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// The file, by its path below what is imported.
    pub(crate) file: Arc<str>,
    /// The line where the row begins.
    pub(crate) line: u64,
    /// Its number in the file: rows can share a line.
    pub(crate) row: usize,
    /// The table of the format.
    pub(crate) table: Arc<str>,
    /// Which of the source's files this is, whatever its date.
    pub(crate) scope: Arc<str>,
    /// Slug of the source that its figures cite.
    pub(crate) source: Arc<str>,
    /// What it speaks of.
    pub(crate) things: Vec<Thing>,
    /// Its figures.
    pub(crate) claims: Vec<Figure>,
    /// Its relations.
    pub(crate) links: Vec<Relation>,
    /// What could not be read.
    pub(crate) remarks: Vec<Remark>,
    /// How many of its figures are among that.
    pub(crate) lost: usize,
    /// Which these are, as far as that can be read: the source has them still. More than those where a row may have any.
    pub(crate) unread: Vec<Unread>,
    /// What became of it so far.
    pub(super) fate: Fate,
}

impl Draft {
    /// How much there is of it to store.
    pub(crate) fn weight(&self) -> usize {
        1 + self.things.len() + self.claims.len() + self.links.len()
    }
}

/// What becomes of a draft; things are meant by their places.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// Things that are not known yet: what is said of them waits for the rows that may make them.
    pub(super) waiting: HashSet<usize>,
    /// Things that another row is about.
    pub(super) left_out: HashSet<usize>,
    /// Things whose row in the database is as this draft describes it.
    pub(super) described: HashSet<usize>,
    /// True once the report counts the row among those of which something was left out.
    pub(super) told: bool,
}

/// What a thing turns out to be when its draft is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is there, or it is told why it is not.
    Known,
    /// Its row is as the draft describes it.
    Described,
    /// It is not known yet.
    Waits,
    /// Another row is about it.
    LeftOut,
}

impl Fate {
    /// Notes what a thing turned out to be.
    pub(super) fn note(&mut self, place: usize, turn: Turn) {
        let _ = match turn {
            Turn::Known => return,
            Turn::Described => self.described.insert(place),
            Turn::Waits => self.waiting.insert(place),
            Turn::LeftOut => self.left_out.insert(place),
        };
    }

    /// True for a thing that is taken in a pass.
    pub(super) fn takes(&self, pass: Pass, place: usize) -> bool {
        pass == Pass::First || self.waiting.contains(&place)
    }
}

/// Something that a row speaks of.
#[derive(Debug, Default)]
pub(crate) struct Thing {
    /// Its type; none is a sector, a metric or a trend.
    pub(crate) kind: Option<NodeType>,
    /// Its name.
    pub(crate) name: String,
    /// What the publisher tells it by.
    pub(crate) key: String,
    /// The column that its name stands in.
    pub(crate) column: String,
    /// True where it is made when it is unknown.
    pub(crate) make: bool,
    /// True where a second row about it is left out.
    pub(crate) unique: bool,
    /// True where it does not matter whether it is known.
    pub(crate) quiet: bool,
    /// True where its release cannot be read.
    pub(crate) is_undated: bool,
    /// What is said of it besides.
    pub(crate) details: Details,
}

impl Thing {
    /// A remark on its name.
    pub(super) fn remark(&self, kind: NoteKind, reason: String) -> Remark {
        Remark { kind, field: Some(self.column.clone()), raw: Some(self.name.clone()), reason }
    }
}

/// What is said of a thing besides its name; words are those of the API.
#[derive(Debug, Default, Hash)]
pub(crate) struct Details {
    pub(crate) also: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) kind: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) website: Option<String>,
    pub(crate) sectors: Vec<String>,
    /// A partial date of ISO 8601.
    pub(crate) released: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) openness: Option<String>,
    pub(crate) disclosure: Option<String>,
    pub(crate) input: Vec<String>,
    pub(crate) output: Vec<String>,
    /// Places of its makers among the things of the row.
    pub(crate) makers: Vec<usize>,
    /// Place of the model that it derives from.
    pub(crate) base: Option<usize>,
    /// Place of what it is a part of.
    pub(crate) parent: Option<usize>,
}

/// One end of a relation, or what a figure is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A thing of the row, by its place.
    Thing(usize),
    /// A row of the database, by type and slug.
    Node(NodeType, String),
}

/// A figure.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What it is about.
    pub(crate) subject: Subject,
    /// What is measured.
    pub(crate) measure: Measure,
    /// The claim; what it cites is the draft's source.
    pub(crate) claim: Claim,
    /// What tells it from other figures of the same measure and period.
    pub(crate) key: String,
    /// The column that the figure stands in.
    pub(crate) column: String,
    /// True where its period may be revised.
    pub(crate) single: bool,
    /// True where a source may give several of one period.
    pub(crate) several: bool,
    /// True where a vendor says so, known or not.
    pub(crate) told: bool,
    /// The thing that says so.
    pub(crate) by: Option<usize>,
}

/// A figure that cannot be read, as far as is known which it is.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    /// What it is about; nothing where the row cannot be read.
    pub(crate) subject: Option<Subject>,
    /// What is measured; nothing where that cannot be read.
    pub(crate) measure: Option<String>,
    /// Its period, empty where it has none; nothing where that cannot be read.
    pub(crate) period: Option<String>,
    /// What tells it from others of the same measure and period.
    pub(crate) key: String,
    /// True where a source may give several of one period.
    pub(crate) several: bool,
}

impl Unread {
    /// A figure that was read, and cannot be taken.
    pub(super) fn of(figure: &Figure) -> Self {
        let period = figure.claim.period.clone().filter(|_| !figure.single);
        Self {
            subject: Some(figure.subject.clone()),
            measure: Some(figure.measure.name().to_owned()),
            period: Some(period.unwrap_or_default()),
            key: figure.key.clone(),
            several: figure.several,
        }
    }
}

/// What is measured.
#[derive(Debug, Clone)]
pub(crate) enum Measure {
    /// An attribute of the subject.
    Attribute(String),
    /// A metric of its own.
    Metric(Box<Series>),
}

impl Measure {
    /// What it is called, whatever its metric is; things that it is named after stand in it by their places.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Attribute(of) => of,
            Self::Metric(series) => series.name.as_ref().unwrap_or(&series.slug),
        }
    }
}

/// A metric of its own; `{0}` in its texts is the first thing of the row.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) slug: String,
    /// What it is named after, where that is a column: what the slug keeps of it can be that of another name.
    pub(crate) name: Option<String>,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    pub(crate) about: Text,
    pub(crate) kind: MetricKind,
    pub(crate) unit: String,
    pub(crate) region: Option<String>,
    pub(crate) sector: Option<String>,
}

/// A relation.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) kind: LinkKind,
    pub(crate) from: Subject,
    pub(crate) to: Subject,
    pub(crate) stated: bool,
    /// A period of ISO 8601.
    pub(crate) period: Option<String>,
    pub(crate) at: Option<String>,
    pub(crate) note: Text,
}
