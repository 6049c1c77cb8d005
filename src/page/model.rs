//! The page of a large model.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, Thing};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::node::{self, Node, Rest};
use super::part::Part;

/// A large model.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(flatten)]
    node: Node,
    family: Option<String>,
    scope: Option<String>,
    vendors: All<Thing>,
    base_model: Option<Thing>,
    derivatives: All<Thing>,
    released_on: Option<String>,
    release_precision: Option<String>,
    input_modalities: Vec<String>,
    output_modalities: Vec<String>,
    license: Option<String>,
    openness: String,
    sectors: All<Thing>,
}

#[derive(Template)]
#[template(path = "model/model.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    rest: Rest<'a>,
}

impl Part for Page {
    const CURSORS: &[&str] = node::CURSORS;

    fn document() -> &'static str {
        node::document!("model/model.graphql")
    }

    fn slug(&self) -> &str {
        &self.node.slug
    }

    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = self.node.head(frame, words.model);
        head.name(frame, words.makers, &self.vendors.nodes);
        head.say(words.released, frame.day(self.released_on.as_deref(), self.release_precision.as_deref()));
        head.say(words.openness, Some(frame.label("Openness", &self.openness)));
        head.say(words.license, self.license.as_deref());
        head.name(frame, words.base_model, &self.base_model);
        head.name(frame, words.derivatives, &self.derivatives.nodes);
        head.say(words.family, self.family.as_deref());
        head.say(words.scope, self.scope.as_ref().map(|scope| frame.label("ModelScope", scope)));
        head.say(words.takes, frame.labels("Modality", &self.input_modalities));
        head.say(words.gives, frame.labels("Modality", &self.output_modalities));
        head.name(frame, words.belongs, &self.sectors.nodes);
        Written { frame, head, rest: self.node.rest(frame, Kind::Model, &drawn) }.render()
    }
}
