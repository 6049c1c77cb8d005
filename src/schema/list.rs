//! What every list has: connection, edge, page arguments, orders, groups.

use async_graphql::dynamic::{Enum, EnumItem, Field, InputObject, InputValue, Object, SchemaBuilder, TypeRef};

use super::part::{locale_argument, planned};
use crate::catalogue::{FieldKind, Type};

/// The arguments that every connection of this type takes.
pub(super) fn list_arguments(described: &Type) -> Vec<InputValue> {
    let mut arguments = if described.is_listed() { arguments_of(described.name) } else { page_arguments() };
    arguments.extend(described.vintages.map(|_| as_of()));
    arguments
}

/// The argument that goes back in time.
pub(super) fn as_of() -> InputValue {
    InputValue::new("asOf", TypeRef::named("Date"))
        .description("What was known on that day, instead of what is known now; at the end of a month or a year.")
}

/// The arguments of a connection of the type with this name.
pub(super) fn arguments_of(object: &str) -> Vec<InputValue> {
    let mut arguments = page_arguments();
    arguments.extend([
        InputValue::new("filter", TypeRef::named(format!("{object}Filter"))).description("Only those that fulfil it."),
        InputValue::new("orderBy", TypeRef::named_nn_list(format!("{object}Order")))
            .description("By what to sort, the most important first; at most 4."),
    ]);
    arguments
}

/// The arguments that say which part of a list is wanted.
pub(super) fn page_arguments() -> Vec<InputValue> {
    let int = |name: &str, text: &str| InputValue::new(name, TypeRef::named(TypeRef::INT)).description(text);
    let cursor = |name: &str, text: &str| InputValue::new(name, TypeRef::named(TypeRef::STRING)).description(text);
    vec![
        int(
            "first",
            "How many from the start of the list, or after the cursor: 0 to 100, 20 where neither first nor last is given.",
        ),
        cursor("after", "Only what comes after this cursor; it belongs to the order that it was made in."),
        int("last", "How many from the end of the list, or before the cursor: 0 to 100."),
        cursor("before", "Only what comes before this cursor."),
    ]
}

pub(super) fn register(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let schema = register_connection(schema, described);
    let schema = register_orders(schema, described);
    register_groups(schema, described)
}

fn register_connection(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let name = described.name;
    let mut connection = connection(described, name);
    if !described.groups.is_empty() {
        connection = connection.field(
            planned("groups", TypeRef::named_nn_list_nn(format!("{name}Group")))
                .argument(
                    InputValue::new("by", TypeRef::named_nn_list_nn(format!("{name}GroupBy")))
                        .description("What to group by, 1 to 4."),
                )
                .argument(
                    InputValue::new("having", TypeRef::named(format!("{name}GroupFilter")))
                        .description("Only groups that fulfil it."),
                )
                .argument(
                    InputValue::new("orderBy", TypeRef::named_nn_list(format!("{name}GroupOrder")))
                        .description("By what to sort them, at most 4; the largest first where left out, those that are equal by their keys."),
                )
                .argument(
                    InputValue::new("first", TypeRef::named(TypeRef::INT))
                        .description("How many groups: 0 to 1,000; all where left out."),
                )
                .description("All pages together, grouped."),
        );
    }
    let edge = Object::new(format!("{name}Edge"))
        .description(format!("An element of a list of {name} with its cursor."))
        .field(cursor())
        .field(planned("node", TypeRef::named_nn(name)).description("The element."));
    schema.register(connection).register(edge)
}

/// A connection whose nodes are of this type.
fn connection(described: &Type, node: &str) -> Object {
    Object::new(described.connection())
        .description(format!("A page of a list of {node}."))
        .field(
            planned("edges", TypeRef::named_nn_list_nn(described.edges()))
                .description("The page's elements with their cursors."),
        )
        .field(planned("nodes", TypeRef::named_nn_list_nn(node)).description("The page's elements."))
        .field(planned("pageInfo", TypeRef::named_nn("PageInfo")).description("Whether and where the list goes on."))
        .field(
            planned("totalCount", TypeRef::named_nn(TypeRef::INT))
                .description("How many there are on all pages together; counted only when asked for."),
        )
        .field(
            planned("total", TypeRef::named_nn("Total"))
                .argument(
                    InputValue::new("limit", TypeRef::named(TypeRef::INT))
                        .description("How far to count: 0 to 100,000; 1,000 where left out."),
                )
                .description("How many there are on all pages together, counted up to a limit."),
        )
}

/// Where an element stands: a field of every edge.
pub(super) fn cursor() -> Field {
    planned("cursor", TypeRef::named_nn(TypeRef::STRING))
        .description("Where it stands in the order of this list; opaque.")
}

/// The connection to a type whose rows are its edges.
pub(super) fn register_edges(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let node = described.edge.and_then(|edge| described.field(edge.node));
    match node.map(|field| &field.kind) {
        Some(FieldKind::AnyNode { among, .. }) => schema.register(connection(described, among)),
        _ => schema,
    }
}

fn register_orders(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let name = described.name;
    let field = described.orders.iter().fold(
        Enum::new(format!("{name}OrderField")).description(format!(
            "What lists of {name} can be ordered by; rows without a value come last in either direction."
        )),
        |e, order| e.item(EnumItem::new(order.name).description(order.description)),
    );
    let order = InputObject::new(format!("{name}Order"))
        .description(format!("An order of a list of {name}."))
        .field(InputValue::new("field", TypeRef::named_nn(format!("{name}OrderField"))).description("By what."))
        .field(
            InputValue::new("direction", TypeRef::named("OrderDirection"))
                .description("Which way; ascending where left out."),
        );
    schema.register(field).register(order)
}

fn register_groups(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    if described.groups.is_empty() {
        return schema;
    }
    let name = described.name;
    let by = described.groups.iter().fold(
        Enum::new(format!("{name}GroupBy")).description(format!("What lists of {name} can be grouped by.")),
        |e, group| e.item(EnumItem::new(group.name).description(group.description)),
    );
    let mut group = Object::new(format!("{name}Group"))
        .description(format!("The elements of a list of {name} that share their keys."))
        .field(
            planned("keys", TypeRef::named_list_nn(TypeRef::STRING))
                .description("The shared keys, in the order of by; null is the group of unknowns."),
        )
        .field(
            planned("labels", TypeRef::named_list_nn(TypeRef::STRING))
                .argument(locale_argument())
                .description("The keys as people call them, in the order of by."),
        )
        .field(planned("count", TypeRef::named_nn(TypeRef::INT)).description("How many there are."));
    let mut schema = register_group_arguments(schema.register(by), described);
    if !described.numbers.is_empty() {
        let numbers = format!("{name}Numbers");
        for (aggregate, text) in AGGREGATES {
            group = group.field(planned(*aggregate, TypeRef::named_nn(&numbers)).description(*text));
        }
        let object = described.numbers.iter().fold(
            Object::new(&numbers).description(format!(
                "Aggregates over the elements of a list of {name} whose value is known; null where none is."
            )),
            |o, number| o.field(planned(number.name, TypeRef::named(TypeRef::FLOAT)).description(number.description)),
        );
        let largest = described.numbers.iter().fold(
            Object::new(format!("{name}Largest")).description(format!(
                "The elements of a list of {name} that have the greatest known values; null where none is known, or they differ in their unit."
            )),
            |o, number| o.field(planned(number.name, TypeRef::named(name)).description(number.description)),
        );
        group = group.field(
            planned("largest", TypeRef::named_nn(format!("{name}Largest")))
                .description("Which element has the greatest known value; of equal ones always the same."),
        );
        schema = schema.register(object).register(largest);
    }
    schema.register(group)
}

/// What groups can be narrowed and sorted by.
fn register_group_arguments(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let name = described.name;
    let mut having = InputObject::new(format!("{name}GroupFilter"))
        .description(format!("Conditions on groups of {name}; all that are given hold together."))
        .field(InputValue::new("count", TypeRef::named("IntFilter")).description("How many there are."));
    let mut fields = Enum::new(format!("{name}GroupOrderField"))
        .description(format!(
            "What groups of {name} can be sorted by; those without a value come last in either direction."
        ))
        .item(EnumItem::new("COUNT").description("How many there are."))
        .item(EnumItem::new("KEY").description("Their keys, in the order of by."));
    let mut schema = schema;
    if !described.numbers.is_empty() {
        let numbers = format!("{name}NumbersFilter");
        let filter = described.numbers.iter().fold(
            InputObject::new(&numbers).description(format!("Conditions on an aggregate of numbers of {name}.")),
            |filter, number| {
                filter
                    .field(InputValue::new(number.name, TypeRef::named("FloatFilter")).description(number.description))
            },
        );
        schema = schema.register(filter);
        for (aggregate, text) in AGGREGATES {
            having = having.field(InputValue::new(*aggregate, TypeRef::named(&numbers)).description(*text));
            for number in &described.numbers {
                let value = format!("{}_{}", aggregate.to_uppercase(), number.order_name());
                fields = fields.item(EnumItem::new(value).description(format!("{text} {}", number.description)));
            }
        }
    }
    let order = InputObject::new(format!("{name}GroupOrder"))
        .description(format!("An order of groups of {name}."))
        .field(InputValue::new("field", TypeRef::named_nn(format!("{name}GroupOrderField"))).description("By what."))
        .field(
            InputValue::new("direction", TypeRef::named("OrderDirection"))
                .description("Which way; ascending where left out."),
        );
    schema.register(having).register(fields).register(order)
}

/// The aggregates of a group, with their descriptions.
pub(crate) const AGGREGATES: &[(&str, &str)] = &[
    ("min", "The least known values."),
    ("max", "The greatest known values."),
    ("average", "The means of the known values."),
    ("sum", "The sums of the known values."),
];
