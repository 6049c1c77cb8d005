//! Sectors, vendors, technologies, trends.

use entity::choice::{LinkKind, NodeType};
use entity::{sector, technology, trend, vendor};

use super::Build;
use super::node::{Common, Named};
use crate::fold::beyond_ascii;
use crate::write::record::{Sector, Technology, Texts, Trend, Vendor};

/// The shared part of a row of the files.
macro_rules! common {
    ($kind:ident, $row:expr) => {
        Common {
            kind: NodeType::$kind,
            slug: &$row.slug,
            en: $row.en.as_deref(),
            zh: $row.zh.as_deref(),
            aliases: &$row.aliases,
            about: &$row.about,
            cite: &$row.cite,
        }
    };
}
pub(super) use common;

impl Build {
    pub(crate) fn sector(&mut self, row: &Sector) {
        let Some(named) = self.named(&common!(Sector, row)) else { return };
        let parent = row.parent.as_ref().and_then(|slug| self.id(NodeType::Sector, slug));
        let grown = self.tree.place(named.id);
        if let Some(fault) = grown.fault {
            self.fault(fault);
        }
        self.batch.closure.extend(grown.closure());
        self.structural(
            LinkKind::PartOf,
            (NodeType::Sector, named.id),
            parent.map(|id| (NodeType::Sector, id)),
            0,
            &named,
        );
        self.batch.rows.sectors.push(sector::Model {
            id: named.id,
            place: grown.place,
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            stage: row.stage,
            path: grown.path,
            position: grown.position,
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }

    pub(crate) fn vendor(&mut self, row: &Vendor) {
        let Some(named) = self.named(&common!(Vendor, row)) else { return };
        if let Some(country) = &row.country
            && (country == "WORLD" || !self.regions.contains(country))
        {
            self.fault(format!("there is no country {country:?}"));
        }
        let here = (NodeType::Vendor, named.id);
        let parent = row.parent.as_ref().and_then(|slug| self.id(NodeType::Vendor, slug));
        self.structural(LinkKind::PartOf, here, parent.map(|id| (NodeType::Vendor, id)), 0, &named);
        self.member_of(here, &row.sectors, &named);
        self.batch.rows.vendors.push(vendor::Model {
            id: named.id,
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            kind: row.kind,
            country: row.country.clone(),
            website: row.website.clone(),
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }

    pub(crate) fn technology(&mut self, row: &Technology) {
        let Some(named) = self.named(&common!(Technology, row)) else { return };
        let here = (NodeType::Technology, named.id);
        for (position, slug) in (0..).zip(row.vendor.iter().chain(&row.further_vendors)) {
            if let Some(maker) = self.id(NodeType::Vendor, slug) {
                self.structural(LinkKind::Makes, (NodeType::Vendor, maker), Some(here), position, &named);
            }
        }
        let family = row.family.as_ref().and_then(|slug| self.id(NodeType::Technology, slug));
        self.structural(LinkKind::PartOf, here, family.map(|id| (NodeType::Technology, id)), 0, &named);
        self.member_of(here, &row.sectors, &named);
        self.attributes(here, &named, &row.spec);
        let released = row.released.as_deref().and_then(|text| self.partial_date(text));
        self.batch.rows.technologies.push(technology::Model {
            id: named.id,
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            kind: row.kind,
            released_on: released.map(|date| date.start),
            release_precision: released.map(|date| date.precision),
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }

    pub(crate) fn trend(&mut self, row: &Trend) {
        let Some(named) = self.named(&common!(Trend, row)) else { return };
        self.key(row.key.as_deref());
        self.member_of((NodeType::Trend, named.id), &row.sectors, &named);
        let horizon = self.period(row.horizon.as_deref());
        let (drivers_en, drivers_zh) = self.texts(&row.drivers);
        let (effects_en, effects_zh) = self.texts(&row.effects);
        self.batch.rows.trends.push(trend::Model {
            id: named.id,
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            theme: row.theme,
            direction: row.direction,
            drivers_en,
            drivers_zh,
            effects_en,
            effects_zh,
            horizon_start: horizon.as_ref().and_then(|p| p.start),
            horizon_end: horizon.as_ref().and_then(|p| p.end),
            horizon_precision: horizon.as_ref().map(|p| p.precision),
            horizon_label: horizon.as_ref().map(|p| p.label.clone()),
            horizon_duration: horizon.and_then(|p| p.duration),
            key_fold: row.key.as_deref().and_then(beyond_ascii),
            key: row.key.clone(),
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }

    /// Membership in sectors, in the order in which they are named.
    pub(in crate::write) fn member_of(&mut self, here: (NodeType, i64), sectors: &[String], named: &Named) {
        for (position, slug) in (0..).zip(sectors) {
            let sector = self.id(NodeType::Sector, slug);
            self.structural(LinkKind::PartOf, here, sector.map(|id| (NodeType::Sector, id)), position, named);
        }
    }

    /// Parallel lists as JSON.
    fn texts(&mut self, texts: &Texts) -> (String, String) {
        if texts.en.len() != texts.zh.len() {
            self.fault("the English and the Chinese list are not of one length");
        }
        let json = |texts: &[String]| serde_json::Value::from(texts).to_string();
        (json(&texts.en), json(&texts.zh))
    }
}
