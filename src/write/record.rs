//! What is said of things, figures and relations, by slug: rows of the data set's files, and what imports make of theirs. A key
//! that is not listed here is an error.

use entity::choice::{
    Comparator, Confidence, ContextUnit, Disclosure, LinkKind, MetricKind, Modality, ModelScope, ObservationStatus,
    Openness, Redistribution, SourceKind, Stage, TechnologyKind, TrendDirection, TrendTheme, UnitDimension, VendorKind,
};
use serde::Deserialize;

use crate::domain::measured::Scale;

/// A text in one or both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
}

/// Texts in both languages, side by side.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Texts {
    pub(crate) en: Vec<String>,
    pub(crate) zh: Vec<String>,
}

/// Where something is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cite {
    pub(crate) source: String,
    pub(crate) at: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Region {
    pub(crate) code: String,
    pub(crate) en: String,
    pub(crate) zh: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unit {
    pub(crate) code: String,
    pub(crate) en: String,
    pub(crate) zh: String,
    pub(crate) dimension: UnitDimension,
    pub(crate) currency: Option<String>,
    pub(crate) base: String,
    pub(crate) multiplier: f64,
}

impl Unit {
    /// What it is worth.
    pub(crate) fn scale(&self) -> Scale {
        Scale { base: self.base.clone(), multiplier: self.multiplier, dimension: self.dimension }
    }

    /// What is wrong with it where its code is that of another one.
    pub(crate) fn unlike(&self, there: &Scale) -> Option<String> {
        let own = self.scale();
        (own != *there).then(|| format!("{} is there already, as {there}: one of {own} needs another code", self.code))
    }
}

/// Something that can be measured of any model or technology.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attribute {
    pub(crate) slug: String,
    pub(crate) en: String,
    pub(crate) zh: String,
    pub(crate) kind: MetricKind,
    pub(crate) unit: String,
    pub(crate) about: Text,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) slug: String,
    pub(crate) title: Text,
    pub(crate) publisher: Option<String>,
    pub(crate) kind: SourceKind,
    pub(crate) url: Option<String>,
    pub(crate) published_on: Option<String>,
    /// The year that its contents are from, where it prints no date: its claims are known from the end of it on.
    pub(crate) inferred: Option<String>,
    pub(crate) license: Option<String>,
    #[serde(default = "unknown")]
    pub(crate) redistribution: Redistribution,
    #[serde(default)]
    pub(crate) about: Text,
}

/// What holds of a source that says nothing of passing it on.
fn unknown() -> Redistribution {
    Redistribution::Unknown
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sector {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) stage: Stage,
    pub(crate) parent: Option<String>,
    pub(crate) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vendor {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) kind: VendorKind,
    pub(crate) country: Option<String>,
    pub(crate) website: Option<String>,
    pub(crate) parent: Option<String>,
    #[serde(default)]
    pub(crate) sectors: Vec<String>,
    pub(crate) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Technology {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) kind: TechnologyKind,
    pub(crate) vendor: Option<String>,
    #[serde(default)]
    pub(crate) further_vendors: Vec<String>,
    pub(crate) family: Option<String>,
    #[serde(default)]
    pub(crate) sectors: Vec<String>,
    pub(crate) released: Option<String>,
    pub(crate) cite: Vec<Cite>,
    #[serde(default)]
    pub(crate) spec: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) family: Option<String>,
    pub(crate) scope: Option<ModelScope>,
    pub(crate) vendors: Vec<String>,
    pub(crate) base: Option<String>,
    #[serde(default)]
    pub(crate) sectors: Vec<String>,
    pub(crate) released: Option<String>,
    #[serde(default)]
    pub(crate) input: Vec<Modality>,
    #[serde(default)]
    pub(crate) output: Vec<Modality>,
    pub(crate) context_unit: Option<ContextUnit>,
    pub(crate) license: Option<String>,
    pub(crate) openness: Openness,
    pub(crate) disclosure: Disclosure,
    pub(crate) cite: Vec<Cite>,
    #[serde(default)]
    pub(crate) spec: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trend {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) theme: TrendTheme,
    pub(crate) direction: TrendDirection,
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) drivers: Texts,
    #[serde(default)]
    pub(crate) effects: Texts,
    pub(crate) horizon: Option<String>,
    #[serde(default)]
    pub(crate) sectors: Vec<String>,
    pub(crate) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metric {
    pub(crate) slug: String,
    pub(crate) en: Option<String>,
    pub(crate) zh: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) about: Text,
    pub(crate) kind: MetricKind,
    pub(crate) unit: String,
    pub(crate) subjects: Vec<String>,
    pub(crate) region: Option<String>,
    #[serde(default)]
    pub(crate) region_inferred: bool,
    pub(crate) sector: Option<String>,
    #[serde(default)]
    pub(crate) cite: Vec<Cite>,
    #[serde(default)]
    pub(crate) observation: Vec<Claim>,
}

/// One claim: an observation of a metric, or of an attribute of a model or a technology.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Claim {
    /// The attribute, where the claim stands under a model or a technology.
    pub(crate) of: Option<String>,
    pub(crate) key: Option<String>,
    /// What tells it from other figures of the source for one attribute and period, as the key of the source's format makes it.
    pub(crate) source_key: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) base: Option<String>,
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) unit: Option<String>,
    pub(crate) cmp: Option<Comparator>,
    pub(crate) published: Option<String>,
    pub(crate) status: Option<ObservationStatus>,
    #[serde(default, alias = "note")]
    pub(crate) text: Text,
    pub(crate) by: Option<String>,
    pub(crate) by_vendor: Option<String>,
    pub(crate) published_on: Option<String>,
    pub(crate) confidence: Option<Confidence>,
    pub(crate) preferred: Option<bool>,
    pub(crate) cite: Vec<Cite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) key: Option<String>,
    pub(crate) kind: LinkKind,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) stated: bool,
    pub(crate) share: Option<Share>,
    pub(crate) period: Option<String>,
    pub(crate) group: Option<String>,
    #[serde(default)]
    pub(crate) note: Text,
    pub(crate) cite: Vec<Cite>,
}

/// A share, or its bounds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Share {
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) cmp: Option<Comparator>,
    pub(crate) unit: String,
}
