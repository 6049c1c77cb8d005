//! What the picture asks of the API: one document, whose size does not depend on how much there is.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json, json};

use super::super::mark::FIGURE;
use crate::domain::display::Language;

/// What a request can set.
pub const OPTIONS: [&str; 9] = ["stages", "sectors", "countries", "vendors", "from", "to", "text", "asOf", "sector"];

/// Entries that are looked at of each type in each sector: those with most relations are shown.
pub(super) const CANDIDATES: usize = 16;
/// Parts of a frame, sectors in a part, and how far things are counted.
const PARTS: usize = 24;
const CELLS: usize = 8;
const COUNTED: usize = 1_000;

/// Relations in which one end lives on the other: what flows from part to part.
const FLOWS: [&str; 8] =
    ["SUPPLIES", "DEPENDS_ON", "TRAINED_ON", "RUNS_ON", "DERIVES_FROM", "USES", "DEPLOYED_IN", "SERVES"];

/// Figures of something in a part, the most telling kind first, where none is of the part as a whole.
pub(super) const KINDS: [&str; 4] = ["LEVEL", "SHARE", "GROWTH", "RATIO"];

/// The variables that the selection names.
const DECLARED: &str = "$locale: Locale, $asOf: Date, $sector: String, $framed: Boolean = false, $sliced: Boolean = false, $tops: SectorFilter, \
    $parts: SectorFilter, $cells: SectorFilter, $entries: SliceFilter, $market: MetricFilter, $telling: MetricFilter, $flows: LinkFilter";

/// Which part of the chain is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cut {
    /// What a slice leaves; none for all.
    pub(super) slice: Map<String, Json>,
    /// The day as of which figures are told; none for now.
    pub(super) as_of: Option<String>,
    /// The sector to begin at; none for the stages.
    pub(super) sector: Option<String>,
}

impl Cut {
    /// What it says of what belongs to sectors, whose stage is that of their sector; none where it says nothing of it.
    fn entries(&self) -> Option<Map<String, Json>> {
        let entries: Map<String, Json> = self
            .slice
            .iter()
            .filter(|(name, _)| *name != "stages")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        (!entries.is_empty()).then_some(entries)
    }

    /// True where sectors have all that belongs to them.
    pub(super) fn is_whole(&self) -> bool {
        self.entries().is_none()
    }

    /// What is in a sector, with figures as of a day.
    pub fn of_sector(slug: &str, as_of: Option<&str>) -> Self {
        Self { sector: Some(slug.to_owned()), as_of: as_of.map(str::to_owned), ..Self::default() }
    }

    /// Reads the options of a request, by name and text; lists are joined by commas, and what is empty is as if it were left out.
    ///
    /// # Errors
    /// The name of an option that there is none of.
    pub fn read(options: &[(String, String)]) -> Result<Self, String> {
        let mut cut = Self::default();
        for (name, text) in options {
            if !OPTIONS.contains(&name.as_str()) {
                return Err(name.clone());
            }
            if text.is_empty() {
                continue;
            }
            let value = match name.as_str() {
                "sector" => {
                    cut.sector = Some(text.clone());
                    continue;
                }
                "asOf" => {
                    cut.as_of = Some(text.clone());
                    continue;
                }
                "from" | "to" | "text" => Json::from(text.as_str()),
                "stages" => text.split(',').map(|stage| stage.trim().to_uppercase()).collect(),
                _ => text.split(',').map(str::trim).collect(),
            };
            cut.slice.insert(name.clone(), value);
        }
        Ok(cut)
    }
}

/// The variables of the document.
pub fn variables(cut: &Cut, language: Language) -> Map<String, Json> {
    let mut market = json!({ "kind": { "eq": "LEVEL" }, "subjects": { "some": { "type": "SECTOR" } } });
    if let Some(from) = cut.slice.get("from") {
        market["latest"]["periodEnd"] = json!({ "gte": from });
    }
    if let Some(to) = cut.slice.get("to") {
        market["latest"]["periodStart"] = json!({ "lte": to });
    }
    let mut flows = json!({ "kind": { "in": FLOWS } });
    let mut among = cut.slice.clone();
    if let Some(sector) = &cut.sector {
        among.entry("sectors").or_insert_with(|| json!([sector]));
    }
    if !among.is_empty() {
        flows["slice"] = Json::Object(among);
    }
    let mut tops = tree(cut, 3);
    tops["not"] = json!({ "parent": {} });
    let variables = json!({
        "locale": language.choose(["EN", "ZH"]),
        "asOf": cut.as_of,
        "sector": cut.sector,
        "framed": cut.sector.is_some(),
        "sliced": !cut.is_whole(),
        "tops": tops,
        "parts": tree(cut, 2),
        "cells": tree(cut, 1),
        "entries": cut.entries(),
        "market": market,
        "telling": { "kind": { "in": KINDS } },
        "flows": flows,
    });
    let Json::Object(variables) = variables else { return Map::new() };
    variables.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// Which sectors are drawn that have so many steps below them at least: those of the slice, and those above them. What else a
/// slice says is said of what belongs to them.
fn tree(cut: &Cut, depth: usize) -> Json {
    let mut filter = json!({});
    if let Some(stages) = cut.slice.get("stages") {
        filter["stage"] = json!({ "in": stages });
    }
    if let Some(sectors) = cut.slice.get("sectors") {
        let mut levels = vec![json!({ "slice": { "sectors": sectors } })];
        for level in 0..depth {
            levels.push(json!({ "children": { "some": levels[level] } }));
        }
        filter["or"] = Json::Array(levels);
    }
    filter
}

/// The whole document.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> =
        LazyLock::new(|| format!("query ChainPicture({DECLARED}) {{ ...ChainPicture }}\n{}", fragments()));
    &DOCUMENT
}

/// The fragment `ChainPicture` of the root, and those that it spreads: what another document has to hold, with the variables of
/// this one, for the picture to be read from its answer.
pub fn fragments() -> &'static str {
    static FRAGMENTS: LazyLock<String> = LazyLock::new(write);
    &FRAGMENTS
}

fn write() -> String {
    let orders = [("vendors", "MODEL_COUNT"), ("models", "RELEASED_ON"), ("technologies", "RELEASED_ON")];
    let counts = orders.map(|(list, _)| {
        format!("{list}In: {list}(deep: true, first: 0, filter: {{slice: $entries}}) {{ total(limit: {COUNTED}) {{ count isExact }} }}")
    });
    let lists = |deep: &str| {
        let lists = orders.map(|(list, order)| {
            format!(
                "{list}({deep}first: {CANDIDATES}, orderBy: [{{field: {order}, direction: DESC}}], filter: {{slice: $entries}}) {{ \
                 nodes {{ ...PictureEntry }} total(limit: {COUNTED}) {{ count isExact }} }}"
            )
        });
        lists.join("\n    ")
    };
    let figures = format!(
        "market: metrics(first: {CANDIDATES}, filter: $market) {{ nodes {{ ...PictureFigure }} }}
    figures: metrics(first: {CANDIDATES}, filter: $telling) @skip(if: $sliced) {{ nodes {{ ...PictureFigure }} }}"
    );
    format!(
        "fragment ChainPicture on Query {{
  state: dataset {{ version updatedAt }}
  stages: sectors(first: 3, filter: $tops) @skip(if: $framed) {{ nodes {{ ...PictureFrame }} }}
  sector(by: {{slug: $sector}}) @include(if: $framed) {{ ancestors {{ __typename slug name(locale: $locale) }} ...PictureFrame }}
  links(first: 0, filter: $flows) {{ groups(by: [KIND, FROM_SECTOR, TO_SECTOR], first: 1000) {{ keys count }} }}
}}
fragment PictureFrame on Sector {{ stage ...PictureOwn
  children(first: {PARTS}, filter: $parts) {{ total(limit: {COUNTED}) {{ count isExact }} nodes {{ ...PicturePart }} }}
}}
fragment PictureOwn on Sector {{ __typename slug name(locale: $locale)
    {counts}
    {own}
    {figures}
}}
fragment PicturePart on Sector {{ ...PictureOwn
    cells: children(first: {CELLS}, filter: $cells) {{ total(limit: {COUNTED}) {{ count isExact }} nodes {{ __typename slug name(locale: $locale)
    {below}
    {figures}
      children(first: 20) {{ nodes {{ slug children(first: 20) {{ nodes {{ slug }} }} }} }} }} }}
}}
fragment PictureEntry on ChainNode {{ __typename slug name(locale: $locale) links(first: 0) {{ total(limit: 200) {{ count }} }} }}
{FIGURE}
",
        counts = counts.join("\n    "),
        own = lists(""),
        below = lists("deep: true, "),
    )
}
