//! The cells of a table, each with where it stands, and the values that stand in the format itself.

use std::collections::BTreeMap;

use super::document::Path;
use super::{Cell, OneOrMany, Recipe, Table, Words, placeholders};

/// Where a cell stands in its table: a list, a place in it, and the keys from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::transfer::import) struct Spot {
    pub(super) list: &'static str,
    pub(super) place: usize,
    pub(super) keys: &'static [&'static str],
}

impl Spot {
    /// Its path in a format, of whose tables this is one.
    pub(super) fn path(self, table: usize, further: &[&str]) -> Path {
        let (table, place) = (table.to_string(), self.place.to_string());
        let own = ["table", &table, self.list, &place];
        own.into_iter().chain(self.keys.iter().copied()).chain(further.iter().copied()).map(str::to_owned).collect()
    }
}

impl Table {
    /// Every cell that it names, with where that is.
    pub(in crate::transfer::import) fn cells(&self) -> impl Iterator<Item = (Spot, &Cell)> {
        let things = self.thing.iter().enumerate().flat_map(|(place, t)| {
            let cells: [(&[&str], Option<&Cell>); 15] = [
                (&["name"], Some(&t.name)),
                (&["key"], t.key.as_ref()),
                (&["also"], t.also.as_ref()),
                (&["aliases"], t.aliases.as_ref()),
                (&["kind"], t.kind.as_ref()),
                (&["country"], t.country.as_ref()),
                (&["website"], t.website.as_ref()),
                (&["sectors"], t.sectors.as_ref()),
                (&["released"], t.released.as_ref()),
                (&["family"], t.family.as_ref()),
                (&["license"], t.license.as_ref()),
                (&["openness"], t.openness.as_ref()),
                (&["disclosure"], t.disclosure.as_ref()),
                (&["input"], t.input.as_ref()),
                (&["output"], t.output.as_ref()),
            ];
            of("thing", place, cells)
        });
        let claims = self.claim.iter().enumerate().flat_map(|(place, c)| {
            let region = c.metric.as_ref().and_then(|metric| metric.region.as_ref());
            let cells: [(&[&str], Option<&Cell>); 14] = [
                (&["attribute"], c.attribute.as_ref()),
                (&["metric", "region"], region),
                (&["value"], c.value.as_ref()),
                (&["low"], c.low.as_ref()),
                (&["high"], c.high.as_ref()),
                (&["unit"], c.unit.as_ref()),
                (&["period"], c.period.as_ref()),
                (&["status"], c.status.as_ref()),
                (&["confidence"], c.confidence.as_ref()),
                (&["text", "en"], c.text.en.as_ref()),
                (&["text", "zh"], c.text.zh.as_ref()),
                (&["by"], c.by.as_ref()),
                (&["at"], c.at.as_ref()),
                (&["published_on"], c.published_on.as_ref()),
            ];
            of("claim", place, cells)
        });
        let links = self.link.iter().enumerate().flat_map(|(place, l)| {
            let cells: [(&[&str], Option<&Cell>); 4] = [
                (&["period"], l.period.as_ref()),
                (&["at"], l.at.as_ref()),
                (&["note", "en"], l.note.en.as_ref()),
                (&["note", "zh"], l.note.zh.as_ref()),
            ];
            of("link", place, cells)
        });
        things.chain(claims).chain(links)
    }
}

fn of<'a, const COUNT: usize>(
    list: &'static str,
    place: usize,
    cells: [(&'static [&'static str], Option<&'a Cell>); COUNT],
) -> impl Iterator<Item = (Spot, &'a Cell)> {
    cells.into_iter().filter_map(move |(keys, cell)| Some((Spot { list, place, keys }, cell?)))
}

impl Cell {
    /// The columns that it is made of: of each group one is enough.
    pub(in crate::transfer::import) fn columns(&self) -> impl Iterator<Item = Vec<&str>> {
        let (own, text) = match self {
            Self::Column(column) => (std::slice::from_ref(column), ""),
            Self::Recipe(recipe) => (
                recipe.column.as_ref().map(OneOrMany::items).unwrap_or_default(),
                recipe.text.as_deref().unwrap_or_default(),
            ),
        };
        let own = Some(own.iter().map(String::as_str).collect::<Vec<_>>()).filter(|own| !own.is_empty());
        own.into_iter().chain(placeholders(text).map(|column| vec![column]))
    }

    /// The values that it has whatever a row says, and the path from the cell, or from the top where a list of the format has it.
    pub(super) fn fixed<'a>(
        &'a self,
        lists: &'a BTreeMap<String, BTreeMap<String, String>>,
    ) -> Vec<(&'a str, Fixed<'a>)> {
        let Self::Recipe(Recipe { text, find, split, words, default, .. }) = self else { return Vec::new() };
        let mut values: Vec<(&str, Fixed<'_>)> = Vec::new();
        match words {
            Some(Words::Named(name)) => {
                let list = lists.get(name).into_iter().flatten();
                values.extend(list.map(|(from, to)| (to.as_str(), Fixed::Listed(name, from))));
            }
            Some(Words::Inline(list)) => {
                values.extend(list.iter().map(|(from, to)| (to.as_str(), Fixed::Own("words", Some(from)))));
            }
            None => {
                let whole = text.as_deref().filter(|text| find.is_none() && !text.contains('{')).unwrap_or_default();
                let parts = split.as_deref().filter(|split| !split.is_empty());
                let parts: Vec<&str> = parts.map_or_else(|| vec![whole], |split| whole.split(split).collect());
                values.extend(parts.into_iter().map(|part| (part.trim(), Fixed::Own("text", None))));
            }
        }
        values.extend(default.as_deref().map(|default| (default, Fixed::Own("default", None))));
        values.retain(|(value, _)| !value.is_empty());
        values
    }
}

/// Where a value of a cell stands in the format.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fixed<'a> {
    /// At a key of the cell, and one below that.
    Own(&'static str, Option<&'a str>),
    /// In a list of words, at a word.
    Listed(&'a str, &'a str),
}

impl Fixed<'_> {
    /// Its path in a format.
    pub(super) fn path(self, cell: Spot, table: usize) -> Path {
        match self {
            Self::Own(key, below) => cell.path(table, &[key].into_iter().chain(below).collect::<Vec<_>>()),
            Self::Listed(list, word) => ["words", list, word].map(str::to_owned).to_vec(),
        }
    }
}
