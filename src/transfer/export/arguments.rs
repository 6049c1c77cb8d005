//! The arguments of an export: those of its list in the API, by their names, coerced by the schema. Whatever a list takes
//! besides pages an export takes too.

use apollo_compiler::ast::InputValueDefinition;
use serde_json::{Map, Value as Json};

use super::MARK;
use crate::catalogue::{Catalogue, FieldKind, Type, Via};
use crate::error::{Code, GraphqlError};
use crate::nearest::{ask, nearest};
use crate::plan::arguments::Arguments;
use crate::plan::input::Input;
use crate::service::Service;
use crate::transfer::refused::of_options;

/// What says which part of a list is wanted: an export is all of it.
const PAGES: [&str; 4] = ["first", "last", "after", "before"];

/// The lists at the root, with the types of their rows.
pub(super) fn lists(catalogue: &Catalogue) -> impl Iterator<Item = (&'static str, &Type)> {
    catalogue.get("Query").fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Many(many) if matches!(many.via, Via::All) => Some((field.name, catalogue.get(many.object))),
        _ => None,
    })
}

/// Reads the arguments of a list, which fit the schema then.
///
/// # Errors
/// `BAD_REQUEST` where there is no such argument, or where it is no JSON; `VARIABLE_INVALID` where it is not of its type.
pub(super) fn read(service: &Service, list: &str, given: &[(String, String)]) -> Result<Arguments, Vec<GraphqlError>> {
    let field = service.schema().type_field("Query", list);
    let known = field.map_or(&[][..], |field| field.arguments.as_slice());
    let known: Vec<&InputValueDefinition> =
        known.iter().map(|argument| &**argument).filter(|argument| !PAGES.contains(&argument.name.as_str())).collect();
    let mut variables = Map::new();
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for (name, text) in given {
        let Some(argument) = known.iter().find(|argument| argument.name == name.as_str()) else {
            let names: Vec<&str> = known.iter().map(|argument| argument.name.as_str()).chain([MARK]).collect();
            let message = format!("{list} takes no {name}; it takes {}", names.join(", "));
            return Err(bad(ask(&message, &nearest(name, names))));
        };
        variables.insert(name.clone(), value(argument, text)?);
        head.push(format!("${name}: {}", argument.ty));
        body.push(format!("{name}: ${name}"));
    }
    if variables.is_empty() {
        return Ok(Arguments::of(Input::Object(Vec::new())));
    }
    let document = format!("query({}) {{ {list}({}) {{ totalCount }} }}", head.join(", "), body.join(", "));
    let told = |error: GraphqlError| of_options(error.extensions.code, &error.message);
    let variables = service.variables(&document, variables);
    let variables = variables.map_err(|errors| errors.into_iter().map(told).collect::<Vec<_>>())?;
    let arguments = given.iter().map(|(name, _)| (name.clone(), Input::Variable(name.clone()))).collect();
    Ok(Arguments::of(Input::Object(arguments)).resolve(&variables))
}

/// What a text says: JSON, unless it is of a scalar that is written as a text, like a date, and stands without quotes.
fn value(argument: &InputValueDefinition, text: &str) -> Result<Json, Vec<GraphqlError>> {
    let name = &argument.name;
    let is_date = !argument.ty.is_list() && argument.ty.inner_named_type() == "Date";
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) if is_date => Ok(Json::from(text)),
        Err(error) => Err(bad(format!("{name} is not JSON: {error}"))),
    }
}

fn bad(message: String) -> Vec<GraphqlError> {
    vec![GraphqlError::new(Code::BadRequest, message)]
}
