//! A file of the data set. A key that is not listed here is an error.

use serde::Deserialize;
use toml::Spanned;

use crate::write::record::{Attribute, Link, Metric, Model, Region, Sector, Source, Technology, Trend, Unit, Vendor};

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
