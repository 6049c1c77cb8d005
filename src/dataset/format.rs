//! The rows of the built-in data files. A key that is not listed here is an error.

use entity::choice::{
    Comparator, Confidence, ContextUnit, Disclosure, LinkKind, MetricKind, Modality, ModelScope, ObservationStatus,
    Openness, Redistribution, SourceKind, Stage, TechnologyKind, TrendDirection, TrendTheme, UnitDimension, VendorKind,
};
use serde::Deserialize;
use toml::Spanned;

/// All rows of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) region: Vec<Spanned<Region>>,
    pub(super) unit: Vec<Spanned<Unit>>,
    pub(super) attribute: Vec<Spanned<Attribute>>,
    pub(super) source: Vec<Spanned<Source>>,
    pub(super) sector: Vec<Spanned<Sector>>,
    pub(super) vendor: Vec<Spanned<Vendor>>,
    pub(super) technology: Vec<Spanned<Technology>>,
    pub(super) model: Vec<Spanned<Model>>,
    pub(super) trend: Vec<Spanned<Trend>>,
    pub(super) metric: Vec<Spanned<Metric>>,
    pub(super) link: Vec<Spanned<Link>>,
}

/// A text in one or both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
}

/// Texts in both languages, side by side.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Texts {
    pub(super) en: Vec<String>,
    pub(super) zh: Vec<String>,
}

/// Where something is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cite {
    pub(super) source: String,
    pub(super) at: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    pub(super) code: String,
    pub(super) en: String,
    pub(super) zh: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) dimension: UnitDimension,
    pub(super) currency: Option<String>,
    pub(super) base: String,
    pub(super) multiplier: f64,
}

/// Something that can be measured of any model or technology.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attribute {
    pub(super) slug: String,
    pub(super) en: String,
    pub(super) zh: String,
    pub(super) kind: MetricKind,
    pub(super) unit: String,
    pub(super) about: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) slug: String,
    pub(super) title: Text,
    pub(super) publisher: Option<String>,
    pub(super) kind: SourceKind,
    pub(super) url: Option<String>,
    pub(super) published_on: Option<String>,
    pub(super) license: Option<String>,
    #[serde(default = "unknown")]
    pub(super) redistribution: Redistribution,
    #[serde(default)]
    pub(super) about: Text,
}

/// What holds of a source that says nothing of passing it on.
fn unknown() -> Redistribution {
    Redistribution::Unknown
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sector {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) stage: Stage,
    pub(super) parent: Option<String>,
    pub(super) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vendor {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) kind: VendorKind,
    pub(super) country: Option<String>,
    pub(super) website: Option<String>,
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) sectors: Vec<String>,
    pub(super) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Technology {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) kind: TechnologyKind,
    pub(super) vendor: Option<String>,
    pub(super) family: Option<String>,
    #[serde(default)]
    pub(super) sectors: Vec<String>,
    pub(super) released: Option<String>,
    pub(super) cite: Vec<Cite>,
    #[serde(default)]
    pub(super) spec: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Model {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) family: Option<String>,
    pub(super) scope: Option<ModelScope>,
    pub(super) vendors: Vec<String>,
    pub(super) base: Option<String>,
    #[serde(default)]
    pub(super) sectors: Vec<String>,
    pub(super) released: Option<String>,
    #[serde(default)]
    pub(super) input: Vec<Modality>,
    #[serde(default)]
    pub(super) output: Vec<Modality>,
    pub(super) context_unit: Option<ContextUnit>,
    pub(super) license: Option<String>,
    pub(super) openness: Openness,
    pub(super) disclosure: Disclosure,
    pub(super) cite: Vec<Cite>,
    #[serde(default)]
    pub(super) spec: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trend {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) theme: TrendTheme,
    pub(super) direction: TrendDirection,
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) drivers: Texts,
    #[serde(default)]
    pub(super) effects: Texts,
    pub(super) horizon: Option<String>,
    #[serde(default)]
    pub(super) sectors: Vec<String>,
    pub(super) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Metric {
    pub(super) slug: String,
    pub(super) en: Option<String>,
    pub(super) zh: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) about: Text,
    pub(super) kind: MetricKind,
    pub(super) unit: String,
    pub(super) subjects: Vec<String>,
    pub(super) region: Option<String>,
    #[serde(default)]
    pub(super) region_inferred: bool,
    pub(super) sector: Option<String>,
    #[serde(default)]
    pub(super) cite: Vec<Cite>,
    #[serde(default)]
    pub(super) observation: Vec<Claim>,
}

/// One claim: an observation of a metric, or of an attribute of a model or a technology.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// The attribute, where the claim stands under a model or a technology.
    pub(super) of: Option<String>,
    pub(super) key: Option<String>,
    pub(super) period: Option<String>,
    pub(super) base: Option<String>,
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) unit: Option<String>,
    pub(super) cmp: Option<Comparator>,
    pub(super) published: Option<String>,
    pub(super) status: Option<ObservationStatus>,
    #[serde(default, alias = "note")]
    pub(super) text: Text,
    pub(super) by: Option<String>,
    pub(super) by_vendor: Option<String>,
    pub(super) published_on: Option<String>,
    pub(super) confidence: Option<Confidence>,
    pub(super) preferred: Option<bool>,
    pub(super) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    pub(super) key: Option<String>,
    pub(super) kind: LinkKind,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) stated: bool,
    pub(super) share: Option<Share>,
    pub(super) period: Option<String>,
    pub(super) group: Option<String>,
    #[serde(default)]
    pub(super) note: Text,
    pub(super) cite: Vec<Cite>,
}

/// A share, or its bounds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) unit: String,
}
