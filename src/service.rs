//! A GraphQL request from its text to the bytes of its answer: documents are parsed, validated, measured and planned once,
//! then found by their text; variables are coerced on every run.

mod again;
mod answer;
mod call;
mod cost;
mod document;
mod persisted;
mod plans;
mod variables;

use std::sync::Arc;
use std::time::Duration;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use serde_json::{Map, Value as Json};

pub use answer::{Answered, Kind};
pub use call::Call;
pub use cost::Cost;
pub use persisted::TrustError;

use self::document::{Document, Documents};
use self::persisted::Persisted;
use self::plans::Plans;
use crate::cache::{Answers, Flights};
use crate::catalogue::Catalogue;
use crate::config::Settings;
use crate::database::{Generation, ReadError};
use crate::deadline::Deadline;
use crate::error::{Code, GraphqlError};
use crate::limits::Limits;
use crate::places::{Place, Places, Share};
use crate::plan::Flags;
use crate::plan::input::Variables;
use crate::read::{Reader, Task};
use crate::schema::{self, Asked, Halt, Introspection};
use crate::telemetry::{Figures, Seldom};

/// Who calls, and for how long it waits.
#[derive(Debug, Clone)]
pub struct Caller {
    /// True where texts without an argument are Chinese.
    pub chinese: bool,
    /// When to stop.
    pub deadline: Deadline,
    /// Whose share of the places it takes.
    pub share: Share,
}

impl Caller {
    /// A command on this machine, which waits for so long.
    pub fn here(time: Duration) -> Self {
        Self { chinese: false, deadline: Deadline::after(time), share: Share::default() }
    }
}

/// What introspection can be asked since the specification of September 2025, and the validator does not know yet.
const NEWER_INTROSPECTION: &str = "extend type __Type { isOneOf: Boolean }";

/// Answers GraphQL requests from one database.
pub struct Service {
    catalogue: Arc<Catalogue>,
    schema: Valid<Schema>,
    introspection: Introspection,
    sdl: String,
    limits: Limits,
    documents: Documents,
    persisted: Persisted,
    plans: Plans,
    answers: Answers<Generation>,
    flights: Flights<Generation, Answered>,
    places: Places,
    reader: Reader,
    figures: Arc<Figures>,
}

/// Why a service cannot be made: a fault of the program, not of its user.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The catalogue contradicts itself.
    #[error("the schema is faulty: {0}")]
    Schema(String),
    /// The database cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The list of trusted documents cannot be used.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

impl Service {
    /// A service that reads the database that the settings name.
    ///
    /// # Errors
    /// Where the schema or the address is faulty.
    pub fn new(settings: &Settings, figures: &Arc<Figures>) -> Result<Self, BuildError> {
        let catalogue = Arc::new(Catalogue::new());
        let dynamic = schema::build(&catalogue).map_err(|error| BuildError::Schema(error.to_string()))?;
        let sdl = schema::sdl(&dynamic);
        let valid = Schema::parse_and_validate(format!("{sdl}{NEWER_INTROSPECTION}"), "schema.graphql")
            .map_err(|error| BuildError::Schema(error.errors.to_string()))?;
        let reader = Reader::new(Arc::clone(&catalogue), settings, figures)?;
        Ok(Self {
            introspection: Introspection::of(&valid),
            schema: valid,
            answers: Answers::new(settings.cache_bytes),
            flights: Flights::default(),
            sdl,
            limits: settings.limits.clone(),
            documents: Documents::new(),
            persisted: Persisted::new(settings.trusted_documents.as_deref())?,
            plans: Plans::new(),
            places: Places::new(reader.at_once()),
            reader,
            figures: Arc::clone(figures),
            catalogue,
        })
    }

    /// The schema as text.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// The description of the API.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The schema that documents are validated against.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What a request may ask for.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The variables of a document's only operation, coerced to their types.
    ///
    /// # Errors
    /// What is wrong with the document or with the variables.
    pub fn variables(&self, text: &str, given: Map<String, Json>) -> Result<Variables, Vec<GraphqlError>> {
        let document = self.document(text)?;
        let (operation, _) = document.operation(None, &self.limits).map_err(|error| vec![error])?;
        variables::coerce(&self.schema, &document, operation, given, &self.limits)
    }

    /// The reader underneath, for health checks, figures and scans.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Answers a client's call, which may name its document instead of sending it.
    pub async fn answer(&self, mut call: Call, caller: &Caller) -> Answered {
        let lesson = match self.persisted.resolve(&mut call) {
            Ok(lesson) => lesson,
            Err(error) => return Answered::refused(vec![error]),
        };
        let answered = self.answer_text(call, caller).await;
        if let Some(lesson) = lesson.filter(|_| answered.kind == Kind::Executed) {
            self.persisted.learn(lesson);
        }
        answered
    }

    /// Answers a call whose text is there, the service's own among them: no list of trusted documents has those.
    ///
    /// An answer without errors is kept, and given again until the data changes.
    pub async fn answer_text(&self, call: Call, caller: &Caller) -> Answered {
        if self.answers.is_off() || asks_cost(&call) {
            return match self.place(caller).await {
                Ok(place) => self.make(call, caller, place).await,
                Err(busy) => busy,
            };
        }
        let question = question(&call, caller.chinese);
        self.again_or(question, caller, async |place| self.make(call, caller, place).await).await
    }

    /// Waits for a place to work on a call in.
    async fn place(&self, caller: &Caller) -> Result<Place, Answered> {
        let place = self.places.take(caller.share, &caller.deadline).await;
        place.map_err(|_| Answered::failed(vec![database_error(&ReadError::Busy)]))
    }

    async fn make(&self, call: Call, caller: &Caller, place: Place) -> Answered {
        self.run(call, caller, place).await.unwrap_or_else(|answered| answered)
    }

    /// The answer; one without data where the call is refused or fails.
    async fn run(&self, call: Call, caller: &Caller, place: Place) -> Result<Answered, Answered> {
        let refused = |error| Answered::refused(vec![error]);
        let text = call.query.as_deref().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(refused(GraphqlError::new(Code::BadRequest, "the request has no query")));
        }
        let document = self.document(text).map_err(|errors| {
            // What the method forbids is refused whatever else is wrong with it.
            let forbidden = call.is_safe && document::changes(text, call.operation_name.as_deref(), &self.limits);
            let message = "GET asks for what is there; send by POST what changes something";
            let forbidden = forbidden.then(|| vec![GraphqlError::new(Code::MethodNotAllowed, message)]);
            Answered::refused(forbidden.unwrap_or(errors))
        })?;
        let told = asks_cost(&call);
        let name = call.operation_name.as_deref().filter(|name| !name.is_empty());
        let (operation, measure) = document.operation(name, &self.limits).map_err(refused)?;
        let given = call.variables.unwrap_or_default();
        let variables = variables::coerce(&self.schema, &document, operation, given, &self.limits);
        let variables = variables.map_err(Answered::refused)?;
        let flags = Flags::read(&document.flag_names, &variables, caller.chinese);
        caller.deadline.check().map_err(|stop| failed(&stop.into()))?;
        let plan = self
            .plans
            .find(&self.catalogue, &document, name, flags.clone(), &self.limits, || {
                self.figures.plans.inc();
            })
            .map_err(refused)?;
        let introspection = if plan.introspects {
            let asked = Asked {
                schema: &self.schema,
                document: &document.text,
                operation,
                flags: &flags,
                variables: &variables,
            };
            let told = self.introspection.answer(asked, &caller.deadline, &self.limits);
            told.map_err(|halt| match halt {
                Halt::TooLarge(refusal) => Answered::too_large(refusal.into()),
                Halt::Stopped(stop) => failed(&stop.into()),
            })?
        } else {
            Vec::new()
        };
        let (deadline, share) = (caller.deadline.clone(), caller.share);
        let (chinese, suggests) = (caller.chinese, !call.without_suggestions);
        let task = Task { plan, variables, chinese, introspection, suggests, deadline, share };
        // In a box: what is awaited in place is copied with all that awaits it.
        let answer = Box::pin(self.reader.answer(task, place)).await.map_err(|error| failed(&error))?;
        let cost = Cost::of(measure, &answer);
        Ok(Answered::executed(answer, cost, told))
    }

    fn document(&self, text: &str) -> Result<Arc<Document>, Vec<GraphqlError>> {
        self.documents.find(text, &self.schema, &self.catalogue, &self.limits)
    }
}

fn failed(error: &ReadError) -> Answered {
    Answered::failed(vec![database_error(error)])
}

/// True where the call asks what it costs.
fn asks_cost(call: &Call) -> bool {
    call.extensions.as_ref().is_some_and(|extensions| extensions.get("cost") == Some(&Json::Bool(true)))
}

/// All that an answer depends on besides the data.
fn question(call: &Call, chinese: bool) -> String {
    let variables = call.variables.as_ref().filter(|given| !given.is_empty());
    // Maps with texts as keys: there is nothing that JSON cannot say.
    let variables = variables.and_then(|given| serde_json::to_string(given).ok()).unwrap_or_default();
    let name = call.operation_name.as_deref().unwrap_or_default();
    let query = call.query.as_deref().unwrap_or_default();
    let flags = u8::from(chinese) + 2 * u8::from(call.without_suggestions);
    // Lengths, since any of the parts can hold any character.
    format!("{flags}{}:{name}{}:{variables}{query}", name.len(), variables.len())
}

/// What a client is told of a database's failure: never its own words.
pub fn database_error(error: &ReadError) -> GraphqlError {
    match error {
        ReadError::Timeout | ReadError::GaveWay => {
            tracing::info!(error.message = %error, "a request was not finished");
            GraphqlError::new(Code::Timeout, "the time for one request ran out; ask for less at once")
        }
        // Nobody reads this.
        ReadError::Gone => GraphqlError::new(Code::Timeout, "nobody waits for the answer"),
        ReadError::TooLarge => {
            GraphqlError::new(Code::AnswerTooLarge, "what is asked for is too large; ask for less at once")
        }
        ReadError::Refused(_) => {
            tracing::debug!(error.message = %error, "a value was refused");
            GraphqlError::new(Code::ArgumentInvalid, "a value is beyond what can be computed with")
        }
        ReadError::Busy => {
            static TOLD: Seldom = Seldom::new();
            if TOLD.now() {
                tracing::warn!(error.message = %error, "requests are turned away");
            }
            GraphqlError::new(Code::Unavailable, "as much is read as can be at the same time; try again")
        }
        ReadError::Unavailable(_) => {
            static TOLD: Seldom = Seldom::new();
            if TOLD.now() {
                tracing::error!(error.message = %error, "the database does not answer");
            }
            GraphqlError::new(Code::Unavailable, "the database does not answer at the moment; try again")
        }
        ReadError::Fault(_) => {
            tracing::error!(error.message = %error, "a request failed");
            GraphqlError::new(Code::Internal, "the service failed; the log has more under the request's id")
        }
    }
}
