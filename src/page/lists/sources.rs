//! Sources, each with how many figures rest on it.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::Counted;
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};

/// A source.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    slug: String,
    title: String,
    publisher: Option<String>,
    kind: String,
    published_on: Option<String>,
    published_precision: Option<String>,
    observations: Counted,
}

impl Listing for Entry {
    const DOCUMENT: &str = include_str!("sources.graphql");
    const TITLE: Word = |words| words.sources;
    const EXPORT: &str = "sources";
    const TEXT: &str = "title";
    const FILTERS: &[Filter] = &[
        Filter { name: "kind", word: |words| words.kind, condition: |value| json!({ "kind": { "eq": value } }) },
        Filter { name: "year", word: |words| words.year, condition: |value| json!({ "publishedOn": { "eq": value } }) },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.source, order: None },
        Column { word: |words| words.publisher, order: None },
        Column { word: |words| words.kind, order: None },
        Column { word: |words| words.published, order: Order::down("published", "PUBLISHED_ON") },
        Column { word: |words| words.figures, order: None },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        let published = frame.day(self.published_on.as_deref(), self.published_precision.as_deref());
        vec![
            Cell::link(self.title.as_str(), frame.source(&self.slug)),
            Cell::plain(self.publisher.clone().unwrap_or_default()),
            Cell::plain(frame.label("SourceKind", &self.kind)),
            Cell::plain(published.unwrap_or_default()),
            Cell::count(frame, self.observations.total_count),
        ]
    }
}
