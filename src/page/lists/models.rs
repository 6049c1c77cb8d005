//! Large models, the newest first.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::{All, Thing};
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};
use super::headline::Headline;

/// A model.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(flatten)]
    thing: Thing,
    vendors: All<Thing>,
    released_on: Option<String>,
    release_precision: Option<String>,
    openness: String,
    metrics: All<Headline>,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(
        include_str!("models.graphql"),
        include_str!("../answer/thing.graphql"),
        include_str!("headline.graphql")
    );
    const TITLE: Word = |words| words.models;
    const EXPORT: &str = "models";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] = &[
        Filter {
            name: "openness",
            word: |words| words.openness,
            condition: |value| json!({ "openness": { "eq": value } }),
        },
        Filter {
            name: "country",
            word: |words| words.country,
            condition: |value| json!({ "vendors": { "some": { "country": { "eq": value } } } }),
        },
        Filter { name: "year", word: |words| words.year, condition: |value| json!({ "releasedOn": { "eq": value } }) },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.model, order: Order::up("name", "NAME") },
        Column { word: |words| words.makers, order: Order::up("vendor", "VENDOR_NAME") },
        Column { word: |words| words.released, order: Order::down("released", "RELEASED_ON") },
        Column { word: |words| words.openness, order: None },
        Column { word: |words| words.parameters, order: Order::down("parameters", "PARAMETERS") },
        Column { word: |words| words.context, order: Order::down("context", "CONTEXT_WINDOW") },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        vec![
            Cell::thing(frame, &self.thing),
            Cell::things(frame, &self.vendors.nodes),
            Cell::plain(frame.day(self.released_on.as_deref(), self.release_precision.as_deref()).unwrap_or_default()),
            Cell::plain(frame.label("Openness", &self.openness)),
            Headline::of(frame, &self.metrics.nodes, "parameters"),
            Headline::of(frame, &self.metrics.nodes, "context-window"),
        ]
    }
}
