//! Document to plan: selections are walked along the catalogue, columns and joins gathered per level.

mod connection;
mod levels;
mod node;
mod place;

use std::collections::HashMap;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Operation, SelectionSet};

use self::levels::arguments_of;
use self::place::Place;
use super::compiled::Compiled;
use super::input::Input;
use super::level::{Computation, Condition, Level};
use super::output::{Object, Output};
use super::selection::{Flags, Merged, collect};
use crate::catalogue::{self, Catalogue, FieldKind, Item, Render, Type};
use crate::error::{Code, Refusal};

/// Plans a query operation of a valid document.
///
/// # Errors
/// `INTERNAL` where the schema has what the catalogue does not.
pub fn compile(
    catalogue: &Catalogue,
    document: &ExecutableDocument,
    operation: &Operation,
    flags: &Flags,
) -> Result<Compiled, Refusal> {
    let mut compiler = Compiler {
        catalogue,
        document,
        flags,
        levels: Vec::new(),
        computations: Vec::new(),
        columns: Vec::new(),
        path: Vec::new(),
        around: Vec::new(),
        nullables: 0,
        outputs: 0,
        introspects: false,
    };
    let query = catalogue.get("Query");
    let root = compiler.object(&[&operation.selection_set], query, &Place::root())?;
    let Compiler { levels, computations, outputs, introspects, .. } = compiler;
    Ok(Compiled::new(levels, computations, root, outputs, introspects))
}

struct Compiler<'a> {
    catalogue: &'a Catalogue,
    document: &'a ExecutableDocument,
    flags: &'a Flags,
    levels: Vec<Level>,
    computations: Vec<Computation>,
    /// For each level, where each selected expression stands.
    columns: Vec<HashMap<String, usize>>,
    path: Vec<String>,
    around: Vec<usize>,
    nullables: usize,
    outputs: u64,
    introspects: bool,
}

/// `"key":`
fn key_bytes(key: &str) -> Box<[u8]> {
    format!("\"{key}\":").into_bytes().into()
}

/// `"Name"`
fn name_bytes(name: &str) -> Box<[u8]> {
    format!("\"{name}\"").into_bytes().into()
}

impl<'a> Compiler<'a> {
    /// The fields of an object of a type at a place.
    fn object(&mut self, sets: &[&'a SelectionSet], on: &Type, place: &Place) -> Result<Object, Refusal> {
        let merged = self.collect(sets, on);
        self.writes(place.level, merged.len());
        let mut fields = Vec::with_capacity(merged.len());
        for merged in merged {
            let output = self.under(merged.key, |this| this.output(&merged, on, place))?;
            fields.push((key_bytes(merged.key), output));
        }
        Ok(Object { fields })
    }

    fn collect(&self, sets: &[&'a SelectionSet], on: &Type) -> Vec<Merged<'a>> {
        let applies = |name: &str| name == on.name || on.belongs(name);
        collect(self.document, self.flags, &applies, sets)
    }

    /// The fields of an object that the catalogue has no type for: connections and what they are made of.
    fn plain(&self, sets: &[&'a SelectionSet]) -> Vec<Merged<'a>> {
        collect(self.document, self.flags, &|_| true, sets)
    }

    fn output(&mut self, merged: &Merged<'a>, on: &Type, place: &Place) -> Result<Output, Refusal> {
        let name = merged.field.name.as_str();
        match name {
            "__typename" => return Ok(Output::Literal(name_bytes(on.name))),
            "__schema" | "__type" => {
                self.introspects = true;
                return Ok(Output::Introspection(merged.key.to_owned()));
            }
            _ => {}
        }
        let field = on
            .field(name)
            .ok_or_else(|| Refusal::new(Code::Internal, format!("the catalogue has no {}.{name}", on.name)))?;
        self.described(merged, field, place)
    }

    fn described(&mut self, merged: &Merged<'a>, field: &catalogue::Field, place: &Place) -> Result<Output, Refusal> {
        self.of_kind(merged, &field.kind, field.required, place)
    }

    fn of_kind(
        &mut self,
        merged: &Merged<'a>,
        kind: &FieldKind,
        required: bool,
        place: &Place,
    ) -> Result<Output, Refusal> {
        match kind {
            FieldKind::Scalar(scalar) if scalar.render == Render::Localized => {
                let argument = self.argument(merged.field, "locale");
                Ok(self.localized([scalar.columns[0], scalar.columns[1]], argument, place))
            }
            FieldKind::Scalar(scalar) => {
                let columns = scalar.columns.iter().map(|column| self.select(place, column)).collect();
                let argument = self.argument(merged.field, "locale").or_else(|| self.argument(merged.field, "style"));
                Ok(Output::Scalar { columns, render: scalar.render, argument })
            }
            FieldKind::Display(shown) => {
                let argument = self.argument(merged.field, "locale");
                Ok(self.shown(shown, argument, place))
            }
            FieldKind::Embedded { object, prefix, present, comparator } => {
                let present = self.select(place, present);
                let inner = Place { prefix, comparator, ..place.clone() };
                let object = self.object(&merged.sets, self.catalogue.get(object), &inner)?;
                Ok(Output::Object { present, object, nullable: None })
            }
            FieldKind::One { object, key, column } => {
                let (on, nullable) = (self.catalogue.get(object), self.open_nullable(!required));
                let output = if *column == "id" {
                    self.other_row(merged.field, &merged.sets, on, key, nullable, place)?
                } else {
                    let inner = self.join(place, on.table, column, key);
                    let present = self.select(&inner, &format!("{{t}}.{column}"));
                    Output::Object { present, object: self.object(&merged.sets, on, &inner)?, nullable }
                };
                self.close_nullable(nullable);
                Ok(output)
            }
            FieldKind::AnyNode { among, tag, id } => self.any_node(merged.field, &merged.sets, among, [tag, id], place),
            FieldKind::Many(many) => self.connection(merged, many, place),
            FieldKind::List { item, via, order, table, usually } => {
                let level = self.listed(merged.field, table, *via, order, *usually, place);
                let item = self.item(merged, item, &Place::of(level))?;
                Ok(Output::List { level, item: Box::new(item) })
            }
            FieldKind::Latest { object, via, order, status } => {
                let on = self.catalogue.get(object);
                self.first(merged, on, Condition::Status(via, status), Some(order), required, place)
            }
            FieldKind::Lookup { object } => {
                let on = self.catalogue.get(object);
                self.first(merged, on, Condition::Lookup(on.tag.unwrap_or_default()), None, required, place)
            }
            FieldKind::Single { object, condition } => {
                self.first(merged, self.catalogue.get(object), Condition::of(condition), None, required, place)
            }
            FieldKind::Node => {
                let nullable = self.open_nullable(true);
                let branches = self.branches(merged)?;
                self.close_nullable(nullable);
                let id = self.argument(merged.field, "id").unwrap_or(Input::Null);
                Ok(Output::Node { id, branches, nullable, location: self.location(merged.field) })
            }
            FieldKind::Nodes => {
                let nullable = self.open_nullable(true);
                let branches = self.branches(merged)?;
                self.close_nullable(nullable);
                let ids = self.argument(merged.field, "ids").unwrap_or(Input::Null);
                Ok(Output::Nodes { ids, branches, nullable, location: self.location(merged.field) })
            }
            FieldKind::Fixed { object } | FieldKind::SameRow { object } => {
                Ok(Output::Fixed(self.object(&merged.sets, self.catalogue.get(object), place)?))
            }
            FieldKind::Slice { object } => {
                let filter = self.argument(merged.field, "filter").unwrap_or(Input::Null);
                let place = Place { outer: Some((filter, self.location(merged.field))), ..place.clone() };
                Ok(Output::Fixed(self.object(&merged.sets, self.catalogue.get(object), &place)?))
            }
            FieldKind::Changes { object } => {
                let outer = Some((arguments_of(merged.field), self.location(merged.field)));
                let place = Place { outer, ..place.clone() };
                Ok(Output::Fixed(self.object(&merged.sets, self.catalogue.get(object), &place)?))
            }
            FieldKind::Derived { derivation, field } => {
                let computation = Some(self.compute(*derivation, merged.field, place));
                self.of_kind(merged, field, required, &Place { computation, ..place.clone() })
            }
        }
    }

    /// An element of a plain list.
    fn item(&mut self, merged: &Merged<'a>, item: &Item, inner: &Place) -> Result<Output, Refusal> {
        match item {
            Item::AnyNode { tag, id } => self.any_node(merged.field, &merged.sets, "ChainNode", [tag, id], inner),
            Item::Text(column) => {
                let columns = Box::new([self.select(inner, column)]);
                Ok(Output::Scalar { columns, render: Render::Text, argument: None })
            }
            Item::One { object, key } => {
                self.other_row(merged.field, &merged.sets, self.catalogue.get(object), key, None, inner)
            }
            Item::Object(name) => Ok(Output::Row(self.object(&merged.sets, self.catalogue.get(name), inner)?)),
        }
    }

    fn argument(&self, field: &Field, name: &str) -> Option<Input> {
        field.specified_argument_by_name(name).map(|value| Input::from_ast(value))
    }
}
