//! Scalars and enums.

use async_graphql::Value;
use async_graphql::dynamic::{Enum, EnumItem, Scalar, SchemaBuilder};

use super::register_all;
use crate::catalogue::Catalogue;

pub(super) fn register(schema: SchemaBuilder) -> SchemaBuilder {
    let text = |value: &Value| matches!(value, Value::String(_));
    register_all(
        schema,
        [
            Scalar::new("Date")
                .description("A day of the Gregorian calendar: 2024-12-31. Where it is asked for, a year (2024), a quarter (2024-Q4), a month (2024-12) or a moment will do.")
                .specified_by_url("https://www.rfc-editor.org/rfc/rfc3339")
                .validator(text),
            Scalar::new("DateTime")
                .description("A moment in UTC: 2024-12-31T23:59:59.000000Z. Where it is asked for, a day, a month, a quarter or a year will do.")
                .specified_by_url("https://www.rfc-editor.org/rfc/rfc3339")
                .validator(text),
            Scalar::new("URL")
                .description("An address on the web.")
                .specified_by_url("https://url.spec.whatwg.org/")
                .validator(text),
        ],
    )
}

pub(super) fn register_choices(schema: SchemaBuilder, catalogue: &Catalogue) -> SchemaBuilder {
    let enums = catalogue.choices.iter().map(|choice| {
        choice.values.iter().fold(Enum::new(choice.name).description(choice.description), |e, v| {
            e.item(EnumItem::new(v.name).description(v.description))
        })
    });
    register_all(schema, enums)
}
