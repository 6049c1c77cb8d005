//! Metrics and their observations.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::choice::{Confidence, MetricKind, NodeType, ObservationStatus};
use entity::{metric, metric_subject, observation};

use super::Build;
use super::chain::common;
use super::node::{Common, Named};
use crate::domain::figure::Figure;
use crate::domain::identity::row_id;
use crate::domain::measured::{Printed, Sound};
use crate::domain::period::Period;
use crate::domain::{place, rank};
use crate::fold::{beyond_ascii, fold};
use crate::write::lineage::lineage;
use crate::write::record::{Attribute, Cite, Claim, Metric};

impl Build {
    pub(crate) fn metric(&mut self, row: &Metric) {
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
            unit: &row.unit,
            region: row.region.clone(),
            region_inferred: row.region_inferred,
            sector_id,
            ..Measured::new(row.kind, &subjects)
        };
        self.series(named, &about, &row.observation);
    }

    /// The claims about attributes of a model or a technology, one metric for each.
    pub(in crate::write) fn attributes(&mut self, subject: (NodeType, i64), named: &Named, claims: &[Claim]) {
        let mut by_attribute: BTreeMap<&str, Vec<Claim>> = BTreeMap::new();
        for claim in claims {
            match &claim.of {
                Some(of) if self.attributes.contains_key(of) => by_attribute.entry(of).or_default().push(claim.clone()),
                Some(of) => self.fault(format!("there is no attribute {of:?}")),
                None => self.fault("a spec needs of"),
            }
        }
        let subjects = [subject];
        let title = Title { slug: &named.slug, en: named.en.as_deref(), zh: named.zh.as_deref() };
        for (of, claims) in by_attribute {
            self.name_node(NodeType::Metric, &title.of_attribute(of));
            let cite: Vec<_> = claims.iter().flat_map(|claim| claim.cite.clone()).collect();
            let Some((metric, unit)) = self.attribute(&title, of, &cite) else { continue };
            let measured = Measured {
                unit: &unit,
                attribute: Some(of),
                status: Some(ObservationStatus::Claim),
                ..Measured::new(self.attributes[of].kind, &subjects)
            };
            self.series(metric, &measured, &claims);
        }
    }

    /// The name of the metric that measures an attribute, and the attribute's unit.
    pub(in crate::write) fn attribute(
        &mut self,
        title: &Title<'_>,
        of: &str,
        cite: &[Cite],
    ) -> Option<(Named, String)> {
        let Attribute { en, zh, about, unit, .. } = self.attributes.get(of)?.clone();
        let name = |name: Option<&str>, colon: &str, what: &str| name.map(|name| format!("{name}{colon}{what}"));
        let en = name(title.en, ": ", &en);
        let zh = name(title.zh.or(title.en), "：", &zh);
        let common = Common {
            kind: NodeType::Metric,
            slug: &title.of_attribute(of),
            en: en.as_deref(),
            zh: zh.as_deref(),
            aliases: &[],
            about: &about,
            cite,
        };
        Some((self.named(&common)?, unit))
    }

    fn series(&mut self, named: Named, about: &Measured<'_>, claims: &[Claim]) {
        let mut seen = HashMap::new();
        for (position, claim) in (0..).zip(claims) {
            let rank = if claim.preferred == Some(false) { rank::beside(position) } else { position };
            let source = claim.cite.first().map_or("", |cite| &cite.source);
            let period = claim.period.as_deref().unwrap_or_default();
            let apart = claim.source_key.as_deref().unwrap_or_default();
            let identity = claim.key.clone().unwrap_or_else(|| match apart {
                "" => format!("{}|{source}|{period}", named.slug),
                apart => format!("{}|{source}|{period}|{apart}", named.slug),
            });
            let again = seen.entry(identity.clone()).and_modify(|n| *n += 1).or_insert(0);
            let identity = format!("{identity}|{again}");
            let lineage = match (about.attribute, about.subjects) {
                // What imports of the source call it, too.
                (Some(of), [(_, subject)]) if *again == 0 && claim.key.is_none() => {
                    lineage(source, of, *subject, period, apart)
                }
                _ if !apart.is_empty() => {
                    self.fault(
                        "source_key goes with a claim of an attribute that has no key of its own, and stands once",
                    );
                    continue;
                }
                _ => identity.clone(),
            };
            let published_on = self.published_on(claim, source);
            let id = row_id("OBSERVATION", &identity);
            let figuring = Figuring { id, rank, lineage, published_on, import_scope: None };
            self.observation(named.id, about, claim, figuring);
        }
        self.measure(named, about);
    }

    /// A metric without its claims.
    pub(in crate::write) fn measure(&mut self, named: Named, about: &Measured<'_>) {
        if !self.units.contains_key(about.unit) {
            self.fault(format!("there is no unit {:?}", about.unit));
        }
        for (position, (subject_type, subject_id)) in (0..).zip(about.subjects.iter().copied()) {
            self.batch.rows.subjects.push(metric_subject::Model {
                metric_id: named.id,
                metric_place: place::of_slug(&named.slug),
                position,
                subject_id,
                subject_type,
            });
        }
        self.batch.rows.metrics.push(metric::Model {
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
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }

    /// A claim about a metric.
    pub(in crate::write) fn observation(
        &mut self,
        metric_id: i64,
        about: &Measured<'_>,
        claim: &Claim,
        figuring: Figuring,
    ) {
        self.key(claim.key.as_deref());
        // Further sources of the same figure are citations of the metric.
        let Some(cite) = claim.cite.first() else {
            return self.fault("the observation has no source");
        };
        let Some(source_id) = self.cited(cite) else { return };
        let unit = claim.unit.as_deref().unwrap_or(about.unit);
        let figure = Figure { value: claim.value, low: claim.low, high: claim.high };
        // A cell of a file can hold more than the figure.
        if let Some(printed) =
            claim.published.as_deref().filter(|printed| self.built_in && !figure.agrees_with(printed))
        {
            self.fault(format!("the value is not the figure as printed, {printed:?}"));
        }
        let printed = Printed {
            kind: about.kind,
            units: [about.unit, unit],
            figure,
            comparator: claim.cmp,
            has_words: claim.text.en.is_some() || claim.text.zh.is_some(),
        };
        let sound = printed.sound(|code| self.units.get(code));
        let status = claim.status.or(about.status);
        if status.is_none() {
            self.fault("the observation has no status");
        }
        let period = self.period(claim.period.as_deref());
        let base = self.period(claim.base.as_deref());
        let by_vendor = claim.by_vendor.as_ref().and_then(|slug| self.id(NodeType::Vendor, slug));
        let Sound { comparator, normalized, base: normalized_unit } = match sound {
            Ok(sound) => sound,
            Err(reasons) => return reasons.into_iter().for_each(|reason| self.fault(reason)),
        };
        let Some(status) = status else { return };
        let Figuring { id, rank, lineage, published_on, import_scope } = figuring;
        self.batch.rows.observations.push(observation::Model {
            id,
            metric_id,
            key: claim.key.clone(),
            key_fold: claim.key.as_deref().and_then(beyond_ascii),
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
            normalized_unit,
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
            known_on: published_on.or(self.inferred.get(&cite.source).copied()).unwrap_or(self.today),
            superseded_on: None,
            superseded_at: None,
            withdrawn_on: None,
            seen_from: import_scope.is_some().then_some(self.today),
            seen_until: None,
            import_scope,
            file_words: None,
            confidence: claim.confidence.unwrap_or(Confidence::Unknown),
            built_in: self.built_in,
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

    pub(in crate::write) fn period(&mut self, text: Option<&str>) -> Option<Period> {
        let text = text?;
        let period = Period::parse(text);
        if period.is_none() {
            self.fault(format!("{text:?} is not a period: write it like 2024, 2024-Q1, 2024/2026 or P3Y"));
        }
        period
    }
}

/// What a series measures.
pub(in crate::write) struct Measured<'a> {
    pub(in crate::write) kind: MetricKind,
    pub(in crate::write) unit: &'a str,
    pub(in crate::write) region: Option<String>,
    pub(in crate::write) region_inferred: bool,
    pub(in crate::write) sector_id: Option<i64>,
    pub(in crate::write) attribute: Option<&'a str>,
    pub(in crate::write) subjects: &'a [(NodeType, i64)],
    /// The status of a claim that names none.
    pub(in crate::write) status: Option<ObservationStatus>,
}

impl<'a> Measured<'a> {
    /// Nothing is known but what sort of figures of what.
    pub(in crate::write) fn new(kind: MetricKind, subjects: &'a [(NodeType, i64)]) -> Self {
        Self {
            kind,
            unit: "",
            region: None,
            region_inferred: false,
            sector_id: None,
            attribute: None,
            subjects,
            status: None,
        }
    }
}

/// What a claim does not say itself.
pub(in crate::write) struct Figuring {
    /// Its id; that of an imported figure follows from its vintages.
    pub(in crate::write) id: i64,
    /// Place among the claims of its metric.
    pub(in crate::write) rank: i64,
    /// Which figure it is a vintage of.
    pub(in crate::write) lineage: String,
    /// When it was published.
    pub(in crate::write) published_on: Option<NaiveDate>,
    /// Which file has it, where it is imported.
    pub(in crate::write) import_scope: Option<String>,
}

/// What a metric's subject is called.
pub(in crate::write) struct Title<'a> {
    pub(in crate::write) slug: &'a str,
    pub(in crate::write) en: Option<&'a str>,
    pub(in crate::write) zh: Option<&'a str>,
}

impl Title<'_> {
    /// The slug of the metric that measures an attribute of it.
    pub(in crate::write) fn of_attribute(&self, attribute: &str) -> String {
        format!("{}-{attribute}", self.slug)
    }
}
