//! `panorama export`: a whole list into a file, from the database that the settings name. It reads, and changes nothing.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use crate::app::{self, StartError};
use crate::config::Settings;
use crate::error::GraphqlError;
use crate::service::Caller;
use crate::transfer::export::{Citations, ExportError, Format, Mark, Request, Stream};

/// Rows between two words on the progress.
const PROGRESS: u64 = 50_000;

/// Write a whole list of the API into a file, without a server.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The list: vendors, models, sectors, technologies, metrics, observations, trends, links, sources or importRuns; or series.
    #[arg(value_name = "TYPE")]
    list: String,
    /// How rows are written.
    #[arg(long, value_enum, default_value_t = FileFormat::Csv)]
    format: FileFormat,
    /// Only rows that fulfil it: the list's filter in the API, as JSON.
    #[arg(long, value_name = "JSON")]
    filter: Option<String>,
    /// In this order: the list's orderBy in the API, as JSON.
    #[arg(long, value_name = "JSON")]
    order_by: Option<String>,
    /// What was known on that day, instead of what is known now; for observations and series.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[command(flatten)]
    series: Series,
    /// Begin CSV with a mark of the byte order, by which spreadsheets know UTF-8.
    #[arg(long)]
    bom: bool,
    /// Where to; - is the standard output. A file is there only when it is whole.
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Where to write the citations that go with the rows; BibTeX where the name ends in .bib.
    #[arg(long, value_name = "FILE")]
    citations: Option<PathBuf>,
}

/// What is asked of series, as in the API.
#[derive(Debug, Args)]
#[command(next_help_heading = "Series")]
struct Series {
    /// Slugs of the metrics, between commas.
    #[arg(long, value_name = "SLUGS")]
    metric: Option<String>,
    /// Only periods that end on this day or later.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only periods that start on this day or earlier.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only figures of these statuses, between commas.
    #[arg(long)]
    status: Option<String>,
    /// What to compute: YOY, CAGR, INDEX and so on.
    #[arg(long)]
    transform: Option<String>,
    /// How many points a MOVING_AVERAGE is over.
    #[arg(long, value_name = "COUNT")]
    window: Option<String>,
    /// One point for each YEAR, QUARTER, MONTH or DAY.
    #[arg(long, value_name = "PRECISION")]
    resample: Option<String>,
    /// How several figures become one.
    #[arg(long)]
    method: Option<String>,
    /// Code of the unit to convert to.
    #[arg(long, value_name = "UNIT")]
    convert_to: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    /// Values between commas, for spreadsheets.
    Csv,
    /// One list of objects.
    Json,
    /// An object a line.
    Jsonl,
    /// Typed columns, compressed.
    Parquet,
    /// A workbook of spreadsheets.
    Xlsx,
}

impl FileFormat {
    /// The format, with a mark of the byte order or without.
    fn with(self, mark: Mark) -> Format {
        match self {
            Self::Csv => Format::Csv(mark),
            Self::Json => Format::Json,
            Self::Jsonl => Format::Jsonl,
            Self::Parquet => Format::Parquet,
            Self::Xlsx => Format::Xlsx,
        }
    }
}

impl Series {
    fn arguments(self) -> [(&'static str, Option<String>); 9] {
        [
            ("metric", self.metric),
            ("from", self.from),
            ("to", self.to),
            ("status", self.status),
            ("transform", self.transform),
            ("window", self.window),
            ("resample", self.resample),
            ("method", self.method),
            ("convertTo", self.convert_to),
        ]
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{}", .0.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))]
    Refused(Vec<GraphqlError>),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error("--bom goes with csv; other formats say themselves how they are encoded")]
    Mark,
    #[error("the work was given up: {0}")]
    Lost(#[from] tokio::task::JoinError),
}

impl Export {
    /// Writes the files.
    pub(super) async fn run(self, settings: &Settings) -> Result<(), Failure> {
        if self.bom && self.format != FileFormat::Csv {
            return Err(Failure::Mark);
        }
        let exporter = app::exporter(settings)?;
        let given = [("filter", self.filter), ("orderBy", self.order_by), ("asOf", self.as_of)];
        let given = given.into_iter().chain(self.series.arguments());
        let arguments = given.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        let style = self.citations.as_deref().map(style);
        let format = self.format.with(if self.bom { Mark::ByteOrder } else { Mark::None });
        let request = Request { list: self.list, rows: Some(format), citations: style, arguments };
        let prepared = exporter.prepare(request).map_err(Failure::Refused)?;
        let opened =
            exporter.open(prepared, &Caller::here(settings.request_timeout)).await.map_err(Failure::Refused)?;
        let (output, beside) = (self.output, self.citations);
        let Some(rows) = opened.rows else { return Ok(()) };
        let stop = Arc::new(AtomicBool::new(false));
        let (asked, stopped) = (Arc::clone(&stop), super::stopped());
        tokio::spawn(async move {
            stopped.await;
            asked.store(true, Ordering::Relaxed);
        });
        tokio::task::spawn_blocking(move || {
            // Both are there or none: the small one is finished when the large one is whole.
            let cited = beside.zip(opened.citations).map(|(path, text)| Unfinished::write(&path, text)).transpose()?;
            write(rows, &output, &stop)?;
            cited.map_or(Ok(()), Unfinished::finish)
        })
        .await?
    }
}

fn style(path: &Path) -> Citations {
    if path.extension().is_some_and(|extension| extension == "bib") { Citations::Bibtex } else { Citations::Text }
}

fn write(rows: Stream, output: &Path, stop: &AtomicBool) -> Result<(), Failure> {
    let show = io::stderr().is_terminal();
    let mut said = 0;
    let mut progress = |count: u64| {
        if stop.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "stopped"));
        }
        if show && count >= said + PROGRESS {
            said = count;
            eprint!("\r{count} rows");
        }
        Ok(())
    };
    if output.as_os_str() == "-" {
        let mut out = io::stdout();
        rows.write(|bytes, count| {
            progress(count)?;
            out.write_all(bytes)
        })?;
        out.flush().map_err(ExportError::Put)?;
    } else {
        let mut file = Unfinished::create(output)?;
        let result = rows.write(|bytes, count| {
            progress(count)?;
            file.file.write_all(bytes)
        });
        result.map_err(|error| match error {
            ExportError::Put(error) => Failure::File { path: output.to_owned(), error },
            error => error.into(),
        })?;
        file.finish()?;
    }
    if show {
        eprint!("\r\x1b[K");
    }
    Ok(())
}

/// A file that gets its name when it is whole, and goes when it never is. What is no file, a pipe or a device, is written to as it is.
struct Unfinished {
    file: File,
    /// Where it is until then; none where it is written to as it is.
    place: Option<PathBuf>,
    path: PathBuf,
    whole: bool,
}

impl Unfinished {
    fn create(path: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure::File { path: path.to_owned(), error };
        // A link stays one.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let file = File::options().write(true).open(&path).map_err(failed)?;
            return Ok(Self { file, place: None, path, whole: false });
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let place = path.with_file_name(name);
        let file = File::create(&place).map_err(failed)?;
        Ok(Self { file, place: Some(place), path, whole: false })
    }

    fn write(path: &Path, text: String) -> Result<Self, Failure> {
        let mut file = Self::create(path)?;
        file.file.write_all(text.as_bytes()).map_err(|error| Failure::File { path: path.to_owned(), error })?;
        Ok(file)
    }

    fn finish(mut self) -> Result<(), Failure> {
        let done = self.place.as_ref().map_or(Ok(()), |place| fs::rename(place, &self.path));
        self.whole = done.is_ok();
        done.map_err(|error| Failure::File { path: self.path.clone(), error })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(place) = self.place.as_ref().filter(|_| !self.whole) {
            drop(fs::remove_file(place));
        }
    }
}
