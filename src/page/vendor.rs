//! The page of an organisation.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, List, Thing};
use super::cell::Cell;
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::node::{self, Node, Rest};
use super::part::Part;
use super::relations::{Relation, Relations};

/// An organisation.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(flatten)]
    node: Node,
    kind: String,
    country: Option<String>,
    website: Option<String>,
    parent: Option<Thing>,
    sectors: All<Thing>,
    makes: List<Relation>,
}

#[derive(Template)]
#[template(path = "vendor/vendor.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    makes: Relations<'a>,
    rest: Rest<'a>,
}

impl Part for Page {
    const CURSORS: &[&str] = &["makes", "figures", "relations", "above", "below"];

    fn document() -> &'static str {
        node::document!("vendor/vendor.graphql")
    }

    fn slug(&self) -> &str {
        &self.node.slug
    }

    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = self.node.head(frame, words.vendor);
        head.say(words.kind, Some(frame.label("VendorKind", &self.kind)));
        head.say(words.country, self.country.as_deref().map(|code| frame.country(code)));
        head.name(frame, words.parent, &self.parent);
        head.name(frame, words.belongs, &self.sectors.nodes);
        head.add(words.website, self.website.iter().map(|url| Cell::outside(url)).collect());
        let makes = Relations::of(frame, &self.node.slug, &self.makes, "makes");
        Written { frame, head, makes, rest: self.node.rest(frame, Kind::Vendor, &drawn) }.render()
    }
}
