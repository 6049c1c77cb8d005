//! Bringing a connection to rest that was left in the middle: what runs on it is stopped, and what is on its way is read and
//! thrown away.

use std::time::{Duration, Instant};

use super::connect::Connector;
use super::wire::{Connection, State};

/// How long the server may take to stop a statement before it is told again.
const PAUSE: Duration = Duration::from_secs(2);

/// Brings a connection to rest, in at most `patience`; none where it does not come to rest, and is closed.
///
/// A backend that does nothing, not even stop, is waited for: as long as it may be there its place in the pool is taken, so that
/// the server never has more backends than the pool has places.
pub(super) async fn settle(
    connector: &Connector,
    mut connection: Connection,
    patience: Duration,
) -> Option<Connection> {
    if connection.state == State::Rest {
        return Some(connection);
    }
    if connection.state == State::Broken {
        // Where it only came out of step, the server may be at work for nobody.
        drop(connector.stop(&connection.stopper, PAUSE).await);
        return None;
    }
    // A host that is gone with all that it had to say is not to be waited for as long as one that is busy.
    connection.nudge();
    let until = Instant::now() + patience;
    let mut is_stopped = false;
    loop {
        // Between two waves nothing runs, and the word that it is over does.
        let stops = connection.is_asked || is_stopped;
        let stopper = connection.stopper.clone();
        let stopping = async {
            if !stops {
                return true;
            }
            let stopped = connector.stop(&stopper, PAUSE).await;
            if let Err(error) = &stopped {
                tracing::debug!(error.message = %error, "a statement that nobody waits for was not stopped");
            }
            stopped.is_ok()
        };
        // Both at once: a server that cannot get rid of its rows does not stop either.
        let (is_told, rested) = tokio::join!(stopping, tokio::time::timeout(PAUSE, connection.rest()));
        match rested {
            Ok(Ok(())) if !stops => return Some(connection),
            // The word to stop may still be on its way, and would meet what runs here next.
            Ok(Ok(())) if !is_told => return None,
            // Where the word to stop came late, this is what it meets.
            Ok(Ok(())) => {
                let greeted = tokio::time::timeout(PAUSE, connection.greet()).await;
                return matches!(greeted, Ok(Ok(()))).then_some(connection);
            }
            Ok(Err(_)) => return None,
            Err(_) if Instant::now() >= until => {
                tracing::warn!("a connection to the database did not come to rest, and is closed");
                return None;
            }
            Err(_) => is_stopped = true,
        }
    }
}
