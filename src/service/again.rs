//! Answers that are given again, or shared by all who ask the same at the same time.

use std::sync::Arc;

use super::{Answered, Caller, Kind, Service, database_error};
use crate::cache::{Moment, Turn};
use crate::database::Generation;
use crate::error::Code;
use crate::places::Place;

/// The right to answer a question.
type Question<'a> = Turn<'a, Generation, Answered>;

impl Service {
    /// An answer that shows every change that was committed before the question came: one that is kept, one that is being
    /// made, or one that `make` makes.
    pub(super) async fn again_or(
        &self,
        question: String,
        caller: &Caller,
        make: impl AsyncFnOnce(Place) -> Answered,
    ) -> Answered {
        let arrived = self.flights.now();
        // Before anything is read: what is read then is at least as new.
        let mut state = self.state(caller).await;
        if let Some(answered) = self.kept(&question, state) {
            return answered;
        }
        let question: Arc<str> = question.into();
        let (mut turn, place) = match self.turn(&question, caller, arrived, &mut state).await {
            Ok(both) => both,
            Err(answered) => return answered,
        };
        let began = self.flights.now();
        let answered = make(place).await;
        if !depends_on_time(&answered) {
            turn.leave(began, state, answered.clone());
        }
        if let Some(state) = state.filter(|_| answered.kind == Kind::Executed && answered.codes.is_empty()) {
            self.answers.keep(question, state, answered.body.clone());
        }
        answered
    }

    /// The turn to run a question, and a place to run it in; or the answer of somebody who had the turn before.
    ///
    /// The turn is not kept while a place is waited for: others who ask the same may have one.
    async fn turn<'a>(
        &'a self,
        question: &Arc<str>,
        caller: &Caller,
        arrived: Moment,
        state: &mut Option<Generation>,
    ) -> Result<(Question<'a>, Place), Answered> {
        let mut place = None;
        loop {
            let turn = caller.deadline.limit(self.flights.turn(question)).await;
            let turn = turn.map_err(|stop| Answered::failed(vec![database_error(&stop.into())]))?;
            if let Some(answered) = turn.shared(arrived, state.as_ref()) {
                self.figures.shared.inc();
                return Err(answered);
            }
            if turn.waited() {
                *state = self.state(caller).await;
            }
            // Whoever had the turn may have left before this question entered.
            if let Some(answered) = self.kept(question, *state) {
                return Err(answered);
            }
            if let Some(place) = place.or_else(|| self.places.try_take(caller.share)) {
                return Ok((turn, place));
            }
            drop(turn);
            place = Some(self.place(caller).await?);
        }
    }

    /// The state of the data; none where it cannot be found out in time.
    async fn state(&self, caller: &Caller) -> Option<Generation> {
        caller.deadline.limit(self.reader.generation()).await.ok().flatten()
    }

    fn kept(&self, question: &str, state: Option<Generation>) -> Option<Answered> {
        let body = self.answers.find(question, &state?)?;
        self.figures.kept.inc();
        Some(Answered::again(body))
    }
}

/// True where asking again might come to something else, though the data is the same.
fn depends_on_time(answered: &Answered) -> bool {
    let passing = |code: &Code| matches!(code, Code::Timeout | Code::Unavailable | Code::Internal);
    answered.kind == Kind::Failed || answered.codes.iter().any(passing)
}
