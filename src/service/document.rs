//! Documents: parsed, validated and measured once, found by their text.

mod hints;
mod selected;
mod values;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use apollo_compiler::executable::Operation;
use apollo_compiler::parser::Parser;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema, ast};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use self::hints::Hints;
use self::selected::{Field, Selected};
use crate::catalogue::Catalogue;
use crate::error::{Code, GraphqlError, Location};
use crate::limits::{Limit, Limits};
use crate::nearest::{ask, nearest};
use crate::plan::{Measure, flag_names, measure};

/// Bytes of memory that documents may take; the least used give way.
const MEMORY: u64 = 8 << 20;
/// Bytes of memory that a token of a document takes once it is read, about.
const TOKEN: u64 = 160;
/// The most errors that are told of a document, or of its variables.
pub(super) const ERRORS: usize = 20;

/// Documents by their text.
#[derive(Debug)]
pub(super) struct Documents {
    cache: Cache<String, Arc<Document>, Memory>,
    numbered: AtomicU64,
}

#[derive(Debug, Clone)]
struct Memory;

impl Weighter<String, Arc<Document>> for Memory {
    fn weight(&self, _: &String, document: &Arc<Document>) -> u64 {
        document.memory
    }
}

/// A valid document.
#[derive(Debug)]
pub(super) struct Document {
    /// Tells it from all others, those with the same text before it included.
    pub(super) number: u64,
    pub(super) text: Valid<ExecutableDocument>,
    /// The variables that directives read.
    pub(super) flag_names: Vec<String>,
    /// What each operation asks for.
    measures: Vec<(Option<String>, Measure)>,
    memory: u64,
}

impl Documents {
    pub(super) fn new() -> Self {
        Self { cache: Cache::with_weighter(1_000, MEMORY, Memory), numbered: AtomicU64::new(0) }
    }

    /// The document of this text; faulty ones are not kept.
    pub(super) fn find(
        &self,
        text: &str,
        schema: &Valid<Schema>,
        catalogue: &Catalogue,
        limits: &Limits,
    ) -> Result<Arc<Document>, Vec<GraphqlError>> {
        if let Some(document) = self.cache.get(text) {
            return Ok(document);
        }
        let number = self.numbered.fetch_add(1, Ordering::Relaxed);
        let document = Arc::new(Document::parse(number, text, schema, catalogue, limits)?);
        self.cache.insert(text.to_owned(), Arc::clone(&document));
        Ok(document)
    }
}

impl Document {
    fn parse(
        number: u64,
        text: &str,
        schema: &Valid<Schema>,
        catalogue: &Catalogue,
        limits: &Limits,
    ) -> Result<Self, Vec<GraphqlError>> {
        let (ast, tokens) = read(text, limits)?;
        let valid = ast.to_executable_validate(schema).map_err(|faulty| {
            let (hints, selected) = (Hints { schema, document: &ast }, Selected::of(&ast, schema));
            errors(Code::ValidationFailed, &faulty.errors, |error, place, message| {
                let field = place.and_then(|place| selected.at(place));
                match error {
                    // It has a selection, in which everything is wrong.
                    Some("MissingSubselection") if field.is_some() => None,
                    Some("SubselectionOnScalarType" | "SubselectionOnEnumType") => {
                        Some(field.and_then(Field::is_a_leaf).unwrap_or(message))
                    }
                    error => Some(hints.with(error, &message)),
                }
            })
        })?;
        let faulty = values::errors(&valid, schema, ERRORS);
        if !faulty.is_empty() {
            return Err(faulty);
        }
        limits.check(Limit::Operations, valid.operations.len()).map_err(|refusal| vec![refusal.into()])?;
        let memory =
            [text.len(), text.len(), 1_024].into_iter().map(weight).sum::<u64>() + weight(tokens).saturating_mul(TOKEN);
        let measures = measure(catalogue, &valid);
        Ok(Self { number, flag_names: flag_names(&valid), text: valid, measures, memory })
    }

    /// The operation of that name, or the only one, unless it asks for too much.
    pub(super) fn operation(&self, name: Option<&str>, limits: &Limits) -> Result<(&Operation, Measure), GraphqlError> {
        let operation = self.text.operations.get(name).map_err(|_| {
            let message = match name {
                Some(name) => {
                    let known = self.text.operations.named.keys().map(|known| known.as_str());
                    ask(&format!("the document has no operation {name:?}"), &nearest(name, known))
                }
                None => "the document has several operations: name one in operationName".to_owned(),
            };
            GraphqlError::new(Code::OperationNotFound, message)
        })?;
        let name = operation.name.as_ref().map(|name| name.as_str());
        let found = self.measures.iter().find(|(known, _)| known.as_deref() == name);
        let measure = found.map(|(_, measure)| *measure).unwrap_or_default();
        measure.check(limits)?;
        Ok((operation, measure))
    }
}

/// The syntax of a text, and how many tokens it has.
fn read(text: &str, limits: &Limits) -> Result<(ast::Document, usize), Vec<GraphqlError>> {
    let most = |limit| usize::try_from(limits.get(limit)).unwrap_or(usize::MAX);
    // What is around a selection counts as deep too: braces of the operation and of arguments.
    let (tokens, depth) = (most(Limit::Tokens), most(Limit::Depth).saturating_add(20));
    let mut parser = Parser::new().recursion_limit(depth).token_limit(tokens);
    let parsed = parser.parse_ast(text, "query");
    let over = |limit| Err(vec![GraphqlError::from(limits.over(limit, None))]);
    match parsed {
        Ok(ast) => Ok((ast, parser.tokens_reached())),
        Err(_) if parser.tokens_reached() > tokens => over(Limit::Tokens),
        Err(_) if parser.recursion_reached() > depth => over(Limit::Depth),
        Err(faulty) => Err(errors(Code::ParseFailed, &faulty.errors, |_, _, message| Some(message))),
    }
}

/// True where the operation of that name, or the only one, is a mutation or a subscription; the document may be faulty.
pub(super) fn changes(text: &str, name: Option<&str>, limits: &Limits) -> bool {
    let Ok((document, _)) = read(text, limits) else { return false };
    document.definitions.iter().any(|definition| match definition {
        ast::Definition::OperationDefinition(operation) => {
            operation.operation_type != ast::OperationType::Query
                && name.is_none_or(|name| operation.name.as_ref().is_some_and(|known| known == name))
        }
        _ => false,
    })
}

fn weight(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// What is wrong with a document, each with its place, in the words of GraphQL's reference implementation where it has some:
/// they name the field and its type. What is told of each, if anything, follows from its name, its place and those words.
fn errors(
    code: Code,
    diagnostics: &DiagnosticList,
    told: impl Fn(Option<&str>, Option<Location>, String) -> Option<String>,
) -> Vec<GraphqlError> {
    let errors = diagnostics.iter().filter_map(|diagnostic| {
        let place =
            diagnostic.line_column_range().map(|range| Location { line: range.start.line, column: range.start.column });
        let message = diagnostic.error.unstable_compat_message();
        let message = message.unwrap_or_else(|| diagnostic.error.to_string());
        let message = told(diagnostic.error.unstable_error_name(), place, message)?;
        Some(GraphqlError::new(code, message).at(place))
    });
    errors.take(ERRORS).collect()
}
