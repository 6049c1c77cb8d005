//! Figures in pictures: as people write them, with what says how they are to be taken, by form and word and not by colour alone.

use entity::choice::ObservationStatus;
use serde_json::Value as Json;

use crate::catalogue::labels;
use crate::domain::display::Language;
use crate::drawing::{Area, Colour, Look, Path, Svg, clean};

/// The newest figure of a metric.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) metric: String,
    pub(super) name: String,
    pub(super) display: String,
    pub(super) status: ObservationStatus,
    /// As its source writes it; empty where it gives none.
    pub(super) period: String,
    /// The last day of it.
    pub(super) until: Option<String>,
    pub(super) source: String,
    pub(super) citation: String,
}

/// What is asked of a metric.
pub(super) const FIGURE: &str = "fragment PictureFigure on Metric { slug kind name(locale: $locale) latest(asOf: $asOf) { display(locale: $locale) \
    status period { label end } source { slug citation(style: SHORT) } } }";

impl Figure {
    /// Reads a metric with its latest figure; nothing where it has none.
    pub(super) fn read(metric: &Json) -> Option<Self> {
        let (latest, text) = (&metric["latest"], |value: &Json| clean(value.as_str().unwrap_or_default()));
        Some(Self {
            metric: metric["slug"].as_str()?.to_owned(),
            name: text(&metric["name"]),
            display: clean(latest["display"].as_str()?),
            status: ObservationStatus::of_text(latest["status"].as_str()?)?,
            period: text(&latest["period"]["label"]),
            until: latest["period"]["end"].as_str().map(str::to_owned),
            source: latest["source"]["slug"].as_str().unwrap_or_default().to_owned(),
            citation: text(&latest["source"]["citation"]),
        })
    }
}

/// What a status is called.
pub(super) fn word(status: ObservationStatus, language: Language) -> &'static str {
    labels("ObservationStatus", status.text()).map_or("", |words| language.choose(words))
}

/// What a status is written in.
pub(super) fn colour(status: ObservationStatus) -> Colour {
    match status {
        ObservationStatus::Actual | ObservationStatus::Definition => Colour::Known,
        _ => Colour::Hoped,
    }
}

/// How wide and high the mark of a status is.
pub(super) const MARK: f64 = 9.0;

/// Draws the mark of a status with its middle on a point: what is known is full, what is not is hollow or half full.
pub(super) fn mark(svg: &mut Svg, [x, y]: [f64; 2], status: ObservationStatus) {
    let (half, ink) = (MARK / 2.0 - 0.5, colour(status));
    let (full, hollow) = (Look::line(ink, 1.5).on(ink), Look::line(ink, 1.5).on(Colour::Card));
    let square = Area { x: x - half, y: y - half, width: 2.0 * half, height: 2.0 * half };
    match status {
        ObservationStatus::Actual => svg.circle([x, y], half, full),
        ObservationStatus::Definition => svg.rectangle(&square, 0.0, full),
        ObservationStatus::Forecast => svg.circle([x, y], half, hollow.dashed("2.2 1.4")),
        ObservationStatus::Plan => svg.rectangle(&square, 0.0, hollow),
        ObservationStatus::Claim => {
            let far = half + 0.8;
            let path = Path::from([x - far, y]).line([x, y - far]).line([x + far, y]).line([x, y + far]).close();
            svg.path(&path, hollow);
        }
        ObservationStatus::Estimate => {
            svg.circle([x, y], half, hollow);
            let (top, low) = (y - half, y + half);
            svg.path(&Path::from([x, top]).half_circle(half, [x, low]).close(), Look::filled(ink));
        }
    }
}
