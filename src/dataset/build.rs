//! Data files to rows of the database: every name resolved, every fault found before anything is written.

mod chain;
mod claim;
mod link;
mod model;
mod node;
mod search;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate};
use entity::choice::{NodeType, UnitDimension};
use entity::{
    attribute, citation, link as link_table, metric, metric_subject, model as model_table, name, node as node_table,
    observation, region, search_entry, sector, sector_closure, source, technology, trend, unit, vendor,
};
use toml::Spanned;

pub(super) use self::claim::{Figuring, Measured, Title};
pub(super) use self::link::link_id;
pub(super) use self::node::Common;
pub(super) use self::search::{entry, of_sources, renewed, texts};
use super::Fault;
use super::format::{Attribute, File, Region, Source, Unit};
use crate::domain::identity::{is_slug, row_id};
use crate::domain::period::PartialDate;
use crate::fold::{beyond_ascii, composed, fold};

/// The rows that the database is to hold.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) regions: Vec<region::Model>,
    pub(super) units: Vec<unit::Model>,
    pub(super) attributes: Vec<attribute::Model>,
    pub(super) sources: Vec<source::Model>,
    pub(super) nodes: Vec<node_table::Model>,
    pub(super) names: Vec<name::Model>,
    pub(super) citations: Vec<citation::Model>,
    pub(super) vendors: Vec<vendor::Model>,
    pub(super) models: Vec<model_table::Model>,
    pub(super) sectors: Vec<sector::Model>,
    pub(super) closure: Vec<sector_closure::Model>,
    pub(super) technologies: Vec<technology::Model>,
    pub(super) trends: Vec<trend::Model>,
    pub(super) metrics: Vec<metric::Model>,
    pub(super) subjects: Vec<metric_subject::Model>,
    pub(super) observations: Vec<observation::Model>,
    pub(super) links: Vec<link_table::Model>,
    pub(super) search: Vec<search_entry::Model>,
}

/// How many rows of each sort there were.
#[derive(Debug, Clone, Copy)]
pub(in crate::dataset) struct Mark([usize; 10]);

impl Mark {
    pub(super) fn names(self) -> usize {
        self.0[1]
    }

    pub(super) fn vendors(self) -> usize {
        self.0[3]
    }

    pub(super) fn models(self) -> usize {
        self.0[4]
    }

    pub(super) fn technologies(self) -> usize {
        self.0[5]
    }
}

impl Wanted {
    /// Remembers how many rows there are.
    pub(super) fn mark(&self) -> Mark {
        Mark([
            self.nodes.len(),
            self.names.len(),
            self.citations.len(),
            self.vendors.len(),
            self.models.len(),
            self.technologies.len(),
            self.metrics.len(),
            self.subjects.len(),
            self.observations.len(),
            self.links.len(),
        ])
    }

    /// Leaves out the rows that were built since.
    pub(super) fn rewind(&mut self, mark: Mark) {
        let [nodes, names, citations, vendors, models, technologies, metrics, subjects, observations, links] = mark.0;
        self.nodes.truncate(nodes);
        self.names.truncate(names);
        self.citations.truncate(citations);
        self.vendors.truncate(vendors);
        self.models.truncate(models);
        self.technologies.truncate(technologies);
        self.metrics.truncate(metrics);
        self.subjects.truncate(subjects);
        self.observations.truncate(observations);
        self.links.truncate(links);
    }
}

/// What rows are called besides, by type and slug.
pub(super) type Aliases = HashMap<(NodeType, String), Vec<String>>;

/// Reads the files and builds their rows; `declared` is what they are called besides what the files say.
pub(super) fn build(files: &[(&str, &str)], now: i64, declared: Aliases) -> Result<Wanted, Vec<Fault>> {
    let today = DateTime::from_timestamp_micros(now).unwrap_or_default().date_naive();
    let mut build = Build { now, today, built_in: true, declared, ..Build::default() };
    let mut parsed = Vec::with_capacity(files.len());
    let texts: Vec<(&str, Cow<'_, str>)> = files.iter().map(|(name, text)| (*name, composed(text))).collect();
    for (name, text) in &texts {
        match toml::from_str::<File>(text) {
            Ok(file) => parsed.push((*name, &**text, file)),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                build.at(name, text, offset, "file");
                build.fault(error.message());
            }
        }
    }
    build.register(&parsed);
    build.rows(&parsed);
    if build.faults.is_empty() { Ok(build.wanted) } else { Err(build.faults) }
}

type Parsed<'a> = (&'a str, &'a str, File);

/// What a unit is made of.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub(super) base: String,
    pub(super) multiplier: f64,
    pub(super) dimension: UnitDimension,
}

/// Rows in the making.
#[derive(Default)]
pub(super) struct Build {
    pub(super) now: i64,
    pub(super) today: NaiveDate,
    pub(super) wanted: Wanted,
    pub(super) faults: Vec<Fault>,
    /// True for the built-in data, false for what an import brings.
    pub(super) built_in: bool,
    /// The source whose import makes the rows.
    pub(super) import_source: Option<i64>,
    /// Where the row at hand stands.
    pub(super) here: (String, usize, String),
    pub(super) ids: HashMap<(NodeType, String), i64>,
    pub(super) sources: HashMap<String, (i64, Option<NaiveDate>)>,
    /// From when on claims of sources are known that print no date, by slug.
    pub(super) inferred: HashMap<String, NaiveDate>,
    /// Code to base code and multiplier.
    pub(super) units: HashMap<String, Scale>,
    pub(super) regions: HashSet<String>,
    pub(super) attributes: HashMap<String, Attribute>,
    pub(super) keys: HashSet<String>,
    /// Sectors by id: slug and parent.
    pub(super) tree: link::Tree,
    /// What rows are called besides, by type and slug.
    pub(super) declared: Aliases,
    /// Structural links that rows declared, waiting for links that say the same with a key of their own.
    pub(super) structure: Vec<link_table::Model>,
}

impl Build {
    fn at(&mut self, file: &str, text: &str, offset: usize, row: &str) {
        let line = text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        self.here = (file.to_owned(), line, row.to_owned());
    }

    /// What was wrong since it was last asked.
    pub(super) fn take_faults(&mut self) -> Vec<String> {
        std::mem::take(&mut self.faults).into_iter().map(|fault| fault.reason).collect()
    }

    pub(super) fn fault(&mut self, reason: impl Into<String>) {
        let (file, line, row) = self.here.clone();
        self.faults.push(Fault { file, line, row, reason: reason.into() });
    }

    /// Visits the rows of one sort in all files.
    fn each<T>(
        &mut self,
        parsed: &[Parsed<'_>],
        rows: fn(&File) -> &Vec<Spanned<T>>,
        label: impl Fn(&T) -> String,
        mut visit: impl FnMut(&mut Self, &T),
    ) {
        for (name, text, file) in parsed {
            for row in rows(file) {
                self.at(name, text, row.span().start, &label(row.as_ref()));
                visit(self, row.as_ref());
            }
        }
    }

    /// Learns what every row is called, so that rows can name each other in any order.
    fn register(&mut self, parsed: &[Parsed<'_>]) {
        self.each(parsed, |f| &f.region, |r| format!("region {}", r.code), Self::region);
        self.each(parsed, |f| &f.unit, |u| format!("unit {}", u.code), Self::unit);
        self.each(parsed, |f| &f.attribute, |a| format!("attribute {}", a.slug), Self::attribute_row);
        self.each(parsed, |f| &f.source, |s| format!("source {}", s.slug), Self::source);
        self.each(
            parsed,
            |f| &f.sector,
            |s| format!("sector {}", s.slug),
            |b, s| b.name_node(NodeType::Sector, &s.slug),
        );
        self.each(
            parsed,
            |f| &f.vendor,
            |v| format!("vendor {}", v.slug),
            |b, v| b.name_node(NodeType::Vendor, &v.slug),
        );
        self.each(
            parsed,
            |f| &f.technology,
            |t| format!("technology {}", t.slug),
            |b, t| {
                b.name_node(NodeType::Technology, &t.slug);
            },
        );
        self.each(parsed, |f| &f.model, |m| format!("model {}", m.slug), |b, m| b.name_node(NodeType::Model, &m.slug));
        self.each(parsed, |f| &f.trend, |t| format!("trend {}", t.slug), |b, t| b.name_node(NodeType::Trend, &t.slug));
        self.each(
            parsed,
            |f| &f.metric,
            |m| format!("metric {}", m.slug),
            |b, m| b.name_node(NodeType::Metric, &m.slug),
        );
    }

    fn rows(&mut self, parsed: &[Parsed<'_>]) {
        self.each(parsed, |f| &f.sector, |s| format!("sector {}", s.slug), Self::sector);
        self.each(parsed, |f| &f.vendor, |v| format!("vendor {}", v.slug), Self::vendor);
        self.each(parsed, |f| &f.technology, |t| format!("technology {}", t.slug), Self::technology);
        self.each(parsed, |f| &f.model, |m| format!("model {}", m.slug), Self::model);
        self.each(parsed, |f| &f.trend, |t| format!("trend {}", t.slug), Self::trend);
        self.each(parsed, |f| &f.metric, |m| format!("metric {}", m.slug), Self::metric);
        self.each(
            parsed,
            |f| &f.link,
            |l| format!("link {}", l.key.clone().unwrap_or(format!("{} {}", l.from, l.to))),
            Self::link,
        );
        self.structural_links();
        self.grow_tree();
        self.place_nodes();
        self.search_entries();
    }

    /// Gives the register the places that the rows have.
    pub(super) fn place_nodes(&mut self) {
        let models = self.wanted.models.iter().map(|row| (row.id, &row.place));
        let sectors = self.wanted.sectors.iter().map(|row| (row.id, &row.place));
        let places: HashMap<i64, &String> = models.chain(sectors).collect();
        for node in &mut self.wanted.nodes {
            if let Some(place) = places.get(&node.id) {
                node.place.clone_from(place);
            }
        }
    }

    fn region(&mut self, row: &Region) {
        let code = row.code.as_str();
        if code != "WORLD" && !(code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())) {
            self.fault("the code is not of ISO 3166-1 alpha-2");
        }
        if !self.regions.insert(code.to_owned()) {
            self.fault("duplicate region");
        }
        self.wanted.regions.push(region::Model {
            code: row.code.clone(),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
        });
    }

    pub(super) fn unit(&mut self, row: &Unit) {
        if row.multiplier <= 0.0 || !row.multiplier.is_finite() {
            self.fault("the multiplier is not above 0");
        }
        let scale = Scale { base: row.base.clone(), multiplier: row.multiplier, dimension: row.dimension };
        if self.units.insert(row.code.clone(), scale).is_some() {
            self.fault("duplicate unit");
        }
        self.wanted.units.push(unit::Model {
            code: row.code.clone(),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
            dimension: row.dimension,
            currency: row.currency.clone(),
            base_code: row.base.clone(),
            multiplier: row.multiplier,
        });
    }

    pub(super) fn attribute_row(&mut self, row: &Attribute) {
        if !is_slug(&row.slug) {
            self.fault("the slug is not lower case and hyphenated");
        }
        self.wanted.attributes.push(attribute::Model {
            slug: row.slug.clone(),
            position: i64::try_from(self.wanted.attributes.len()).unwrap_or(i64::MAX),
            name_en: row.en.clone(),
            name_zh: row.zh.clone(),
        });
        if self.attributes.insert(row.slug.clone(), row.clone()).is_some() {
            self.fault("duplicate attribute");
        }
    }

    pub(super) fn source(&mut self, row: &Source) {
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
        self.wanted.sources.push(source::Model {
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

    fn name_node(&mut self, kind: NodeType, slug: &str) {
        if !is_slug(slug) {
            self.fault("the slug is not lower case and hyphenated");
        }
        let id = row_id(kind.text(), slug);
        if self.ids.insert((kind, slug.to_owned()), id).is_some() {
            self.fault("duplicate slug");
        }
    }

    /// The id of a row that another one names; a fault where there is none.
    pub(super) fn id(&mut self, kind: NodeType, slug: &str) -> Option<i64> {
        let id = self.ids.get(&(kind, slug.to_owned())).copied();
        if id.is_none() {
            self.fault(format!("there is no {} {slug:?}", kind.text().to_lowercase()));
        }
        id
    }

    /// The type and id of a reference `type/slug`.
    fn reference(&mut self, text: &str) -> Option<(NodeType, i64)> {
        let (kind, slug) = text.split_once('/').unwrap_or_default();
        let kind = match kind {
            "vendor" => NodeType::Vendor,
            "model" => NodeType::Model,
            "sector" => NodeType::Sector,
            "technology" => NodeType::Technology,
            "trend" => NodeType::Trend,
            _ => {
                self.fault(format!("{text:?} is not a reference: write it like vendor/nvidia"));
                return None;
            }
        };
        Some((kind, self.id(kind, slug)?))
    }

    pub(super) fn partial_date(&mut self, text: &str) -> Option<PartialDate> {
        let date = PartialDate::parse(text);
        if date.is_none() {
            self.fault(format!("{text:?} is not a date: write it like 2024, 2024-03 or 2024-03-15"));
        }
        date
    }

    /// Says that a claim or relation of this key is there; a fault where there is another.
    fn key(&mut self, key: Option<&str>) {
        if let Some(key) = key
            && !self.keys.insert(key.to_owned())
        {
            self.fault(format!("the key {key} is there twice"));
        }
    }
}
