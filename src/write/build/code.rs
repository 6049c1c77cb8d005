//! What rows name by code or slug: regions, units, attributes, sources.

use entity::{attribute, region, source, unit};

use super::Build;
use crate::domain::identity::{is_slug, row_id};
use crate::fold::{beyond_ascii, fold};
use crate::write::record::{Attribute, Region, Source, Unit};

impl Build {
    pub(crate) fn region(&mut self, row: &Region) {
        let code = row.code.as_str();
        if code != "WORLD" && !(code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())) {
            self.fault("the code is not of ISO 3166-1 alpha-2");
        }
        if !self.regions.insert(code.to_owned()) {
            self.fault("duplicate region");
        }
        self.batch.codes.regions.push(region::Model {
            code: row.code.clone(),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
        });
    }

    pub(crate) fn unit(&mut self, row: &Unit) {
        if row.code.is_empty() || !row.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') {
            self.fault("the code is not upper case, with underscores");
        }
        if row.multiplier <= 0.0 || !row.multiplier.is_finite() {
            self.fault("the multiplier is not above 0");
        } else if row.base == row.code && row.multiplier.to_bits() != 1.0_f64.to_bits() {
            self.fault("a base unit is 1 of itself");
        }
        if self.units.insert(row.code.clone(), row.scale()).is_some() {
            self.fault("duplicate unit");
        }
        self.batch.codes.units.push(unit::Model {
            code: row.code.clone(),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
            dimension: row.dimension,
            currency: row.currency.clone(),
            base_code: row.base.clone(),
            multiplier: row.multiplier,
        });
    }

    pub(crate) fn attribute_row(&mut self, row: &Attribute) {
        if !is_slug(&row.slug) {
            self.fault("the slug is not lower case and hyphenated");
        }
        self.batch.codes.attributes.push(attribute::Model {
            slug: row.slug.clone(),
            position: i64::try_from(self.attributes.len()).unwrap_or(i64::MAX),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
        });
        if self.attributes.insert(row.slug.clone(), row.clone()).is_some() {
            self.fault("duplicate attribute");
        }
    }

    pub(crate) fn source(&mut self, row: &Source) {
        if !is_slug(&row.slug) {
            self.fault("the slug is not lower case and hyphenated");
        }
        if row.title.en.is_none() && row.title.zh.is_none() {
            self.fault("the source has no title");
        }
        let published = row.published_on.as_deref().and_then(|text| self.partial_date(text));
        if let Some(known) = self.period(row.inferred.as_deref()).and_then(|period| period.end) {
            self.inferred.insert(row.slug.clone(), known);
        }
        let id = row_id("SOURCE", &row.slug);
        if self.sources.insert(row.slug.clone(), (id, published.map(|date| date.start))).is_some() {
            self.fault("duplicate source");
        }
        self.batch.rows.sources.push(source::Model {
            id,
            slug: row.slug.clone(),
            title_en: row.title.en.clone(),
            title_zh: row.title.zh.clone(),
            title_en_fold: row.title.en.as_deref().map(fold),
            title_zh_fold: row.title.zh.as_deref().map(fold),
            publisher: row.publisher.clone(),
            publisher_fold: row.publisher.as_deref().map(fold),
            kind: row.kind,
            url: row.url.clone(),
            published_on: published.map(|date| date.start),
            published_precision: published.map(|date| date.precision),
            license: row.license.clone(),
            license_fold: row.license.as_deref().and_then(beyond_ascii),
            redistribution: row.redistribution,
            description_en: row.about.en.clone(),
            description_zh: row.about.zh.clone(),
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }
}
