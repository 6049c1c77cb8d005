//! Answers that are kept to be given again: bounded in bytes, and each good only for the state of the data that it was
//! made from.

mod flight;

use std::sync::Arc;

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

pub use flight::{Flights, Moment, Turn};

/// No answer larger than this part of the whole is kept.
const LARGEST: u64 = 16;
/// What an entry takes beside its texts: the cache's own tables, and what the allocator rounds up.
const ENTRY: u64 = 256;

/// Answers by their question. `G` is a state of the data.
#[derive(Debug)]
pub struct Answers<G> {
    cache: Option<Cache<Arc<str>, Kept<G>, Weight>>,
    largest: u64,
}

#[derive(Debug, Clone)]
struct Kept<G> {
    state: G,
    body: Bytes,
}

#[derive(Debug, Clone)]
struct Weight;

impl<G> Weighter<Arc<str>, Kept<G>> for Weight {
    fn weight(&self, question: &Arc<str>, kept: &Kept<G>) -> u64 {
        size(question.len() + kept.body.len()).saturating_add(ENTRY)
    }
}

impl<G: Clone + PartialEq> Answers<G> {
    /// Keeps at most `bytes`; none where it is 0.
    pub fn new(bytes: usize) -> Self {
        let bytes = size(bytes);
        let cache = (bytes > 0).then(|| Cache::with_weighter(1_000, bytes, Weight));
        Self { cache, largest: bytes / LARGEST }
    }

    /// True where nothing is ever kept.
    pub fn is_off(&self) -> bool {
        self.cache.is_none()
    }

    /// The answer that was made from this state of the data.
    pub fn find(&self, question: &str, state: &G) -> Option<Bytes> {
        let kept = self.cache.as_ref()?.get(question)?;
        (kept.state == *state).then_some(kept.body)
    }

    /// Keeps an answer that was made from this state of the data, or a later one. It is the same body, not a copy: it
    /// holds no more than its bytes.
    pub fn keep(&self, question: Arc<str>, state: G, body: Bytes) {
        if let Some(cache) = self.cache.as_ref().filter(|_| size(body.len()) <= self.largest) {
            cache.insert(question, Kept { state, body });
        }
    }
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Answers, ENTRY};

    #[test]
    fn an_answer_is_good_for_its_state_only() {
        let answers = Answers::new(1 << 20);
        answers.keep("q".into(), 1, Bytes::from_static(b"a"));
        assert_eq!(answers.find("q", &1).as_deref(), Some(&b"a"[..]));
        assert_eq!(answers.find("q", &2), None);
        answers.keep("q".into(), 2, Bytes::from_static(b"b"));
        assert_eq!(answers.find("q", &2).as_deref(), Some(&b"b"[..]));
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let answers = Answers::new(16_000);
        answers.keep("q".into(), 1, Bytes::from(vec![0; 2_000]));
        assert_eq!(answers.find("q", &1), None);
        let off = Answers::new(0);
        off.keep("q".into(), 1, Bytes::from_static(b"a"));
        assert!(off.is_off() && off.find("q", &1).is_none());
    }

    #[test]
    fn what_is_asked_once_does_not_push_out_what_is_asked_again() {
        let answers = Answers::new(1 << 20);
        let body = Bytes::from(vec![0; 2_000]);
        let ask = |question: String| {
            let found = answers.find(&question, &1).is_some();
            if !found {
                answers.keep(question.into(), 1, body.clone());
            }
            found
        };
        let again = || (0..200).filter(|number| ask(format!("again {number}"))).count();
        again();
        again();
        // A hundred times what there is room for.
        for number in 0..40_000 {
            assert!(!ask(format!("once {number}")));
            if number % 4_000 == 0 {
                assert!(again() > 190, "after {number}");
            }
        }
        assert!(again() > 190);
    }

    #[test]
    fn long_questions_weigh_as_much_as_long_answers() {
        let answers = Answers::new(1 << 20);
        for number in 0..1_000 {
            let question = format!("{number}{}", "q".repeat(10_000));
            answers.keep(question.into(), 1, Bytes::from_static(b"a"));
        }
        let cache = answers.cache.as_ref().expect("it is on");
        assert!(cache.weight() <= 1 << 20 && cache.len() < 105, "{} in {}", cache.len(), cache.weight());
        assert!(cache.weight() >= size_of_all(cache.len()));
    }

    fn size_of_all(count: usize) -> u64 {
        u64::try_from(count).unwrap_or_default() * (10_000 + ENTRY)
    }
}
