//! Answers that are given again, or shared by all who ask the same at the same time.

use std::sync::Arc;

use super::{Answered, Kind, Service, database_error};
use crate::deadline::Deadline;
use crate::error::Code;

impl Service {
    /// An answer that shows every change that was committed before the question came: one that is kept, one that is being
    /// made, or one that `make` makes.
    pub(super) async fn again_or(
        &self,
        question: String,
        deadline: &Deadline,
        make: impl AsyncFnOnce() -> Answered,
    ) -> Answered {
        let arrived = self.flights.now();
        // Before anything is read: what is read then is at least as new.
        let mut state = self.reader.generation().await;
        if let Some(body) = state.and_then(|state| self.answers.find(&question, &state)) {
            self.figures.kept.inc();
            return Answered::again(body);
        }
        let question: Arc<str> = question.into();
        let mut turn = match deadline.limit(self.flights.turn(&question)).await {
            Ok(turn) => turn,
            Err(stop) => return Answered::failed(vec![database_error(&stop.into())]),
        };
        if let Some(answered) = turn.shared(arrived, state.as_ref()) {
            self.figures.shared.inc();
            return answered;
        }
        if turn.waited() {
            state = self.reader.generation().await;
        }
        // Whoever had the turn may have left before this question entered.
        if let Some(body) = state.and_then(|state| self.answers.find(&question, &state)) {
            self.figures.kept.inc();
            return Answered::again(body);
        }
        let began = self.flights.now();
        let answered = make().await;
        if !depends_on_time(&answered) {
            turn.leave(began, state, answered.clone());
        }
        if let Some(state) = state.filter(|_| answered.kind == Kind::Executed && answered.codes.is_empty()) {
            self.answers.keep(question, state, answered.body.clone());
        }
        answered
    }
}

/// True where asking again might come to something else, though the data is the same.
fn depends_on_time(answered: &Answered) -> bool {
    let passing = |code: &Code| matches!(code, Code::Timeout | Code::Unavailable | Code::Internal);
    answered.kind == Kind::Failed || answered.codes.iter().any(passing)
}
