//! Object types and the interfaces that they fulfil.

use async_graphql::dynamic::{Field, InputValue, Interface, InterfaceField, Object, SchemaBuilder, TypeRef, Union};

use super::list::{as_of, cursor, list_arguments};
use super::named;
use super::part::{locale_argument, planned, type_ref};
use crate::catalogue::{
    self, Argument, Catalogue, DOWNSTREAM, Derivation, FieldKind, Flow, Item, Many, SEARCH_RESULT, Type, UPSTREAM,
    ValueType, Via,
};

pub(super) fn object(catalogue: &Catalogue, described: &Type) -> Object {
    let mut object = Object::new(described.name).description(described.description);
    for interface in &described.interfaces {
        object = object.implement(*interface);
    }
    if described.edge.is_some() {
        object = object.field(cursor());
    }
    described.fields.iter().fold(object, |object, field| {
        let (ty, arguments) = signature(catalogue, field);
        let built = planned(field.name, ty).description(field.description);
        object.field(arguments.into_iter().fold(built, Field::argument))
    })
}

/// The type and the arguments of a field.
fn signature(catalogue: &Catalogue, field: &catalogue::Field) -> (TypeRef, Vec<InputValue>) {
    signature_of(catalogue, &field.kind, field.required)
}

fn signature_of(catalogue: &Catalogue, kind: &FieldKind, required: bool) -> (TypeRef, Vec<InputValue>) {
    match kind {
        FieldKind::Scalar(scalar) => {
            let ty = match scalar.value {
                ValueType::Named(name) => named(name, required),
                ValueType::ListOf(name) => TypeRef::named_nn_list_nn(name),
            };
            (ty, scalar_arguments(scalar))
        }
        FieldKind::Display(_) => (named(TypeRef::STRING, required), vec![locale_argument()]),
        FieldKind::Embedded { object, .. }
        | FieldKind::One { object, .. }
        | FieldKind::Single { object, .. }
        | FieldKind::SameRow { object }
        | FieldKind::Fixed { object } => (named(object, required), Vec::new()),
        FieldKind::AnyNode { among, .. } => (named(among, required), Vec::new()),
        FieldKind::List { item, .. } => (item_list(item), Vec::new()),
        FieldKind::Slice { object } => (
            named(object, required),
            vec![InputValue::new("filter", TypeRef::named_nn("SliceFilter")).description("Which part.")],
        ),
        FieldKind::Changes { object } => {
            let day = |name: &str, text: &str| InputValue::new(name, TypeRef::named_nn("Date")).description(text);
            let days = vec![day("from", "The first day."), day("to", "The last day.")];
            (named(object, required), days)
        }
        FieldKind::Many(many) => {
            (TypeRef::named_nn(catalogue.get(many.object).connection()), connection_arguments(catalogue, many))
        }
        FieldKind::Derived { derivation, field } => {
            let (ty, mut arguments) = signature_of(catalogue, field, required);
            arguments.extend(derivation.arguments().iter().map(described_argument));
            (ty, arguments)
        }
        FieldKind::Latest { object, .. } => (
            named(object, required),
            vec![
                InputValue::new("status", TypeRef::named("ObservationStatus"))
                    .description("Only observations of this status."),
                as_of(),
            ],
        ),
        FieldKind::Lookup { object } => (
            named(object, required),
            vec![InputValue::new("by", TypeRef::named_nn(format!("{object}By"))).description("Its id or its slug.")],
        ),
        FieldKind::Node => (
            TypeRef::named("Node"),
            vec![InputValue::new("id", TypeRef::named_nn(TypeRef::ID)).description("A global id.")],
        ),
        FieldKind::Nodes => (
            TypeRef::named_list_nn("Node"),
            vec![
                InputValue::new("ids", TypeRef::named_nn_list_nn(TypeRef::ID)).description("Global ids, at most 100."),
            ],
        ),
    }
}

fn item_list(item: &Item) -> TypeRef {
    match item {
        Item::Object(name) | Item::One { object: name, .. } => TypeRef::named_nn_list_nn(*name),
        Item::AnyNode { .. } => TypeRef::named_nn_list_nn("ChainNode"),
        Item::Text(_) => TypeRef::named_nn_list_nn(TypeRef::STRING),
    }
}

fn described_argument(argument: &Argument) -> InputValue {
    InputValue::new(argument.name, type_ref(argument.ty)).description(argument.description)
}

fn scalar_arguments(scalar: &catalogue::Scalar) -> Vec<InputValue> {
    if scalar.render.is_localized() {
        vec![locale_argument()]
    } else if scalar.render == catalogue::Render::Citation {
        vec![
            InputValue::new("style", TypeRef::named("CitationStyle"))
                .description("SHORT, LONG (the default) or BIBTEX."),
        ]
    } else {
        Vec::new()
    }
}

fn connection_arguments(catalogue: &Catalogue, many: &Many) -> Vec<InputValue> {
    let mut arguments = list_arguments(catalogue.get(many.object));
    match many.via {
        Via::Deep { .. } => arguments.push(deep("Those of its sub-sectors too.")),
        Via::Direction { .. } => arguments.extend([direction(), deep(DEEP_LINKS)]),
        // Their days say when.
        Via::Changed(_) => arguments = super::list::arguments_of(many.object),
        Via::All | Via::Fixed(_) | Via::Slice => {}
    }
    arguments
}

/// What `deep` does to links.
const DEEP_LINKS: &str = "Those of its variants, versions and sub-sectors too.";

/// Whether what is a part of a row counts as well.
fn deep(description: &str) -> InputValue {
    InputValue::new("deep", TypeRef::named(TypeRef::BOOLEAN)).description(description)
}

/// On which side of its links a row stands.
pub(super) fn direction() -> InputValue {
    InputValue::new("direction", TypeRef::named("LinkDirection"))
        .description("The side on which this one stands; both where left out.")
}

/// The union of what searches find.
pub(super) fn search_result(catalogue: &Catalogue) -> Union {
    let union = Union::new(SEARCH_RESULT).description("What searches find: whatever has a name or a title.");
    catalogue.implementers(SEARCH_RESULT).fold(union, |union, found| union.possible_type(found.name))
}

pub(super) fn register_interfaces(schema: SchemaBuilder) -> SchemaBuilder {
    let id = || {
        InterfaceField::new("id", TypeRef::named_nn(TypeRef::ID))
            .description("Opaque id, the same on every database; `node(id:)` finds the object again.")
    };
    let locale = |name: &str, ty: TypeRef, description: &str| {
        InterfaceField::new(name, ty).description(description).argument(locale_argument())
    };
    let connection = |object: &str, description: &str| {
        let arguments = super::list::arguments_of(object);
        arguments.into_iter().fold(
            InterfaceField::new(
                format!("{}s", object.to_lowercase()),
                TypeRef::named_nn(format!("{object}Connection")),
            )
            .description(description),
            InterfaceField::argument,
        )
    };
    let reach = |name: &str, flow, description: &str| {
        let arguments = super::list::page_arguments().into_iter();
        let own = Derivation::Reach(flow).arguments();
        let arguments = arguments.chain(own.iter().map(described_argument));
        let field = InterfaceField::new(name, TypeRef::named_nn("ImpactConnection")).description(description);
        arguments.fold(field, InterfaceField::argument)
    };
    let node = Interface::new("Node").description("Anything with a global id.").field(id());
    let chain_node = Interface::new("ChainNode")
        .description("A part of the chain: what a link can join and a search can find. Vendor, Model, Sector, Technology, Trend.")
        .implement("Node")
        .field(id())
        .field(InterfaceField::new("slug", TypeRef::named_nn(TypeRef::STRING)).description("Stable, human identifier, unique within its type."))
        .field(locale("name", TypeRef::named_nn(TypeRef::STRING), "Name in the language asked for; the other language where there is none."))
        .field(InterfaceField::new("aliases", TypeRef::named_nn_list_nn(TypeRef::STRING)).description("Other names in any language."))
        .field(locale("description", TypeRef::named(TypeRef::STRING), "One or two sentences; null where nothing is known."))
        .field(connection("Link", "Typed, dated, cited relations with other parts of the chain.").argument(direction()).argument(deep(DEEP_LINKS)))
        .field(connection("Metric", "What is measured of it."))
        .field(connection("Source", "Who says what is said of it."))
        .field(reach("upstream", Flow::Upstream, UPSTREAM))
        .field(reach("downstream", Flow::Downstream, DOWNSTREAM));
    schema.register(node).register(chain_node)
}
