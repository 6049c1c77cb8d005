//! Trends.

use serde::Deserialize;
use serde_json::json;

use super::super::answer::{Period, Thing};
use super::super::cell::Cell;
use super::super::frame::Frame;
use super::super::listing::{Column, Filter, Listing, Order, Word};

/// A trend.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    thing: Thing,
    theme: String,
    direction: String,
    horizon: Option<Period>,
}

impl Listing for Entry {
    const DOCUMENT: &str = concat!(include_str!("trends.graphql"), include_str!("../answer/thing.graphql"));
    const TITLE: Word = |words| words.trends;
    const EXPORT: &str = "trends";
    const TEXT: &str = "name";
    const FILTERS: &[Filter] = &[
        Filter { name: "theme", word: |words| words.theme_of, condition: |value| json!({ "theme": { "eq": value } }) },
        Filter {
            name: "direction",
            word: |words| words.direction,
            condition: |value| json!({ "direction": { "eq": value } }),
        },
    ];
    const COLUMNS: &[Column] = &[
        Column { word: |words| words.trend, order: Order::up("name", "NAME") },
        Column { word: |words| words.theme_of, order: None },
        Column { word: |words| words.direction, order: None },
        Column { word: |words| words.horizon, order: None },
    ];

    fn cells(&self, frame: &Frame<'_>) -> Vec<Cell> {
        vec![
            Cell::thing(frame, &self.thing),
            Cell::plain(frame.label("TrendTheme", &self.theme)),
            Cell::plain(frame.label("TrendDirection", &self.direction)),
            Cell::plain(self.horizon.as_ref().map(|horizon| horizon.label.clone()).unwrap_or_default()),
        ]
    }
}
