//! What clients were promised stays: see "What stays" in docs/API.md.

use std::collections::HashMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::DirectiveList;
use apollo_compiler::schema::ExtendedType;
use chrono::{NaiveDate, Utc};

use super::FILE;
use super::breaking::{Break, breaking};

/// What is promised for good.
const PROMISED: &str = include_str!("promised.graphql");
/// The schema of the last release: a copy of schema.graphql that is made with each.
const RELEASED: &str = include_str!("released.graphql");
const CHANGELOG: &str = include_str!("../../../CHANGELOG.md");

fn parse(text: &str) -> Schema {
    Schema::parse_and_validate(text.to_owned(), "schema.graphql").expect("a valid schema").into_inner()
}

#[test]
fn everything_promised_is_served() {
    let broken = breaking(&parse(PROMISED), &parse(FILE));
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn nothing_of_the_last_release_goes_without_notice() {
    let today = Utc::now().date_naive();
    let faults = faults(&parse(RELEASED), &parse(FILE), newest(CHANGELOG), today);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn whatever_is_deprecated_says_until_when() {
    let dates = deprecated(&parse(FILE));
    let silent: Vec<&String> = dates.iter().filter(|(_, date)| date.is_none()).map(|(place, _)| place).collect();
    assert!(silent.is_empty(), "without a reason that ends in \"until 2027-12-31\": {silent:?}");
}

/// What breaks and is not named, and what goes before its day.
fn faults(old: &Schema, new: &Schema, changes: &str, today: NaiveDate) -> Vec<String> {
    let dates = deprecated(old);
    let fault = |Break { place, gone }: Break| {
        if !changes.contains(&format!("`{place}`")) {
            return Some(format!("{place} breaks clients, and CHANGELOG.md does not name it"));
        }
        // Types cannot be deprecated: they go with the last that names them.
        let due = !place.contains('.') || dates.get(&place).copied().flatten().is_some_and(|date| date < today);
        (gone && !due).then(|| format!("{place} is gone, and was not deprecated until a day that is over"))
    };
    breaking(old, new).into_iter().filter_map(fault).collect()
}

/// The changelog's newest part.
fn newest(changelog: &str) -> &str {
    changelog.split("\n## ").nth(1).expect("a release, or what is to be one")
}

/// What is deprecated, and until when it stays.
fn deprecated(schema: &Schema) -> HashMap<String, Option<NaiveDate>> {
    let mut found = HashMap::new();
    let mut look = |place: String, directives: &DirectiveList| {
        if let Some(directive) = directives.get("deprecated") {
            let reason = directive.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
            found.insert(place, reason.and_then(until));
        }
    };
    for (name, ty) in &schema.types {
        let fields = match ty {
            ExtendedType::Object(object) => object.fields.values().collect(),
            ExtendedType::Interface(interface) => interface.fields.values().collect(),
            _ => Vec::new(),
        };
        for field in fields {
            look(format!("{name}.{}", field.name), &field.directives);
            for argument in &field.arguments {
                look(format!("{name}.{}({})", field.name, argument.name), &argument.directives);
            }
        }
        match ty {
            ExtendedType::Enum(values) => {
                values.values.values().for_each(|value| look(format!("{name}.{}", value.value), &value.directives));
            }
            ExtendedType::InputObject(input) => {
                input.fields.values().for_each(|field| look(format!("{name}.{}", field.name), &field.directives));
            }
            _ => {}
        }
    }
    found
}

fn until(reason: &str) -> Option<NaiveDate> {
    reason.trim_end_matches('.').rsplit_once("until ")?.1.parse().ok()
}

#[test]
fn a_field_goes_when_its_day_is_over_and_the_changelog_names_it() {
    let old = parse(
        "type Query { a: Int b: Int @deprecated(reason: \"Use a; stays until 2026-06-30.\") c(x: Int): Int d: Int @deprecated }",
    );
    let new = parse("type Query { a: Int c: Int }");
    let faults = |changes: &str, day: &str| faults(&old, &new, changes, day.parse().expect("a day"));
    let named = "- `Query.b` and `Query.c(x)` are gone; so is `Query.d`.";
    assert_eq!(
        faults("- `Query.c(x)`", "2026-07-01"),
        [
            "Query.b breaks clients, and CHANGELOG.md does not name it",
            "Query.c(x) is gone, and was not deprecated until a day that is over",
            "Query.d breaks clients, and CHANGELOG.md does not name it",
        ]
    );
    assert_eq!(faults(named, "2026-07-01").len(), 2, "what had no day stays");
    assert_eq!(faults(named, "2026-06-30").len(), 3, "its last day is not over");
    assert_eq!(deprecated(&old)["Query.d"], None);
}
