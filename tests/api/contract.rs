//! The schema: the file in the repository is what the service serves, and holds everything that was promised.

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use panorama::catalogue::Catalogue;
use panorama::schema;

use crate::support::on_both;

const FILE: &str = include_str!("../../schema.graphql");
const PROMISED: &str = include_str!("promised.graphql");

#[test]
fn the_file_is_the_schema_of_the_service() {
    let built = schema::build(&Catalogue::new()).expect("the catalogue is sound");
    let served = schema::sdl(&built);
    let line = FILE.lines().zip(served.lines()).position(|(file, served)| file != served);
    assert!(
        FILE == served,
        "schema.graphql differs from the service from line {:?} on; write it anew with `cargo run -- schema > schema.graphql`",
        line.map(|line| line + 1)
    );
}

#[test]
fn everything_has_a_description() {
    let schema = Schema::parse_and_validate(FILE, "schema.graphql").expect("the schema is valid");
    let mut bare = Vec::new();
    for (name, ty) in schema.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        if ty.description().is_none() {
            bare.push(name.to_string());
        }
        let fields: Vec<&FieldDefinition> = match ty {
            ExtendedType::Object(object) => object.fields.values().map(|f| &***f).collect(),
            ExtendedType::Interface(interface) => interface.fields.values().map(|f| &***f).collect(),
            _ => Vec::new(),
        };
        for field in fields {
            bare.extend(field.description.is_none().then(|| format!("{name}.{}", field.name)));
            let arguments = field.arguments.iter().filter(|a| a.description.is_none());
            bare.extend(arguments.map(|a| format!("{name}.{}({})", field.name, a.name)));
        }
        match ty {
            ExtendedType::Enum(values) => {
                let values = values.values.values().filter(|v| v.description.is_none());
                bare.extend(values.map(|v| format!("{name}.{}", v.value)));
            }
            ExtendedType::InputObject(input) => {
                let fields = input.fields.values().filter(|f| f.description.is_none());
                bare.extend(fields.map(|f| format!("{name}.{}", f.name)));
            }
            _ => {}
        }
    }
    assert!(bare.is_empty(), "without a description: {bare:?}");
}

#[test]
fn everything_promised_is_served() {
    let promised = Schema::parse_and_validate(PROMISED, "promised.graphql").expect("what was promised is valid");
    let served = Schema::parse_and_validate(FILE, "schema.graphql").expect("the schema is valid");
    let broken = broken(&promised, &served);
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_broken_promise_is_seen() {
    let promised = "directive @oneOf on INPUT_OBJECT type Query { a(x: Int): Int! b: [String!]! c(i: I): E } enum E { A B } union U = Query | R type R { d: Int } input I { p: Int q: Int }";
    let served = "directive @oneOf on INPUT_OBJECT type Query { a(x: Int, y: Int!): Int b: [String]! c(i: I): E } enum E { A } union U = Query type R { d: Int } input I { p: Int! }";
    let parse = |text: &str| Schema::parse_and_validate(text.to_owned(), "test.graphql").expect("a valid schema");
    let broken = broken(&parse(promised), &parse(served));
    assert_eq!(broken, ["Query.a", "Query.a(y)", "Query.b", "E.B", "U = R", "I.p", "I.q"]);
}

/// What `served` lacks of what was promised, or gives in another type.
fn broken(promised: &Schema, served: &Schema) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, ty) in promised.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        match (ty, served.types.get(name)) {
            (ExtendedType::Scalar(_), Some(ExtendedType::Scalar(_))) => {}
            (ExtendedType::Enum(wanted), Some(ExtendedType::Enum(found))) => {
                let missing = wanted.values.keys().filter(|value| !found.values.contains_key(*value));
                broken.extend(missing.map(|value| format!("{name}.{value}")));
            }
            (ExtendedType::Union(wanted), Some(ExtendedType::Union(found))) => {
                let missing = wanted.members.iter().filter(|member| !found.members.contains(*member));
                broken.extend(missing.map(|member| format!("{name} = {member}")));
            }
            (ExtendedType::InputObject(wanted), Some(ExtendedType::InputObject(found))) => {
                if wanted.directives.has("oneOf") != found.directives.has("oneOf") {
                    broken.push(format!("{name} @oneOf"));
                }
                for (field, definition) in &wanted.fields {
                    let same = found.fields.get(field).is_some_and(|f| f.ty == definition.ty);
                    broken.extend((!same).then(|| format!("{name}.{field}")));
                }
                let added = found.fields.iter().filter(|(f, d)| !wanted.fields.contains_key(*f) && d.ty.is_non_null());
                broken.extend(added.map(|(field, _)| format!("{name}.{field}")));
            }
            (ExtendedType::Object(wanted), Some(ExtendedType::Object(found))) => {
                let missing = wanted.implements_interfaces.iter().filter(|i| !found.implements_interfaces.contains(*i));
                broken.extend(missing.map(|interface| format!("{name} implements {interface}")));
                for (field, definition) in &wanted.fields {
                    compare(name, definition, found.fields.get(field).map(|f| &***f), &mut broken);
                }
            }
            (ExtendedType::Interface(wanted), Some(ExtendedType::Interface(found))) => {
                for (field, definition) in &wanted.fields {
                    compare(name, definition, found.fields.get(field).map(|f| &***f), &mut broken);
                }
            }
            _ => broken.push(name.to_string()),
        }
    }
    broken
}

fn compare(owner: &str, wanted: &FieldDefinition, found: Option<&FieldDefinition>, broken: &mut Vec<String>) {
    let place = format!("{owner}.{}", wanted.name);
    let Some(found) = found else {
        return broken.push(place);
    };
    if !gives(&found.ty, &wanted.ty) {
        broken.push(place.clone());
    }
    for argument in &wanted.arguments {
        let same = found.arguments.iter().any(|a| a.name == argument.name && a.ty == argument.ty);
        broken.extend((!same).then(|| format!("{place}({})", argument.name)));
    }
    let added =
        found.arguments.iter().filter(|a| a.ty.is_non_null() && !wanted.arguments.iter().any(|w| w.name == a.name));
    broken.extend(added.map(|argument| format!("{place}({})", argument.name)));
}

/// True where a field of the found type gives all that the wanted type promises.
fn gives(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::NonNullNamed(found), Type::NonNullNamed(wanted) | Type::Named(wanted))
        | (Type::Named(found), Type::Named(wanted)) => found == wanted,
        (Type::NonNullList(found), Type::NonNullList(wanted) | Type::List(wanted))
        | (Type::List(found), Type::List(wanted)) => gives(found, wanted),
        _ => false,
    }
}

on_both! {
    async fn the_schema_is_served_as_text(app) {
        let answer = app.get("/schema.graphql").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text(), FILE);
    }

    async fn introspection_answers_beside_data(app) {
        let data = app
            .data(
                "query($name: String = \"VendorBy\") { __typename __type(name: $name) { name isOneOf inputFields { name } } \
                 vendor(by: {slug: \"nvidia\"}) { __typename slug } ...S } fragment S on Query { __schema { queryType { name } } }",
            )
            .await;
        assert_eq!(data["__typename"], "Query");
        assert_eq!(data["__type"]["isOneOf"], true);
        assert_eq!(data["vendor"], serde_json::json!({ "__typename": "Vendor", "slug": "nvidia" }));
        assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    }
}

#[test]
fn the_reference_knows_every_code_and_every_limit() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join("docs/API.md")).expect("the reference");
    for code in panorama::error::Code::ALL {
        assert!(text.contains(&format!("`{}`", code.text())), "docs/API.md does not say what {} is", code.text());
    }
    for limit in panorama::limits::Limit::all() {
        let digits: Vec<char> = limit.default().to_string().chars().rev().collect();
        let groups: Vec<String> = digits.chunks(3).map(|three| three.iter().collect()).collect();
        let number: String = groups.join(",").chars().rev().collect();
        let row = format!("| `{}` | {number} | `{}` |", limit.setting(), limit.code().text());
        assert!(text.contains(&row), "docs/API.md lacks {row}");
    }
}
