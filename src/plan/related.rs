//! The filters on other rows in a filter.

use super::input::Input;
use crate::catalogue::{Catalogue, Filter, FilterKind, Type};

/// The filters on other rows in a condition: how many of them have to fulfil it (`some.`; empty where there is one), their type, and
/// the filter.
pub(super) fn inner<'a>(
    catalogue: &'a Catalogue,
    on: &Type,
    name: &str,
    value: &'a Input,
) -> impl Iterator<Item = (String, &'a Type, &'a Input)> {
    let kind = on.filters.iter().find(|filter| filter.name == name).map(|Filter { kind, .. }| kind);
    let (object, quantified) = match kind {
        Some(FilterKind::One { object, .. }) => (Some(*object), false),
        Some(FilterKind::Relation { object, .. }) => (Some(*object), true),
        Some(FilterKind::Links(_)) => (Some("Link"), true),
        _ => (None, false),
    };
    let on = object.map(|object| catalogue.get(object));
    let one = on.filter(|_| !quantified).map(|on| (String::new(), on, value));
    let each = on.filter(|_| quantified).into_iter().flat_map(move |on| {
        let filters = value.fields().iter().filter(|(name, _)| name != "count");
        filters.map(move |(name, filter)| (format!("{name}."), on, filter))
    });
    one.into_iter().chain(each)
}
