//! Files to records: rows of texts under the names of their columns, whatever the file is written in.

mod csv;
mod header;
mod input;
mod json;
mod lines;
mod markdown;
mod quotes;

use std::borrow::Cow;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub(super) use self::header::Header;
use self::header::clean;
pub(super) use self::input::{Input, Meter};
use super::format::{Read, Table};
use super::place::Place;
use crate::fold::composed;
use crate::write::Remark;

/// Why a file is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system does not give it.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It is not the text that it is taken for.
    #[error("line {0} is not UTF-8: name the file's encoding with --encoding (gb18030, utf-16le, ...)")]
    Encoding(u64),
    /// It ends too early.
    #[error("the file is cut off: {reason} in line {line}")]
    CutOff {
        /// Where what is not finished begins.
        line: u64,
        /// What that is.
        reason: &'static str,
    },
    /// It is too large to be read as a whole.
    #[error("the file has more than {} MiB, and files of this sort are read as a whole", .0 / 1024 / 1024)]
    TooLarge(u64),
    /// It is not JSON, or not JSON of the shape that the format says.
    #[error("line {line}: {reason}")]
    Json {
        /// Where.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// It has none of the columns that a table needs, or another name.
    #[error("the file fits no table of the format; {0}")]
    NoTable(String),
    /// It has a column twice.
    #[error(
        "line {line}: the column {column:?} is there twice, and nothing tells which is meant: rename or remove one"
    )]
    Doubled {
        /// Where the columns are named.
        line: u64,
        /// The column.
        column: String,
    },
}

/// Names that an error shows, and characters of each.
const SHOWN: (usize, usize) = (10, 80);
/// Tables of which an error says what they need.
const TABLES: usize = 3;
/// The largest file that is read as a whole.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Ends of the names of files that can hold rows.
const READABLE: [&str; 6] = ["csv", "tsv", "txt", "json", "jsonl", "md"];

impl ReadError {
    /// A file that is of none of some tables: what it has, and what they need.
    fn no_table<'a>(names: &[String], tables: impl IntoIterator<Item = &'a Table>) -> Self {
        let mut reasons = vec![shown(names).map_or("it has no columns".to_owned(), |names| has(&names))];
        let needs = tables.into_iter().map(|table| {
            let header = Header::new(names.iter().map(String::as_str), table);
            let lacking: Vec<&String> = header.lacks(table).collect();
            Some(format!("the table {} needs: {}", table.name, shown(&lacking)?))
        });
        reasons.extend(needs.flatten().take(TABLES));
        Self::NoTable(reasons.join("; "))
    }

    /// A file whose name is that of no table.
    fn no_name(names: &[String], tables: &[Table]) -> Self {
        let mut patterns: Vec<&String> = Vec::new();
        for ending in tables.iter().flat_map(|table| &table.files) {
            if !patterns.contains(&&ending.text) {
                patterns.push(&ending.text);
            }
        }
        let called = shown(&patterns).map(|patterns| format!("files of the format are called: {patterns}"));
        let reasons: Vec<String> = shown(names).map(|names| has(&names)).into_iter().chain(called).collect();
        Self::NoTable(reasons.join("; "))
    }
}

fn has(names: &str) -> String {
    format!("its columns are: {names}")
}

/// The first of some names, each cut where it is long; nothing where there is none.
fn shown(names: &[impl AsRef<str>]) -> Option<String> {
    let (count, length) = SHOWN;
    let short = |name: &str| name.chars().take(length).collect::<String>().escape_debug().to_string();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).filter(|name| !name.is_empty()).collect();
    let mut shown: Vec<String> = names.iter().take(count).map(|name| short(name)).collect();
    shown.extend((names.len() > count).then(|| format!("and {} more", names.len() - count)));
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// One row.
#[derive(Debug)]
pub(super) struct Record {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    /// Its columns.
    pub(super) header: Arc<Header>,
    cells: ::csv::StringRecord,
    place: Arc<Place>,
}

impl Record {
    /// A row whose texts are written as they are stored.
    fn new(line: u64, header: &Arc<Header>, cells: ::csv::StringRecord, place: &Arc<Place>) -> Self {
        let is_stored = cells.iter().all(|cell| matches!(composed(cell), Cow::Borrowed(_)));
        let cells = if is_stored { cells } else { cells.iter().map(composed).collect() };
        Self { line, header: Arc::clone(header), cells, place: Arc::clone(place) }
    }

    /// The text of a column, without blanks around it; empty where there is none.
    pub(super) fn text(&self, column: &str) -> &str {
        match column {
            "@file" => &self.place.stem,
            "@folder" => &self.place.folder,
            "@above" => &self.place.above,
            "@path" => &self.place.below,
            _ => clean(self.raw(column)),
        }
    }

    fn raw(&self, column: &str) -> &str {
        self.header.place(column).and_then(|place| self.cells.get(place)).unwrap_or_default()
    }
}

/// A row, or why it is left out.
pub(super) type Row = Result<Record, (u64, Remark)>;

/// The rows of a file, one after the other; the first error ends them.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, ReadError>>>;

/// The tables that a file is read as: the first that it fits, and every one of those that stand in a Markdown file.
pub(super) fn tables<'a>(
    place: &Place,
    tables: &'a [Table],
    encoding: Option<&'static encoding_rs::Encoding>,
) -> Result<Vec<&'a Table>, ReadError> {
    let named: Vec<&Table> = tables.iter().filter(|table| place.matches(&table.files)).collect();
    let is_csv = if named.is_empty() { is_csv(place) } else { named.iter().any(|table| table.read == Read::Csv) };
    let columns = if is_csv { csv::names(Input::open(&place.path, encoding)?)? } else { Vec::new() };
    if named.is_empty() {
        return Err(ReadError::no_name(&columns, tables));
    }
    let mut found = Vec::new();
    for table in named.iter().copied() {
        match table.read {
            Read::Markdown => found.push(table),
            Read::JsonEntries | Read::JsonItems | Read::JsonObject => return Ok(vec![table]),
            Read::Csv if Header::new(columns.iter().map(String::as_str), table).fits(table) => return Ok(vec![table]),
            Read::Csv => {}
        }
    }
    if found.is_empty() { Err(ReadError::no_table(&columns, named)) } else { Ok(found) }
}

/// True for a file whose name says that it can hold rows; what names nothing else can.
pub(super) fn is_readable(place: &Place) -> bool {
    extension(place).is_none_or(|extension| READABLE.contains(&extension.as_str()))
}

/// True for a file whose name does not say that it is written in another way than with commas.
fn is_csv(place: &Place) -> bool {
    extension(place).is_none_or(|extension| matches!(extension.as_str(), "csv" | "tsv" | "txt"))
}

fn extension(place: &Place) -> Option<String> {
    place.path.extension().map(|extension| extension.to_string_lossy().to_lowercase())
}

/// All of a file that is not too large for that.
fn whole(input: Input) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST { Err(ReadError::TooLarge(LARGEST)) } else { Ok(bytes) }
}

/// Reads a file of a table; what the tables `before` it take is left to them.
pub(super) fn rows(place: &Arc<Place>, table: &Table, before: &[Table], input: Input) -> Result<Rows, ReadError> {
    match table.read {
        Read::Csv => csv::rows(place, table, input),
        Read::JsonEntries | Read::JsonItems | Read::JsonObject => json::rows(place, table, input),
        Read::Markdown => markdown::rows(place, table, before, input),
    }
}

/// A fingerprint as text.
pub(super) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses what is no file before it is opened: a pipe that nobody writes into would be waited for, whatever signal comes.
pub(super) fn existing(path: &Path) -> std::io::Result<()> {
    match std::fs::metadata(path)?.is_file() {
        true => Ok(()),
        false => Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "this is no file")),
    }
}

/// All files below a path, by name; the path itself where it is a file.
///
/// # Errors
/// Where something of it cannot be read, with where that is.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    let mut found = Vec::new();
    find(path, &mut Vec::new(), &mut found)?;
    Ok(found)
}

/// Adds the files below a path, which is in these folders.
fn find(path: &Path, above: &mut Vec<PathBuf>, found: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let failed = |error| (path.to_owned(), error);
    if !path.is_dir() {
        existing(path).map_err(failed)?;
        found.push(path.to_owned());
        return Ok(());
    }
    let folder = path.canonicalize().map_err(failed)?;
    if above.contains(&folder) {
        let reason = "this link leads back to a folder that it is in";
        return Err(failed(std::io::Error::new(std::io::ErrorKind::InvalidInput, reason)));
    }
    above.push(folder);
    let entries = std::fs::read_dir(path).map_err(failed)?.map(|entry| Ok(entry?.path()));
    let mut entries = entries.collect::<std::io::Result<Vec<_>>>().map_err(failed)?;
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden {
            find(&entry, above, found)?;
        }
    }
    above.pop();
    Ok(())
}
