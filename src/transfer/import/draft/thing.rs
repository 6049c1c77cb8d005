//! What a row speaks of: names, keys, and what is said of things besides.

use entity::choice::NoteKind;

use super::{Places, dated, refused, short};
use crate::transfer::import::cell::{Sight, column};
use crate::transfer::import::format::{self, Cell};
use crate::transfer::import::vocabulary::{List, Vocabulary};
use crate::write::{Details, Remark, Thing};

/// What one entry of a format finds in a row.
pub(super) struct Found {
    pub(super) things: Vec<Thing>,
    /// True where the row has no name for any.
    pub(super) is_unnamed: bool,
    /// True where a name is too long to be kept.
    pub(super) too_long: bool,
}

/// The things that one entry of a format finds in a row.
pub(super) fn things(
    (sight, vocabulary): (&Sight<'_>, &Vocabulary),
    thing: &format::Thing,
    remarks: &mut Vec<Remark>,
) -> Found {
    let mut wrong = Vec::new();
    let names = sight.values(&thing.name);
    let is_unnamed = names.as_ref().is_ok_and(|names| names.iter().all(String::is_empty));
    let names = names.unwrap_or_else(|remark| {
        remarks.push(remark);
        Vec::new()
    });
    let mut list = |cell: Option<&Cell>| {
        let values = cell.map(|cell| sight.values(cell)).transpose().unwrap_or_else(|remark| {
            remarks.push(remark);
            None
        });
        values.unwrap_or_default()
    };
    let keys = list(thing.key.as_ref());
    let (also, aliases, sectors) =
        (list(thing.also.as_ref()), list(thing.aliases.as_ref()), list(thing.sectors.as_ref()));
    let (website, family, license) =
        (list(thing.website.as_ref()), list(thing.family.as_ref()), list(thing.license.as_ref()));
    // A word of no list is told, and its place stays.
    let mut words = |cell: Option<&Cell>, of: Option<List>| {
        let mut words = list(cell);
        for text in words.iter_mut().filter(|text| !text.is_empty()) {
            if let (Some(cell), Some(reason)) = (cell, of.and_then(|of| vocabulary.miss(of, text))) {
                wrong.push(refused(cell, text, reason));
                text.clear();
            }
        }
        words
    };
    let kind = words(thing.kind.as_ref(), List::of_kinds(thing.is));
    let country = words(thing.country.as_ref(), Some(List::Country));
    let openness = words(thing.openness.as_ref(), Some(List::Openness));
    let disclosure = words(thing.disclosure.as_ref(), Some(List::Disclosure));
    let input = words(thing.input.as_ref(), Some(List::Modality));
    let output = words(thing.output.as_ref(), Some(List::Modality));
    remarks.append(&mut wrong);
    let released = dated(sight, thing.released.as_ref());
    let is_undated = released.is_err();
    let released = released.unwrap_or_else(|remark| {
        remarks.push(remark);
        None
    });
    let count = names.len();
    // Of lists side by side each has its part; one value alone is that of all, where there is one.
    let nth = |list: &[String], place: usize| match list {
        list if list.len() == count => list.get(place).filter(|text| !text.is_empty()).cloned(),
        _ => None,
    };
    let first = |list: &[String]| list.first().filter(|text| !text.is_empty()).cloned();
    let common = |list: &[String], cell: Option<&Cell>| first(list).filter(|_| is_fixed(cell));
    let all = |list: &[String]| list.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
    let name_column = column(&thing.name);
    let mut found = Found { things: Vec::new(), is_unnamed, too_long: false };
    for (place, name) in names.iter().enumerate() {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            continue;
        }
        let key = nth(&keys, place).unwrap_or_else(|| name.clone());
        let further = nth(&also, place).into_iter().chain(all(&aliases));
        if let Some(remark) =
            [name.clone(), key.clone()].into_iter().chain(further).find_map(|text| short(&name_column, &text).err())
        {
            remarks.push(remark);
            found.too_long = true;
            continue;
        }
        if thing.nameless.contains(&name) {
            remarks.push(Remark {
                kind: NoteKind::Ambiguous,
                field: Some(name_column.clone()),
                raw: Some(name),
                reason: "the publisher gives this name to many".to_owned(),
            });
            continue;
        }
        found.things.push(Thing {
            kind: Some(thing.is),
            key,
            name,
            column: name_column.clone(),
            make: thing.make,
            unique: thing.unique,
            quiet: thing.quiet,
            is_undated,
            details: Details {
                also: nth(&also, place),
                aliases: if count == 1 { all(&aliases) } else { Vec::new() },
                kind: nth(&kind, place).or_else(|| common(&kind, thing.kind.as_ref())),
                country: nth(&country, place).or_else(|| common(&country, thing.country.as_ref())),
                website: nth(&website, place),
                sectors: all(&sectors),
                released: released.clone(),
                family: nth(&family, place),
                license: nth(&license, place),
                openness: nth(&openness, place).or_else(|| first(&openness)),
                disclosure: nth(&disclosure, place).or_else(|| first(&disclosure)),
                input: all(&input),
                output: all(&output),
                ..Details::default()
            },
        });
    }
    found
}

/// True for a value that stands in the format, not in a column.
fn is_fixed(cell: Option<&Cell>) -> bool {
    matches!(cell, Some(Cell::Recipe(recipe)) if recipe.column.is_none())
}

/// Says which things of a row are the makers, base and company of others.
pub(super) fn join(thing: &format::Thing, places: &Places<'_>, things: &mut [Thing]) {
    let of = |id: &Option<String>| id.as_deref().and_then(|id| places.get(id)).cloned().unwrap_or_default();
    let (makers, base, parent) = (of(&thing.makers), of(&thing.base), of(&thing.parent));
    for place in places.get(thing.id.as_str()).into_iter().flatten() {
        let details = &mut things[*place].details;
        details.makers.clone_from(&makers);
        details.base = base.first().copied();
        details.parent = parent.first().copied();
    }
}
