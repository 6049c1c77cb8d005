//! One run for all who ask the same at the same time. Those who come while it is under way wait for it; when it fails or is
//! given up, the next of them runs. Whoever finds that it began before a change that it has to show waits for the next
//! run, which then serves all who came before it began: however often the data changes, each question is run once at a
//! time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// Runs under way by their question, with results of a type that is cheap to clone. `G` is a state of the data.
#[derive(Debug)]
pub struct Flights<G, T> {
    queues: Mutex<HashMap<Arc<str>, Queue<G, T>>>,
    clock: AtomicU64,
}

/// What the last run of a question left to those who wait.
type Slot<G, T> = Arc<tokio::sync::Mutex<Option<Done<G, T>>>>;

#[derive(Debug)]
struct Queue<G, T> {
    slot: Slot<G, T>,
    people: usize,
}

#[derive(Debug)]
struct Done<G, T> {
    began: Moment,
    state: Option<G>,
    value: T,
}

/// A moment of this process: what came later is larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// The only right to run a question, until it is dropped.
#[derive(Debug)]
pub struct Turn<'a, G, T> {
    // Before the place: whoever comes next finds the queue as long as anybody is in it.
    slot: OwnedMutexGuard<Option<Done<G, T>>>,
    waited: bool,
    _place: Place<'a, G, T>,
}

/// Somebody in a queue.
#[derive(Debug)]
struct Place<'a, G, T> {
    flights: &'a Flights<G, T>,
    question: Arc<str>,
}

impl<G, T> Default for Flights<G, T> {
    fn default() -> Self {
        Self { queues: Mutex::default(), clock: AtomicU64::new(0) }
    }
}

impl<G: Clone + PartialEq, T: Clone> Flights<G, T> {
    /// The moment that it is.
    pub fn now(&self) -> Moment {
        Moment(self.clock.fetch_add(1, Ordering::AcqRel))
    }

    /// Waits for the turn to run a question.
    pub async fn turn(&self, question: &Arc<str>) -> Turn<'_, G, T> {
        let (place, slot) = self.enter(question);
        match Arc::clone(&slot).try_lock_owned() {
            Ok(slot) => Turn { slot, waited: false, _place: place },
            Err(_) => Turn { slot: slot.lock_owned().await, waited: true, _place: place },
        }
    }

    fn enter(&self, question: &Arc<str>) -> (Place<'_, G, T>, Slot<G, T>) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(Arc::clone(question)).or_insert_with(|| Queue { slot: Arc::default(), people: 0 });
        queue.people += 1;
        (Place { flights: self, question: Arc::clone(question) }, Arc::clone(&queue.slot))
    }
}

impl<G: Clone + PartialEq, T: Clone> Turn<'_, G, T> {
    /// True where somebody else had the turn first.
    pub fn waited(&self) -> bool {
        self.waited
    }

    /// What the run before came to, where it is good for somebody who came at a moment and met a state of the data: it was
    /// of that state, or began later than the moment.
    pub fn shared(&self, arrived: Moment, state: Option<&G>) -> Option<T> {
        let done = self.slot.as_ref()?;
        let same = state.is_some() && done.state.as_ref() == state;
        (same || done.began > arrived).then(|| done.value.clone())
    }

    /// Leaves a result to those who wait: of a run that began at a moment, when the data had at least that state.
    pub fn leave(&mut self, began: Moment, state: Option<G>, value: T) {
        *self.slot = Some(Done { began, state, value });
    }
}

impl<G, T> Drop for Place<'_, G, T> {
    fn drop(&mut self) {
        let mut queues = self.flights.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get_mut(&self.question) {
            queue.people -= 1;
            if queue.people == 0 {
                queues.remove(&self.question);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::{FutureExt, future};

    use super::{Flights, Moment};

    type Runs = Flights<u64, &'static str>;

    fn question() -> Arc<str> {
        "q".into()
    }

    #[tokio::test]
    async fn who_waits_takes_what_the_first_leaves() {
        let flights = Runs::default();
        let question = question();
        let mut first = flights.turn(&question).now_or_never().expect("nobody is before it");
        let began = flights.now();
        let mut waiting: Vec<_> = (0..1_000).map(|_| Box::pin(flights.turn(&question))).collect();
        for turn in &mut waiting {
            assert!(turn.now_or_never().is_none(), "one at a time");
        }
        let later = flights.now();
        first.leave(began, Some(7), "answer");
        drop(first);
        for turn in waiting {
            let turn = turn.await;
            assert!(turn.waited());
            assert_eq!(turn.shared(later, Some(&7)), Some("answer"), "of the same state");
            assert_eq!(turn.shared(later, Some(&8)), None, "a change came between");
            assert_eq!(turn.shared(later, None), None, "nobody knows");
        }
        assert!(flights.queues.lock().expect("nobody panicked").is_empty(), "nothing is left");
    }

    #[tokio::test]
    async fn a_run_serves_all_who_came_before_it_began() {
        let flights = Runs::default();
        let question = question();
        let arrived = flights.now();
        let mut turn = flights.turn(&question).await;
        turn.leave(flights.now(), Some(9), "newer");
        assert_eq!(turn.shared(arrived, Some(&3)), Some("newer"));
        assert_eq!(turn.shared(arrived, None), Some("newer"));
        assert_eq!(turn.shared(flights.now(), Some(&3)), None);
    }

    #[tokio::test]
    async fn who_gives_up_hands_over() {
        let flights = Runs::default();
        let question = question();
        let first = flights.turn(&question).await;
        let mut second = Box::pin(flights.turn(&question));
        let mut third = Box::pin(flights.turn(&question));
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        drop(second);
        drop(first);
        let third = third.now_or_never().expect("it is its turn");
        assert_eq!(third.shared(Moment(0), None), None, "nothing was left");
        drop(third);
        assert!(flights.queues.lock().expect("nobody panicked").is_empty());
    }

    #[tokio::test]
    async fn other_questions_do_not_wait() {
        let flights = Runs::default();
        let (one, other) = ("a".into(), "b".into());
        future::join(flights.turn(&one), flights.turn(&other)).now_or_never().expect("each has its turn");
    }
}
