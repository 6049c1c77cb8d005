//! The two servers, each on a port and with worker threads of its own: only the one that is asked has work to do.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use axum::Router;
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
    _running: Running,
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
        let mut child = Command::new(binary)
            .arg(SERVE)
            .env_remove("PANORAMA_TEST_POSTGRES")
            .envs([("PANORAMA_LISTEN", "127.0.0.1:0"), ("PANORAMA_CACHE_BYTES", "0")])
            .env("DATABASE_URL", database.url())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut told = String::new();
        let output = child.stdout.take();
        let running = Running::Process(child);
        if let Some(output) = output {
            BufReader::new(output).read_line(&mut told)?;
        }
        let address = told.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.ok_or_else(|| format!("{} does not start", binary.display()))?.trim().parse()?;
        Ok(Self { name, address, _running: running })
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
        Ok(Self { name, address, _running: Running::Here { _runtime: runtime } })
    }
}
