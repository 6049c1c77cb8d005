//! What a schema takes away from the clients of an older one.

use std::fmt;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, InputObjectType, InputValueDefinition};

use super::reach::reached;

/// Something that a client can have relied on.
#[derive(Debug, PartialEq)]
pub(super) struct Break {
    /// `Vendor.name`, `Vendor.models(first)`, `Currency.CNY`: as the changelog names it.
    pub(super) place: String,
    /// True where it is not there any more, false where it is something else now.
    pub(super) gone: bool,
}

impl Break {
    fn gone(place: impl Into<String>) -> Self {
        Self { place: place.into(), gone: true }
    }

    fn other(place: impl Into<String>) -> Self {
        Self { place: place.into(), gone: false }
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, if self.gone { "is gone" } else { "is another" })
    }
}

/// What `new` lacks of `old`, gives in a wider type, or takes in a narrower one. What nothing led to, no client can have used.
pub(super) fn breaking(old: &Schema, new: &Schema) -> Vec<Break> {
    let mut breaks = Vec::new();
    let reached = reached(old);
    for (name, ty) in old.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        let name = name.as_str();
        if !reached.contains(name) {
            continue;
        }
        let Some(found) = new.types.get(name) else {
            breaks.push(Break::gone(name));
            continue;
        };
        match (ty, found) {
            (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
            (ExtendedType::Enum(old), ExtendedType::Enum(new)) => {
                let gone = old.values.keys().filter(|value| !new.values.contains_key(*value));
                breaks.extend(gone.map(|value| Break::gone(format!("{name}.{value}"))));
            }
            (ExtendedType::Union(old), ExtendedType::Union(new)) => {
                let gone = old.members.iter().filter(|member| !new.members.contains(*member));
                breaks.extend(gone.map(|member| Break::other(format!("{name} = {member}"))));
            }
            (ExtendedType::InputObject(old), ExtendedType::InputObject(new)) => inputs(name, old, new, &mut breaks),
            (ExtendedType::Object(old), ExtendedType::Object(new)) => {
                let gone = old.implements_interfaces.iter().filter(|i| !new.implements_interfaces.contains(*i));
                breaks.extend(gone.map(|interface| Break::other(format!("{name} implements {interface}"))));
                for (field, definition) in &old.fields {
                    compare(name, definition, new.fields.get(field).map(|f| &***f), &mut breaks);
                }
            }
            (ExtendedType::Interface(old), ExtendedType::Interface(new)) => {
                for (field, definition) in &old.fields {
                    compare(name, definition, new.fields.get(field).map(|f| &***f), &mut breaks);
                }
            }
            _ => breaks.push(Break::other(name)),
        }
    }
    breaks
}

fn inputs(name: &str, old: &InputObjectType, new: &InputObjectType, breaks: &mut Vec<Break>) {
    if old.directives.has("oneOf") != new.directives.has("oneOf") {
        breaks.push(Break::other(format!("{name} @oneOf")));
    }
    let known = old.fields.iter().map(|(field, definition)| (field, &***definition, new.fields.get(field)));
    for (field, old, new) in known {
        breaks.extend(taken(format!("{name}.{field}"), old, new.map(|new| &***new)));
    }
    let added = new.fields.iter().filter(|(field, _)| !old.fields.contains_key(*field));
    breaks.extend(added.filter(|(_, new)| new.is_required()).map(|(field, _)| Break::other(format!("{name}.{field}"))));
}

fn compare(owner: &str, old: &FieldDefinition, new: Option<&FieldDefinition>, breaks: &mut Vec<Break>) {
    let place = format!("{owner}.{}", old.name);
    let Some(new) = new else { return breaks.push(Break::gone(place)) };
    if !gives(&new.ty, &old.ty) {
        breaks.push(Break::other(place.clone()));
    }
    let argument = |field: &FieldDefinition, name: &str| field.arguments.iter().find(|a| a.name == name).cloned();
    for known in &old.arguments {
        let new = argument(new, &known.name);
        breaks.extend(taken(format!("{place}({})", known.name), known, new.as_deref()));
    }
    let added = new.arguments.iter().filter(|new| argument(old, &new.name).is_none() && new.is_required());
    breaks.extend(added.map(|new| Break::other(format!("{place}({})", new.name))));
}

/// An argument or input field, as it was and is.
fn taken(place: String, old: &InputValueDefinition, new: Option<&InputValueDefinition>) -> Option<Break> {
    let Some(new) = new else { return Some(Break::gone(place)) };
    let same = gives(&old.ty, &new.ty) && old.default_value == new.default_value;
    (!same).then(|| Break::other(place))
}

/// True where what is found has all that is wanted: the same, or never null where null was allowed.
fn gives(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::NonNullNamed(found), Type::NonNullNamed(wanted) | Type::Named(wanted))
        | (Type::Named(found), Type::Named(wanted)) => found == wanted,
        (Type::NonNullList(found), Type::NonNullList(wanted) | Type::List(wanted))
        | (Type::List(found), Type::List(wanted)) => gives(found, wanted),
        _ => false,
    }
}

#[test]
fn what_is_taken_away_is_seen_and_what_is_added_is_not() {
    let parse = |text: &str| {
        let text = format!("directive @oneOf on INPUT_OBJECT {text}");
        Schema::parse_and_validate(text, "test.graphql").expect("a valid schema")
    };
    let old = parse(
        "type Query { a(x: Int z: Int! d: Int = 1): Int! b: [String!]! c(i: I): E r: R s: S u: U } enum E { A B } union U = Query | R \
         type R { d: Int } input I { p: Int q: Int o: Int! } type S { d: Int } type L { d: Int }",
    );
    let new = parse(
        "type Query { a(x: Int, y: Int!, z: Int, d: Int = 2, n: Int): Int b: [String]! c(i: I): E r: R! u: U n: Int } enum E { A N } \
         union U = Query type R { d: Int n: Int } input I { p: Int! o: Int n: Int d: Int! = 1 }",
    );
    let told: Vec<String> = breaking(&old, &new).iter().map(Break::to_string).collect();
    assert_eq!(
        told,
        [
            "Query.a is another",
            "Query.a(d) is another",
            "Query.a(y) is another",
            "Query.b is another",
            "Query.s is gone",
            "E.B is gone",
            "U = R is another",
            "I.p is another",
            "I.q is gone",
            "S is gone",
        ]
    );
}
