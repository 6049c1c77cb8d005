//! What a row speaks of: names, keys, and what is said of things besides.

use entity::choice::NoteKind;

use super::{Places, dated, short};
use crate::transfer::import::cell::{Sight, column};
use crate::transfer::import::format::{self, Cell};
use crate::write::{Details, Remark, Thing};

/// The things that one entry of a format finds in a row.
pub(super) fn things(sight: &Sight<'_>, thing: &format::Thing, remarks: &mut Vec<Remark>) -> Vec<Thing> {
    let mut told = |result: Result<Vec<String>, Remark>| {
        result.unwrap_or_else(|remark| {
            remarks.push(remark);
            Vec::new()
        })
    };
    let names = told(sight.values(&thing.name));
    let mut list = |cell: Option<&Cell>| cell.map(|cell| told(sight.values(cell))).unwrap_or_default();
    let keys = list(thing.key.as_ref());
    let (kind, country, website) =
        (list(thing.kind.as_ref()), list(thing.country.as_ref()), list(thing.website.as_ref()));
    let (also, aliases, sectors) =
        (list(thing.also.as_ref()), list(thing.aliases.as_ref()), list(thing.sectors.as_ref()));
    let (family, license, openness) =
        (list(thing.family.as_ref()), list(thing.license.as_ref()), list(thing.openness.as_ref()));
    let (disclosure, input, output) =
        (list(thing.disclosure.as_ref()), list(thing.input.as_ref()), list(thing.output.as_ref()));
    let released = dated(sight, thing.released.as_ref()).unwrap_or_else(|remark| {
        remarks.push(remark);
        None
    });
    let count = names.len();
    // Of lists side by side each has its part; one value alone is that of all, where there is one.
    let nth = |list: &[String], place: usize| match list {
        list if list.len() == count => list.get(place).filter(|text| !text.is_empty()).cloned(),
        _ => None,
    };
    let common = |list: &[String], cell: Option<&Cell>| list.first().filter(|_| is_fixed(cell)).cloned();
    let all = |list: &[String]| list.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
    let name_column = column(&thing.name);
    let mut found = Vec::new();
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
        found.push(Thing {
            kind: Some(thing.is),
            key,
            name,
            column: name_column.clone(),
            make: thing.make,
            unique: thing.unique,
            quiet: thing.quiet,
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
                openness: nth(&openness, place).or_else(|| openness.first().cloned()),
                disclosure: nth(&disclosure, place).or_else(|| disclosure.first().cloned()),
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
