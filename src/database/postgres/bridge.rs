//! A way for the writing driver over sockets that are opened here: it knows neither all that an address can say of encryption
//! nor the authorities of the system, and trusts others beside one that is named. It is given a socket in a folder that only
//! this user can enter, and what it sends there goes through a connection like those that read.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinSet;

use super::connect::{Connector, Route};

/// The port that stands in the name of the socket.
pub(super) const PORT: u16 = 5432;

/// A folder with the socket, removed with it.
#[derive(Debug)]
pub(super) struct Bridge {
    folder: PathBuf,
    listener: UnixListener,
    connector: Arc<Connector>,
    route: Route,
}

impl Bridge {
    pub(super) fn open(connector: Arc<Connector>, route: Route) -> io::Result<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("panorama-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        // It fails where the folder is there: somebody else's is not entered.
        DirBuilder::new().mode(0o700).create(&folder)?;
        let listener = UnixListener::bind(folder.join(format!(".s.PGSQL.{PORT}")));
        let listener = listener.inspect_err(|_| drop(std::fs::remove_dir_all(&folder)))?;
        Ok(Self { folder, listener, connector, route })
    }

    /// Where the socket is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Carries connections over until `closed`, and those that are there then to their ends.
    pub(super) async fn serve(self, closed: impl Future<Output = ()>) {
        let mut closed = std::pin::pin!(closed);
        let mut carried = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((near, _)) => {
                        carried.spawn(carry(near, Arc::clone(&self.connector), self.route));
                    }
                    Err(error) => {
                        tracing::warn!(error.message = %error, "a connection to write was not taken");
                        // It lacks file handles, in all likelihood: others give some back meanwhile.
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                },
                Some(_) = carried.join_next() => {}
                () = &mut closed => break,
            }
        }
        while carried.join_next().await.is_some() {}
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

async fn carry(mut near: UnixStream, connector: Arc<Connector>, route: Route) {
    let carried = async {
        let mut far = connector.reach(route).await?;
        tokio::io::copy_bidirectional(&mut near, &mut far).await
    };
    if let Err(error) = carried.await {
        tracing::debug!(error.message = %error, "a connection to write broke");
    }
}
