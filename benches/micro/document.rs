//! A document that was not seen before: read, validated and measured, its variables coerced.

use std::sync::atomic::{AtomicU64, Ordering};

use divan::Bencher;
use serde_json::Map;

use crate::fixture::{QUESTIONS, Question, fixture};

#[divan::bench(args = QUESTIONS)]
fn parse_and_validate(bencher: Bencher<'_, '_>, question: Question) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let service = &fixture().service;
    // Documents are found by their text: each is another one.
    let another = || format!("{}#{}", question.text, NUMBER.fetch_add(1, Ordering::Relaxed));
    bencher.with_inputs(another).bench_values(|text| service.variables(&text, Map::new()).is_ok());
}
