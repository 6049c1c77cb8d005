//! A row as it is read: what it speaks of, its figures and relations, and what is refused of it.

use entity::choice::{NodeType, NoteKind, ObservationStatus};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Told;
use crate::domain::figure::Figure as Numbers;
use crate::domain::measured::Printed;
use crate::domain::naming;
use crate::domain::period::Period;
use crate::transfer::import::vocabulary::Vocabulary;
use crate::write::{Details, Draft, Figure, Measure, Remark, Series, Subject, Thing};

/// A row as it is read.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The line where it begins, from 1.
    pub line: u64,
    /// What it speaks of.
    pub things: Vec<ThingRead>,
    /// Its figures.
    pub figures: Vec<FigureRead>,
    /// Its relations.
    pub relations: Vec<RelationRead>,
    /// What is refused of it, and why.
    pub remarks: Vec<Told>,
    /// How many figures are among that.
    #[serde(skip)]
    pub(super) refused: usize,
}

/// Something that a row speaks of.
#[derive(Debug, Serialize)]
pub struct ThingRead {
    /// Its type.
    pub r#type: &'static str,
    /// Its name.
    pub name: String,
    /// True where it is made when nobody knows it.
    pub make: bool,
    /// What is said of it besides, by the keys of formats.
    pub details: Map<String, Value>,
}

/// A figure.
#[derive(Debug, Serialize)]
pub struct FigureRead {
    /// What it is about.
    pub of: String,
    /// The attribute, or the slug of the metric.
    pub measure: String,
    /// The name of the metric in English, where it has one of its own.
    pub name: Option<String>,
    /// What is told of the figure, by the names of the API.
    #[serde(flatten)]
    pub told: Map<String, Value>,
}

/// A relation.
#[derive(Debug, Serialize)]
pub struct RelationRead {
    /// Its kind.
    pub kind: &'static str,
    /// From what.
    pub from: String,
    /// To what.
    pub to: String,
    /// The time that it holds for.
    pub period: Option<String>,
    /// False where it is implied.
    pub stated: bool,
}

/// Reads drafts with the words that there are.
pub(super) struct Reader<'a> {
    pub(super) vocabulary: &'a Vocabulary,
}

impl Reader<'_> {
    pub(super) fn row(&self, draft: Draft) -> Row {
        let mut refused = draft.lost;
        let mut remarks: Vec<Told> = Vec::new();
        let mut figures = Vec::new();
        for figure in &draft.claims {
            match self.figure(figure, &draft) {
                Ok(read) => figures.push(read),
                Err(reasons) => {
                    refused += 1;
                    let (field, raw) = (Some(figure.column.clone()), figure.claim.published.clone());
                    let remark =
                        |reason| Remark { kind: NoteKind::Refused, field: field.clone(), raw: raw.clone(), reason };
                    remarks.extend(reasons.into_iter().map(|reason| remark(reason).into()));
                }
            }
        }
        let relations = draft.links.iter().map(|link| RelationRead {
            kind: link.kind.text(),
            from: subject(&link.from, &draft.things),
            to: subject(&link.to, &draft.things),
            period: link.period.as_deref().map(label),
            stated: link.stated,
        });
        Row {
            line: draft.line,
            relations: relations.collect(),
            things: draft.things.iter().map(|one| thing(one, &draft.things)).collect(),
            figures,
            remarks: draft.remarks.into_iter().map(Told::from).chain(remarks).collect(),
            refused,
        }
    }

    /// A figure, or why it is refused: by the rules that hold whatever the database has.
    fn figure(&self, figure: &Figure, draft: &Draft) -> Result<FigureRead, Vec<String>> {
        let (measure, name, kind, unit) = match &figure.measure {
            Measure::Attribute(of) => {
                let none = || vec![format!("there is no attribute {of:?}")];
                let measured = self.vocabulary.measured(of).ok_or_else(none)?;
                (of.clone(), None, measured.kind, measured.unit.as_str())
            }
            Measure::Metric(series) => {
                (slug(series, &draft.things), series.en.as_deref(), series.kind, series.unit.as_str())
            }
        };
        let claim = &figure.claim;
        let own = claim.unit.as_deref().unwrap_or(unit);
        let numbers = Numbers { value: claim.value, low: claim.low, high: claim.high };
        let has_words = claim.text.en.is_some() || claim.text.zh.is_some();
        let printed = Printed { kind, units: [unit, own], figure: numbers, comparator: claim.cmp, has_words };
        let comparator = printed.sound(|code| self.vocabulary.scale(code))?.comparator;
        let text = |text: &Option<String>| text.clone().map(Value::String);
        let told = [
            ("value", claim.value.map(Value::from)),
            ("low", claim.low.map(Value::from)),
            ("high", claim.high.map(Value::from)),
            ("unit", (!numbers.is_empty()).then(|| json!(own))),
            ("comparator", (!numbers.is_empty()).then(|| json!(comparator.text()))),
            ("period", claim.period.as_deref().map(|period| json!(label(period)))),
            ("status", Some(json!(claim.status.unwrap_or(ObservationStatus::Claim).text()))),
            ("published", text(&claim.published)),
            ("text", text(&claim.text.en).or_else(|| text(&claim.text.zh))),
            ("by", text(&claim.by).or_else(|| figure.by.map(|place| json!(name_of(place, &draft.things))))),
            ("confidence", claim.confidence.map(|confidence| json!(confidence.text()))),
            ("publishedOn", text(&claim.published_on)),
            ("region", series(figure).and_then(|series| text(&series.region))),
            ("sector", series(figure).and_then(|series| text(&series.sector))),
            ("source", Some(json!(&*draft.source))),
            ("locator", claim.cite.first().and_then(|cite| text(&cite.at))),
        ];
        let told = told.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        let name = name.map(|name| filled(name, &draft.things, str::to_owned));
        Ok(FigureRead { of: subject(&figure.subject, &draft.things), measure, name, told })
    }
}

fn series(figure: &Figure) -> Option<&Series> {
    match &figure.measure {
        Measure::Metric(series) => Some(series),
        Measure::Attribute(_) => None,
    }
}

/// The slug of a metric, as it is where the things of the row are new.
fn slug(series: &Series, things: &[Thing]) -> String {
    filled(&series.slug, things, |name| naming::slug_of_part(name).unwrap_or_default())
}

/// A text with the names of things in the place of `{0}`, `{1}` and so on.
fn filled(text: &str, things: &[Thing], written: impl Fn(&str) -> String) -> String {
    let put =
        |text: String, (place, thing): (usize, &Thing)| text.replace(&format!("{{{place}}}"), &written(&thing.name));
    things.iter().enumerate().fold(text.to_owned(), put)
}

fn name_of(place: usize, things: &[Thing]) -> String {
    things.get(place).map(|thing| thing.name.clone()).unwrap_or_default()
}

fn subject(subject: &Subject, things: &[Thing]) -> String {
    match subject {
        Subject::Thing(place) => name_of(*place, things),
        Subject::Node(kind, slug) => format!("{}/{slug}", kind.text().to_lowercase()),
    }
}

/// A period as the API labels it.
fn label(period: &str) -> String {
    Period::parse(period).map_or_else(|| period.to_owned(), |period| period.label)
}

fn thing(thing: &Thing, things: &[Thing]) -> ThingRead {
    let Details { also, aliases, kind, country, website, sectors, released, .. } = &thing.details;
    let Details { family, license, openness, disclosure, input, output, makers, base, parent, .. } = &thing.details;
    let one = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let some = |texts: &[String]| (!texts.is_empty()).then(|| json!(texts));
    let named = |places: &[usize]| {
        let names: Vec<String> = places.iter().map(|place| name_of(*place, things)).collect();
        some(&names)
    };
    let details = [
        ("key", (thing.key != thing.name).then(|| json!(thing.key))),
        ("also", one(also)),
        ("aliases", some(aliases)),
        ("kind", one(kind)),
        ("country", one(country)),
        ("website", one(website)),
        ("sectors", some(sectors)),
        ("released", one(released)),
        ("family", one(family)),
        ("license", one(license)),
        ("openness", one(openness)),
        ("disclosure", one(disclosure)),
        ("input", some(input)),
        ("output", some(output)),
        ("makers", named(makers)),
        ("base", base.map(|place| json!(name_of(place, things)))),
        ("parent", parent.map(|place| json!(name_of(place, things)))),
    ];
    let details = details.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    let r#type = thing.kind.map_or("", NodeType::text);
    ThingRead { r#type, name: thing.name.clone(), make: thing.make, details }
}
