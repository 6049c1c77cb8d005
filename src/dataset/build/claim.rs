//! Metrics and their observations.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::choice::{Comparator, Confidence, MetricKind, NodeType, ObservationStatus};
use entity::{metric, metric_subject, observation};

use super::chain::common;
use super::node::{Common, Named};
use super::{Build, Scale};
use crate::dataset::format::{Claim, Metric};
use crate::domain::figure::Figure;
use crate::domain::identity::row_id;
use crate::domain::period::Period;
use crate::domain::{place, rank};
use crate::fold::fold;

impl Build {
    pub(super) fn metric(&mut self, row: &Metric) {
        let cite = if row.cite.is_empty() {
            row.observation.iter().flat_map(|claim| claim.cite.clone()).collect()
        } else {
            row.cite.clone()
        };
        let common = Common { cite: &cite, ..common!(Metric, row) };
        let Some(named) = self.named(&common) else { return };
        if row.observation.is_empty() {
            self.fault("the metric has no observation");
        }
        if row.subjects.is_empty() {
            self.fault("the metric has no subject");
        }
        if let Some(region) = &row.region
            && !self.regions.contains(region)
        {
            self.fault(format!("there is no region {region:?}"));
        }
        let subjects: Vec<_> = row.subjects.iter().filter_map(|text| self.reference(text)).collect();
        let sector_id = row.sector.as_ref().and_then(|slug| self.id(NodeType::Sector, slug));
        let about = Measured {
            kind: row.kind,
            unit: &row.unit,
            region: row.region.clone(),
            region_inferred: row.region_inferred,
            sector_id,
            attribute: None,
            subjects: &subjects,
            status: None,
        };
        self.series(named, &about, &row.observation);
    }

    /// The claims about attributes of a model or a technology, one metric for each; gives the preferred values in base
    /// units.
    pub(super) fn attributes(
        &mut self,
        subject: (NodeType, i64),
        named: &Named,
        claims: &[Claim],
    ) -> HashMap<String, f64> {
        let mut by_attribute: BTreeMap<&str, Vec<Claim>> = BTreeMap::new();
        for claim in claims {
            match &claim.of {
                Some(of) if self.attributes.contains_key(of) => by_attribute.entry(of).or_default().push(claim.clone()),
                Some(of) => self.fault(format!("there is no attribute {of:?}")),
                None => self.fault("a spec needs of"),
            }
        }
        let mut preferred = HashMap::new();
        for (of, claims) in by_attribute {
            let attribute = &self.attributes[of];
            let (kind, unit) = (attribute.kind, attribute.unit.clone());
            let slug = format!("{}-{of}", named.slug);
            let title = |name: Option<&str>, colon: &str, what: &str| name.map(|name| format!("{name}{colon}{what}"));
            let en = title(named.en.as_deref(), ": ", &attribute.en);
            let zh = title(named.zh.as_deref().or(named.en.as_deref()), "：", &attribute.zh);
            let about = attribute.about.clone();
            self.name_node(NodeType::Metric, &slug);
            let cite: Vec<_> = claims.iter().flat_map(|claim| claim.cite.clone()).collect();
            let common = Common {
                kind: NodeType::Metric,
                slug: &slug,
                en: en.as_deref(),
                zh: zh.as_deref(),
                aliases: &[],
                about: &about,
                cite: &cite,
            };
            let Some(metric) = self.named(&common) else { continue };
            let measured = Measured {
                kind,
                unit: &unit,
                region: None,
                region_inferred: false,
                sector_id: None,
                attribute: Some(of),
                subjects: &[subject],
                status: Some(ObservationStatus::Claim),
            };
            let first = claims.first().filter(|claim| claim.preferred != Some(false));
            if let Some(value) = first.and_then(|claim| Some((claim, claim.value?))).and_then(|(claim, value)| {
                let scale = self.units.get(claim.unit.as_deref().unwrap_or(&unit))?;
                Figure { value: Some(value), ..Figure::default() }.times(scale.multiplier).value
            }) {
                preferred.insert(of.to_owned(), value);
            }
            self.series(metric, &measured, &claims);
        }
        preferred
    }

    fn series(&mut self, named: Named, about: &Measured<'_>, claims: &[Claim]) {
        if !self.units.contains_key(about.unit) {
            self.fault(format!("there is no unit {:?}", about.unit));
        }
        for (position, (subject_type, subject_id)) in (0..).zip(about.subjects.iter().copied()) {
            self.wanted.subjects.push(metric_subject::Model {
                metric_id: named.id,
                metric_place: place::of_slug(&named.slug),
                position,
                subject_id,
                subject_type,
            });
        }
        let mut seen = HashMap::new();
        for (position, claim) in (0..).zip(claims) {
            let rank = if claim.preferred == Some(false) { rank::beside(position) } else { position };
            self.observation(&named, about, claim, rank, &mut seen);
        }
        self.wanted.metrics.push(metric::Model {
            id: named.id,
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            kind: about.kind,
            unit_code: about.unit.to_owned(),
            region: about.region.clone(),
            region_inferred: about.region_inferred,
            sector_id: about.sector_id,
            attribute: about.attribute.map(str::to_owned),
            built_in: true,
            version: 1,
            updated_at: self.now,
        });
    }

    fn observation(
        &mut self,
        named: &Named,
        about: &Measured<'_>,
        claim: &Claim,
        rank: i64,
        seen: &mut HashMap<String, usize>,
    ) {
        self.key(claim.key.as_deref());
        // Further sources of the same figure are citations of the metric.
        let Some(cite) = claim.cite.first() else {
            return self.fault("the observation has no source");
        };
        let Some(source_id) = self.cited(cite) else { return };
        let unit = claim.unit.as_deref().unwrap_or(about.unit);
        let Some(Scale { base: base_unit, multiplier, dimension }) = self.units.get(unit).cloned() else {
            return self.fault(format!("there is no unit {unit:?}"));
        };
        if self.units.get(about.unit).is_some_and(|scale| scale.dimension != dimension) {
            self.fault(format!("{unit} is not of the dimension of the metric's unit {}", about.unit));
        }
        let figure = Figure { value: claim.value, low: claim.low, high: claim.high };
        if figure.is_empty() && claim.text.en.is_none() && claim.text.zh.is_none() {
            self.fault("the observation has neither a number nor words");
        }
        let comparator = figure.comparator(claim.cmp).unwrap_or_else(|reason| {
            self.fault(reason);
            Comparator::None
        });
        let Some(status) = claim.status.or(about.status) else {
            return self.fault("the observation has no status");
        };
        let normalized = figure.times(multiplier);
        let period = self.period(claim.period.as_deref());
        let base = self.period(claim.base.as_deref());
        let by_vendor = claim.by_vendor.as_ref().and_then(|slug| self.id(NodeType::Vendor, slug));
        let published_on = self.published_on(claim, &cite.source);
        let identity = claim.key.clone().unwrap_or_else(|| {
            format!("{}|{}|{}", named.slug, cite.source, claim.period.as_deref().unwrap_or_default())
        });
        let again = seen.entry(identity.clone()).and_modify(|n| *n += 1).or_insert(0);
        let lineage = format!("{identity}|{again}");
        let id = row_id("OBSERVATION", &lineage);
        self.wanted.observations.push(observation::Model {
            id,
            metric_id: named.id,
            key: claim.key.clone(),
            rank,
            period_start: period.as_ref().and_then(|p| p.start),
            period_end: period.as_ref().and_then(|p| p.end),
            period_precision: period.as_ref().map(|p| p.precision),
            period_label: period.as_ref().map(|p| p.label.clone()),
            period_duration: period.and_then(|p| p.duration),
            base_start: base.as_ref().and_then(|p| p.start),
            base_end: base.as_ref().and_then(|p| p.end),
            base_precision: base.as_ref().map(|p| p.precision),
            base_label: base.as_ref().map(|p| p.label.clone()),
            base_duration: base.and_then(|p| p.duration),
            value: figure.value,
            low: figure.low,
            high: figure.high,
            unit_code: unit.to_owned(),
            normalized_value: normalized.value,
            normalized_low: normalized.low,
            normalized_high: normalized.high,
            normalized_unit: base_unit,
            comparator,
            published: claim.published.clone(),
            status,
            text_en: claim.text.en.clone(),
            text_zh: claim.text.zh.clone(),
            asserted_by: claim.by.clone(),
            asserted_by_fold: claim.by.as_deref().map(fold),
            asserted_by_vendor_id: by_vendor,
            source_id,
            locator: cite.at.clone(),
            published_on,
            recorded_at: self.now,
            lineage,
            known_on: published_on.unwrap_or(self.today),
            superseded_on: None,
            superseded_at: None,
            withdrawn_on: None,
            confidence: claim.confidence.unwrap_or(Confidence::Unknown),
            built_in: true,
            version: 1,
            updated_at: self.now,
        });
    }

    /// When the claim was published: its own date, else its source's.
    fn published_on(&mut self, claim: &Claim, source: &str) -> Option<NaiveDate> {
        match claim.published_on.as_deref() {
            Some(text) => self.partial_date(text).map(|date| date.start),
            None => self.sources.get(source).and_then(|(_, published)| *published),
        }
    }

    pub(super) fn period(&mut self, text: Option<&str>) -> Option<Period> {
        let text = text?;
        let period = Period::parse(text);
        if period.is_none() {
            self.fault(format!("{text:?} is not a period: write it like 2024, 2024-Q1, 2024/2026 or P3Y"));
        }
        period
    }
}

/// What a series measures.
struct Measured<'a> {
    kind: MetricKind,
    unit: &'a str,
    region: Option<String>,
    region_inferred: bool,
    sector_id: Option<i64>,
    attribute: Option<&'a str>,
    subjects: &'a [(NodeType, i64)],
    /// The status of a claim that names none.
    status: Option<ObservationStatus>,
}
