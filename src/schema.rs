//! The GraphQL schema, made from the catalogue: types for async-graphql, which prints them as SDL, and introspection. Reads
//! are planned elsewhere.

mod input;
mod introspection;
mod list;
mod object;
mod part;
mod scalar;

use async_graphql::SDLExportOptions;
use async_graphql::dynamic::{Schema, SchemaBuilder, SchemaError, TypeRef};

pub use introspection::{Asked, Halt, Introspection};

use crate::catalogue::Catalogue;

/// Builds the schema of everything that the catalogue describes.
///
/// # Errors
/// Where the catalogue contradicts itself: a type that is named and not described, an interface not fulfilled.
pub fn build(catalogue: &Catalogue) -> Result<Schema, SchemaError> {
    let mut schema = Schema::build("Query", None, None);
    schema = scalar::register(schema);
    schema = scalar::register_choices(schema, catalogue);
    schema = object::register_interfaces(schema);
    schema = schema.register(object::search_result(catalogue));
    for described in &catalogue.types {
        schema = schema.register(object::object(catalogue, described));
        if described.is_listed() {
            schema = list::register(schema, described);
        }
        if described.edge.is_some() {
            schema = list::register_edges(schema, described);
        }
        if described.is_listed() || !described.filters.is_empty() {
            schema = input::register_filter(schema, described);
        }
    }
    input::register_operators(schema, catalogue).finish()
}

/// The schema as text, in the order of the catalogue.
pub fn sdl(schema: &Schema) -> String {
    let options = SDLExportOptions::new().include_specified_by().prefer_single_line_descriptions();
    // The library prints what objects implement, and leaves out what interfaces do.
    let text =
        schema.sdl_with_options(options).replace("\ninterface ChainNode {", "\ninterface ChainNode implements Node {");
    format!("{}\n", text.trim())
}

/// Registers several types at once.
fn register_all<T: Into<async_graphql::dynamic::Type>>(
    schema: SchemaBuilder,
    types: impl IntoIterator<Item = T>,
) -> SchemaBuilder {
    types.into_iter().fold(schema, SchemaBuilder::register)
}

/// `Name` or `Name!`.
fn named(name: &str, required: bool) -> TypeRef {
    if required { TypeRef::named_nn(name) } else { TypeRef::named(name) }
}
