//! The two servers, each on a port and with worker threads of its own: only the one that is asked has work to do.

use std::net::SocketAddr;

use axum::Router;
use panorama::app;
use panorama::config::Settings;
use panorama::database::Address;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::{Failure, peer};

/// A server that answers at `/graphql` until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

impl Server {
    /// Panorama, built as its binary builds it, but without the cache of answers: each is computed.
    pub(crate) fn panorama(database: &Address) -> Result<Self, Failure> {
        let settings = Settings { database: database.clone(), cache_bytes: 0, ..Settings::default() };
        Self::start("Panorama", async { Ok(app::build(&settings)?) })
    }

    /// The peer.
    pub(crate) fn peer(database: &Address) -> Result<Self, Failure> {
        Self::start("peer", peer::router(database))
    }

    fn start(name: &'static str, router: impl Future<Output = Result<Router, Failure>>) -> Result<Self, Failure> {
        // The runtime of `#[tokio::main]`: a worker thread for each core.
        let runtime = Runtime::new()?;
        let (listener, router) = runtime.block_on(async {
            let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
            router.await.map(|router| (listener, router))
        })?;
        let address = listener.local_addr()?;
        runtime.spawn(app::run(listener, router, std::future::pending()));
        Ok(Self { name, address, _runtime: runtime })
    }
}
