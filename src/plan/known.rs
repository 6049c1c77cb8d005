//! What a filter leaves no unknown values of: a list in that order needs no place for them.

use super::input::Input;
use crate::catalogue::{FilterKind, Type};

/// True where a row that fits a filter has a value in this column: something compares it.
pub(super) fn is_known(on: &Type, filter: &Input, column: &str) -> bool {
    filter.fields().iter().any(|(name, value)| match name.as_str() {
        "and" => value.items().iter().any(|filter| is_known(on, filter, column)),
        name => {
            let found = on.filters.iter().find(|filter| filter.name == name);
            found.and_then(|filter| compared(&filter.kind)) == Some(column) && value.fields().iter().any(decides)
        }
    })
}

/// The column that a condition compares, where it compares one as it is stored.
fn compared(kind: &FilterKind) -> Option<&'static str> {
    match kind {
        FilterKind::Float(column)
        | FilterKind::Int(column)
        | FilterKind::Date(column)
        | FilterKind::DateTime(column) => Some(column),
        _ => None,
    }
}

/// True of what holds of no unknown value.
fn decides((operator, operand): &(String, Input)) -> bool {
    match operator.as_str() {
        "isNull" => *operand == Input::Bool(false),
        _ => *operand != Input::Null,
    }
}
