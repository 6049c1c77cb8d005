//! A GraphQL request from its text to the bytes of its answer: documents are parsed, validated and planned once, then
//! found by their text; variables are coerced on every run; introspection is async-graphql's.

mod answer;
mod document;
mod introspection;

use std::sync::Arc;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use async_graphql::dynamic;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

pub use answer::{Answered, Kind};

use self::document::{Document, Documents};
use crate::cache::Answers;
use crate::catalogue::Catalogue;
use crate::config::Settings;
use crate::database::ReadError;
use crate::error::{Code, GraphqlError};
use crate::plan::input::Variables;
use crate::plan::{Compiled, Flags};
use crate::read::{Reader, Request};
use crate::schema;
use crate::telemetry::Figures;

/// What a client sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Call {
    /// The document.
    pub query: Option<String>,
    /// Which of its operations.
    #[serde(rename = "operationName")]
    pub operation_name: Option<String>,
    /// The variables.
    pub variables: Option<Map<String, Json>>,
    /// What protocols beside GraphQL carry; nothing here reads it.
    #[serde(rename = "extensions")]
    pub extensions: Option<Json>,
}

/// What introspection can be asked since the specification of September 2025, and the validator does not know yet.
const NEWER_INTROSPECTION: &str = "extend type __Type { isOneOf: Boolean }";

/// Answers GraphQL requests from one database.
#[derive(Clone)]
pub struct Service {
    catalogue: Arc<Catalogue>,
    schema: Arc<Valid<Schema>>,
    dynamic: dynamic::Schema,
    sdl: Arc<str>,
    documents: Arc<Documents>,
    answers: Arc<Answers>,
    reader: Reader,
    figures: Figures,
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
}

impl Service {
    /// A service that reads the database that the settings name.
    ///
    /// # Errors
    /// Where the schema or the address is faulty.
    pub fn new(settings: &Settings, figures: &Figures) -> Result<Self, BuildError> {
        let catalogue = Arc::new(Catalogue::new());
        let dynamic = schema::build(&catalogue).map_err(|error| BuildError::Schema(error.to_string()))?;
        let sdl = schema::sdl(&dynamic);
        let valid = Schema::parse_and_validate(format!("{sdl}{NEWER_INTROSPECTION}"), "schema.graphql")
            .map_err(|error| BuildError::Schema(error.errors.to_string()))?;
        let (address, connections) = (&settings.database, settings.database_connections);
        let reader = Reader::new(Arc::clone(&catalogue), address, connections, settings.request_timeout, figures)?;
        Ok(Self {
            schema: Arc::new(valid),
            answers: Arc::new(Answers::new(settings.cache_bytes)),
            dynamic,
            sdl: sdl.into(),
            documents: Arc::new(Documents::new()),
            reader,
            figures: figures.clone(),
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

    /// The variables of a document's only operation, coerced to their types.
    ///
    /// # Errors
    /// What is wrong with the document or with the variables.
    pub fn variables(&self, text: &str, given: Map<String, Json>) -> Result<Variables, Vec<GraphqlError>> {
        let document = self.documents.find(text, &self.schema)?;
        document.variables(&self.schema, None, given).map_err(|error| vec![error])
    }

    /// The reader underneath, for health checks, figures and scans.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Answers a call; texts without an argument are Chinese where `chinese` is true.
    ///
    /// An answer without errors is kept, and given again until the data changes.
    pub async fn answer(&self, call: Call, chinese: bool) -> Answered {
        // Before anything is read: an answer that is kept is at least as new as its generation.
        let generation = if self.answers.is_off() { None } else { self.reader.generation() };
        let Some(generation) = generation else { return self.make(call, chinese).await };
        let question = question(&call, chinese);
        if let Some(body) = self.answers.find(&question, generation) {
            self.figures.kept.inc();
            return Answered::again(&body);
        }
        let answered = self.make(call, chinese).await;
        if answered.kind == Kind::Executed && answered.codes.is_empty() {
            self.answers.keep(question, generation, &answered.body);
        }
        answered
    }

    async fn make(&self, call: Call, chinese: bool) -> Answered {
        match self.run(call, chinese).await {
            Ok(answered) => answered,
            Err(error) => Answered::refused(vec![error]),
        }
    }

    async fn run(&self, call: Call, chinese: bool) -> Result<Answered, GraphqlError> {
        let text = call.query.as_deref().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(GraphqlError::new(Code::BadRequest, "the request has no query"));
        }
        let document = match self.documents.find(text, &self.schema) {
            Ok(document) => document,
            Err(errors) => return Ok(Answered::refused(errors)),
        };
        let name = call.operation_name.as_deref().filter(|name| !name.is_empty());
        let variables = document.variables(&self.schema, name, call.variables.unwrap_or_default())?;
        let plan = self.plan(&document, name, &variables, chinese)?;
        let introspection = if plan.introspects {
            introspection::answer(&self.dynamic, &document, name, &variables).await?
        } else {
            Map::new()
        };
        let request = Request { plan, variables, chinese, introspection };
        match self.reader.answer(request).await {
            Ok(answer) => Ok(Answered::executed(answer)),
            Err(error) => Ok(Answered::failed(vec![database_error(&error)])),
        }
    }

    fn plan(
        &self,
        document: &Document,
        name: Option<&str>,
        variables: &Variables,
        chinese: bool,
    ) -> Result<Arc<Compiled>, GraphqlError> {
        let flags = Flags::read(&document.flag_names, variables, chinese);
        document.plan(&self.catalogue, name, flags, || {
            self.figures.plans.inc();
        })
    }
}

/// All that an answer depends on besides the data.
fn question(call: &Call, chinese: bool) -> String {
    let variables = call.variables.as_ref().filter(|given| !given.is_empty());
    let variables = variables.map(|given| Json::Object(given.clone()).to_string()).unwrap_or_default();
    let name = call.operation_name.as_deref().unwrap_or_default();
    let query = call.query.as_deref().unwrap_or_default();
    // Lengths, since any of the parts can hold any character.
    format!("{}{}:{name}{}:{variables}{query}", u8::from(chinese), name.len(), variables.len())
}

/// What a client is told of a database's failure: never its own words.
pub fn database_error(error: &ReadError) -> GraphqlError {
    match error {
        ReadError::Timeout | ReadError::GaveWay => {
            tracing::info!(error.message = %error, "a request ran out of time");
            GraphqlError::new(Code::Timeout, "the time for one request ran out; ask for less at once")
        }
        // Nobody reads this.
        ReadError::Gone => GraphqlError::new(Code::Timeout, "nobody waits for the answer"),
        ReadError::Refused(_) => {
            tracing::debug!(error.message = %error, "a value was refused");
            GraphqlError::new(Code::ArgumentInvalid, "a value is beyond what can be computed with")
        }
        ReadError::Busy => {
            tracing::warn!(error.message = %error, "a request was turned away");
            GraphqlError::new(Code::Unavailable, "as much is read as can be at the same time; try again")
        }
        ReadError::Unavailable(_) => {
            tracing::error!(error.message = %error, "the database does not answer");
            GraphqlError::new(Code::Unavailable, "the database does not answer at the moment; try again")
        }
        ReadError::Fault(_) => {
            tracing::error!(error.message = %error, "a request failed");
            GraphqlError::new(Code::Internal, "the service failed; the log has more under the request's id")
        }
    }
}
