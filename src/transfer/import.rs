//! Import: files as their publishers offer them, into the database. A format says what their columns mean; rows are read one
//! after the other and stored batch by batch, in one transaction.

mod batches;
mod cell;
mod columns;
mod coverage;
mod date;
mod draft;
mod files;
mod fiscal;
mod format;
mod known;
mod number;
mod period;
mod place;
mod preview;
mod read;
mod references;
mod vocabulary;

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::NaiveDate;
use encoding_rs::Encoding;
use entity::choice::NoteKind;
use futures_util::future::join;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc;

use self::coverage::Coverages;
use self::files::{Files, Reading};
pub use self::format::Fault;
use self::format::Format;
pub use self::known::formats;
pub use self::preview::{Checked, FigureRead, Found, RelationRead, Row, Sampled, Tally, ThingRead, Told, Unfit, check};
use self::read::Meter;
pub use self::read::ReadError;
use crate::dataset;
use crate::write::Unbegun;
use crate::write::names::Names;
pub use crate::write::{Count, Note, Report};
use crate::write::{Intake, Remark, Run};

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
    #[error("{}", known::no_format(.0))]
    NoFormat(String),
    /// A format is faulty.
    #[error("the format {name}: {}", format::in_short(faults))]
    Format {
        /// Its name.
        name: String,
        /// What is wrong.
        faults: Vec<Fault>,
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
    let (name, format) = known::find(&request.format)?;
    let names = declared(request.names.as_deref())?;
    let encoding = encoding(request.encoding.as_deref())?;
    Files::classify(&request.path, &format, encoding)?;
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
    let mut faults = references::unlike(connection, format).await?;
    faults.extend(references::unknown(connection, format).await?);
    if !faults.is_empty() {
        return Err(ImportError::Format { name: name.clone(), faults });
    }
    let files = Files::classify(&request.path, format, *encoding)?;
    let reading = Reading::of(format, &files, *encoding);
    let total = files.bytes();
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
    let mut coverages = Coverages::default();
    let (give, mut take) = mpsc::channel(1);
    let mut any = false;
    let reader = batches::read((&files, &reading), &meter, &mut coverages, give);
    let writer = async {
        while let Some(drafts) = take.recv().await {
            any |= !drafts.is_empty();
            intake.take(drafts).await?;
            let rows = intake.report().read;
            tracing::debug!(rows.read = rows, "rows are stored, and not seen yet");
            progress(Progress { read: meter.borrow().bytes, total, rows });
        }
        // Who reads is told that nobody stores any more.
        drop(take);
        Ok::<(), DbErr>(())
    };
    let (read, stored) = join(reader, writer).await;
    read?;
    stored?;
    for (place, reason) in &files.unfit {
        let remark = Remark { kind: NoteKind::Unknown, field: None, raw: None, reason: reason.clone() };
        intake.remark(&place.below, 1, remark);
    }
    for (place, remark) in coverages.lacks() {
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

fn encoding(label: Option<&str>) -> Result<Option<&'static Encoding>, ImportError> {
    let Some(label) = label else { return Ok(None) };
    let found = Encoding::for_label(label.as_bytes());
    found.map(Some).ok_or_else(|| ImportError::NoEncoding(label.to_owned()))
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
