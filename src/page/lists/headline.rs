//! The newest figure of a metric as it stands in a list: with its status and its source, and a link to all that is known of it.

use serde::Deserialize;

use super::super::answer::Period;
use super::super::cell::Cell;
use super::super::frame::Frame;

/// A metric with its newest figure.
#[derive(Debug, Deserialize)]
pub(super) struct Headline {
    pub(super) slug: String,
    pub(super) name: String,
    attribute: Option<String>,
    latest: Option<Latest>,
}

#[derive(Debug, Deserialize)]
struct Latest {
    display: String,
    status: String,
    period: Option<Period>,
    source: Cited,
}

#[derive(Debug, Deserialize)]
struct Cited {
    citation: String,
}

impl Headline {
    /// The figure; nothing where none is known.
    pub(super) fn cell(&self, frame: &Frame<'_>) -> Cell {
        let Some(latest) = &self.latest else { return Cell::plain("") };
        let period = latest.period.as_ref().map(|period| period.label.clone());
        let status = Some(frame.label("ObservationStatus", &latest.status));
        let parts: Vec<String> = [period, status, Some(latest.source.citation.clone())].into_iter().flatten().collect();
        Cell::link(latest.display.as_str(), frame.metric(&self.slug)).noted(Some(parts.join(" · ")))
    }

    /// The figure of an attribute among those of a thing; nothing where none is known.
    pub(super) fn of(frame: &Frame<'_>, headlines: &[Self], attribute: &str) -> Cell {
        let found = headlines.iter().find(|headline| headline.attribute.as_deref() == Some(attribute));
        found.map_or_else(|| Cell::plain(""), |headline| headline.cell(frame))
    }
}
