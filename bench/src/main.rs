//! Panorama beside a hand-written peer: the same data, the same queries, the same load, one table for each database.

mod compare;
mod data;
mod database;
mod export;
mod import;
mod instructions;
mod limits;
mod load;
mod pages;
mod peer;
mod process;
mod repeat;
mod report;
mod scenario;
mod server;
mod wide;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use panorama::database::Address;
use tokio::runtime::Runtime;

use crate::database::{Backend, Database};
use crate::report::Line;
use crate::server::Server;

// What the `panorama` binary allocates with; the peer is given the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Why the benchmark stopped: one line for whoever started it.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What the table calls the servers.
const OURS: &str = "Panorama";
const PEER: &str = "peer";
const OTHER: &str = "other";

/// Rounds of each scenario; the servers take turns in each.
const ROUNDS: usize = 3;

/// Measures Panorama beside a hand-written GraphQL server on the same data.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Arguments {
    /// Which databases.
    #[arg(long, value_enum, default_value_t = Choice::Both)]
    database: Choice,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Connections that ask at the same time.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1000))]
    connections: u16,
    /// Only the scenarios whose names hold this text.
    #[arg(long, default_value = "", hide_default_value = true)]
    scenario: String,
    /// Walks and searches on a wide chain instead, without the peer.
    #[arg(long)]
    wide: bool,
    /// A million observations into CSV and Parquet instead, without the peer.
    #[arg(long, conflicts_with = "wide")]
    export: bool,
    /// A hundred thousand observations out of CSV instead, without the peer.
    #[arg(long, conflicts_with_all = ["wide", "export"])]
    import: bool,
    /// Instructions of a request on SQLite instead, without the peer; valgrind counts them.
    #[arg(long, conflicts_with_all = ["wide", "export", "import"])]
    instructions: bool,
    /// Keeps the instructions that were counted: later ones are compared with them.
    #[arg(long, requires = "instructions", conflicts_with = "check")]
    keep: bool,
    /// Every kind of page instead, on the built-in data and with a million observations beside it, without the peer.
    #[arg(long, conflicts_with_all = ["wide", "export", "import", "instructions"])]
    pages: bool,
    /// Another build of `panorama` instead of the peer, on the same database.
    #[arg(long, value_name = "BINARY", conflicts_with_all = ["wide", "export", "import", "instructions", "pages"])]
    beside: Option<PathBuf>,
    /// Hand-written statements, answers out of memory, PostGraphile and the peer beside Panorama instead, on a million
    /// observations.
    #[arg(long, conflicts_with_all = ["wide", "export", "import", "instructions", "pages", "beside"])]
    limits: bool,
    /// A tenth of the observations, and a second for each measurement.
    #[arg(long, requires = "limits")]
    short: bool,
    /// Where to draw what is found of the limits, as SVG.
    #[arg(long, value_name = "FILE", requires = "limits")]
    picture: Option<PathBuf>,
    /// Fails where Panorama is less than 5 (SQLite) or 3 (PostgreSQL) times as fast on nested lists, or a walk or search
    /// on the wide chain, a page, or an export or import, takes too long or too much memory, or the other build is
    /// faster, or too little of the limits is reached, or a request takes 5 % more instructions than are kept.
    #[arg(long)]
    check: bool,
}

impl Arguments {
    fn of_limits(&self) -> limits::Options<'_> {
        limits::Options {
            backends: self.database.backends(),
            seconds: self.seconds,
            connections: self.connections,
            questions: &self.scenario,
            short: self.short,
            picture: self.picture.as_deref(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choice {
    Sqlite,
    Postgres,
    Both,
}

impl Choice {
    fn backends(self) -> &'static [Backend] {
        match self {
            Self::Sqlite => &[Backend::Sqlite],
            Self::Postgres => &[Backend::Postgres],
            Self::Both => &[Backend::Sqlite, Backend::Postgres],
        }
    }
}

fn main() -> ExitCode {
    let ended = match std::env::args().nth(1).as_deref() {
        Some(export::COMMAND | import::COMMAND | server::SERVE) => return process::command(),
        Some(repeat::COMMAND) => return repeat::command(),
        Some(limits::SERVE) => served(|database| server::alone(limits::router(&database.url()))),
        Some(peer::SERVE) => served(|database| server::alone(peer::router(database))),
        _ => run(&Arguments::parse()),
    };
    match ended {
        Ok(shortfalls) if shortfalls.is_empty() => ExitCode::SUCCESS,
        Ok(shortfalls) => {
            for shortfall in shortfalls {
                eprintln!("bench: {shortfall}");
            }
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Is a server on the database that the environment names, in a process of its own.
fn served(serve: impl Fn(&Address) -> Result<(), Failure>) -> Result<Vec<String>, Failure> {
    serve(&Address::parse(&std::env::var("DATABASE_URL")?)?)?;
    Ok(Vec::new())
}

/// Measures on each database; what falls short of the check comes back.
fn run(arguments: &Arguments) -> Result<Vec<String>, Failure> {
    let runtime = Runtime::new()?;
    if arguments.limits {
        let short = limits::measure(&runtime, &arguments.of_limits())?;
        return Ok(short.into_iter().filter(|_| arguments.check).collect());
    }
    if arguments.pages {
        let time = Duration::from_secs(arguments.seconds);
        let slow = pages::measure(&runtime, arguments.database.backends(), time)?;
        return Ok(slow.into_iter().filter(|_| arguments.check).collect());
    }
    let mut shortfalls = Vec::new();
    let databases = if arguments.instructions { Choice::Sqlite } else { arguments.database };
    for &backend in databases.backends() {
        let database = runtime.block_on(Database::create(backend))?;
        let watch = runtime.spawn(Database::remove_when_interrupted(vec![database.clone()]));
        if arguments.wide || arguments.export || arguments.import || arguments.instructions {
            let slow = if arguments.wide {
                wide::measure(&runtime, &database, arguments.seconds)
            } else if arguments.export {
                export::measure(&runtime, &database)
            } else if arguments.import {
                import::measure(&database)
            } else {
                instructions::measure(&runtime, &database, arguments.keep)
            };
            watch.abort();
            runtime.block_on(database.remove())?;
            shortfalls.extend(slow?.into_iter().filter(|_| arguments.check));
            continue;
        }
        let lines = measure(arguments, &runtime, &database);
        watch.abort();
        runtime.block_on(database.remove())?;
        let lines = lines?;
        let other = if arguments.beside.is_some() { OTHER } else { PEER };
        println!("{}", report::table(backend, arguments.connections, arguments.seconds, other, &lines));
        if arguments.check {
            match &arguments.beside {
                Some(_) => shortfalls.extend(report::slower(backend, &lines)),
                None => shortfalls.extend(report::shortfall(backend, &lines)),
            }
        }
    }
    Ok(shortfalls)
}

fn measure(arguments: &Arguments, runtime: &Runtime, database: &Database) -> Result<Vec<Line>, Failure> {
    runtime.block_on(data::load(database.address()))?;
    let address = database.address();
    let servers = match &arguments.beside {
        Some(binary) => {
            [Server::build(OURS, &std::env::current_exe()?, address)?, Server::build(OTHER, binary, address)?]
        }
        None => [Server::panorama(address)?, Server::peer(address)?],
    };
    let mut lines = Vec::new();
    let more = scenario::more().into_iter().filter(|_| arguments.beside.is_some());
    let scenarios = scenario::all(arguments.beside.is_some()).into_iter().chain(more);
    for scenario in scenarios.filter(|scenario| scenario.name.contains(&arguments.scenario)) {
        let asked = compare::ask_both(&scenario, &servers)?;
        let mut line = Line::new(&scenario);
        for round in 1..=ROUNDS {
            for (place, (server, asked)) in servers.iter().zip(&asked).enumerate() {
                eprintln!("{}: {}, round {round} of {ROUNDS}: {}", database.backend(), scenario.name, server.name);
                let duration = Duration::from_secs(arguments.seconds);
                line.add(
                    place,
                    load::run(server.address, std::slice::from_ref(asked), arguments.connections, duration)?,
                );
            }
        }
        lines.push(line);
    }
    Ok(lines)
}
