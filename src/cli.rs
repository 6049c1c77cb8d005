//! The command line.

mod check;
mod export;
mod format;
mod import;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{self, StartError};
use crate::catalogue::Catalogue;
use crate::config::{SettingError, Settings};
use crate::schema;
use crate::telemetry;

/// The AI large-model industry chain behind one GraphQL API.
///
/// Without a command it serves. Settings come from the environment (DATABASE_URL, PANORAMA_LISTEN, PANORAMA_LOG,
/// PANORAMA_LOG_FORMAT, PANORAMA_REQUEST_TIMEOUT_MS, PANORAMA_REQUEST_LIMIT_BYTES, PANORAMA_CACHE_BYTES,
/// PANORAMA_DATABASE_CONNECTIONS) or,
/// in lower case and without the prefix, from a file.
#[derive(Debug, Parser)]
#[command(name = "panorama", version, about)]
struct Arguments {
    /// Settings file; panorama.toml in the working directory where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prepare the database and answer requests until SIGTERM or Ctrl-C (the default).
    Serve,
    /// Bring the database to the newest schema, load the built-in data set, and stop.
    Migrate,
    /// Tell what is wrong with the data in the database; fails where a rule is broken.
    Check(check::Options),
    Export(Box<export::Export>),
    Format(Box<format::Format>),
    Import(Box<import::Import>),
    /// Print the GraphQL schema.
    Schema,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error("PANORAMA_LOG: {0}")]
    Log(String),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Check(#[from] check::CheckError),
    #[error(transparent)]
    Export(#[from] export::Failure),
    #[error(transparent)]
    Format(#[from] format::Failure),
    #[error("the schema is faulty: {0}")]
    Schema(String),
    #[error("{0}")]
    Run(#[from] std::io::Error),
}

/// Runs the command that the arguments name; failures are one line on the standard error output.
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("panorama: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn execute(arguments: Arguments) -> Result<(), Failure> {
    let command = arguments.command.unwrap_or(Command::Serve);
    // What needs no database needs no settings either.
    let command = match command {
        Command::Schema => {
            let schema = schema::build(&Catalogue::new()).map_err(|error| Failure::Schema(error.to_string()))?;
            print!("{}", schema::sdl(&schema));
            return Ok(());
        }
        Command::Format(format) => return Ok(format.run()?),
        command => command,
    };
    let settings = Settings::read(arguments.config.as_deref(), std::env::vars())?;
    let _log = telemetry::log(&settings.log, settings.log_format).map_err(Failure::Log)?;
    match command {
        Command::Export(export) => Ok(export.run(&settings).await?),
        Command::Import(import) => Ok(import.run(&settings)?),
        Command::Migrate => Ok(app::prepare(&settings)?),
        Command::Check(options) => Ok(check::run(&settings, &options).await?),
        _ => serve(&settings).await,
    }
}

async fn serve(settings: &Settings) -> Result<(), Failure> {
    // The address is taken first: a second start on the same machine touches nothing.
    let listener = app::listen(settings).await?;
    app::prepare(settings)?;
    let server = app::server(settings)?;
    let place = format!("http://{}{}", listener.local_addr()?, settings.prefix);
    println!("Panorama answers on {place}/  (explorer: {place}/graphiql)");
    let stopped = stopped();
    let asked = async {
        stopped.await;
        tracing::info!("stopping: requests under way are finished");
    };
    server.run(listener, asked).await;
    tracing::info!("stopped");
    Ok(())
}

/// Says a line on the standard output; whoever reads only the first lines may go away.
fn say(line: impl std::fmt::Display) {
    use std::io::Write;
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// Done when the process is asked to stop, from now on.
fn stopped() -> impl Future<Output = ()> + Send + 'static {
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    async move {
        let [terminated, interrupted] = signals.map(|signal| async {
            match signal {
                Ok(mut signal) => drop(signal.recv().await),
                Err(error) => {
                    tracing::warn!(error.message = %error, "a signal cannot be waited for");
                    std::future::pending::<()>().await;
                }
            }
        });
        tokio::select! {
            () = terminated => {}
            () = interrupted => {}
        }
    }
}
