//! A file of the data set. A key that is not listed here is an error.

use serde::Deserialize;
use toml::Spanned;

use crate::write::record::{Attribute, Link, Metric, Model, Region, Sector, Source, Technology, Trend, Unit, Vendor};

/// All rows of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    pub(crate) region: Vec<Spanned<Region>>,
    pub(crate) unit: Vec<Spanned<Unit>>,
    pub(crate) attribute: Vec<Spanned<Attribute>>,
    pub(crate) source: Vec<Spanned<Source>>,
    pub(crate) sector: Vec<Spanned<Sector>>,
    pub(crate) vendor: Vec<Spanned<Vendor>>,
    pub(crate) technology: Vec<Spanned<Technology>>,
    pub(crate) model: Vec<Spanned<Model>>,
    pub(crate) trend: Vec<Spanned<Trend>>,
    pub(crate) metric: Vec<Spanned<Metric>>,
    pub(crate) link: Vec<Spanned<Link>>,
}
