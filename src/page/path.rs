//! Ways from one part of the chain to another: each a chain of parts and of relations with who says so.

use askama::Template;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json};

use super::answer::Thing;
use super::ask::{Trouble, ask};
use super::form::{Field, Form};
use super::frame::{Frame, Question};
use super::named::Name;
use super::relations::{Relation, title};
use super::visit::Visit;
use crate::service::{Caller, Service};

const START: &str = include_str!("path/start.graphql");
const DOCUMENT: &str = concat!(
    include_str!("path/path.graphql"),
    include_str!("relations/relation.graphql"),
    include_str!("answer/thing.graphql"),
    include_str!("answer/cited.graphql")
);

/// How many links a way has at most, and how many where the address says nothing.
const DEPTHS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];
const DEPTH: &str = "6";
/// How links are walked: both ways, or from their start to their end only.
const WALKS: [&str; 2] = ["both", "directed"];

/// A way as the API tells it.
#[derive(Debug, Deserialize)]
struct Found {
    nodes: Vec<Thing>,
    links: Vec<Relation>,
}

/// A way, step by step.
struct Way<'a> {
    start: &'a Thing,
    steps: Vec<Step<'a>>,
}

/// A link, and what it leads to.
struct Step<'a> {
    /// What it is called, read from what comes before.
    title: String,
    link: &'a Relation,
    to: &'a Thing,
}

#[derive(Template)]
#[template(path = "path/path.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    title: String,
    form: Form<'a>,
    /// What is said of what was found; nothing where nothing was looked for.
    told: Option<String>,
    ways: Vec<Way<'a>>,
}

/// Ways between the two ends that an address names, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn path(service: &Service, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    // Relations have no days as of which they are told.
    let visit = &visit.without_day();
    let option = |name, otherwise, known: &[&'static str]| match visit.option(name).unwrap_or(otherwise) {
        text if known.contains(&text) => Ok(text),
        text => Err(Trouble::Choice { name, text: text.to_owned(), known: known.to_vec() }),
    };
    let (depth, walk) = (option("depth", DEPTH, &DEPTHS)?, option("walk", WALKS[0], &WALKS)?);
    let mut ends = Vec::new();
    for name in ["from", "to"] {
        if let Some(text) = visit.option(name) {
            let address = |part: &super::named::Part| visit.with(&[(name, &part.reference())]);
            ends.push(Name::read(text).part(service, visit, caller, address).await?);
        }
    }
    let [from, to] = ends.as_slice() else {
        let question = Question::new(visit, START, &Map::new());
        let data = ask::<IgnoredAny>(service, START, Map::new(), caller).await?;
        let frame = Frame::new(visit, question, data.dataset, data.warnings);
        return written(&frame, [depth, walk], frame.words.path.to_owned(), None, &[]);
    };
    let mut variables = Map::from_iter([
        ("from".to_owned(), from.argument()),
        ("to".to_owned(), to.argument()),
        ("depth".to_owned(), depth.parse::<u8>().unwrap_or_default().into()),
        ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
    ]);
    if walk == WALKS[1] {
        variables.insert("directed".to_owned(), true.into());
    }
    let called = format!("{} → {}", from.thing.name, to.thing.name);
    if from.reference() == to.reference() {
        return Err(Trouble::Same);
    }
    let question = Question::new(visit, DOCUMENT, &variables);
    let data = ask::<Vec<Found>>(service, DOCUMENT, variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let told = match data.page.len() {
        0 => frame.fill(frame.words.path_none, depth),
        found => frame.count(frame.words.path_found, found),
    };
    written(&frame, [depth, walk], called, Some(told), &data.page)
}

fn written(
    frame: &Frame<'_>,
    [depth, walk]: [&str; 2],
    title: String,
    told: Option<String>,
    found: &[Found],
) -> Result<String, Trouble> {
    let (words, visit) = (frame.words, frame.visit);
    let walks = WALKS.into_iter().zip([words.path_both, words.path_directed]);
    let fields = vec![
        Field::name("from", words.path_from, visit.option("from").unwrap_or_default()),
        Field::name("to", words.path_to, visit.option("to").unwrap_or_default()),
        Field::one_of("depth", words.depth, depth.to_owned(), DEPTHS.map(|depth| (depth.into(), depth.into()))),
        Field::one_of("walk", words.path_kept, walk.to_owned(), walks.map(|(walk, word)| (walk.into(), word.into()))),
    ];
    let ways = found.iter().filter_map(|way| Way::of(frame, way)).collect();
    let form = Form::new(frame, fields, &["locale"]);
    Written { frame, title, form, told, ways }.render().map_err(|error| Trouble::fault(&error))
}

impl<'a> Way<'a> {
    fn of(frame: &Frame<'_>, way: &'a Found) -> Option<Self> {
        let (start, rest) = way.nodes.split_first()?;
        let before = way.nodes.iter();
        let steps = way.links.iter().zip(before.zip(rest)).map(|(link, (before, to))| Step {
            title: title(frame, &link.kind, before.is(&link.from)),
            link,
            to,
        });
        Some(Self { start, steps: steps.collect() })
    }
}
