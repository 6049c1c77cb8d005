//! Exports: every row of a list that the API has, in a file. The list, its filter and its order are the API's own; rows are
//! read in batches and written as they come, so that an export of any length takes the same memory. What rests on a source
//! that forbids passing it on is left out, and named among the citations. Series of metrics are exported alike.

mod arguments;
mod citations;
mod columns;
mod csv;
mod format;
mod json;
mod parquet;
mod series;
mod sink;
mod value;
mod xlsx;

use std::fmt::Display;
use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use columns::{Column, ColumnKind, Table};
pub use format::{Citations, Format, Kind, Mark};

use self::citations::Bibliography;
use self::sink::Sink;
use crate::catalogue::{Catalogue, Type};
use crate::database::{Batches, Query, ReadError, Rows, STATE, Scan, Value};
use crate::error::{Code, GraphqlError, Refusal};
use crate::limits::Limit;
use crate::nearest::{ask, nearest};
use crate::plan::arguments::Arguments;
use crate::plan::export::Export;
use crate::plan::input::Variables;
use crate::service::{Caller, Service, database_error};

/// The argument that asks for a mark of the byte order, whatever the list.
pub const MARK: &str = "bom";

/// Makes exports.
#[derive(Clone)]
pub struct Exporter {
    service: Arc<Service>,
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The list's field at the root of the API.
    pub list: String,
    /// How to write its rows, if at all.
    pub rows: Option<Format>,
    /// How to write the citations that go with them, if at all.
    pub citations: Option<Citations>,
    /// Arguments of the list by name, each once, as texts of JSON.
    pub arguments: Vec<(String, String)>,
}

/// An export whose arguments are known to be right.
#[derive(Debug)]
pub struct Prepared {
    request: Request,
    rows: Asked,
    /// A fingerprint of what is read.
    question: [u8; 32],
}

/// Where rows are to come from.
#[derive(Debug)]
enum Asked {
    /// A list.
    List { table: Table, scan: Scan },
    /// Series of metrics.
    Series(Box<series::Question>),
}

/// Where rows come from.
#[derive(Debug)]
enum Given {
    List(Batches),
    Series(series::Answer),
}

/// An export under way.
#[derive(Debug)]
pub struct Opened {
    /// What an `ETag` says of it: another one for every other file.
    pub tag: String,
    /// The citations, where they were asked for.
    pub citations: Option<String>,
    /// The rows, where they were asked for.
    pub rows: Option<Stream>,
}

/// Rows on their way into a file.
#[derive(Debug)]
pub struct Stream {
    list: String,
    table: Table,
    format: Format,
    rows: Given,
}

/// The lists that can be exported, each with the name of the type of its rows.
pub fn lists(catalogue: &Catalogue) -> impl Iterator<Item = [&'static str; 2]> {
    arguments::lists(catalogue).map(|(list, of)| [list, of.name])
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A row does not fit the format.
    #[error("a row cannot be written: {0}")]
    Write(#[from] WriteError),
    /// Whoever takes the bytes does not take them any more.
    #[error(transparent)]
    Put(#[from] io::Error),
}

/// Why a format refused a row.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A fault of the program.
    #[error("{0}")]
    Fault(String),
    /// The format has no room for it.
    #[error("{}", .0.message)]
    Refused(GraphqlError),
}

impl WriteError {
    fn new(error: impl Display) -> Self {
        Self::Fault(error.to_string())
    }
}

impl ExportError {
    /// What a client is told of it.
    pub fn told(self) -> GraphqlError {
        match self {
            Self::Read(error) => database_error(&error),
            Self::Write(WriteError::Refused(error)) => error,
            Self::Write(WriteError::Fault(_)) | Self::Put(_) => GraphqlError::new(Code::Internal, FAILED),
        }
    }
}

/// What a client is told of a fault.
const FAILED: &str = "the service failed; the log has more under the request's id";

/// A format: what it writes before, of and behind the rows.
trait Encode {
    /// Begins.
    fn begin(&mut self, table: &Table, out: &mut Vec<u8>) -> Result<(), WriteError>;
    /// Writes a batch.
    fn rows(&mut self, table: &Table, rows: &Rows, out: &mut Vec<u8>) -> Result<(), WriteError>;
    /// Ends.
    fn end(&mut self, out: &mut Sink<'_>) -> Result<(), WriteError>;
}

impl Format {
    fn encoder(self, list: &str) -> Box<dyn Encode> {
        match self {
            Self::Csv(mark) => Box::new(csv::Csv::with(mark)),
            Self::Json => Box::new(json::Json::list()),
            Self::Jsonl => Box::new(json::Json::lines()),
            Self::Parquet => Box::new(parquet::Parquet::default()),
            Self::Xlsx => Box::new(xlsx::Xlsx::named(list)),
        }
    }
}

impl Exporter {
    /// Exports what a service answers from.
    pub fn new(service: Arc<Service>) -> Self {
        Self { service }
    }

    /// The lists that there are exports of.
    pub fn lists(&self) -> impl Iterator<Item = &'static str> {
        arguments::lists(self.service.catalogue()).map(|(name, _)| name).chain([series::NAME])
    }

    /// Checks a request and writes its statements.
    ///
    /// # Errors
    /// `NOT_FOUND` where there is no such list; what is wrong with the arguments.
    pub fn prepare(&self, request: Request) -> Result<Prepared, Vec<GraphqlError>> {
        let catalogue = self.service.catalogue();
        if request.list == series::NAME {
            return Self::prepare_series(catalogue, request);
        }
        let found = arguments::lists(catalogue).find(|(name, _)| *name == request.list);
        let Some((_, on)) = found else {
            let lists: Vec<&str> = self.lists().collect();
            let message = format!("there is no export of {:?}; there are {}", request.list, lists.join(", "));
            let message = ask(&message, &nearest(&request.list, self.lists()));
            return Err(vec![GraphqlError::new(Code::NotFound, message)]);
        };
        let arguments = arguments::read(&self.service, &request.list, &request.arguments)?;
        let (table, scan) = self.statements(on, &request, arguments).map_err(|refusal| vec![refusal.into()])?;
        let question = question(&request, &format!("{scan:?}"));
        Ok(Prepared { request, rows: Asked::List { table, scan }, question })
    }

    fn prepare_series(catalogue: &Catalogue, request: Request) -> Result<Prepared, Vec<GraphqlError>> {
        if request.citations.is_some() {
            let message =
                "there are no citations of series: each row names its sources, and observations have the rest";
            return Err(vec![GraphqlError::new(Code::NotFound, message)]);
        }
        let asked = series::Question::read(catalogue, &request.arguments)?;
        let question = question(&request, &asked.text());
        Ok(Prepared { request, rows: Asked::Series(Box::new(asked)), question })
    }

    fn statements(&self, on: &Type, request: &Request, arguments: Arguments) -> Result<(Table, Scan), Refusal> {
        let catalogue = self.service.catalogue();
        let table = Table::of(catalogue, on);
        self.service.limits().check(Limit::Conditions, arguments.conditions(&Variables::new()))?;
        let export = Export { catalogue, on, arguments, dialect: self.service.reader().dialect() };
        let query = |(sql, values): (String, Vec<Value>)| Query { sql, values };
        let mut scan = Scan { first: vec![query((STATE.to_owned(), Vec::new()))], rows: None };
        // Refused arguments are refused whatever is asked for: both kinds of statements are written.
        let rows = query(export.rows(&table.select, table.joins.clone())?);
        if request.rows.is_some() {
            scan.rows = Some(rows);
        }
        if request.citations.is_some() || request.rows == Some(Format::Xlsx) {
            scan.first.push(query(export.counts()?));
        }
        if request.citations.is_some() {
            scan.first.push(query(export.sources()?));
        }
        Ok((table, scan))
    }

    /// What an `ETag` says of a file now, without making it.
    ///
    /// # Errors
    /// Where the database failed.
    pub async fn tag(&self, prepared: &Prepared, caller: &Caller) -> Result<String, GraphqlError> {
        let state =
            self.service.reader().query(STATE, &caller.deadline).await.map_err(|error| database_error(&error))?;
        Ok(tag(prepared.question, &state))
    }

    /// Begins to read.
    ///
    /// # Errors
    /// Where the database failed, or as many exports as can run are under way; where there are more rows than the format has
    /// room for; what is wrong with series that are asked for.
    pub async fn open(&self, prepared: Prepared, caller: &Caller) -> Result<Opened, Vec<GraphqlError>> {
        let Prepared { request, rows, question } = prepared;
        let (table, scan) = match rows {
            Asked::List { table, scan } => (table, scan),
            Asked::Series(asked) => {
                let (table, answer) = asked.ask(&self.service, caller).await?;
                let tag = tag(question, &answer.state());
                let stream = |format| Stream { list: request.list, table, format, rows: Given::Series(answer) };
                return Ok(Opened { tag, citations: None, rows: request.rows.map(stream) });
            }
        };
        let scanned = self.service.reader().scan(scan, caller.share, &caller.deadline).await;
        let (first, batches) = scanned.map_err(|error| vec![database_error(&error)])?;
        let [state, more @ ..] = first.as_slice() else {
            return Err(vec![GraphqlError::new(Code::Internal, FAILED)]);
        };
        if let (Some(Format::Xlsx), Some(counts)) = (request.rows, more.first()) {
            let [all, left_out] = [0, 1].map(|column| counts.int(0, column).unwrap_or_default());
            xlsx::room(u64::try_from(all - left_out).unwrap_or(0)).map_err(|error| vec![error])?;
        }
        let citations = request.citations.map(|style| match more {
            [counts, sources] => {
                Bibliography { list: &request.list, arguments: &request.arguments, state, counts, sources }.write(style)
            }
            _ => String::new(),
        });
        let tag = tag(question, state);
        let rows = request.rows.map(|format| Stream { list: request.list, table, format, rows: Given::List(batches) });
        Ok(Opened { tag, citations, rows })
    }
}

/// What an `ETag` says of an answer to a question in a state of the data.
fn tag(question: [u8; 32], state: &Rows) -> String {
    let state = [0, 1].map(|column| state.int(0, column).unwrap_or_default().to_be_bytes());
    let hash = Sha256::new().chain_update(question).chain_update(state.concat()).finalize();
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// All that a file depends on besides the data: what is read, how it is written, and by which version of the program.
fn question(request: &Request, read: &str) -> [u8; 32] {
    let kind = format!("{} {:?} {:?} {read}", env!("CARGO_PKG_VERSION"), request.rows, request.citations);
    Sha256::digest(kind).into()
}

impl Given {
    /// The next rows, in a thread that may wait; none behind the last.
    fn take(&mut self) -> Result<Option<Rows>, ReadError> {
        match self {
            Self::List(batches) => batches.take(),
            Self::Series(answer) => Ok(answer.take()),
        }
    }
}

impl Stream {
    /// Writes the rows, in a thread that may wait: `put` takes bytes out after each batch, none where the format keeps them for
    /// later. How many rows there were comes back.
    ///
    /// # Errors
    /// Where the database failed, the format has no room, or `put` failed; what was written until then is no whole file.
    pub fn write(
        mut self,
        mut put: impl FnMut(&mut Vec<u8>, u64) -> io::Result<()> + Send,
    ) -> Result<u64, ExportError> {
        let mut encoder = self.format.encoder(&self.list);
        let mut out = Vec::new();
        let mut count = 0;
        encoder.begin(&self.table, &mut out)?;
        while let Some(rows) = self.rows.take()? {
            count += u64::try_from(rows.len()).unwrap_or(0);
            encoder.rows(&self.table, &rows, &mut out)?;
            put(&mut out, count)?;
            out.clear();
        }
        let mut last = |out: &mut Vec<u8>| put(out, count);
        let mut sink = Sink::new(out, &mut last);
        let ended = encoder.end(&mut sink);
        if !sink.has_failed() {
            ended?;
        }
        sink.finish()?;
        Ok(count)
    }
}
