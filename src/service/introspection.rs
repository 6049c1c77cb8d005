//! Introspection: the part of an operation that asks for the schema is answered by async-graphql.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::introspection::check_max_depth;
use async_graphql::{Request, Variables as Given, dynamic};
use serde_json::{Map, Value as Json};

use super::document::Document;
use crate::error::{Code, GraphqlError};
use crate::plan::input::Variables;

/// The answers of `__schema` and `__type`, by response key.
pub(super) async fn answer(
    schema: &dynamic::Schema,
    document: &Document,
    name: Option<&str>,
    variables: &Variables,
) -> Result<Map<String, Json>, GraphqlError> {
    let operation = document.operation(name)?;
    check_max_depth(&document.text, operation)
        .map_err(|error| GraphqlError::new(Code::TooComplex, error.message().to_string()))?;
    let request =
        Request::new(reduced(&document.text, operation)).variables(Given::from_json(Json::Object(variables.clone())));
    let response = schema.execute(request).await;
    if let Some(error) = response.errors.first() {
        tracing::error!(error.message = %error.message, "introspection failed");
        return Err(GraphqlError::new(Code::Internal, "introspection failed"));
    }
    match response.data.into_json() {
        Ok(Json::Object(data)) => Ok(data),
        _ => Ok(Map::new()),
    }
}

/// The document with nothing in its operation but introspection, and without the variables that then are unused.
fn reduced(document: &ExecutableDocument, operation: &Operation) -> String {
    let mut reduced = operation.clone();
    reduced.selection_set = keep(document, &operation.selection_set);
    let mut text = reduced.to_string();
    for fragment in document.fragments.values() {
        if !matches!(fragment.type_condition().as_str(), "Query") {
            text.push('\n');
            text.push_str(&fragment.to_string());
        }
    }
    text
}

/// The introspection fields of a root selection, fragments on the root spread.
fn keep(document: &ExecutableDocument, set: &SelectionSet) -> SelectionSet {
    let mut kept = SelectionSet::new(set.ty.clone());
    for selection in &set.selections {
        match selection {
            Selection::Field(field) if matches!(field.name.as_str(), "__schema" | "__type") => {
                kept.push(selection.clone());
            }
            Selection::Field(_) => {}
            Selection::InlineFragment(fragment) => {
                let mut inner = fragment.as_ref().clone();
                inner.selection_set = keep(document, &fragment.selection_set);
                if !inner.selection_set.selections.is_empty() {
                    kept.push(inner);
                }
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    let mut inner = set.new_inline_fragment(None);
                    inner.directives = spread.directives.clone();
                    inner.selection_set = keep(document, &fragment.selection_set);
                    if !inner.selection_set.selections.is_empty() {
                        kept.push(inner);
                    }
                }
            }
        }
    }
    kept
}
