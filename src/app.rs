//! The only place that builds things: settings to database, service, router, and a server that stops in peace.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use sea_orm::DatabaseConnection;
use tokio::net::TcpListener;

use crate::config::Settings;
use crate::database::{self, Address, OpenError};
use crate::dataset::{self, LoadError};
use crate::http;
pub use crate::http::Server;
use crate::service::{BuildError, Service};
use crate::telemetry::Figures;
use crate::transfer;
use crate::transfer::export::Exporter;
use crate::transfer::import::{ImportError, Progress, Report, Request};

/// Why the service does not start; each says in one line what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("{address}: {error}")]
    Database {
        /// Which one.
        address: Address,
        /// Why.
        error: OpenError,
    },
    /// There is no database to read.
    #[error("{0}: there is no database; panorama migrate makes one")]
    Nothing(Address),
    /// The built-in data set cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A file cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The import was told to stop.
    #[error("stopped: nothing was changed")]
    Stopped,
    /// A fault of the program.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The system gives no thread or no clock.
    #[error("the system cannot run the service: {0}")]
    Runtime(io::Error),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}; set PANORAMA_LISTEN to another address")]
    Listen {
        /// Which one.
        address: String,
        /// Why.
        error: io::Error,
    },
}

/// Brings the database to the newest step and loads the built-in data set, unless it is there.
///
/// It runs in a thread of its own, whose memory goes with it: loading takes more than serving does.
///
/// # Errors
/// Where the database cannot be used or the data set is faulty; the database is as it was.
pub fn prepare(settings: &Settings) -> Result<(), StartError> {
    apart(async || {
        let connection = prepare_here(settings).await?;
        close(connection).await;
        Ok(())
    })
}

/// Brings files into the database, which is prepared first unless nothing is to be changed. `stop` ends it, and nothing was
/// changed then.
///
/// # Errors
/// Where the database cannot be used, or the format or a file is refused; the database is as it was.
pub fn import(
    settings: &Settings,
    request: &Request,
    stop: impl Future<Output = ()> + Send,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, StartError> {
    let address = &settings.database;
    if address.is_read_only() && !request.dry_run {
        return Err(StartError::Database { address: address.clone(), error: OpenError::ReadOnly });
    }
    let import = transfer::import::open(request)?;
    if request.dry_run {
        exists(address)?;
    }
    apart(async || {
        let connection = if request.dry_run { open_prepared(settings).await? } else { prepare_here(settings).await? };
        let clock = || chrono::Utc::now().timestamp_micros();
        let report = tokio::select! {
            report = transfer::import::run(&connection, &import, clock, progress) => report?,
            () = stop => return Err(StartError::Stopped),
        };
        close(connection).await;
        Ok(report)
    })
}

/// Does what writes in a thread of its own.
fn apart<T: Send>(work: impl AsyncFnOnce() -> Result<T, StartError> + Send) -> Result<T, StartError> {
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(StartError::Runtime)?.block_on(work())
    };
    let done = std::thread::scope(|scope| scope.spawn(work).join());
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

async fn close(connection: DatabaseConnection) {
    if connection.close().await.is_err() {
        tracing::debug!("the writing connection was closed already");
    }
}

/// Says where there is no database yet.
fn exists(address: &Address) -> Result<(), StartError> {
    match address {
        Address::Sqlite(file) if !file.is_there() => Err(StartError::Nothing(address.clone())),
        _ => Ok(()),
    }
}

/// Opens a database that is to stay as it is.
async fn open_prepared(settings: &Settings) -> Result<DatabaseConnection, StartError> {
    let address = &settings.database;
    let failed = |error| StartError::Database { address: address.clone(), error };
    let connection = database::open(address).await.map_err(failed)?;
    database::check(&connection).await.map_err(failed)?;
    Ok(connection)
}

async fn prepare_here(settings: &Settings) -> Result<DatabaseConnection, StartError> {
    let address = &settings.database;
    let failed = |error| StartError::Database { address: address.clone(), error };
    if !address.makes() {
        exists(address)?;
    }
    if address.is_read_only() {
        // It is served as it is.
        return open_prepared(settings).await;
    }
    let start = Instant::now();
    let connection = database::open(address).await.map_err(failed)?;
    database::migrate(&connection).await.map_err(failed)?;
    tracing::debug!(duration_ms = start.elapsed().as_millis(), "the database is open and of the newest schema");
    let start = Instant::now();
    let now = chrono::Utc::now().timestamp_micros();
    if let Some(outcome) = dataset::load_built_in(&connection, now).await? {
        tracing::info!(
            rows.added = outcome.added,
            rows.updated = outcome.updated,
            rows.removed = outcome.removed,
            rows.kept = outcome.kept.len(),
            duration_ms = start.elapsed().as_millis(),
            "the built-in data set is loaded"
        );
    }
    Ok(connection)
}

/// Everything that answers requests, on a database that is prepared.
///
/// # Errors
/// Where the schema is faulty.
pub fn build(settings: &Settings) -> Result<Router, StartError> {
    Ok(server(settings)?.router)
}

/// The same, with what accepts connections for it.
///
/// # Errors
/// Where the schema is faulty.
pub fn server(settings: &Settings) -> Result<Server, StartError> {
    let figures = Arc::new(Figures::new());
    let service = Service::new(settings, &figures)?;
    let (most, connections) = (settings.max_connections, figures.client_connections.clone());
    Ok(Server { router: http::router(service, figures, settings), most: room(most), connections })
}

/// Files that are open besides connections: those of the database and its connections, the log, the program's own.
const FILES: u64 = 256;

/// How many connections there is room for: each is an open file, of which the system allows so many.
fn room(most: usize) -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1_024);
    let room = usize::try_from(files.saturating_sub(FILES)).unwrap_or(usize::MAX).max(16);
    if room < most {
        tracing::warn!(
            connections = room,
            "fewer connections than PANORAMA_MAX_CONNECTIONS: the system allows {files} open files"
        );
    }
    most.min(room)
}

/// What exports a database that is there and prepared; it is opened to read, and stays as it is.
///
/// # Errors
/// Where there is none, or it cannot be used.
pub fn exporter(settings: &Settings) -> Result<Exporter, StartError> {
    exists(&settings.database)?;
    Ok(Exporter::new(Arc::new(Service::new(settings, &Arc::new(Figures::new()))?)))
}

/// Takes the address that the settings name.
///
/// # Errors
/// Where it is taken or not one of this machine.
pub async fn listen(settings: &Settings) -> Result<TcpListener, StartError> {
    let address = &settings.listen;
    TcpListener::bind(address).await.map_err(|error| StartError::Listen { address: address.clone(), error })
}
