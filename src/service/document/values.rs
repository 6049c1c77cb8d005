//! Where variables may stand, and fields of input objects that are there twice: what the validator looks at in whole arguments
//! only, in lists and objects as well.

use std::collections::HashSet;

use apollo_compiler::ast::{Argument, DirectiveList, Type, Value, VariableDefinition};
use apollo_compiler::executable::{Selection, SelectionSet};
use apollo_compiler::parser::SourceMap;
use apollo_compiler::schema::{ExtendedType, InputValueDefinition};
use apollo_compiler::{ExecutableDocument, Node, Schema};

use crate::error::{Code, GraphqlError, Location};

/// What is wrong with the values of a document that the validator has passed; the words are those of the reference
/// implementation.
pub(super) fn errors(document: &ExecutableDocument, schema: &Schema, most: usize) -> Vec<GraphqlError> {
    let mut errors = Vec::new();
    for operation in document.operations.iter() {
        let mut walk =
            Walk { document, schema, variables: &operation.variables, seen: HashSet::new(), errors: &mut errors, most };
        for variable in &operation.variables {
            if let Some(value) = &variable.default_value {
                walk.value(value, &variable.ty, false);
            }
        }
        walk.selections(&operation.selection_set);
    }
    errors
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    schema: &'a Schema,
    variables: &'a [Node<VariableDefinition>],
    /// Fragments are looked at once for an operation.
    seen: HashSet<&'a str>,
    errors: &'a mut Vec<GraphqlError>,
    most: usize,
}

impl<'a> Walk<'a> {
    fn selections(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments, &field.definition.arguments);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else { continue };
                    if self.seen.insert(fragment.name.as_str()) {
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a DirectiveList) {
        for directive in directives.iter() {
            if let Some(definition) = self.schema.directive_definitions.get(&directive.name) {
                self.arguments(&directive.arguments, &definition.arguments);
            }
        }
    }

    fn arguments(&mut self, given: &'a [Node<Argument>], defined: &[Node<InputValueDefinition>]) {
        for argument in given {
            if let Some(definition) = defined.iter().find(|definition| definition.name == argument.name) {
                self.value(&argument.value, &definition.ty, definition.default_value.is_some());
            }
        }
    }

    fn value(&mut self, value: &'a Node<Value>, expected: &Type, has_default: bool) {
        match &**value {
            Value::Variable(name) => {
                let Some(variable) = self.variables.iter().find(|variable| variable.name == *name) else { return };
                if !is_allowed(variable, expected, has_default) {
                    let (name, ty) = (&variable.name, &variable.ty);
                    self.refuse(
                        value,
                        format!(
                            "Variable \"${name}\" of type \"{ty}\" used in position expecting type \"{expected}\"."
                        ),
                    );
                }
            }
            // A scalar of ours can be written as a list; what is in it is none of the language's business.
            Value::List(items) if expected.is_list() => {
                items.iter().for_each(|item| self.value(item, expected.item_type(), false));
            }
            Value::Object(fields) => {
                let Some(ExtendedType::InputObject(input)) = self.schema.types.get(expected.inner_named_type()) else {
                    return;
                };
                let mut names = HashSet::new();
                for (name, value) in fields {
                    if !names.insert(name.as_str()) {
                        self.refuse(value, format!("There can be only one input field named \"{name}\"."));
                    }
                    if let Some(field) = input.fields.get(name) {
                        self.value(value, &field.ty, field.default_value.is_some());
                    }
                }
            }
            _ => {}
        }
    }

    fn refuse(&mut self, value: &Node<Value>, message: String) {
        if self.errors.len() < self.most {
            let error = GraphqlError::new(Code::ValidationFailed, message);
            self.errors.push(error.at(location(value, &self.document.sources)));
        }
    }
}

/// Whether a variable may stand where a type is expected.
fn is_allowed(variable: &VariableDefinition, expected: &Type, has_default: bool) -> bool {
    let is_filled = has_default || variable.default_value.as_ref().is_some_and(|value| !value.is_null());
    if expected.is_non_null() && !variable.ty.is_non_null() && is_filled {
        return variable.ty.is_assignable_to(&expected.clone().nullable());
    }
    variable.ty.is_assignable_to(expected)
}

fn location(value: &Node<Value>, sources: &SourceMap) -> Option<Location> {
    let start = value.line_column_range(sources)?.start;
    Some(Location { line: start.line, column: start.column })
}
