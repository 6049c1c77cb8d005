//! What is measured, each with its newest figure.

use serde::Deserialize;
use serde_json::json;

use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};
use super::headline::Headline;

/// A metric.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    headline: Headline,
    kind: String,
    region: Option<String>,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(include_str!("metrics.graphql"), include_str!("headline.graphql"));
    const TITLE: Word = |words| words.metrics;
    const EXPORT: &str = "metrics";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] = &[
        Filter { name: "kind", word: |words| words.kind, condition: |value| json!({ "kind": { "eq": value } }) },
        Filter { name: "region", word: |words| words.region, condition: |value| json!({ "region": { "eq": value } }) },
        Filter {
            name: "attribute",
            word: |words| words.attribute,
            condition: |value| json!({ "attribute": { "eq": value } }),
        },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.metric, order: Order::up("name", "NAME") },
        Column { word: |words| words.kind, order: None },
        Column { word: |words| words.region, order: None },
        Column { word: |words| words.latest, order: None },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        let headline = &self.headline;
        vec![
            Cell::link(headline.name.as_str(), frame.metric(&headline.slug)),
            Cell::plain(frame.label("MetricKind", &self.kind)),
            Cell::plain(self.region.clone().unwrap_or_default()),
            headline.cell(frame),
        ]
    }
}
