//! The page of a trend.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::answer::{All, Period, Thing};
use super::frame::Frame;
use super::head::Head;
use super::kind::Kind;
use super::node::{self, Node, Rest};
use super::part::Part;

/// A trend.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(flatten)]
    node: Node,
    theme: String,
    direction: String,
    drivers: Vec<String>,
    effects: Vec<String>,
    horizon: Option<Period>,
    sectors: All<Thing>,
}

#[derive(Template)]
#[template(path = "trend/trend.html")]
struct Written<'a> {
    frame: &'a Frame<'a>,
    head: Head<'a>,
    drivers: &'a [String],
    effects: &'a [String],
    rest: Rest<'a>,
}

impl Part for Page {
    const CURSORS: &[&str] = node::CURSORS;

    fn document() -> &'static str {
        node::document!("trend/trend.graphql")
    }

    fn slug(&self) -> &str {
        &self.node.slug
    }

    fn write(&self, frame: &Frame<'_>, drawn: Map<String, Json>) -> askama::Result<String> {
        let words = frame.words;
        let mut head = self.node.head(frame, words.trend);
        head.say(words.theme_of, Some(frame.label("TrendTheme", &self.theme)));
        head.say(words.direction, Some(frame.label("TrendDirection", &self.direction)));
        head.say(words.horizon, self.horizon.as_ref().map(|horizon| horizon.label.as_str()));
        head.name(frame, words.belongs, &self.sectors.nodes);
        Written {
            frame,
            head,
            drivers: &self.drivers,
            effects: &self.effects,
            rest: self.node.rest(frame, Kind::Trend, &drawn),
        }
        .render()
    }
}
