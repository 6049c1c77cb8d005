//! Servers, each on a port and with worker threads of its own: only the one that is asked has work to do.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::serve::ListenerExt;
use panorama::app;
use panorama::config::Settings;
use panorama::database::Address;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::{Failure, OURS, PEER, peer};

/// The command that serves.
pub(crate) const SERVE: &str = "serve";

/// A server that answers at `/graphql` until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    running: Running,
}

/// What ends with a server.
#[derive(Debug)]
enum Running {
    Here { _runtime: Runtime },
    Process(Child),
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Self::Process(child) = self {
            // It may have ended by itself.
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Server {
    /// Panorama, built as its binary builds it, but without the cache of answers: each is computed.
    pub(crate) fn panorama(database: &Address) -> Result<Self, Failure> {
        let settings = Settings { database: database.clone(), cache_bytes: 0, ..Settings::default() };
        Self::start(OURS, async { Ok(app::build(&settings)?) })
    }

    /// The peer.
    pub(crate) fn peer(database: &Address) -> Result<Self, Failure> {
        Self::start(PEER, peer::router(database))
    }

    /// A build of `panorama`, as a process of its own and without the cache of answers.
    pub(crate) fn build(name: &'static str, binary: &Path, database: &Address) -> Result<Self, Failure> {
        Self::process(name, serving(binary, database).env("PANORAMA_CACHE_BYTES", "0"))
    }

    /// What a command starts, whose first line says where it listens.
    pub(crate) fn process(name: &'static str, command: &mut Command) -> Result<Self, Failure> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut told = String::new();
        let output = child.stdout.take();
        let running = Running::Process(child);
        if let Some(output) = output {
            BufReader::new(output).read_line(&mut told)?;
        }
        let address = told.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.ok_or_else(|| format!("{} does not start", command.get_program().display()))?;
        Ok(Self { name, address: address.trim().parse()?, running })
    }

    /// The process that it is, where it is one of its own.
    pub(crate) fn pid(&self) -> Option<u32> {
        match &self.running {
            Running::Here { .. } => None,
            Running::Process(child) => Some(child.id()),
        }
    }

    fn start(name: &'static str, router: impl Future<Output = Result<Router, Failure>>) -> Result<Self, Failure> {
        // The runtime of `#[tokio::main]`: a worker thread for each core.
        let runtime = Runtime::new()?;
        let (listener, router) = runtime.block_on(async {
            let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
            router.await.map(|router| (listener, router))
        })?;
        let address = listener.local_addr()?;
        runtime.spawn(app::Server::of(router).run(listener, std::future::pending()));
        Ok(Self { name, address, running: Running::Here { _runtime: runtime } })
    }
}

/// The command by which a build of `panorama` serves.
pub(crate) fn serving(binary: &Path, database: &Address) -> Command {
    let mut command = Command::new(binary);
    command
        .arg(SERVE)
        // The test server's address is no setting of the service.
        .env_remove("PANORAMA_TEST_POSTGRES")
        .env("PANORAMA_LISTEN", "127.0.0.1:0")
        .env("DATABASE_URL", database.url());
    command
}

/// Serves with axum alone until the process ends; the first line of the output says where.
pub(crate) fn alone(router: impl Future<Output = Result<Router, Failure>>) -> Result<(), Failure> {
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let router = router.await?;
        println!("http://{}/", listener.local_addr()?);
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        Ok(axum::serve(listener, router).await?)
    })
}
