//! What a format makes of a sample, without a database: the first rows as they are read, what is refused of all of them and why,
//! which columns are not there and which nothing reads.

mod row;

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use serde::Serialize;

use self::row::Reader;
pub use self::row::{FigureRead, RelationRead, Row, ThingRead};
use super::coverage::{Coverages, Keep};
use super::files::{Files, Reading};
use super::format::Fault;
use super::{ImportError, known, references};
use crate::write::Remark;

/// Characters of a cell that a remark shows.
const SHOWN: usize = 120;
/// Reasons that are told apart.
const REASONS: usize = 1_000;

/// What is wrong with a format, or what it makes of a sample.
#[derive(Debug, Default, Serialize)]
pub struct Checked {
    /// The name of the format.
    pub format: String,
    /// What is wrong with it; a sample is read where nothing is.
    pub faults: Vec<Fault>,
    /// Rows that it refers to and that the built-in data has not: a database may have them.
    pub unknown: Vec<Fault>,
    /// The files of the sample, by tables.
    pub files: Vec<Sampled>,
    /// Files that fit no table.
    pub unfit: Vec<Unfit>,
}

/// A file as one table reads it.
#[derive(Debug, Serialize)]
pub struct Sampled {
    /// The file, by its path below the sample.
    pub file: String,
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: usize,
    /// Things, figures and relations in all rows, and figures that are refused.
    pub found: Found,
    /// Columns that the table names and the file lacks.
    pub lacks: Vec<Told>,
    /// Columns that the table does not read.
    pub unread: Vec<String>,
    /// The first rows.
    pub first: Vec<Row>,
    /// What is refused of all rows, the most frequent first.
    pub remarks: Vec<Tally>,
}

/// What there is in rows.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub struct Found {
    /// What rows speak of, as often as they do.
    pub things: usize,
    /// Figures that are read.
    pub figures: usize,
    /// Figures that are not.
    pub refused: usize,
    /// Relations.
    pub relations: usize,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Told {
    /// What sort of remark it is.
    pub kind: &'static str,
    /// The column.
    pub column: Option<String>,
    /// What stands there.
    pub raw: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// A remark on several rows.
#[derive(Debug, Serialize)]
pub struct Tally {
    /// How many rows.
    pub count: usize,
    /// The line of the first.
    pub line: u64,
    /// What is said of it.
    #[serde(flatten)]
    pub told: Told,
}

/// A file that fits no table.
#[derive(Debug, Serialize)]
pub struct Unfit {
    /// The file.
    pub file: String,
    /// Why.
    pub reason: String,
}

impl From<Remark> for Told {
    fn from(Remark { kind, field, raw, reason }: Remark) -> Self {
        let raw = raw.map(|raw| match raw.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &raw[..end]),
            None => raw,
        });
        Self { kind: kind.text(), column: field, raw, reason }
    }
}

impl Checked {
    /// True where nothing of the sample can be taken, or no figure of all that it has.
    pub fn is_useless(&self) -> bool {
        let sum = |of: fn(&Found) -> usize| self.files.iter().map(|file| of(&file.found)).sum::<usize>();
        let (figures, refused) = (sum(|found| found.figures), sum(|found| found.refused));
        sum(|found| found.things + found.figures + found.relations) == 0 || (figures == 0 && refused > 0)
    }
}

/// Checks a format against a sample, of which the first rows of each file are shown.
///
/// # Errors
/// Where there is no such format, or the sample cannot be read.
pub fn check(format: &str, sample: &Path, label: Option<&str>, shown: usize) -> Result<Checked, ImportError> {
    let encoding = super::encoding(label)?;
    let (name, format) = match known::find(format) {
        Ok(found) => found,
        Err(ImportError::Format { name, faults }) => {
            return Ok(Checked { format: name, faults, ..Checked::default() });
        }
        Err(error) => return Err(error),
    };
    let files = Files::classify(sample, &format, encoding)?;
    let reading = Reading::of(&format, &files, encoding);
    let reader = Reader { vocabulary: &reading.vocabulary };
    let mut checked = Checked { format: name, unknown: references::not_built_in(&format), ..Checked::default() };
    for (place, table) in &files.readable {
        let mut coverages = Coverages::default();
        let coverage = coverages.of(place, table);
        let mut sampled = Sampled::of(place.below.clone(), table.name.clone());
        let mut tallies = Tallies::default();
        for draft in reading.drafts((place, table), Rc::default(), |header| coverage.see(header, Keep::All))? {
            let row = reader.row(draft?);
            sampled.rows += 1;
            sampled.found.add(&row);
            tallies.add(&row);
            if sampled.first.len() < shown {
                sampled.first.push(row);
            }
        }
        sampled.lacks = coverage.lacks().into_iter().map(Told::from).collect();
        sampled.unread = coverage.unread();
        sampled.remarks = tallies.sorted();
        checked.files.push(sampled);
    }
    let unfit = files.unfit.iter().map(|(place, reason)| Unfit { file: place.below.clone(), reason: reason.clone() });
    checked.unfit.extend(unfit);
    if checked.files.iter().all(|file| file.rows == 0) {
        return Err(ImportError::Nothing(sample.to_owned()));
    }
    Ok(checked)
}

impl Sampled {
    fn of(file: String, table: String) -> Self {
        let (lacks, unread, first, remarks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { file, table, rows: 0, found: Found::default(), lacks, unread, first, remarks }
    }
}

impl Found {
    fn add(&mut self, row: &Row) {
        self.things += row.things.len();
        self.figures += row.figures.len();
        self.refused += row.refused;
        self.relations += row.relations.len();
    }
}

/// Remarks by what they say.
#[derive(Default)]
struct Tallies(BTreeMap<Told, Tally>);

impl Tallies {
    fn add(&mut self, row: &Row) {
        for told in &row.remarks {
            let key = Told { raw: None, ..told.clone() };
            if let Some(tally) = self.0.get_mut(&key) {
                tally.count += 1;
            } else if self.0.len() < REASONS {
                self.0.insert(key, Tally { count: 1, line: row.line, told: told.clone() });
            }
        }
    }

    fn sorted(self) -> Vec<Tally> {
        let mut tallies: Vec<Tally> = self.0.into_values().collect();
        tallies.sort_by_key(|tally| (std::cmp::Reverse(tally.count), tally.line));
        tallies
    }
}
