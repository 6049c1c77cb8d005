//! Variables: measured, then coerced to the types that the operation declares.

mod coercion;
mod measure;

use apollo_compiler::ast::VariableDefinition;
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::SourceMap;
use apollo_compiler::{Node, Schema};
use serde_json::{Map, Value as Json};

use self::coercion::Coercion;
use super::document::{Document, ERRORS};
use crate::error::{Code, GraphqlError, Location};
use crate::limits::Limits;
use crate::plan::input::Variables;

/// The variables of an operation, coerced to their types.
pub(super) fn coerce(
    schema: &Schema,
    document: &Document,
    operation: &Operation,
    mut given: Map<String, Json>,
    limits: &Limits,
) -> Result<Variables, Vec<GraphqlError>> {
    let mut variables = Variables::new();
    if operation.variables.is_empty() {
        return Ok(variables);
    }
    measure::check(&given, limits).map_err(|refusal| vec![refusal.into()])?;
    let mut errors = Vec::new();
    for variable in &operation.variables {
        let name = variable.name.as_str();
        let mut coercion = Coercion::new(schema, ERRORS - errors.len());
        if let Some(value) = coercion.variable(variable, given.remove(name)) {
            variables.insert(name.to_owned(), value);
        }
        let at = location(variable, &document.text.sources);
        let told = coercion.faults().into_iter().map(|fault| GraphqlError::new(Code::VariableInvalid, fault).at(at));
        errors.extend(told);
    }
    if errors.is_empty() { Ok(variables) } else { Err(errors) }
}

fn location(variable: &Node<VariableDefinition>, sources: &SourceMap) -> Option<Location> {
    let start = variable.line_column_range(sources)?.start;
    Some(Location { line: start.line, column: start.column })
}
