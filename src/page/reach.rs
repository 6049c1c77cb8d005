//! Who stands above and below a part of the chain: what it depends on, and what depends on it, the nearest first.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::answer::{PageInfo, Thing};
use super::frame::Frame;

/// What is reached along dependence.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reached {
    edges: Vec<Step>,
    total_count: usize,
    page_info: PageInfo,
}

#[derive(Debug, Deserialize)]
struct Step {
    distance: usize,
    node: Thing,
}

/// Parts that are equally far away.
#[derive(Debug)]
struct Ring<'a> {
    distance: usize,
    things: Vec<&'a Thing>,
}

/// One side of a part's place in the chain.
#[derive(Debug, Template)]
#[template(path = "reach/reach.html")]
pub(super) struct Reach<'a> {
    frame: &'a Frame<'a>,
    title: &'static str,
    total: usize,
    rings: Vec<Ring<'a>>,
    /// How many more there are, and where.
    more: Option<(usize, String)>,
}

impl HtmlSafe for Reach<'_> {}

impl<'a> Reach<'a> {
    /// One side; `cursor` is the option of the page that goes on where this ends.
    pub(super) fn of(frame: &'a Frame<'a>, title: &'static str, reached: &'a Reached, cursor: &str) -> Self {
        let rings = reached
            .edges
            .chunk_by(|one, other| one.distance == other.distance)
            .map(|steps| Ring { distance: steps[0].distance, things: steps.iter().map(|step| &step.node).collect() });
        let end = reached.page_info.end_cursor.as_deref().filter(|_| reached.page_info.has_next_page);
        let left = reached.total_count.saturating_sub(reached.edges.len());
        Self {
            frame,
            title,
            total: reached.total_count,
            rings: rings.collect(),
            more: end.map(|end| (left, frame.visit.with(&[(cursor, end)]))),
        }
    }

    /// True where nothing is reached.
    pub(super) fn is_empty(&self) -> bool {
        self.rings.is_empty()
    }
}
