//! What is reached from a part of the chain along dependence, in rings by distance: what depends on it is told from what is only
//! offered there, and in each by the kind of the last link.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{Cited, PageInfo, Shown, Thing};
use super::ask::{Trouble, ask};
use super::form::{Field, Form};
use super::frame::{Frame, Question};
use super::kind::Kind;
use super::named::{KINDS, Name, Part, kind};
use super::relations::title;
use super::visit::Visit;
use crate::service::{Caller, Service};

const DOCUMENT: &str = concat!(
    include_str!("impact/impact.graphql"),
    include_str!("answer/thing.graphql"),
    include_str!("answer/cited.graphql")
);

/// How an address says which way is gone, and how the API does; the first where it says nothing.
const DIRECTIONS: [(&str, &str); 2] = [("downstream", "DOWNSTREAM"), ("upstream", "UPSTREAM")];
/// How far is gone, and how far where the address says nothing.
const DEPTHS: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];
const DEPTH: &str = "3";

#[derive(Debug, Deserialize)]
struct Impact {
    complete: bool,
    reached: Reached,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reached {
    total_count: usize,
    page_info: PageInfo,
    edges: Vec<Edge>,
}

/// What is reached, and by which way.
#[derive(Debug, Deserialize)]
struct Edge {
    distance: usize,
    dependence: String,
    share: Option<Shown>,
    node: Thing,
    path: Way,
}

#[derive(Debug, Deserialize)]
struct Way {
    nodes: Vec<Thing>,
    links: Vec<Link>,
}

#[derive(Debug, Deserialize)]
struct Link {
    kind: String,
    stated: bool,
    from: Thing,
    source: Cited,
}

/// What is equally far away.
struct Ring<'a> {
    title: String,
    groups: Vec<Group<'a>>,
}

/// What of it depends, is offered or belongs, by the kind of the last link.
struct Group<'a> {
    title: &'static str,
    kinds: Vec<(String, Vec<&'a Edge>)>,
}

#[derive(Template)]
#[template(path = "impact/impact.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    title: String,
    subject: Thing,
    form: Form<'a>,
    total: usize,
    complete: bool,
    rings: Vec<Ring<'a>>,
    more: Option<String>,
}

/// What is reached from the part of a slug, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn impact(service: &Service, slug: &str, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    if visit.wrong.is_some() {
        return Err(Trouble::Wrong);
    }
    // Relations have no days as of which they are told.
    let visit = &visit.without_day();
    let sort = visit.option("type").map(|word| kind(word).ok_or_else(|| wrong(visit, "type", sorts())));
    let [direction, depth] = [("direction", DIRECTIONS[0].0), ("depth", DEPTH)]
        .map(|(name, otherwise)| visit.option(name).unwrap_or(otherwise));
    let way = DIRECTIONS.iter().find(|(name, _)| *name == direction);
    let (_, argument) = way.ok_or_else(|| wrong(visit, "direction", DIRECTIONS.map(|(name, _)| name).into()))?;
    if !DEPTHS.contains(&depth) {
        return Err(wrong(visit, "depth", DEPTHS.into()));
    }
    let types = types(visit)?;
    let at = |part: &Part| {
        let path = format!("/impact/{}", super::visit::escaped(&part.thing.slug));
        visit.clone().at(&path).with(&[("type", part.kind.segment())])
    };
    let part = Name { kind: sort.transpose()?, text: slug }.part(service, visit, caller, at).await?;
    let mut variables = Map::from_iter([
        ("of".to_owned(), part.argument()),
        ("direction".to_owned(), Json::from(*argument)),
        ("depth".to_owned(), depth.parse::<u8>().unwrap_or_default().into()),
        ("locale".to_owned(), Json::from(if visit.chinese { "ZH" } else { "EN" })),
    ]);
    variables.extend(types.map(|types| ("types".to_owned(), types)));
    variables.extend(visit.option("after").map(|cursor| ("after".to_owned(), Json::from(cursor))));
    let question = Question::new(visit, DOCUMENT, &variables);
    let data = ask::<Impact>(service, DOCUMENT, variables, caller).await?;
    let frame = Frame::new(visit, question, data.dataset, data.warnings);
    let (words, reached) = (frame.words, &data.page.reached);
    let is_above = direction == DIRECTIONS[1].0;
    let sorts = KINDS.map(|kind| (kind.segment().to_owned(), frame.sorts(kind).to_owned()));
    let ways = [(DIRECTIONS[0].0, words.downstream), (DIRECTIONS[1].0, words.upstream)];
    let fields = vec![
        Field::one_of("direction", words.walk, direction.to_owned(), ways.map(|(way, word)| (way.into(), word.into()))),
        Field::one_of("depth", words.depth, depth.to_owned(), DEPTHS.map(|depth| (depth.into(), depth.into()))),
        Field::choice(&frame, "types", words.types, sorts),
    ];
    let end = reached.page_info.end_cursor.as_deref().filter(|_| reached.page_info.has_next_page);
    Written {
        title: frame.fill(if is_above { words.impact_above } else { words.impact_of }, &part.thing.name),
        form: Form::new(&frame, fields, &["type", "locale"]),
        total: reached.total_count,
        complete: data.page.complete,
        rings: rings(&frame, &reached.edges, is_above),
        more: end.map(|end| visit.with(&[("after", end)])),
        subject: part.thing,
        frame: &frame,
    }
    .render()
    .map_err(|error| Trouble::fault(&error))
}

fn sorts() -> Vec<&'static str> {
    KINDS.map(Kind::segment).into()
}

/// An option that is none of what it can be.
fn wrong(visit: &Visit, name: &'static str, known: Vec<&'static str>) -> Trouble {
    Trouble::Choice { name, text: visit.option(name).unwrap_or_default().to_owned(), known }
}

/// The types that are told, joined by commas in an address.
fn types(visit: &Visit) -> Result<Option<Json>, Trouble> {
    let Some(text) = visit.option("types") else { return Ok(None) };
    let named = text.split(',').map(|word| kind(word.trim()).map(|kind| kind.segment().to_uppercase()));
    let named: Option<Vec<String>> = named.collect();
    named.map(|types| Some(types.into())).ok_or_else(|| wrong(visit, "types", sorts()))
}

/// What is reached, by distance, by what it is to the start, by the kind of the last link.
fn rings<'a>(frame: &Frame<'_>, edges: &'a [Edge], is_above: bool) -> Vec<Ring<'a>> {
    let words = frame.words;
    let depends = if is_above { words.depends_above } else { words.depends };
    let sorts = [("DEPENDS", depends), ("OFFERED", words.offered), ("MEMBER", words.member)];
    let ring = |edges: &'a [Edge]| {
        let groups = sorts.iter().map(|(dependence, title)| {
            let mut kinds: Vec<(String, Vec<&Edge>)> = Vec::new();
            for edge in edges.iter().filter(|edge| edge.dependence == *dependence) {
                let called = edge.called(frame);
                match kinds.iter_mut().find(|(known, _)| *known == called) {
                    Some((_, edges)) => edges.push(edge),
                    None => kinds.push((called, vec![edge])),
                }
            }
            Group { title, kinds }
        });
        let title = frame.count(words.steps_away, edges[0].distance);
        Ring { title, groups: groups.filter(|group| !group.kinds.is_empty()).collect() }
    };
    edges.chunk_by(|one, other| one.distance == other.distance).map(ring).collect()
}

impl Edge {
    /// What the last link is called, read from what comes before.
    fn called(&self, frame: &Frame<'_>) -> String {
        let before = self.path.nodes.iter().rev().nth(1);
        let is_out = |link: &Link| before.is_some_and(|before| before.is(&link.from));
        self.path.links.last().map_or_else(String::new, |link| title(frame, &link.kind, is_out(link)))
    }

    /// The last link.
    fn link(&self) -> Option<&Link> {
        self.path.links.last()
    }

    /// True where the source of every link on the way says so.
    fn is_stated(&self) -> bool {
        self.path.links.iter().all(|link| link.stated)
    }

    /// What lies between.
    fn via(&self) -> Option<String> {
        let between = self.path.nodes.get(1..self.path.nodes.len().saturating_sub(1))?;
        let names: Vec<&str> = between.iter().map(|thing| thing.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(" → "))
    }
}
