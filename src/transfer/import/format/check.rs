//! What is wrong with a format that can be read: names that lead nowhere, words of no list, what contradicts itself. Which rows it
//! refers to is told besides: whether they are there is for a database to say.

use entity::choice::NodeType;

use super::cells::Spot;
use super::document::Path;
use super::{Cell, Claim, Format, Metric, Recipe, Table, Thing, Words, placeholders, reference};
use crate::domain::naming;
use crate::nearest::{ask, nearest, no_such};
use crate::transfer::import::place::{COLUMNS, Place};
use crate::transfer::import::vocabulary::{List, Vocabulary};
use crate::write::{Build, MADE, Subject};

/// What is wrong with a format, and what it refers to, each with where it stands.
pub(super) struct Found {
    pub(super) wrong: Vec<(Path, String)>,
    pub(super) references: Vec<(Path, NodeType, String)>,
}

/// Looks a format through.
pub(super) fn look(format: &Format, vocabulary: &Vocabulary) -> Found {
    let found = Found { wrong: Vec::new(), references: Vec::new() };
    let mut check = Check { format, vocabulary, found };
    check.row(path(&["source"]), |build| build.source(&format.source));
    for (place, row) in format.unit.iter().enumerate() {
        let at = |key: &[&str]| path(&[&["unit", &place.to_string()], key].concat());
        check.row(at(&[]), |build| build.unit(row));
        check.word(List::Unit, &row.base, || at(&["base"]));
        if vocabulary.scale(&row.base).is_some_and(|base| base.dimension != row.dimension) {
            check.say(at(&["base"]), format!("{} is not of the dimension of {}", row.base, row.code));
        }
        if let Some(base) = vocabulary.scale(&row.base).filter(|base| base.base != row.base) {
            check.say(at(&["base"]), format!("{} is no base unit: it is {base}", row.base));
        }
        if let Some(reason) = vocabulary.scale(&row.code).and_then(|there| row.unlike(there)) {
            check.say(at(&["code"]), reason);
        }
    }
    for (place, row) in format.attribute.iter().enumerate() {
        let at = |key: &[&str]| path(&[&["attribute", &place.to_string()], key].concat());
        check.row(at(&[]), |build| build.attribute_row(row));
        check.word(List::Unit, &row.unit, || at(&["unit"]));
        if let Some(reason) = vocabulary.measured(&row.slug).and_then(|there| there.unlike(row)) {
            check.say(at(&["slug"]), reason);
        }
    }
    for (place, table) in format.table.iter().enumerate() {
        check.table(place, table);
    }
    check.found
}

fn path(keys: &[&str]) -> Path {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

struct Check<'a> {
    format: &'a Format,
    vocabulary: &'a Vocabulary,
    found: Found,
}

impl Check<'_> {
    fn say(&mut self, path: Path, reason: impl Into<String>) {
        self.found.wrong.push((path, reason.into()));
    }

    /// A row that the format brings, by the rules for those of the data set.
    fn row(&mut self, path: Path, build: impl FnOnce(&mut Build)) {
        let mut rows = Build::default();
        build(&mut rows);
        rows.faults().iter().for_each(|fault| self.say(path.clone(), fault.reason.clone()));
    }

    fn word(&mut self, list: List, word: &str, path: impl FnOnce() -> Path) {
        if let Some(reason) = self.vocabulary.miss(list, word) {
            self.say(path(), reason);
        }
    }

    fn table(&mut self, at: usize, table: &Table) {
        if let Some(source) = &table.source {
            self.row(path(&["table", &at.to_string(), "source"]), |build| build.source(source));
        }
        if table.name.trim().is_empty() {
            self.say(path(&["table", &at.to_string(), "name"]), "the name is empty");
        }
        for (place, thing) in table.thing.iter().enumerate() {
            self.thing((at, place), table, thing);
        }
        for (place, claim) in table.claim.iter().enumerate() {
            self.claim((at, place), table, claim);
        }
        for (place, link) in table.link.iter().enumerate() {
            let spot = |key| Spot { list: "link", place, keys: key }.path(at, &[]);
            self.subject(table, &link.from, || spot(&["from"]));
            self.subject(table, &link.to, || spot(&["to"]));
        }
        if let Some(part) = table.publication.as_deref().and_then(Place::no_folder) {
            let reason = format!("publication has {part:?}; it can have {{@folder}} and {{@above}}");
            self.say(path(&["table", &at.to_string(), "publication"]), reason);
        }
        for (spot, cell) in table.cells() {
            self.cell((at, spot), table, cell);
        }
    }

    fn thing(&mut self, (at, place): (usize, usize), table: &Table, thing: &Thing) {
        let spot = |keys| Spot { list: "thing", place, keys }.path(at, &[]);
        if thing.id.trim().is_empty() {
            self.say(spot(&["id"]), "the id is empty");
        }
        if table.thing[..place].iter().any(|other| other.id == thing.id) {
            self.say(spot(&["id"]), format!("there are two things {:?}", thing.id));
        }
        if thing.is == NodeType::Metric {
            self.say(spot(&["is"]), "a row speaks of no METRIC: claims make them");
        }
        if thing.make && !MADE.contains(&thing.is) {
            self.say(spot(&["make"]), format!("imports make no {}", thing.is.text()));
        }
        if thing.make && thing.is == NodeType::Technology && thing.kind.is_none() {
            self.say(spot(&["kind"]), "a technology that is made needs a kind");
        }
        self.other(table, thing.makers.as_ref(), NodeType::Vendor, || spot(&["makers"]));
        self.other(table, thing.base.as_ref(), NodeType::Model, || spot(&["base"]));
        self.other(table, thing.parent.as_ref(), thing.is, || spot(&["parent"]));
    }

    fn claim(&mut self, (at, place): (usize, usize), table: &Table, claim: &Claim) {
        let spot = |keys| Spot { list: "claim", place, keys }.path(at, &[]);
        self.subject(table, &claim.of, || spot(&["of"]));
        self.other(table, claim.by_vendor.as_ref(), NodeType::Vendor, || spot(&["by_vendor"]));
        if claim.attribute.is_some() == claim.metric.is_some() {
            self.say(spot(&[]), "a claim is about an attribute or about a metric");
        }
        let says = [&claim.value, &claim.low, &claim.high, &claim.text.en, &claim.text.zh];
        if says.into_iter().all(Option::is_none) {
            self.say(spot(&[]), "a claim has a value, low, high or text");
        }
        let Some(Metric { slug, en, zh, about, unit, sector, .. }) = &claim.metric else { return };
        if en.is_none() && zh.is_none() {
            self.say(spot(&["metric"]), "a metric has a name: en or zh");
        }
        if !slug.contains('{') && naming::slug_of_several(slug).is_none() {
            self.say(spot(&["metric", "slug"]), "there is no letter or digit in it");
        }
        if !unit.contains('{') {
            self.word(List::Unit, unit, || spot(&["metric", "unit"]));
        }
        if let Some(slug) = sector.as_ref().filter(|slug| !slug.contains('{')) {
            self.found.references.push((spot(&["metric", "sector"]), NodeType::Sector, slug.clone()));
        }
        let texts: [(&str, &'static [&'static str]); 4] = [
            (unit, &["metric", "unit"]),
            (sector.as_deref().unwrap_or_default(), &["metric", "sector"]),
            (about.en.as_deref().unwrap_or_default(), &["metric", "about", "en"]),
            (about.zh.as_deref().unwrap_or_default(), &["metric", "about", "zh"]),
        ];
        for (text, keys) in texts {
            for name in placeholders(text).filter(|name| table.thing.iter().any(|thing| thing.id == *name)) {
                let reason = format!("{{{name}}} is a thing of the table; here it can be a column");
                self.say(spot(keys), reason);
            }
        }
    }

    fn cell(&mut self, (at, spot): (usize, Spot), table: &Table, cell: &Cell) {
        if let Cell::Recipe(Recipe { words: Some(Words::Named(name)), .. }) = cell
            && !self.format.words.contains_key(name)
        {
            let names: Vec<&str> = self.format.words.keys().map(String::as_str).collect();
            self.say(spot.path(at, &["words"]), no_such("list of words", name, &names));
        }
        if let Cell::Recipe(Recipe { column: None, text: None, .. }) = cell {
            self.say(spot.path(at, &[]), "a cell has a column or a text");
        }
        for column in cell.columns().flatten().filter(|name| name.starts_with('@') && !COLUMNS.contains(name)) {
            self.say(spot.path(at, &[]), no_such("column of files", column, &COLUMNS));
        }
        let list = match (spot.list, spot.keys) {
            ("thing", ["kind"]) => table.thing.get(spot.place).and_then(|thing| List::of_kinds(thing.is)),
            ("thing", ["country"]) => Some(List::Country),
            ("thing", ["openness"]) => Some(List::Openness),
            ("thing", ["disclosure"]) => Some(List::Disclosure),
            ("thing", ["input" | "output"]) => Some(List::Modality),
            ("thing", ["sectors"]) => {
                let fixed = cell.fixed(&self.format.words).into_iter();
                let named = fixed.map(|(slug, place)| (place.path(spot, at), NodeType::Sector, slug.to_owned()));
                return self.found.references.extend(named);
            }
            ("claim", ["attribute"]) => Some(List::Attribute),
            ("claim", ["unit"]) => Some(List::Unit),
            ("claim", ["status"]) => Some(List::Status),
            ("claim", ["confidence"]) => Some(List::Confidence),
            ("claim", ["metric", "region"]) => Some(List::Region),
            _ => None,
        };
        let Some(list) = list else { return };
        for (value, place) in cell.fixed(&self.format.words) {
            self.word(list, value, || place.path(spot, at));
        }
    }

    /// What a claim or a link is about: a thing of the table, or a reference.
    fn subject(&mut self, table: &Table, id: &str, path: impl FnOnce() -> Path) {
        let ids = || table.thing.iter().map(|thing| thing.id.as_str());
        match reference(id) {
            _ if ids().any(|other| other == id) => {}
            Some(Subject::Node(kind, slug)) => self.found.references.push((path(), kind, slug)),
            _ => {
                let reason = format!("{id:?} is neither a thing of the table nor a reference like sector/healthcare");
                self.say(path(), ask(&reason, &nearest(id, ids())));
            }
        }
    }

    /// Another thing of the table, of a type.
    fn other(&mut self, table: &Table, id: Option<&String>, is: NodeType, path: impl FnOnce() -> Path) {
        let Some(id) = id else { return };
        match table.thing.iter().find(|thing| thing.id == *id) {
            Some(thing) if thing.is == is => {}
            Some(thing) => {
                let reason = format!("{id:?} is a {}, and this is to be a {}", thing.is.text(), is.text());
                self.say(path(), reason);
            }
            None => {
                let ids: Vec<&str> = table.thing.iter().map(|thing| thing.id.as_str()).collect();
                self.say(path(), no_such("thing", id, &ids));
            }
        }
    }
}
