//! Organisations.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::{Counted, Thing};
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};

/// An organisation.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    thing: Thing,
    kind: String,
    country: Option<String>,
    models: Counted,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(include_str!("vendors.graphql"), include_str!("../answer/thing.graphql"));
    const TITLE: Word = |words| words.vendors;
    const EXPORT: &str = "vendors";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] = &[
        Filter { name: "kind", word: |words| words.kind, condition: |value| json!({ "kind": { "eq": value } }) },
        Filter {
            name: "country",
            word: |words| words.country,
            condition: |value| json!({ "country": { "eq": value } }),
        },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.vendor, order: Order::up("name", "NAME") },
        Column { word: |words| words.kind, order: None },
        Column { word: |words| words.country, order: Order::up("country", "COUNTRY") },
        Column { word: |words| words.models, order: Order::down("models", "MODEL_COUNT") },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        vec![
            Cell::thing(frame, &self.thing),
            Cell::plain(frame.label("VendorKind", &self.kind)),
            Cell::plain(self.country.as_deref().map(|code| frame.country(code)).unwrap_or_default()),
            Cell::count(frame, self.models.total_count),
        ]
    }
}
