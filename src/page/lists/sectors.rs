//! The chain's tree as a list.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::{Counted, Thing};
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};

/// A sector.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    thing: Thing,
    stage: String,
    description: Option<String>,
    vendors: Counted,
    models: Counted,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(include_str!("sectors.graphql"), include_str!("../answer/thing.graphql"));
    const TITLE: Word = |words| words.sectors;
    const EXPORT: &str = "sectors";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] =
        &[Filter { name: "stage", word: |words| words.stage, condition: |value| json!({ "stage": { "eq": value } }) }];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.sector, order: Order::up("name", "NAME") },
        Column { word: |words| words.stage, order: Order::up("place", "POSITION") },
        Column { word: |words| words.vendors, order: Order::down("vendors", "VENDOR_COUNT") },
        Column { word: |words| words.models, order: Order::down("models", "MODEL_COUNT") },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        vec![
            Cell::thing(frame, &self.thing).noted(self.description.clone()),
            Cell::plain(frame.label("Stage", &self.stage)),
            Cell::count(frame, self.vendors.total_count),
            Cell::count(frame, self.models.total_count),
        ]
    }
}
