//! Files to records: rows of texts under the names of their columns, whatever the file is written in.

mod csv;
mod input;
mod json;
mod markdown;

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub(super) use self::input::{Input, Meter};
use super::format::{Read, Table};
use super::place::Place;
use crate::dataset::intake::Remark;
use crate::fold::composed;

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
    /// It has none of the columns that a table needs.
    #[error("the file fits no table of the format; its columns are: {0}")]
    NoTable(String),
}

/// Names of columns that an error shows, and characters of each.
const SHOWN: (usize, usize) = (10, 40);
/// The largest file that is read as a whole.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Ends of the names of files that can hold rows.
const READABLE: [&str; 6] = ["csv", "tsv", "txt", "json", "jsonl", "md"];

impl ReadError {
    /// A file that has other columns than a table needs.
    fn no_table(names: &[String]) -> Self {
        let (count, length) = SHOWN;
        let short = |name: &String| name.chars().take(length).collect::<String>().escape_debug().to_string();
        let mut shown: Vec<String> = names.iter().take(count).map(short).collect();
        shown.extend((names.len() > count).then(|| format!("and {} more", names.len() - count)));
        Self::NoTable(shown.join(", "))
    }
}

/// Names of columns, and where they stand.
#[derive(Debug, Default)]
pub(super) struct Header {
    places: HashMap<String, usize>,
}

impl Header {
    /// The header of a table: a column is also found by the other names that the table knows for it.
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>, table: &Table) -> Self {
        let mut places = HashMap::new();
        for (place, name) in names.into_iter().enumerate() {
            places.entry(clean(name)).or_insert(place);
        }
        for (name, others) in &table.columns {
            let place = others.iter().find_map(|other| places.get(other)).copied();
            if let Some(place) = place {
                places.entry(name.clone()).or_insert(place);
            }
        }
        Self { places }
    }

    /// The names of its columns, in their order.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<(&usize, &String)> = self.places.iter().map(|(name, place)| (place, name)).collect();
        names.sort();
        names.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// True where it has all columns that the table needs.
    pub(super) fn fits(&self, table: &Table) -> bool {
        table.needs.iter().all(|name| self.places.contains_key(name))
    }
}

/// One row.
#[derive(Debug)]
pub(super) struct Record {
    /// The line where it begins, from 1.
    pub(super) line: u64,
    header: Arc<Header>,
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
            _ => self.raw(column).trim_matches(|c: char| c.is_whitespace() || is_invisible(c)),
        }
    }

    fn raw(&self, column: &str) -> &str {
        self.header.places.get(column).and_then(|place| self.cells.get(*place)).unwrap_or_default()
    }
}

/// Characters that take no room: left behind where texts are copied from pages.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

fn clean(name: &str) -> String {
    composed(name.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))).into_owned()
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
    let mut columns = Vec::new();
    let mut found = Vec::new();
    for table in tables.iter().filter(|table| place.matches(&table.files)) {
        match table.read {
            Read::Markdown => found.push(table),
            Read::JsonEntries | Read::JsonItems | Read::JsonObject => return Ok(vec![table]),
            Read::Csv => {
                let names = csv::names(Input::open(&place.path, encoding)?)?;
                if Header::new(names.iter().map(String::as_str), table).fits(table) {
                    return Ok(vec![table]);
                }
                columns = names;
            }
        }
    }
    if found.is_empty() { Err(ReadError::no_table(&columns)) } else { Ok(found) }
}

/// True for a file whose name says that it can hold rows; what names nothing else can.
pub(super) fn is_readable(place: &Place) -> bool {
    let extension = place.path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_none_or(|extension| READABLE.contains(&extension.as_str()))
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

/// All files below a path, by name; the path itself where it is a file.
pub(super) fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut entries = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden {
            found.extend(files(&entry)?);
        }
    }
    Ok(found)
}
