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
use crate::transfer::export::{Citations, ExportError, Format, Request, Stream};

/// Rows between two words on the progress.
const PROGRESS: u64 = 50_000;

/// Write a whole list of the API into a file, without a server.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The list: vendors, models, sectors, technologies, metrics, observations, trends, links or sources.
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
    /// What was known on that day, instead of what is known now; for observations.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Where to; - is the standard output. A file is there only when it is whole.
    #[arg(long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Where to write the citations that go with the rows; BibTeX where the name ends in .bib.
    #[arg(long, value_name = "FILE")]
    citations: Option<PathBuf>,
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
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Json => Self::Json,
            FileFormat::Jsonl => Self::Jsonl,
            FileFormat::Parquet => Self::Parquet,
        }
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
    #[error("the work was given up: {0}")]
    Lost(#[from] tokio::task::JoinError),
}

impl Export {
    /// Writes the files.
    pub(super) async fn run(self, settings: &Settings) -> Result<(), Failure> {
        let exporter = app::exporter(settings)?;
        let given = [("filter", self.filter), ("orderBy", self.order_by), ("asOf", self.as_of)];
        let arguments = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        let style = self.citations.as_deref().map(style);
        let request = Request { list: self.list, rows: Some(self.format.into()), citations: style, arguments };
        let prepared = exporter.prepare(request).map_err(Failure::Refused)?;
        let opened = exporter
            .open(prepared, &Caller::here(settings.request_timeout))
            .await
            .map_err(|error| Failure::Refused(vec![error]))?;
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
        let mut out = io::stdout().lock();
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

/// A file that gets its name when it is whole, and goes when it never is.
struct Unfinished {
    file: File,
    place: PathBuf,
    path: PathBuf,
    whole: bool,
}

impl Unfinished {
    fn create(path: &Path) -> Result<Self, Failure> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let place = path.with_file_name(name);
        let file = File::create(&place).map_err(|error| Failure::File { path: path.to_owned(), error })?;
        Ok(Self { file, place, path: path.to_owned(), whole: false })
    }

    fn write(path: &Path, text: String) -> Result<Self, Failure> {
        let mut file = Self::create(path)?;
        file.file.write_all(text.as_bytes()).map_err(|error| Failure::File { path: path.to_owned(), error })?;
        Ok(file)
    }

    fn finish(mut self) -> Result<(), Failure> {
        let done = fs::rename(&self.place, &self.path);
        self.whole = done.is_ok();
        done.map_err(|error| Failure::File { path: self.path.clone(), error })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.whole {
            drop(fs::remove_file(&self.place));
        }
    }
}
