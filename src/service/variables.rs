//! Variables: measured, then coerced to the types that the operation declares.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use serde_json::{Map, Number, Value as Json};

use super::document::{Document, of_variable};
use crate::error::{Code, GraphqlError, Location, Refusal};
use crate::limits::{Limit, Limits};
use crate::plan::input::Variables;

/// The variables of an operation, coerced to their types.
pub(super) fn coerce(
    schema: &Valid<Schema>,
    document: &Document,
    operation: &Operation,
    mut given: Map<String, Json>,
    limits: &Limits,
) -> Result<Variables, GraphqlError> {
    if operation.variables.is_empty() {
        return Ok(Variables::new());
    }
    let malformed = || GraphqlError::new(Code::VariableInvalid, "the variables are not a JSON object");
    check(&given, limits)?;
    for variable in &operation.variables {
        if let Some(value) = given.get_mut(variable.name.as_str()) {
            widen(schema, &variable.ty, value);
        }
    }
    let given = serde_json::from_value::<JsonMap>(Json::Object(given)).map_err(|_| malformed())?;
    let coerced = coerce_variable_values(schema, operation, &given).map_err(|error| {
        let error = error.to_graphql_error(&document.text.sources);
        let location = error.locations.first().map(|at| Location { line: at.line, column: at.column });
        GraphqlError::new(Code::VariableInvalid, of_variable(schema, &error.message)).at(location)
    })?;
    match serde_json::to_value(&*coerced) {
        Ok(Json::Object(variables)) => Ok(variables),
        _ => Err(malformed()),
    }
}

/// Makes floating-point numbers of whole ones where those are due: of whole ones the library takes those below 2^53 alone.
fn widen(schema: &Schema, ty: &Type, value: &mut Json) {
    match value {
        Json::Array(items) if ty.is_list() => {
            items.iter_mut().for_each(|item| widen(schema, ty.item_type(), item));
        }
        Json::Object(fields) => {
            let Some(ExtendedType::InputObject(input)) = schema.types.get(ty.inner_named_type()) else { return };
            for (name, value) in fields {
                if let Some(field) = input.fields.get(name.as_str()) {
                    widen(schema, &field.ty, value);
                }
            }
        }
        Json::Number(number) if ty.inner_named_type() == "Float" => {
            if let Some(wide) = number.as_f64().and_then(Number::from_f64) {
                *number = wide;
            }
        }
        _ => {}
    }
}

/// Refuses variables that are over a limit.
pub(super) fn check(given: &Map<String, Json>, limits: &Limits) -> Result<(), Refusal> {
    let mut count = Count::default();
    for (name, value) in given {
        count.bytes += name.len() + 4;
        count.value(value, 1);
    }
    limits.check(Limit::VariableDepth, count.depth)?;
    limits.check(Limit::VariableItems, count.items)?;
    limits.check(Limit::VariableBytes, count.bytes)
}

/// What variables hold; their bytes are those of the JSON, about.
#[derive(Default)]
struct Count {
    bytes: usize,
    items: usize,
    depth: usize,
}

impl Count {
    fn value(&mut self, value: &Json, depth: usize) {
        self.items += 1;
        self.depth = self.depth.max(depth);
        self.bytes += match value {
            Json::String(text) => text.len() + 3,
            Json::Number(_) => 8,
            _ => 4,
        };
        match value {
            Json::Array(items) => items.iter().for_each(|item| self.value(item, depth + 1)),
            Json::Object(fields) => {
                for (name, value) in fields {
                    self.bytes += name.len() + 4;
                    self.value(value, depth + 1);
                }
            }
            _ => {}
        }
    }
}
