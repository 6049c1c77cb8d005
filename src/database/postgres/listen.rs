//! Listening to what the server says by itself, on a connection outside the pool that is asked for a sign of life: one that is
//! silent because it is lost looks like one that has nothing to say.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};
use tokio_postgres::{AsyncMessage, Client};

use super::connect::Connector;
use crate::database::ReadError;
use crate::database::address::PostgresAddress;

/// How often the server is asked for a sign of life.
const EVERY: Duration = Duration::from_secs(2);
/// How long it may take for one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

/// A connection that listens on a channel.
#[derive(Debug)]
pub(in crate::database) struct Listening {
    client: Client,
    notes: mpsc::Receiver<()>,
    task: JoinHandle<()>,
    clock: Interval,
}

impl Listening {
    /// Opens a connection and listens; whatever is said from now on is heard.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(in crate::database) async fn open(address: &PostgresAddress, channel: &'static str) -> Result<Self, ReadError> {
        let (_, (client, mut connection), _) = Connector::new(address)?.ends(Some("panorama changes")).await?;
        // One that waits stands for all that come meanwhile.
        let (sender, notes) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            while let Some(Ok(message)) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
                if matches!(&message, AsyncMessage::Notification(note) if note.channel() == channel) {
                    // Where one waits already, it says as much.
                    let _ = sender.try_send(());
                }
            }
        });
        let mut clock = interval(EVERY);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let listening = Self { client, notes, task, clock };
        listening.ask(&format!("LISTEN {channel}")).await?;
        Ok(listening)
    }

    /// Waits for the next notification.
    ///
    /// # Errors
    /// Where the connection is lost, or the server gives no sign of life.
    pub(in crate::database) async fn heard(&mut self) -> Result<(), ReadError> {
        loop {
            let Self { notes, clock, client, .. } = self;
            let sign_of_life = async {
                clock.tick().await;
                ask(client, "SELECT 1").await
            };
            tokio::select! {
                biased;
                note = notes.recv() => {
                    return note.ok_or_else(|| ReadError::Unavailable("the connection that listens is lost".to_owned()));
                }
                given = sign_of_life => given?,
            }
        }
    }

    async fn ask(&self, sql: &str) -> Result<(), ReadError> {
        ask(&self.client, sql).await
    }
}

async fn ask(client: &Client, sql: &str) -> Result<(), ReadError> {
    let silent = || ReadError::Unavailable("the server gives no sign of life".to_owned());
    Ok(timeout(SIGN_OF_LIFE, client.batch_execute(sql)).await.map_err(|_| silent())??)
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
    }
}
