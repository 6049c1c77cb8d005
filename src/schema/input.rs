//! Filters, lookups and the operators that they are made of.

use std::collections::BTreeSet;

use async_graphql::dynamic::{InputObject, InputValue, Object, SchemaBuilder, TypeRef};

use super::part::{planned, type_ref};
use super::register_all;
use crate::catalogue::{Catalogue, FieldKind, FilterKind, Type};

pub(super) fn register_filter(schema: SchemaBuilder, described: &Type) -> SchemaBuilder {
    let name = format!("{}Filter", described.name);
    let filter = InputObject::new(&name)
        .description(format!("Conditions on a {}; all that are given hold together.", described.name))
        .field(InputValue::new("and", TypeRef::named_nn_list(&name)).description("Every one of them."))
        .field(
            InputValue::new("or", TypeRef::named_nn_list(&name))
                .description("At least one of them; an empty list matches nothing."),
        )
        .field(InputValue::new("not", TypeRef::named(&name)).description(
            "Not this; where the condition is undecided for want of a value, neither it nor its opposite holds.",
        ));
    let filter = described.filters.iter().fold(filter, |filter, condition| {
        filter.field(
            InputValue::new(condition.name, TypeRef::named(operator_type(&condition.kind)))
                .description(condition.description),
        )
    });
    schema.register(filter)
}

/// Conditions on rows that belong to another one.
fn relation(on: &str) -> InputObject {
    let filter = || TypeRef::named(format!("{on}Filter"));
    let relation = InputObject::new(format!("{on}Relation"))
        .description(format!("Conditions on related rows of {on}."))
        .field(InputValue::new("some", filter()).description("At least one fulfils it."))
        .field(InputValue::new("every", filter()).description("Every one fulfils it; true where there is none."))
        .field(
            InputValue::new("none", filter())
                .description("None fulfils it: the opposite of some; true where there is none."),
        )
        .field(count());
    if on == "Link" { relation.field(super::object::direction()) } else { relation }
}

/// How many rows are related.
fn count() -> InputValue {
    InputValue::new("count", TypeRef::named("IntFilter"))
        .description("How many there are, whether or not they fulfil what else is said here.")
}

/// The input type of a condition.
fn operator_type(kind: &FilterKind) -> String {
    match kind {
        FilterKind::Text { .. } | FilterKind::Code { .. } | FilterKind::Names(_) | FilterKind::Aliases(_) => {
            "StringFilter".to_owned()
        }
        FilterKind::Choice(_, choice) => format!("{choice}Filter"),
        FilterKind::Set(_, choice) => format!("{choice}ListFilter"),
        FilterKind::Float(_) => "FloatFilter".to_owned(),
        FilterKind::Int(_) => "IntFilter".to_owned(),
        FilterKind::Date(_) => "DateFilter".to_owned(),
        FilterKind::DateTime(_) => "DateTimeFilter".to_owned(),
        FilterKind::Flag(_) => TypeRef::BOOLEAN.to_owned(),
        FilterKind::One { object, .. } => format!("{object}Filter"),
        FilterKind::Relation { object, .. } => format!("{object}Relation"),
        FilterKind::Links(_) => "LinkRelation".to_owned(),
        FilterKind::Subject { .. } => "SubjectFilter".to_owned(),
        FilterKind::Subjects { .. } => "SubjectRelation".to_owned(),
        FilterKind::Slice => "SliceFilter".to_owned(),
    }
}

/// An operator: its name, what it says, whether it takes a list.
type Operator = (&'static str, &'static str, bool);

const EQUALITY: &[Operator] = &[
    ("eq", "Exactly this.", false),
    ("ne", "Known and not this.", false),
    ("in", "One of these.", true),
    ("notIn", "Known and none of these.", true),
];
const COMPARISON: &[Operator] = &[
    ("lt", "Less.", false),
    ("lte", "Less or equal.", false),
    ("gt", "Greater.", false),
    ("gte", "Greater or equal.", false),
];
const MATCHING: &[Operator] = &[
    (
        "contains",
        "Holds this text, regardless of case, width and traditional characters; % and _ are themselves.",
        false,
    ),
    ("startsWith", "Begins with this text, regardless of case, width and traditional characters.", false),
];
const MEMBERSHIP: &[Operator] = &[("hasAny", "At least one of these.", true), ("hasAll", "Every one of these.", true)];

/// What is said of filters that compare with a time that may be said less exactly.
const SPANS: [&str; 2] = [
    "Conditions on a day. A year, a quarter, a month, a day or a moment will do: eq is within it, ne is not, lt is before its start, gt after its end.",
    "Conditions on a moment. A year, a quarter, a month, a day or a moment will do: eq is within it, ne is not, lt is before its start, gt after its end.",
];

fn operators(name: &str, value: &str, lists: &[&[Operator]], nullable: bool, about: &str) -> InputObject {
    let mut input = InputObject::new(name).description(about);
    for (operator, text, takes_list) in lists.iter().copied().flatten() {
        let ty = if *takes_list { TypeRef::named_nn_list(value) } else { TypeRef::named(value) };
        input = input.field(InputValue::new(*operator, ty).description(*text));
    }
    if nullable {
        input = input.field(
            InputValue::new("isNull", TypeRef::named(TypeRef::BOOLEAN))
                .description("True: the value is unknown; false: it is known."),
        );
    }
    input
}

pub(super) fn register_operators(schema: SchemaBuilder, catalogue: &Catalogue) -> SchemaBuilder {
    let text = operators(
        "StringFilter",
        TypeRef::STRING,
        &[EQUALITY, MATCHING],
        true,
        "Conditions on a text; eq, ne, in and notIn compare it as it stands, codes of countries whatever their case.",
    );
    let float = operators("FloatFilter", TypeRef::FLOAT, &[EQUALITY, COMPARISON], true, "Conditions on a number.");
    let int = operators("IntFilter", TypeRef::INT, &[EQUALITY, COMPARISON], true, "Conditions on a whole number.");
    let date = operators("DateFilter", "Date", &[&EQUALITY[..2], COMPARISON], true, SPANS[0]);
    let moment = operators("DateTimeFilter", "DateTime", &[&EQUALITY[..2], COMPARISON], false, SPANS[1]);
    let conditions = catalogue.types.iter().flat_map(|t| &t.filters);
    // Each once, and none that no filter has.
    let named: BTreeSet<String> = conditions.map(|condition| operator_type(&condition.kind)).collect();
    let choices = catalogue.choices.iter().flat_map(|c| {
        let one =
            operators(&format!("{}Filter", c.name), c.name, &[EQUALITY], true, &format!("Conditions on a {}.", c.name));
        let about = format!("Conditions on a list of {}.", c.name);
        [one, operators(&format!("{}ListFilter", c.name), c.name, &[MEMBERSHIP], false, &about)]
    });
    let relations = catalogue.types.iter().map(|t| relation(t.name));
    let used: Vec<InputObject> = choices.chain(relations).filter(|input| named.contains(input.type_name())).collect();
    let schema = register_all(schema, [text, float, int, date, moment]);
    let schema = register_all(schema, used);
    let schema = register_subjects(schema);
    let schema = register_lookups(schema, catalogue);
    let schema = schema.register(chain_node_ref(catalogue)).register(slice_filter());
    schema.register(page_info()).register(total())
}

fn register_subjects(schema: SchemaBuilder) -> SchemaBuilder {
    let subject = InputObject::new("SubjectFilter")
        .description("Conditions on a part of the chain of any type.")
        .field(InputValue::new("type", TypeRef::named("ChainNodeType")).description("Its type."))
        .field(InputValue::new("slug", TypeRef::named("StringFilter")).description("Its slug."))
        .field(
            InputValue::new("name", TypeRef::named("StringFilter"))
                .description("Any of its names: English, Chinese, alias."),
        )
        .field(InputValue::new("deep", TypeRef::named(TypeRef::BOOLEAN)).description(
            "True takes along what is a part of one that slug and name fit, however far below: variants of a family, brands of a company, sub-sectors.",
        ));
    let relation = InputObject::new("SubjectRelation")
        .description("Conditions on what a metric measures.")
        .field(InputValue::new("some", TypeRef::named("SubjectFilter")).description("At least one fulfils it."))
        .field(InputValue::new("every", TypeRef::named("SubjectFilter")).description("Every one fulfils it."))
        .field(InputValue::new("none", TypeRef::named("SubjectFilter")).description("None fulfils it."))
        .field(count());
    schema.register(subject).register(relation)
}

fn register_lookups(schema: SchemaBuilder, catalogue: &Catalogue) -> SchemaBuilder {
    let fields = catalogue.types.iter().flat_map(|t: &Type| &t.fields);
    let lookups = fields.filter_map(|field| match field.kind {
        FieldKind::Lookup { object } => Some(
            InputObject::new(format!("{object}By"))
                .description(format!("Which {object}: exactly one of the two."))
                .oneof()
                .field(InputValue::new("id", TypeRef::named(TypeRef::ID)).description("Its global id."))
                .field(InputValue::new("slug", TypeRef::named(TypeRef::STRING)).description("Its slug.")),
        ),
        _ => None,
    });
    register_all(schema, lookups)
}

fn slice_filter() -> InputObject {
    let fields = [
        ("stages", "[Stage!]", "Stages of the chain."),
        ("sectors", "[String!]", "Slugs of sectors; all below them belong to them."),
        (
            "countries",
            "[String!]",
            "Home countries of vendors, ISO 3166-1 alpha-2, whatever case; they judge what those made too.",
        ),
        ("vendors", "[String!]", "Slugs of vendors; they judge what those made too."),
        ("from", "Date", "First day: of releases, of the ends of periods. Of a month or a year its first day."),
        ("to", "Date", "Last day: of releases, of the starts of periods. Of a month or a year its last day."),
        ("text", "String", "What the search finds, in names and descriptions; at most 200 characters."),
    ];
    let filter = InputObject::new("SliceFilter").description(
        "A part of the chain. All conditions that are given hold together, each for the types that it can judge; an empty list leaves nothing.",
    );
    fields.into_iter().fold(filter, |filter, (name, ty, description)| {
        filter.field(InputValue::new(name, type_ref(ty)).description(description))
    })
}

fn chain_node_ref(catalogue: &Catalogue) -> InputObject {
    let input = InputObject::new("ChainNodeRef")
        .description("A part of the chain: exactly one of its fields.")
        .oneof()
        .field(InputValue::new("id", TypeRef::named(TypeRef::ID)).description("The global id of a part of any type."));
    catalogue.implementers("ChainNode").fold(input, |input, node| {
        let name = node.name.to_lowercase();
        let description = format!("The slug of a {name}.");
        input.field(InputValue::new(name, TypeRef::named(TypeRef::STRING)).description(description))
    })
}

fn total() -> Object {
    Object::new("Total")
        .description("How many elements a list has, counted no further than asked for.")
        .field(planned("count", TypeRef::named_nn(TypeRef::INT)).description("How many were counted."))
        .field(
            planned("isExact", TypeRef::named_nn(TypeRef::BOOLEAN))
                .description("True where that is all of them; false where there are more: at least so many."),
        )
}

fn page_info() -> Object {
    let flag = |name: &str, text: &str| planned(name, TypeRef::named_nn(TypeRef::BOOLEAN)).description(text);
    let cursor = |name: &str, text: &str| planned(name, TypeRef::named(TypeRef::STRING)).description(text);
    Object::new("PageInfo")
        .description("Whether and where a list goes on.")
        .field(flag("hasNextPage", "True where there is more after this page."))
        .field(flag("hasPreviousPage", "True where there is more before this page."))
        .field(cursor("startCursor", "Cursor of the page's first element; null on an empty page."))
        .field(cursor("endCursor", "Cursor of the page's last element; null on an empty page."))
}
