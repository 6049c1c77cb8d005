//! How files of a publisher become rows: a declarative file that names columns, units and splits. A key that is not
//! listed here is an error, and so is a name that leads nowhere.

mod cells;
mod check;
mod document;
mod fault;
mod reads;

use std::collections::BTreeMap;
use std::fmt;

use entity::choice::{MetricKind, NodeType};
use sea_orm::ActiveEnum;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use self::document::Document;
pub use self::fault::Fault;
pub(super) use self::fault::in_short;
pub(super) use self::reads::placeholders;
use super::fiscal::Fiscal;
use super::place::Ending;
use super::vocabulary::Vocabulary;
use crate::fold::composed;
use crate::write::Subject;
use crate::write::record::{Attribute, Source, Text, Unit};

/// A format: what its tables are, and who publishes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Format {
    /// What it is, for people.
    pub(super) title: String,
    /// What all its figures cite, unless their table has a source of its own.
    pub(super) source: Source,
    /// Lists of words of the publisher, and what stands for them here.
    #[serde(default)]
    pub(super) words: BTreeMap<String, BTreeMap<String, String>>,
    /// Units that the built-in data has not.
    #[serde(default)]
    pub(super) unit: Vec<Unit>,
    /// Attributes that the built-in data has not.
    #[serde(default)]
    pub(super) attribute: Vec<Attribute>,
    /// The tables: a file is read as the first that it fits.
    pub(super) table: Vec<Table>,
    /// The rows that it refers to by their slugs.
    #[serde(skip)]
    pub(super) references: Vec<Reference>,
    /// The lines where its units stand.
    #[serde(skip)]
    pub(super) unit_lines: Vec<usize>,
    /// The lines where its attributes stand.
    #[serde(skip)]
    pub(super) attribute_lines: Vec<usize>,
}

impl Format {
    /// Reads a format.
    ///
    /// # Errors
    /// What is wrong with it: a key that is not known, or a name or word that leads nowhere.
    pub(super) fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let text = composed(text);
        let document = Document::parse(&text).map_err(|fault| vec![fault])?;
        let mut format = document.read()?;
        let found = check::look(&format, &format.vocabulary());
        let refer = |(path, kind, slug): (Vec<String>, NodeType, String)| {
            let Fault { line, key, .. } = document.fault(&path, String::new());
            Reference { line, key, kind, slug }
        };
        format.references = found.references.into_iter().map(refer).collect();
        let line = |of: &str, place: usize| document.fault(&[of.to_owned(), place.to_string()], String::new()).line;
        format.unit_lines = (0..format.unit.len()).map(|place| line("unit", place)).collect();
        format.attribute_lines = (0..format.attribute.len()).map(|place| line("attribute", place)).collect();
        let wrong = found.wrong.into_iter();
        let mut faults: Vec<Fault> = wrong.map(|(path, reason)| document.fault(&path, reason)).collect();
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() { Ok(format) } else { Err(faults) }
    }

    /// The words that it may use.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        Vocabulary::with(&self.unit, &self.attribute)
    }

    /// True where rows of it can be new ones of a type.
    pub(super) fn makes(&self, kind: NodeType) -> bool {
        self.table.iter().flat_map(|table| &table.thing).any(|thing| thing.make && thing.is == kind)
    }
}

/// A row that a format refers to by its slug.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// Where it does.
    pub(super) line: usize,
    /// At which key.
    pub(super) key: String,
    /// The type of the row.
    pub(super) kind: NodeType,
    /// Its slug.
    pub(super) slug: String,
}

/// A reference like `sector/healthcare`.
pub(super) fn reference(text: &str) -> Option<Subject> {
    let (kind, slug) = text.split_once('/')?;
    let kind = NodeType::try_from_value(&kind.to_uppercase()).ok().filter(|kind| *kind != NodeType::Metric)?;
    Some(Subject::Node(kind, slug.to_owned()))
}

/// One table of a format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Its name in reports; figures of a table are never taken for those of another.
    pub(super) name: String,
    /// How its files are read.
    #[serde(default)]
    pub(super) read: Read,
    /// Names that its files have; any where there are none.
    #[serde(default)]
    pub(super) files: Vec<Ending>,
    /// Columns without which a file is not of this table.
    #[serde(default)]
    pub(super) needs: Vec<String>,
    /// Other names that columns have or had.
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Vec<String>>,
    /// Texts that stand for nothing, besides the empty one.
    #[serde(default)]
    pub(super) empty: Vec<String>,
    /// The order of day and month in dates like 3/4/2023; without it such dates are refused.
    pub(super) dates: Option<DateOrder>,
    /// The month in which fiscal year 2024 begins; without it fiscal years are refused.
    pub(super) fiscal: Option<Fiscal>,
    /// What its files are a state of: those of one publication follow each other, and what a later one lacks is withdrawn. `{@folder}`
    /// and `{@above}` stand for folders that a file is in. Without it each name of a file, but for a date at its end, is one.
    pub(super) publication: Option<String>,
    /// What its figures cite instead of the format's source.
    pub(super) source: Option<Source>,
    /// What rows speak of.
    #[serde(default)]
    pub(super) thing: Vec<Thing>,
    /// The figures in a row.
    #[serde(default)]
    pub(super) claim: Vec<Claim>,
    /// The relations in a row.
    #[serde(default)]
    pub(super) link: Vec<Link>,
}

/// How a file is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Read {
    /// Values between commas, with a line of names.
    #[default]
    Csv,
    /// A JSON object whose entries are rows; `@key` is an entry's name.
    JsonEntries,
    /// A JSON list whose items are rows.
    JsonItems,
    /// A JSON object that is one row.
    JsonObject,
    /// The tables of a Markdown file that have the columns.
    Markdown,
}

/// The order of the parts of a date of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum DateOrder {
    /// 3/4/2023 is the fourth of March.
    #[serde(rename = "M/D/Y")]
    MonthFirst,
    /// 3/4/2023 is the third of April.
    #[serde(rename = "D/M/Y")]
    DayFirst,
}

/// Something that a row speaks of: found by its name, or made where the format says so.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thing {
    /// What claims and links of this table call it.
    pub(super) id: String,
    /// Its type.
    pub(super) is: NodeType,
    /// Its name; several where the cell has several.
    pub(super) name: Cell,
    /// What the publisher tells it by, where that is not its name.
    pub(super) key: Option<Cell>,
    /// True where new ones are made; otherwise rows that name unknown ones are reported.
    #[serde(default)]
    pub(super) make: bool,
    /// True where a file has one row for each: a second one is reported and left out.
    #[serde(default)]
    pub(super) unique: bool,
    /// True where it does not matter whether it is known: who says so, and the like.
    #[serde(default)]
    pub(super) quiet: bool,
    /// Its name in the other language.
    pub(super) also: Option<Cell>,
    /// Further names.
    pub(super) aliases: Option<Cell>,
    /// The kind of a vendor or a technology.
    pub(super) kind: Option<Cell>,
    /// The country of a vendor: ISO 3166-1 alpha-2.
    pub(super) country: Option<Cell>,
    /// The home page of a vendor.
    pub(super) website: Option<Cell>,
    /// Slugs of the sectors that it stands in.
    pub(super) sectors: Option<Cell>,
    /// When it was released: a claim that sources revise.
    pub(super) released: Option<Cell>,
    /// The line of models that it belongs to.
    pub(super) family: Option<Cell>,
    /// The licence of a model.
    pub(super) license: Option<Cell>,
    /// How open a model is.
    pub(super) openness: Option<Cell>,
    /// How the parameters of a model are known.
    pub(super) disclosure: Option<Cell>,
    /// What a model reads.
    pub(super) input: Option<Cell>,
    /// What a model writes.
    pub(super) output: Option<Cell>,
    /// The thing that is its makers, in order.
    pub(super) makers: Option<String>,
    /// The thing that is the model it derives from.
    pub(super) base: Option<String>,
    /// The thing that it is a part of: a vendor's company, a technology's family.
    pub(super) parent: Option<String>,
    /// Names that the publisher gives to many: rows that bear one are reported and left out.
    #[serde(default)]
    pub(super) nameless: Vec<String>,
    /// Only in rows like these.
    #[serde(default)]
    pub(super) when: When,
}

/// A figure in a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// What it is about: a thing of this table, or a reference like `sector/healthcare`.
    pub(super) of: String,
    /// The attribute that it measures; or else the metric.
    pub(super) attribute: Option<Cell>,
    /// The metric that it belongs to; or else the attribute.
    pub(super) metric: Option<Metric>,
    /// The figure.
    pub(super) value: Option<Cell>,
    /// Its lower bound.
    pub(super) low: Option<Cell>,
    /// Its upper bound.
    pub(super) high: Option<Cell>,
    /// The unit that it is printed in, where that is not the attribute's or the metric's.
    pub(super) unit: Option<Cell>,
    /// The time that it holds for.
    pub(super) period: Option<Cell>,
    /// What sort of claim it is; CLAIM where nothing is said.
    pub(super) status: Option<Cell>,
    /// How far it can be relied on; LOW ranks behind every other claim.
    pub(super) confidence: Option<Cell>,
    /// The claim in words.
    #[serde(default)]
    pub(super) text: Phrase,
    /// Who says so, as the source names them.
    pub(super) by: Option<Cell>,
    /// The thing that says so, where it is a vendor.
    pub(super) by_vendor: Option<String>,
    /// Where in the source; the row where nothing is said.
    pub(super) at: Option<Cell>,
    /// When it was published.
    pub(super) published_on: Option<Cell>,
    /// Columns that tell it from other figures of the same metric and period.
    #[serde(default)]
    pub(super) key: Vec<String>,
    /// True where the source has one such figure of a metric whatever its period, so that another period revises it.
    #[serde(default)]
    pub(super) single: bool,
    /// True where the source itself gives several figures for one period: all are kept.
    #[serde(default)]
    pub(super) several: bool,
    /// Only in rows like these.
    #[serde(default)]
    pub(super) when: When,
    /// Not in rows like these.
    #[serde(default)]
    pub(super) unless: When,
}

/// A metric that is no attribute. `{Column}` stands for a column in all its texts, and in `slug`, `en` and `zh` `{id}` for a thing
/// of the table: its slug in `slug`, its name in the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metric {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) kind: MetricKind,
    /// Code of a unit.
    pub(super) unit: String,
    /// Region code.
    pub(super) region: Option<Cell>,
    /// Slug of a sector; what a column says is written like one.
    pub(super) sector: Option<String>,
}

/// A relation in a row: from each thing on the one side to each on the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    /// LinkKind.
    pub(super) kind: entity::choice::LinkKind,
    /// A thing of this table, or a reference like `sector/healthcare`.
    pub(super) from: String,
    /// A thing of this table, or a reference.
    pub(super) to: String,
    /// False where the source implies it without saying so.
    pub(super) stated: bool,
    /// The time that it holds for.
    pub(super) period: Option<Cell>,
    /// Where in the source; the row where nothing is said.
    pub(super) at: Option<Cell>,
    /// Remark.
    #[serde(default)]
    pub(super) note: Phrase,
    /// Only in rows like these.
    #[serde(default)]
    pub(super) when: When,
}

/// A text in both languages, each from a cell.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrase {
    pub(super) en: Option<Cell>,
    pub(super) zh: Option<Cell>,
}

/// Columns and the texts of which each has one; `*` is any text, the empty one is none.
pub(super) type When = BTreeMap<String, OneOrMany>;

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "this is neither a text nor a list of texts")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn items(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// Where a value comes from: a column, or a recipe.
#[derive(Debug)]
pub(super) enum Cell {
    Column(String),
    Recipe(Recipe),
}

impl<'de> Deserialize<'de> for Cell {
    // Not untagged: what is wrong with a recipe is to be said.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or a table")
            }

            fn visit_str<E>(self, column: &str) -> Result<Cell, E> {
                Ok(Cell::Column(column.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cell, A::Error> {
                Recipe::deserialize(MapAccessDeserializer::new(map)).map(Cell::Recipe)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// How a value is made of columns. Besides those of the file there are `@file` (its name without extension), `@folder` and
/// `@above` (the folder that it is in, and the one above), `@path` (its path below what is imported) and, in JSON, `@key`.
///
/// It is made step by step, in this order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recipe {
    /// The column; of several the first that is not empty.
    pub(super) column: Option<OneOrMany>,
    /// A fixed text instead, in which `{Column}` stands for a column; nothing where such a column is empty.
    pub(super) text: Option<String>,
    /// A regular expression: every match is a value, its first group where it has one. What does not match is empty.
    pub(super) find: Option<Pattern>,
    /// What parts several values.
    pub(super) split: Option<String>,
    /// The list of words that translates it: its name, or the list itself. A word that is not in it is reported, unless there
    /// is a default.
    pub(super) words: Option<Words>,
    /// What stands for an empty cell and for unknown words.
    pub(super) default: Option<String>,
}

/// A list of words.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "this is neither the name of a list of words nor such a list")]
pub(super) enum Words {
    Named(String),
    Inline(BTreeMap<String, String>),
}

/// A regular expression.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(pub(super) regex::Regex);

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let regex = regex::Regex::new(&text).map_err(|error| {
            let error = error.to_string();
            let reason = error.lines().last().unwrap_or_default();
            format!("this is no regular expression: {}", reason.trim_start_matches("error: "))
        });
        regex.map(Self)
    }
}
