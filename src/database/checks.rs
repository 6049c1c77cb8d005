//! Asking the database for its state on behalf of many: one question at a time is under way, and its answer is for all who
//! came before it was sent. So everybody learns of what was committed before they came, and it costs about the same
//! however many they are.

use tokio::sync::{mpsc, oneshot};

/// Gives each who asks a state that was found out after they asked.
#[derive(Debug)]
pub(super) struct Checks<T> {
    waiting: mpsc::UnboundedSender<oneshot::Sender<Option<T>>>,
}

impl<T: Copy + Send + 'static> Checks<T> {
    /// Finds out by `check`, in a task that ends with the last who can ask.
    pub(super) fn new<F: Future<Output = Option<T>> + Send>(check: impl Fn() -> F + Send + Sync + 'static) -> Self {
        // As long as there are requests: who waits for an answer is one.
        let (waiting, mut queue) = mpsc::unbounded_channel::<oneshot::Sender<Option<T>>>();
        tokio::spawn(async move {
            let mut asking = Vec::new();
            while queue.recv_many(&mut asking, usize::MAX).await > 0 {
                let state = check().await;
                for one in asking.drain(..) {
                    // Who is gone by now does not miss it.
                    _ = one.send(state);
                }
            }
        });
        Self { waiting }
    }

    /// The state of now; none where it cannot be found out.
    pub(super) async fn ask(&self) -> Option<T> {
        let (one, answer) = oneshot::channel();
        self.waiting.send(one).ok()?;
        answer.await.ok()?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use futures_util::{FutureExt, future};
    use tokio::sync::Semaphore;

    use super::Checks;

    /// Checks that take as long as the test wants, and say how many there were.
    fn checks() -> (Checks<u64>, Arc<Semaphore>, Arc<AtomicU64>) {
        let (done, sent) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicU64::new(0)));
        let (gate, counter) = (Arc::clone(&done), Arc::clone(&sent));
        let check = move || {
            let (gate, number) = (Arc::clone(&gate), counter.fetch_add(1, Ordering::SeqCst) + 1);
            async move {
                gate.acquire().await.ok()?.forget();
                Some(number)
            }
        };
        (Checks::new(check), done, sent)
    }

    #[tokio::test]
    async fn who_comes_while_it_is_under_way_shares_the_next() {
        let (checks, done, sent) = checks();
        let mut first = Box::pin(checks.ask());
        assert!((&mut first).now_or_never().is_none());
        while sent.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let mut later = future::join_all((0..1_000).map(|_| checks.ask()));
        assert!((&mut later).now_or_never().is_none(), "they have asked by now");
        done.add_permits(2);
        assert_eq!(first.await, Some(1), "sent before the others came");
        assert_eq!(later.await, vec![Some(2); 1_000]);
    }

    #[tokio::test]
    async fn who_goes_away_holds_up_nobody() {
        let (checks, done, _) = checks();
        assert!(checks.ask().now_or_never().is_none());
        done.add_permits(2);
        assert!(checks.ask().await.is_some());
    }
}
