//! Import: files as their publishers offer them, into the database. A format says what their columns mean; rows are read one
//! after the other and stored batch by batch, in one transaction.

mod cell;
mod columns;
mod date;
mod draft;
mod fiscal;
mod format;
mod number;
mod period;
mod place;
mod read;

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use encoding_rs::Encoding;
use entity::choice::NoteKind;
use sea_orm::{DatabaseConnection, DbErr};

use self::columns::Columns;
use self::draft::Frame;
use self::format::{Format, Table};
use self::place::Place;
pub use self::read::ReadError;
use self::read::{Input, Meter};
use crate::dataset;
use crate::nearest::{ask, nearest};
use crate::write::Unbegun;
use crate::write::names::Names;
pub use crate::write::{Count, Note, Report};
use crate::write::{Intake, Remark, Run, TOGETHER};

/// Names and texts of the formats that the binary knows.
const FORMATS: &[(&str, &str)] = &[
    ("ai-supply-chain", include_str!("../../data/formats/ai-supply-chain.toml")),
    ("epoch-clusters", include_str!("../../data/formats/epoch-clusters.toml")),
    ("epoch-companies", include_str!("../../data/formats/epoch-companies.toml")),
    ("epoch-hardware", include_str!("../../data/formats/epoch-hardware.toml")),
    ("epoch-models", include_str!("../../data/formats/epoch-models.toml")),
    ("litellm", include_str!("../../data/formats/litellm.toml")),
    ("llm-stats", include_str!("../../data/formats/llm-stats.toml")),
    ("llms-in-china", include_str!("../../data/formats/llms-in-china.toml")),
    ("owid", include_str!("../../data/formats/owid.toml")),
];

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct Request {
    /// The name of a format, or the path of a file that describes one.
    pub format: String,
    /// A file, or a folder of files.
    pub path: PathBuf,
    /// The day of which it tells the state.
    pub as_of: NaiveDate,
    /// True where nothing is to be changed.
    pub dry_run: bool,
    /// True where figures that are not there are not to be taken for withdrawn.
    pub partial: bool,
    /// The encoding, where it is neither UTF-8 nor told by a byte-order mark.
    pub encoding: Option<String>,
    /// A file of further declared identities.
    pub names: Option<PathBuf>,
}

/// Why nothing was imported; the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such format.
    #[error("{}", no_format(.0))]
    NoFormat(String),
    /// A format contradicts itself.
    #[error("the format {name}: {reason}")]
    Format {
        /// Its name.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// Declared identities are faulty.
    #[error("{}: {reason}", path.display())]
    Names {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// There is no such encoding.
    #[error("there is no encoding {0:?}; write it like gb18030 or utf-16le")]
    NoEncoding(String),
    /// A file is refused.
    #[error("{}: {error}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: ReadError,
    },
    /// There is nothing to read.
    #[error("{}: there is no row in it that the format knows", .0.display())]
    Nothing(PathBuf),
    /// No row, or no figure, of what was read can be taken.
    #[error("{}: no {lacks} of it could be taken, and nothing was changed; the remarks say why (--notes shows each of them)", path.display())]
    Useless {
        /// The file or folder.
        path: PathBuf,
        /// What there is none of.
        lacks: &'static str,
        /// What is wrong with its rows.
        report: Box<Report>,
    },
    /// Another import or start is writing.
    #[error("another import or start is writing to the database: try again when it is done")]
    Busy,
    /// The database refused.
    #[error("the import cannot be stored: {0}")]
    Store(#[from] DbErr),
}

impl From<Unbegun> for ImportError {
    fn from(error: Unbegun) -> Self {
        match error {
            Unbegun::Busy => Self::Busy,
            Unbegun::Database(error) => Self::Store(error),
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Bytes that were read.
    pub read: u64,
    /// Bytes in all.
    pub total: u64,
    /// Rows that were stored.
    pub rows: usize,
}

/// The names of the formats that the binary knows.
pub fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|(name, _)| *name)
}

/// An import whose format, names and files are there.
pub struct Import<'a> {
    request: &'a Request,
    name: String,
    format: Format,
    names: Names,
    encoding: Option<&'static Encoding>,
}

/// Imports what a request names. `clock` tells microseconds since 1970.
///
/// # Errors
/// Where the format, the file or the database refuses; nothing was changed then.
pub async fn import(
    connection: &DatabaseConnection,
    request: &Request,
    clock: impl Fn() -> i64,
    progress: impl FnMut(Progress),
) -> Result<Report, ImportError> {
    run(connection, &open(request)?, clock, progress).await
}

/// Finds what an import needs before a database is touched.
///
/// # Errors
/// Where the format, the names or the files refuse.
pub fn open(request: &Request) -> Result<Import<'_>, ImportError> {
    let (name, format) = find(&request.format)?;
    let names = declared(request.names.as_deref())?;
    let encoding = match &request.encoding {
        None => None,
        Some(label) => {
            Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| ImportError::NoEncoding(label.clone()))?)
        }
    };
    classify(&request.path, &format, encoding)?;
    Ok(Import { request, name, format, names, encoding })
}

/// Runs an import.
///
/// # Errors
/// Where a file or the database refuses; nothing was changed then.
pub async fn run(
    connection: &DatabaseConnection,
    import: &Import<'_>,
    clock: impl Fn() -> i64,
    mut progress: impl FnMut(Progress),
) -> Result<Report, ImportError> {
    let Import { request, name, format, names, encoding } = import;
    let encoding = *encoding;
    let (files, unfit) = classify(&request.path, format, encoding)?;
    let columns = Columns::of(&files, format, encoding);
    let total = files.iter().filter_map(|(place, _)| std::fs::metadata(&place.path).ok()).map(|file| file.len()).sum();
    let file = request.path.file_name().map(place::text).unwrap_or_default();
    let mut slugs = HashSet::new();
    let sources = std::iter::once(&format.source).chain(format.table.iter().filter_map(|table| table.source.as_ref()));
    let sources = sources.filter(|source| slugs.insert(source.slug.as_str()));
    let known = dataset::attributes();
    let run = Run {
        format: name,
        title: &format.title,
        file: &file,
        as_of: request.as_of,
        now: clock(),
        sources: sources.collect(),
        units: &format.unit,
        attributes: known.iter().chain(&format.attribute).collect(),
        names,
        partial: request.partial,
    };
    let mut intake = Intake::begin(connection, run).await?;
    let meter: Rc<RefCell<Meter>> = Rc::default();
    let mut drafts = Vec::new();
    let mut weight = 0;
    let mut any = false;
    let mut counted = HashSet::new();
    for (place, table) in &files {
        let failed = |error| ImportError::File { path: place.path.clone(), error };
        let frame = frame(format, table, (place, &columns));
        // A file of several tables is read once for each, and counted once.
        let count = if counted.insert(Arc::as_ptr(place)) { Rc::clone(&meter) } else { Rc::default() };
        let input = Input::metered(&place.path, encoding, count).map_err(|error| failed(error.into()))?;
        let before = format.table.split(|other| std::ptr::eq(other, *table)).next().unwrap_or_default();
        for row in read::rows(place, table, before, input).map_err(failed)? {
            let draft = match row.map_err(failed)? {
                Ok(record) => frame.draft(&record),
                Err((line, remark)) => frame.refused(line, remark),
            };
            any = true;
            weight += draft.weight();
            drafts.push(draft);
            if weight >= TOGETHER {
                intake.take(std::mem::take(&mut drafts)).await?;
                weight = 0;
                tracing::debug!(rows.read = intake.report().read, "rows are stored, and not seen yet");
                progress(Progress { read: meter.borrow().bytes, total, rows: intake.report().read });
            }
        }
    }
    intake.take(drafts).await?;
    progress(Progress { read: meter.borrow().bytes, total, rows: intake.report().read });
    for (place, reason) in unfit {
        let remark = Remark { kind: NoteKind::Unknown, field: None, raw: None, reason };
        intake.remark(&place.below, 1, remark);
    }
    if !any {
        return Err(ImportError::Nothing(request.path.clone()));
    }
    if request.dry_run {
        return Ok(intake.give_up().await?);
    }
    let hash = std::mem::take(&mut meter.borrow_mut().hash);
    let report = intake.finish(&read::hex(hash), clock).await?;
    if let Some(lacks) = report.lacks() {
        return Err(ImportError::Useless { path: request.path.clone(), lacks, report: Box::new(report) });
    }
    Ok(report)
}

/// The files to read with their tables, in the order of the tables, and those that fit none.
type Classified<'a> = (Vec<(Arc<Place>, &'a Table)>, Vec<(Arc<Place>, String)>);

fn classify<'a>(
    path: &Path,
    format: &'a Format,
    encoding: Option<&'static Encoding>,
) -> Result<Classified<'a>, ImportError> {
    let failed = |path: &Path, error| ImportError::File { path: path.to_owned(), error };
    let (mut files, mut unfit) = (Vec::new(), Vec::new());
    for file in read::files(path).map_err(|error| failed(path, error.into()))? {
        let place = Arc::new(Place::new(&file, path));
        if path.is_dir() && !read::is_readable(&place) {
            unfit.push((place, "this is no file of rows".to_owned()));
            continue;
        }
        match read::tables(&place, &format.table, encoding) {
            Ok(tables) => files.extend(tables.into_iter().map(|table| (Arc::clone(&place), table))),
            Err(error @ ReadError::NoTable(_)) if path.is_dir() => unfit.push((place, error.to_string())),
            Err(error) => return Err(failed(&file, error)),
        }
    }
    let order = |table: &Table| format.table.iter().position(|other| std::ptr::eq(other, table));
    files.sort_by_key(|(_, table)| order(table));
    Ok((files, unfit))
}

fn frame<'a>(format: &'a Format, table: &'a Table, (place, columns): (&Place, &'a Columns)) -> Frame<'a> {
    let source = table.source.as_ref().unwrap_or(&format.source);
    Frame {
        format,
        table,
        columns,
        file: place.below.as_str().into(),
        scope: format!("{}/{}", table.name, place.publication(table.publication.as_deref())).into(),
        source: source.slug.as_str().into(),
        name: table.name.as_str().into(),
    }
}

fn no_format(name: &str) -> String {
    let list = formats().collect::<Vec<_>>().join(", ");
    let message = format!("there is no format {name:?}; there are {list}, and any file that describes one");
    ask(&message, &nearest(name, formats()))
}

/// The format of this name, or the one that a file describes.
fn find(name: &str) -> Result<(String, Format), ImportError> {
    let built_in =
        FORMATS.iter().find(|(known, _)| *known == name).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let (name, text) = match built_in {
        Some(found) => found,
        None => {
            let path = Path::new(name);
            let is_file = path.extension().is_some_and(|extension| extension == "toml");
            let text = read::existing(path).and_then(|()| std::fs::read_to_string(path)).ok().filter(|_| is_file);
            let stem = path.file_stem().map(place::text).unwrap_or_default();
            (stem, text.ok_or_else(|| ImportError::NoFormat(name.to_owned()))?)
        }
    };
    let format = Format::read(&text).map_err(|reason| ImportError::Format { name: name.clone(), reason })?;
    Ok((name, format))
}

/// The identities that are declared, those of a further file among them.
fn declared(further: Option<&Path>) -> Result<Names, ImportError> {
    let read = |path: &Path, text: &str| {
        Names::read(text).map_err(|reason| ImportError::Names { path: path.to_owned(), reason })
    };
    let built_in = Names::built_in().map_err(|reason| ImportError::Names { path: "names.toml".into(), reason })?;
    let Some(path) = further else { return Ok(built_in) };
    let text = read::existing(path)
        .and_then(|()| std::fs::read_to_string(path))
        .map_err(|error| ImportError::Names { path: path.to_owned(), reason: error.to_string() })?;
    Ok(built_in.with(read(path, &text)?))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, Format, Names};

    #[test]
    fn the_formats_and_names_that_the_binary_knows_are_sound() {
        for (name, text) in FORMATS {
            assert_eq!(Format::read(text).err(), None, "{name}");
        }
        assert_eq!(Names::built_in().err(), None);
    }
}
