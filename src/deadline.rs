//! How long a request may take, and whether anybody still waits for its answer: made where the request comes in, and handed
//! down to everything that works for it, so that no step has a time of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// The end of the time for one request.
#[derive(Debug, Clone)]
pub struct Deadline {
    at: Instant,
    gone: Arc<Gone>,
}

/// Whether whoever waited is gone.
#[derive(Debug, Default)]
struct Gone {
    is_so: AtomicBool,
    told: Notify,
}

/// Somebody who waits for an answer.
#[derive(Debug)]
pub struct Waiting(Arc<Gone>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.is_so.store(true, Ordering::Release);
        self.0.told.notify_waiters();
    }
}

/// Why to stop working on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Its time is over.
    #[error("the time for the request is over")]
    Over,
    /// Nobody waits for the answer any more.
    #[error("nobody waits for the answer")]
    Gone,
}

impl Deadline {
    /// In so much time from now.
    pub fn after(time: Duration) -> Self {
        let now = Instant::now();
        // A time beyond what the clock can count is as good as a year.
        let at = now.checked_add(time).unwrap_or_else(|| now + Duration::from_secs(31_536_000));
        Self { at, gone: Arc::default() }
    }

    /// When it is.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// How much time is left.
    pub fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Whoever holds it waits for the answer: when it is dropped, all work for the request stops.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        Waiting(Arc::clone(&self.gone))
    }

    /// Says whether to go on.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), Stop> {
        if self.gone.is_so.load(Ordering::Acquire) {
            Err(Stop::Gone)
        } else if Instant::now() >= self.at {
            Err(Stop::Over)
        } else {
            Ok(())
        }
    }

    /// Done when it is time to stop.
    pub async fn passed(&self) -> Stop {
        let told = self.gone.told.notified();
        // It is told from here on: whoever went before has left the mark.
        if self.gone.is_so.load(Ordering::Acquire) {
            return Stop::Gone;
        }
        tokio::select! {
            () = told => Stop::Gone,
            () = tokio::time::sleep_until(self.at.into()) => Stop::Over,
        }
    }

    /// What a future comes to, if it does in time.
    ///
    /// # Errors
    /// Why it was given up.
    pub async fn limit<T>(&self, work: impl Future<Output = T>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            done = work => Ok(done),
            stop = self.passed() => Err(stop),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Deadline, Stop};

    #[test]
    fn time_runs_out() {
        assert_eq!(Deadline::after(Duration::ZERO).check(), Err(Stop::Over));
        let long = Deadline::after(Duration::MAX);
        assert_eq!(long.check(), Ok(()));
        assert!(long.left() > Duration::from_secs(1_000));
    }

    #[test]
    fn who_leaves_is_noticed_by_every_copy() {
        let deadline = Deadline::after(Duration::from_secs(60));
        let below = deadline.clone();
        let waiting = deadline.waiting();
        assert_eq!(below.check(), Ok(()));
        drop(waiting);
        assert_eq!(below.check(), Err(Stop::Gone));
    }

    #[tokio::test]
    async fn what_takes_longer_is_given_up() {
        let deadline = Deadline::after(Duration::ZERO);
        assert_eq!(deadline.limit(std::future::pending::<()>()).await, Err(Stop::Over));
        assert_eq!(deadline.limit(std::future::ready(1)).await, Ok(1), "what is done is done");
        let long = Deadline::after(Duration::from_secs(60));
        drop(long.waiting());
        assert_eq!(long.limit(std::future::pending::<()>()).await, Err(Stop::Gone));
    }
}
