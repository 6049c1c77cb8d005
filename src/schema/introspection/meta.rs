//! The objects of the schema's own schema, and what their fields say.

use std::borrow::Cow;

use apollo_compiler::Schema;
use apollo_compiler::ast::{
    DirectiveDefinition, DirectiveList, EnumValueDefinition, FieldDefinition, InputValueDefinition, Type,
};
use apollo_compiler::collections::HashMap;
use apollo_compiler::schema::{ExtendedType, Implementers, Name};

/// An object.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meta<'a> {
    /// `__Schema`
    Schema,
    /// `__Type` with a name.
    Named(&'a Name, &'a ExtendedType),
    /// `__Type` of a list of this.
    List(&'a Type),
    /// `__Type` of what is never null.
    NonNull(Nullable<'a>),
    /// `__Field`
    Field(&'a FieldDefinition),
    /// `__InputValue`
    InputValue(&'a InputValueDefinition),
    /// `__EnumValue`
    EnumValue(&'a EnumValueDefinition),
    /// `__Directive`
    Directive(&'a DirectiveDefinition),
}

/// What a type that is never null is when it may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Nullable<'a> {
    Named(&'a Name, &'a ExtendedType),
    List(&'a Type),
}

/// What a field says.
pub(super) enum Value<'a> {
    Null,
    Flag(bool),
    Text(Cow<'a, str>),
    Texts(Vec<&'static str>),
    Object(Meta<'a>),
    List(Vec<Meta<'a>>),
}

impl<'a> Value<'a> {
    fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.into()))
    }

    fn object(meta: Option<Meta<'a>>) -> Self {
        meta.map_or(Self::Null, Self::Object)
    }

    fn list(metas: impl Iterator<Item = Meta<'a>>) -> Self {
        Self::List(metas.collect())
    }
}

type Known = HashMap<Name, Implementers>;

impl<'a> Meta<'a> {
    /// The name of its type.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Schema => "__Schema",
            Self::Named(..) | Self::List(_) | Self::NonNull(_) => "__Type",
            Self::Field(_) => "__Field",
            Self::InputValue(_) => "__InputValue",
            Self::EnumValue(_) => "__EnumValue",
            Self::Directive(_) => "__Directive",
        }
    }

    /// What one of its fields says.
    pub(super) fn field(self, name: &str, deprecated: bool, schema: &'a Schema, known: &'a Known) -> Value<'a> {
        if name == "__typename" {
            return Value::Text(self.type_name().into());
        }
        match self {
            Self::Schema => schema_field(name, schema),
            Self::Named(own, definition) => type_field(name, own, definition, deprecated, schema, known),
            Self::List(item) => wrapper_field(name, "LIST", Self::of(item, schema)),
            Self::NonNull(Nullable::Named(name_of, definition)) => {
                wrapper_field(name, "NON_NULL", Some(Self::Named(name_of, definition)))
            }
            Self::NonNull(Nullable::List(item)) => wrapper_field(name, "NON_NULL", Some(Self::List(item))),
            Self::Field(field) => match name {
                "name" => Value::text(Some(&field.name)),
                "description" => Value::text(field.description.as_deref()),
                "args" => inputs(field.arguments.iter().map(|argument| &**argument), deprecated),
                "type" => Value::object(Self::of(&field.ty, schema)),
                _ => deprecation(name, &field.directives),
            },
            Self::InputValue(input) => match name {
                "name" => Value::text(Some(&input.name)),
                "description" => Value::text(input.description.as_deref()),
                "type" => Value::object(Self::of(&input.ty, schema)),
                "defaultValue" => match &input.default_value {
                    Some(value) => Value::Text(value.serialize().no_indent().to_string().into()),
                    None => Value::Null,
                },
                _ => deprecation(name, &input.directives),
            },
            Self::EnumValue(value) => match name {
                "name" => Value::text(Some(&value.value)),
                "description" => Value::text(value.description.as_deref()),
                _ => deprecation(name, &value.directives),
            },
            Self::Directive(directive) => match name {
                "name" => Value::text(Some(&directive.name)),
                "description" => Value::text(directive.description.as_deref()),
                "isRepeatable" => Value::Flag(directive.repeatable),
                "locations" => Value::Texts(directive.locations.iter().map(|location| location.name()).collect()),
                "args" => inputs(directive.arguments.iter().map(|argument| &**argument), deprecated),
                _ => Value::Null,
            },
        }
    }

    /// The object of a type.
    fn of(ty: &'a Type, schema: &'a Schema) -> Option<Self> {
        let named = |name: &Name| schema.types.get_key_value(name.as_str());
        Some(match ty {
            Type::Named(name) => named(name).map(|(name, definition)| Self::Named(name, definition))?,
            Type::List(item) => Self::List(item),
            Type::NonNullNamed(name) => {
                Self::NonNull(named(name).map(|(name, definition)| Nullable::Named(name, definition))?)
            }
            Type::NonNullList(item) => Self::NonNull(Nullable::List(item)),
        })
    }

    fn named(name: &str, schema: &'a Schema) -> Option<Self> {
        schema.types.get_key_value(name).map(|(name, definition)| Self::Named(name, definition))
    }
}

fn schema_field<'a>(name: &str, schema: &'a Schema) -> Value<'a> {
    let root = |name: &Option<apollo_compiler::schema::ComponentName>| {
        Value::object(name.as_ref().and_then(|name| Meta::named(name.as_str(), schema)))
    };
    match name {
        "description" => Value::text(schema.schema_definition.description.as_deref()),
        "types" => Value::list(schema.types.iter().map(|(name, definition)| Meta::Named(name, definition))),
        "queryType" => root(&schema.schema_definition.query),
        "mutationType" => root(&schema.schema_definition.mutation),
        "subscriptionType" => root(&schema.schema_definition.subscription),
        "directives" => Value::list(schema.directive_definitions.values().map(|directive| Meta::Directive(directive))),
        _ => Value::Null,
    }
}

fn wrapper_field<'a>(name: &str, kind: &'static str, inner: Option<Meta<'a>>) -> Value<'a> {
    match name {
        "kind" => Value::Text(kind.into()),
        "ofType" => Value::object(inner),
        _ => Value::Null,
    }
}

fn type_field<'a>(
    name: &str,
    own: &'a Name,
    definition: &'a ExtendedType,
    deprecated: bool,
    schema: &'a Schema,
    known: &'a Known,
) -> Value<'a> {
    match name {
        "kind" => Value::Text(kind(definition).into()),
        "name" => Value::text(Some(own)),
        "description" => Value::text(definition.description().map(|description| description.as_str())),
        "specifiedByURL" => {
            let url = definition.directives().get("specifiedBy").and_then(|d| d.specified_argument_by_name("url"));
            Value::text(url.and_then(|url| url.as_str()))
        }
        "fields" => match definition {
            ExtendedType::Object(object) => fields(object.fields.values().map(|field| &***field), deprecated),
            ExtendedType::Interface(interface) => fields(interface.fields.values().map(|field| &***field), deprecated),
            _ => Value::Null,
        },
        "interfaces" => match definition {
            ExtendedType::Object(object) => {
                names(object.implements_interfaces.iter().map(|name| name.as_str()), schema)
            }
            ExtendedType::Interface(interface) => {
                names(interface.implements_interfaces.iter().map(|name| name.as_str()), schema)
            }
            _ => Value::Null,
        },
        "possibleTypes" => match definition {
            ExtendedType::Interface(_) => {
                names(known.get(own).into_iter().flat_map(|known| known.objects.iter().map(Name::as_str)), schema)
            }
            ExtendedType::Union(union) => names(union.members.iter().map(|name| name.as_str()), schema),
            _ => Value::Null,
        },
        "enumValues" => match definition {
            ExtendedType::Enum(choice) => Value::list(
                choice
                    .values
                    .values()
                    .filter(|value| deprecated || !is_deprecated(&value.directives))
                    .map(|value| Meta::EnumValue(value)),
            ),
            _ => Value::Null,
        },
        "inputFields" => match definition {
            ExtendedType::InputObject(input) => inputs(input.fields.values().map(|field| &***field), deprecated),
            _ => Value::Null,
        },
        "isOneOf" => match definition {
            ExtendedType::InputObject(input) => Value::Flag(input.directives.has("oneOf")),
            _ => Value::Null,
        },
        _ => Value::Null,
    }
}

fn kind(definition: &ExtendedType) -> &'static str {
    match definition {
        ExtendedType::Scalar(_) => "SCALAR",
        ExtendedType::Object(_) => "OBJECT",
        ExtendedType::Interface(_) => "INTERFACE",
        ExtendedType::Union(_) => "UNION",
        ExtendedType::Enum(_) => "ENUM",
        ExtendedType::InputObject(_) => "INPUT_OBJECT",
    }
}

fn names<'a>(names: impl Iterator<Item = &'a str>, schema: &'a Schema) -> Value<'a> {
    Value::list(names.filter_map(|name| Meta::named(name, schema)))
}

fn fields<'a>(fields: impl Iterator<Item = &'a FieldDefinition>, deprecated: bool) -> Value<'a> {
    Value::list(fields.filter(|field| deprecated || !is_deprecated(&field.directives)).map(Meta::Field))
}

fn inputs<'a>(inputs: impl Iterator<Item = &'a InputValueDefinition>, deprecated: bool) -> Value<'a> {
    Value::list(inputs.filter(|input| deprecated || !is_deprecated(&input.directives)).map(Meta::InputValue))
}

fn is_deprecated(directives: &DirectiveList) -> bool {
    directives.has("deprecated")
}

/// `isDeprecated` and `deprecationReason`.
fn deprecation<'a>(name: &str, directives: &'a DirectiveList) -> Value<'a> {
    let directive = directives.get("deprecated");
    match name {
        "isDeprecated" => Value::Flag(directive.is_some()),
        "deprecationReason" => match directive.map(|directive| directive.specified_argument_by_name("reason")) {
            Some(Some(reason)) => Value::text(reason.as_str()),
            Some(None) => Value::Text("No longer supported".into()),
            None => Value::Null,
        },
        _ => Value::Null,
    }
}
