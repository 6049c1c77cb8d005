//! What arguments name by slug or code, and by which argument: where nothing is found, it may be misspelt.

use super::input::Input;
use super::related::inner;
use crate::catalogue::{Catalogue, Codes, FilterKind, Type};

/// A name in an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The argument: `by.slug`, `filter.vendor.country.eq`.
    pub argument: String,
    /// What it is a name of.
    pub register: Register,
    /// The name.
    pub name: String,
    /// True where slugs are found however they are written.
    pub loosely: bool,
}

/// Where a name stands that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Slugs of the type with this tag.
    Slugs(&'static str),
    /// Slugs of the parts of the chain, whatever their type.
    Parts,
    /// Codes.
    Codes(Codes),
}

/// The names of a filter that rows have to have: what it says with `not` and `none` is left out.
pub(super) fn in_filter(catalogue: &Catalogue, on: &Type, argument: &str, filter: &Input) -> Vec<Named> {
    let each = |(name, value): &(String, Input)| match name.as_str() {
        "not" => Vec::new(),
        "and" | "or" => value.items().iter().flat_map(|filter| in_filter(catalogue, on, argument, filter)).collect(),
        name => {
            let argument = format!("{argument}.{name}");
            let kind = on.filters.iter().find(|filter| filter.name == name).map(|filter| &filter.kind);
            match kind {
                Some(FilterKind::Slice) => return in_slice(&argument, value),
                Some(FilterKind::Subject { .. }) => return subject(catalogue, &argument, value),
                Some(FilterKind::Subjects { .. }) => {
                    let quantified = value.fields().iter().filter(|(quantifier, _)| quantifier != "none");
                    let each = |(quantifier, value): &(String, Input)| {
                        subject(catalogue, &format!("{argument}.{quantifier}"), value)
                    };
                    return quantified.flat_map(each).collect();
                }
                _ => {}
            }
            let beyond = inner(catalogue, on, name, value).filter(|(quantifier, ..)| quantifier != "none.");
            let beyond = beyond.flat_map(|(quantifier, on, filter)| {
                let argument = format!("{argument}.{quantifier}");
                in_filter(catalogue, on, argument.trim_end_matches('.'), filter)
            });
            let own = register(on, name).into_iter().flat_map(|register| compared(register, &argument, value));
            own.chain(beyond).collect()
        }
    };
    filter.fields().iter().flat_map(each).collect()
}

/// The names of the filter of a slice, whose lists find slugs however they are written.
pub(super) fn in_slice(argument: &str, slice: &Input) -> Vec<Named> {
    let lists = [
        ("sectors", Register::Slugs("SECTOR")),
        ("vendors", Register::Slugs("VENDOR")),
        ("countries", Register::Codes(Codes::Region)),
    ];
    let each = |(list, register): (&'static str, Register)| {
        let names = slice.get(list).map_or(&[] as &[Input], Input::items).iter().filter_map(Input::text);
        names.map(move |name| {
            let argument = format!("{argument}.{list}");
            Named { argument, register, name: name.to_owned(), loosely: true }
        })
    };
    lists.into_iter().flat_map(each).collect()
}

/// The slugs of a filter of a part of the chain, which may say of which type it is.
fn subject(catalogue: &Catalogue, argument: &str, filter: &Input) -> Vec<Named> {
    let tag = match filter.get("type") {
        Some(Input::Choice(tag) | Input::Text(tag)) => catalogue.by_tag(tag).and_then(|on| on.tag),
        _ => None,
    };
    let register = tag.map_or(Register::Parts, Register::Slugs);
    filter.get("slug").into_iter().flat_map(|slug| compared(register, &format!("{argument}.slug"), slug)).collect()
}

/// What a condition of this name compares names of.
fn register(on: &Type, name: &str) -> Option<Register> {
    let filter = on.filters.iter().find(|filter| filter.name == name)?;
    match filter.kind {
        FilterKind::Code { of, .. } => Some(Register::Codes(of)),
        FilterKind::Text { .. } if name == "slug" => on.tag.map(Register::Slugs),
        FilterKind::Text { .. } if name == "attribute" => Some(Register::Codes(Codes::Attribute)),
        _ => None,
    }
}

/// The names that a condition on a text asks for, each whole.
fn compared(register: Register, argument: &str, condition: &Input) -> Vec<Named> {
    let named = |operator: &str, name: &Input| {
        let name = name.text()?.to_owned();
        Some(Named { argument: format!("{argument}.{operator}"), register, name, loosely: false })
    };
    let one = condition.get("eq").and_then(|name| named("eq", name));
    let several = condition.get("in").map_or(&[] as &[Input], Input::items);
    one.into_iter().chain(several.iter().filter_map(|name| named("in", name))).collect()
}
