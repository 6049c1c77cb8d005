//! Technologies: chips, services, techniques.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::{All, Thing};
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};
use super::headline::Headline;

/// A technology.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(flatten)]
    thing: Thing,
    kind: String,
    vendor: Option<Thing>,
    released_on: Option<String>,
    release_precision: Option<String>,
    metrics: All<Headline>,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(
        include_str!("technologies.graphql"),
        include_str!("../answer/thing.graphql"),
        include_str!("headline.graphql")
    );
    const TITLE: Word = |words| words.technologies;
    const EXPORT: &str = "technologies";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] = &[
        Filter { name: "kind", word: |words| words.kind, condition: |value| json!({ "kind": { "eq": value } }) },
        Filter { name: "year", word: |words| words.year, condition: |value| json!({ "releasedOn": { "eq": value } }) },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.technology, order: Order::up("name", "NAME") },
        Column { word: |words| words.kind, order: None },
        Column { word: |words| words.makers, order: Order::up("vendor", "VENDOR_NAME") },
        Column { word: |words| words.released, order: Order::down("released", "RELEASED_ON") },
        Column { word: |words| words.memory, order: Order::down("memory", "MEMORY") },
        Column { word: |words| words.performance, order: Order::down("performance", "FP16_PERFORMANCE") },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        vec![
            Cell::thing(frame, &self.thing),
            Cell::plain(frame.label("TechnologyKind", &self.kind)),
            Cell::things(frame, &self.vendor),
            Cell::plain(frame.day(self.released_on.as_deref(), self.release_precision.as_deref()).unwrap_or_default()),
            Headline::of(frame, &self.metrics.nodes, "memory"),
            Headline::of(frame, &self.metrics.nodes, "fp16-performance"),
        ]
    }
}
