//! The page of a sector: its place in the chain's tree, who and what stands in it.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, List, Thing};
use super::cell::Cell;
use super::drawing::{self, Drawing};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::node::{self, Node, Rest};
use super::part::Part;
use super::relations::rest;
use super::visit::Visit;
use crate::domain::display::Language;
use crate::transfer::picture::chain::{self, Cut};

/// A sector.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(flatten)]
    node: Node,
    stage: String,
    ancestors: Vec<Thing>,
    children: All<Child>,
    vendors: List<Thing>,
    models: List<Thing>,
    technologies: List<Thing>,
    trends: All<Thing>,
}

/// A sector below.
#[derive(Debug, Deserialize)]
struct Child {
    #[serde(flatten)]
    thing: Thing,
    description: Option<String>,
}

/// What of one sort stands in the sector.
struct Members {
    id: &'static str,
    title: &'static str,
    total: usize,
    cells: Vec<Cell>,
    more: Option<(usize, String)>,
}

#[derive(Template)]
#[template(path = "sector/sector.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    drawing: Option<Drawing>,
    trail: Vec<Cell>,
    children: &'a [Child],
    members: Vec<Members>,
    rest: Rest<'a>,
}

impl Page {
    /// What the drawing shows of the chain.
    fn cut(slug: &str, visit: &Visit) -> Cut {
        Cut::of_sector(slug, visit.day())
    }
}

impl Part for Page {
    const CURSORS: &[&str] = &["vendors", "models", "technologies", "figures", "relations", "above", "below"];

    fn document() -> &'static str {
        node::document!("sector/sector.graphql", [chain::fragments()])
    }

    fn variables(slug: &str, visit: &Visit) -> Map<String, Json> {
        chain::variables(&Self::cut(slug, visit), Language::of(visit.chinese))
    }

    fn slug(&self) -> &str {
        &self.node.slug
    }

    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = self.node.head(frame, words.sector);
        head.say(words.stage, Some(frame.label("Stage", &self.stage)));
        head.name(frame, words.trends, &self.trends.nodes);
        let members = [
            ("vendors", words.vendors, &self.vendors),
            ("models", words.models, &self.models),
            ("technologies", words.technologies, &self.technologies),
        ];
        let members = members.into_iter().filter(|(.., list)| list.total_count > 0);
        let members = members.map(|(id, title, list)| Members {
            id,
            title,
            total: list.total_count,
            cells: list.nodes.iter().map(|thing| Cell::thing(frame, thing)).collect(),
            more: rest(frame, list, id),
        });
        let rest = self.node.rest(frame, Kind::Sector, &drawn);
        let mut options = vec![("sector", self.node.slug.as_str())];
        options.extend(frame.visit.day().map(|day| ("asOf", day)));
        options.push(("locale", drawing::language(frame).choose(["en", "zh"])));
        let file = frame.visit.file("/chart/chain.svg", &options);
        Written {
            drawing: Drawing::of_chain(frame, drawn, &Self::cut(&self.node.slug, frame.visit), file),
            frame,
            head,
            trail: self.ancestors.iter().map(|thing| Cell::thing(frame, thing)).collect(),
            children: &self.children.nodes,
            members: members.collect(),
            rest,
        }
        .render()
    }
}
