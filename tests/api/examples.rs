//! What analysts ask, as documents that answer it, with the answers that the built-in data has. What it does not know is not here.

mod answers;

use serde_json::Value;

use self::answers::ANSWERS;
use crate::support::on_both;

/// A question in words, the document that asks it, and what the built-in data answers.
struct Example {
    question: &'static str,
    document: &'static str,
    answer: &'static str,
}

on_both! {
    async fn every_question_has_its_answer(app) {
        for Example { question, document, answer } in ANSWERS {
            let expected: Value = serde_json::from_str(answer).unwrap_or_else(|error| panic!("{question} {error}"));
            assert_eq!(app.data(document).await, expected, "{question}");
        }
    }
}
