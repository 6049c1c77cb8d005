//! The fields of a faulty document that have a selection, by their places: the validator leaves out of a selection what is wrong in
//! it, and names neither the field of a scalar nor its whole type.

use std::collections::HashMap;

use apollo_compiler::ast::{Definition, Document, Selection};
use apollo_compiler::{Schema, ast};

use crate::error::Location;

/// Fields by where they begin.
pub(super) struct Selected<'a>(HashMap<Location, Field<'a>>);

/// A field with a selection.
pub(super) struct Field<'a> {
    name: &'a str,
    /// Its type, where the schema has the field.
    ty: Option<&'a ast::Type>,
}

impl<'a> Selected<'a> {
    /// Those of a document.
    pub(super) fn of(document: &'a Document, schema: &'a Schema) -> Self {
        let mut walk = Walk { document, schema, fields: HashMap::new() };
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    let root = schema.root_operation(operation.operation_type).map(|name| name.as_str());
                    walk.selections(root, &operation.selection_set);
                }
                Definition::FragmentDefinition(fragment) => {
                    walk.selections(Some(&fragment.type_condition), &fragment.selection_set);
                }
                _ => {}
            }
        }
        Self(walk.fields)
    }

    /// The field that begins at a place.
    pub(super) fn at(&self, place: Location) -> Option<&Field<'a>> {
        self.0.get(&place)
    }
}

impl Field<'_> {
    /// What is wrong with it where it is a scalar or an enum, in the words of the reference implementation.
    pub(super) fn is_a_leaf(&self) -> Option<String> {
        let Self { name, ty } = self;
        Some(format!("Field \"{name}\" must not have a selection since type \"{}\" has no subfields.", ty.as_ref()?))
    }
}

struct Walk<'a> {
    document: &'a Document,
    schema: &'a Schema,
    fields: HashMap<Location, Field<'a>>,
}

impl<'a> Walk<'a> {
    fn selections(&mut self, on: Option<&'a str>, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) if !field.selection_set.is_empty() => {
                    let definition = on.and_then(|on| self.schema.type_field(on, &field.name).ok());
                    let ty = definition.map(|definition| &definition.node.ty);
                    if let Some(range) = field.line_column_range(&self.document.sources) {
                        let place = Location { line: range.start.line, column: range.start.column };
                        self.fields.insert(place, Field { name: &field.name, ty });
                    }
                    self.selections(ty.map(|ty| ty.inner_named_type().as_str()), &field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.type_condition.as_ref().map(|name| name.as_str()).or(on);
                    self.selections(on, &inline.selection_set);
                }
                Selection::Field(_) | Selection::FragmentSpread(_) => {}
            }
        }
    }
}
