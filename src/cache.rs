//! Answers that are kept to be given again: bounded in bytes, and each good only for the state of the data that it was
//! made from.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// No answer larger than this part of the whole is kept.
const LARGEST: u64 = 16;

/// Answers by their question.
#[derive(Debug)]
pub struct Answers {
    cache: Option<Cache<String, Kept, Bytes>>,
    largest: u64,
}

#[derive(Debug, Clone)]
struct Kept {
    generation: u64,
    body: Arc<[u8]>,
}

#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<String, Kept> for Bytes {
    fn weight(&self, key: &String, kept: &Kept) -> u64 {
        u64::try_from(key.len() + kept.body.len()).unwrap_or(u64::MAX).saturating_add(128)
    }
}

impl Answers {
    /// Keeps at most `bytes`; none where it is 0.
    pub fn new(bytes: usize) -> Self {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let cache = (bytes > 0).then(|| Cache::with_weighter(1_000, bytes, Bytes));
        Self { cache, largest: bytes / LARGEST }
    }

    /// True where nothing is ever kept.
    pub fn is_off(&self) -> bool {
        self.cache.is_none()
    }

    /// The answer that was made from this generation of the data.
    pub fn find(&self, question: &str, generation: u64) -> Option<Arc<[u8]>> {
        let kept = self.cache.as_ref()?.get(question)?;
        (kept.generation == generation).then_some(kept.body)
    }

    /// Keeps an answer that was made from this generation of the data, or a later one.
    pub fn keep(&self, question: String, generation: u64, body: &[u8]) {
        let size = u64::try_from(body.len()).unwrap_or(u64::MAX);
        if let Some(cache) = self.cache.as_ref().filter(|_| size <= self.largest) {
            cache.insert(question, Kept { generation, body: body.into() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Answers;

    #[test]
    fn an_answer_is_good_for_its_generation_only() {
        let answers = Answers::new(1 << 20);
        answers.keep("q".to_owned(), 1, b"a");
        assert_eq!(answers.find("q", 1).as_deref(), Some(&b"a"[..]));
        assert_eq!(answers.find("q", 2), None);
        answers.keep("q".to_owned(), 2, b"b");
        assert_eq!(answers.find("q", 2).as_deref(), Some(&b"b"[..]));
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        let answers = Answers::new(16_000);
        answers.keep("q".to_owned(), 1, &[0; 2_000]);
        assert_eq!(answers.find("q", 1), None);
        let off = Answers::new(0);
        off.keep("q".to_owned(), 1, b"a");
        assert!(off.is_off() && off.find("q", 1).is_none());
    }
}
