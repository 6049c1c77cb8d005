//! Documents: parsed and validated once, planned once for each operation and combination of directive flags.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::parser::Parser;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::{Map, Value as Json};

use crate::catalogue::Catalogue;
use crate::error::{Code, GraphqlError, Location};
use crate::plan::input::Variables;
use crate::plan::{Compiled, Flags, compile, flag_names};

/// Bytes of text of the documents that are kept; the least used give way.
const TEXTS: u64 = 4 << 20;
/// Plans that a document keeps: operations times combinations of flags.
const PLANS: usize = 16;
/// The deepest nesting of a document.
const DEPTH: usize = 100;
/// The most tokens of a document.
const TOKENS: usize = 20_000;
/// The most errors that a validation reports.
const ERRORS: usize = 20;

/// Documents by their text.
#[derive(Debug)]
pub(super) struct Documents {
    cache: Cache<String, Arc<Document>, Length>,
}

#[derive(Debug, Clone)]
struct Length;

impl Weighter<String, Arc<Document>> for Length {
    fn weight(&self, text: &String, _: &Arc<Document>) -> u64 {
        u64::try_from(text.len()).unwrap_or(u64::MAX)
    }
}

impl Documents {
    pub(super) fn new() -> Self {
        Self { cache: Cache::with_weighter(1_000, TEXTS, Length) }
    }

    /// The document of this text; faulty ones are not kept.
    pub(super) fn find(&self, text: &str, schema: &Valid<Schema>) -> Result<Arc<Document>, Vec<GraphqlError>> {
        if let Some(document) = self.cache.get(text) {
            return Ok(document);
        }
        let document = Arc::new(Document::parse(text, schema)?);
        self.cache.insert(text.to_owned(), Arc::clone(&document));
        Ok(document)
    }
}

/// A valid document with its plans.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: Valid<ExecutableDocument>,
    /// The variables that directives read.
    pub(super) flag_names: Vec<String>,
    plans: Mutex<HashMap<PlanKey, Arc<Compiled>>>,
}

/// An operation, and what its plan depends on besides.
type PlanKey = (Option<String>, Flags);

impl Document {
    fn parse(text: &str, schema: &Valid<Schema>) -> Result<Self, Vec<GraphqlError>> {
        let mut parser = Parser::new().recursion_limit(DEPTH).token_limit(TOKENS);
        let ast = parser.parse_ast(text, "query").map_err(|faulty| errors(Code::ParseFailed, &faulty.errors))?;
        let valid =
            ast.to_executable_validate(schema).map_err(|faulty| errors(Code::ValidationFailed, &faulty.errors))?;
        Ok(Self { flag_names: flag_names(&valid), text: valid, plans: Mutex::default() })
    }

    /// The variables of an operation, coerced to their types.
    pub(super) fn variables(
        &self,
        schema: &Valid<Schema>,
        name: Option<&str>,
        given: Map<String, Json>,
    ) -> Result<Variables, GraphqlError> {
        let operation = self.operation(name)?;
        if operation.variables.is_empty() {
            return Ok(Variables::new());
        }
        let given = serde_json::from_value::<JsonMap>(Json::Object(given))
            .map_err(|_| GraphqlError::new(Code::VariableInvalid, "the variables are not a JSON object"))?;
        let coerced = coerce_variable_values(schema, operation, &given).map_err(|error| {
            let error = error.to_graphql_error(&self.text.sources);
            let location = error.locations.first().map(|at| Location { line: at.line, column: at.column });
            GraphqlError::new(Code::VariableInvalid, error.message).at(location)
        })?;
        match serde_json::to_value(&*coerced) {
            Ok(Json::Object(variables)) => Ok(variables),
            _ => Err(GraphqlError::new(Code::VariableInvalid, "the variables are not a JSON object")),
        }
    }

    /// The operation of that name, or the only one.
    pub(super) fn operation(
        &self,
        name: Option<&str>,
    ) -> Result<&apollo_compiler::executable::Operation, GraphqlError> {
        self.text.operations.get(name).map(|operation| &**operation).map_err(|_| {
            let message = match name {
                Some(name) => format!("the document has no operation {name:?}"),
                None => "the document has several operations: name one in operationName".to_owned(),
            };
            GraphqlError::new(Code::OperationNotFound, message)
        })
    }

    /// The plan of an operation for these flags.
    pub(super) fn plan(
        &self,
        catalogue: &Catalogue,
        name: Option<&str>,
        flags: Flags,
        compiled: impl FnOnce(),
    ) -> Result<Arc<Compiled>, GraphqlError> {
        let key = (name.map(str::to_owned), flags);
        let kept = self.plans.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(plan) = kept {
            return Ok(plan);
        }
        compiled();
        let plan = Arc::new(compile(catalogue, &self.text, self.operation(name)?, &key.1)?);
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if plans.len() >= PLANS {
            plans.clear();
        }
        plans.insert(key, Arc::clone(&plan));
        Ok(plan)
    }
}

/// What is wrong with a document, each with its place.
fn errors(code: Code, diagnostics: &DiagnosticList) -> Vec<GraphqlError> {
    let errors = diagnostics.iter().take(ERRORS).map(|diagnostic| {
        let location =
            diagnostic.line_column_range().map(|range| Location { line: range.start.line, column: range.start.column });
        GraphqlError::new(code, diagnostic.error.to_string()).at(location)
    });
    errors.collect()
}
