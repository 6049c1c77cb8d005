//! What clients can come to: the types that something leads to, from the root on.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

/// The names of all types that can be asked for or given, scalars included.
pub(super) fn reached(schema: &Schema) -> BTreeSet<String> {
    let implementers = schema.implementers_map();
    let (mut reached, mut open) = (BTreeSet::new(), vec!["Query".to_owned()]);
    while let Some(name) = open.pop() {
        let Some(ty) = schema.types.get(name.as_str()) else { continue };
        if !reached.insert(name.clone()) {
            continue;
        }
        match ty {
            ExtendedType::Object(object) => {
                open.extend(object.implements_interfaces.iter().map(ToString::to_string));
                object.fields.values().for_each(|field| of_field(field, &mut open));
            }
            ExtendedType::Interface(interface) => {
                open.extend(interface.implements_interfaces.iter().map(ToString::to_string));
                open.extend(
                    implementers
                        .get(&interface.name)
                        .into_iter()
                        .flat_map(|found| found.iter())
                        .map(ToString::to_string),
                );
                interface.fields.values().for_each(|field| of_field(field, &mut open));
            }
            ExtendedType::Union(union) => open.extend(union.members.iter().map(ToString::to_string)),
            ExtendedType::InputObject(input) => {
                open.extend(input.fields.values().map(|field| field.ty.inner_named_type().to_string()));
            }
            ExtendedType::Scalar(_) | ExtendedType::Enum(_) => {}
        }
    }
    // What directives take.
    reached.extend(["Boolean", "String"].map(str::to_owned));
    reached
}

fn of_field(field: &FieldDefinition, open: &mut Vec<String>) {
    open.push(field.ty.inner_named_type().to_string());
    open.extend(field.arguments.iter().map(|argument| argument.ty.inner_named_type().to_string()));
}
