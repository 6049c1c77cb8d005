//! The page of a technology: a chip, a service, a technique.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, Thing};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::node::{self, Node, Rest};
use super::part::Part;

/// A technology.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(flatten)]
    node: Node,
    kind: String,
    vendor: Option<Thing>,
    family: Option<Thing>,
    variants: All<Thing>,
    released_on: Option<String>,
    release_precision: Option<String>,
    sectors: All<Thing>,
}

#[derive(Template)]
#[template(path = "technology/technology.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    rest: Rest<'a>,
}

impl Part for Page {
    const CURSORS: &[&str] = node::CURSORS;

    fn document() -> &'static str {
        node::document!("technology/technology.graphql")
    }

    fn slug(&self) -> &str {
        &self.node.slug
    }

    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = self.node.head(frame, words.technology);
        head.say(words.kind, Some(frame.label("TechnologyKind", &self.kind)));
        head.name(frame, words.makers, &self.vendor);
        head.say(words.released, frame.day(self.released_on.as_deref(), self.release_precision.as_deref()));
        head.name(frame, words.family, &self.family);
        head.name(frame, words.variants, &self.variants.nodes);
        head.name(frame, words.belongs, &self.sectors.nodes);
        Written { frame, head, rest: self.node.rest(frame, Kind::Technology, &drawn) }.render()
    }
}
