//! The schema: the file in the repository is what the service serves, and holds everything that was promised.

mod breaking;
mod promises;
mod reach;

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use panorama::catalogue::Catalogue;
use panorama::schema;

use crate::support::on_both;

const FILE: &str = include_str!("../../schema.graphql");

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
fn every_type_of_the_file_can_be_reached() {
    let schema = Schema::parse_and_validate(FILE, "schema.graphql").expect("the schema is valid");
    let reached = reach::reached(&schema);
    let own = schema.types.iter().filter(|(_, ty)| !ty.is_built_in()).map(|(name, _)| name.as_str());
    let idle: Vec<&str> = own.filter(|name| !reached.contains(*name)).collect();
    assert!(idle.is_empty(), "nothing leads to {idle:?}");
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

on_both! {
    async fn the_schema_is_served_as_text(app) {
        let answer = app.get("/schema.graphql").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.text(), FILE);
    }

    async fn introspection_lists_the_types_of_the_file(app) {
        let schema = Schema::parse_and_validate(FILE, "schema.graphql").expect("the schema is valid");
        let reached: BTreeSet<String> = reach::reached(&schema);
        let data = app.data("{ __schema { types { name } } }").await;
        let told = data["__schema"]["types"].as_array().expect("a list").iter().map(|ty| ty["name"].as_str());
        let told = told.flatten().filter(|name| !name.starts_with("__")).map(str::to_owned);
        assert_eq!(told.collect::<BTreeSet<String>>(), reached);
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
