//! Figures of drafts: metrics are found or made, and claims about them are built.

use std::collections::{HashMap, HashSet};

use entity::choice::{Confidence, MetricKind, NameRole, NodeType, NoteKind, ObservationStatus};
use entity::{metric, metric_subject, name};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::dataset::build::{Common, Figuring, Measured, Title};
use crate::dataset::format::{Cite, Claim, Text};
use crate::dataset::intake::draft::{Draft, Figure, Measure, Remark, Subject, Thing};
use crate::dataset::intake::resolve::word;
use crate::dataset::intake::{Intake, Pass};
use crate::dataset::settle::RELEASE;
use crate::domain::identity::row_id;
use crate::domain::{naming, rank};

/// The metrics that a batch is about, by slug.
type Metrics = HashMap<String, Series>;

/// A metric.
#[derive(Debug, Clone, Default)]
struct Series {
    id: i64,
    unit: String,
    /// The rows that it is about.
    subjects: Vec<i64>,
}

/// What nodes are called, in English and in Chinese.
type Called = HashMap<i64, (Option<String>, Option<String>)>;

/// A draft with its figures.
type Stated<'a> = (&'a Draft, Vec<&'a Figure>);

/// Where a figure stands, for remarks that come later.
#[derive(Debug, Clone)]
pub(in crate::dataset::intake) struct Spot {
    pub(in crate::dataset::intake) file: String,
    pub(in crate::dataset::intake) line: u64,
    pub(in crate::dataset::intake) field: String,
    pub(in crate::dataset::intake) raw: Option<String>,
}

/// What a figure is about.
pub(super) struct About {
    pub(super) kind: NodeType,
    pub(super) id: i64,
    pub(super) slug: String,
    /// What the publisher tells it by.
    key: String,
}

impl Intake<'_> {
    /// Builds the claims of drafts, releases among them.
    pub(super) async fn figures(
        &mut self,
        drafts: &[Draft],
        pass: Pass,
        remarks: &mut [Vec<Remark>],
    ) -> Result<(), DbErr> {
        let releases: Vec<Vec<Figure>> = drafts.iter().map(releases).collect();
        let takes = |draft: &Draft, figure: &Figure| {
            let waits = named(figure).iter().any(|place| draft.fate.waiting.contains(place));
            waits == (pass == Pass::Last)
        };
        let each = drafts.iter().zip(&releases).map(|(draft, releases)| {
            let figures = draft.claims.iter().chain(releases).filter(|figure| takes(draft, figure));
            (draft, figures.collect::<Vec<_>>())
        });
        let each: Vec<Stated<'_>> = each.collect();
        self.learn_makers(&each).await?;
        let mut metrics = self.metrics(&each).await?;
        let called = self.called(&each, &metrics).await?;
        for ((draft, figures), remarks) in each.into_iter().zip(remarks) {
            self.here(draft);
            for figure in figures {
                let mark = self.build.wanted.mark();
                let Some((slug, metric)) = self.figure(draft, figure, &metrics, &called) else { continue };
                let faults = self.build.take_faults();
                if faults.is_empty() {
                    metrics.insert(slug, metric);
                    self.spots.push(Spot {
                        file: draft.file.to_string(),
                        line: draft.line,
                        field: figure.column.clone(),
                        raw: figure.claim.published.clone(),
                    });
                    continue;
                }
                self.build.wanted.rewind(mark);
                let (field, raw) = (Some(figure.column.clone()), figure.claim.published.clone());
                let remark =
                    |reason| Remark { kind: NoteKind::Refused, field: field.clone(), raw: raw.clone(), reason };
                remarks.extend(faults.into_iter().map(remark));
            }
        }
        Ok(())
    }

    /// Builds a claim, and its metric where that is new; gives the metric. Nothing where its subject is not known.
    fn figure(
        &mut self,
        draft: &Draft,
        figure: &Figure,
        metrics: &Metrics,
        called: &Called,
    ) -> Option<(String, Series)> {
        let about = self.about(draft, &figure.subject)?;
        let mut slug = self.slug(draft, figure)?;
        let mut known = metrics.get(&slug).cloned();
        if known.as_ref().is_some_and(|known| !known.subjects.contains(&about.id)) {
            let Measure::Attribute(of) = &figure.measure else {
                self.build.fault(format!("the metric {slug} is about something else"));
                return Some((slug, Series::default()));
            };
            // Two types have rows of one slug.
            slug = Title { slug: &format!("{}-{}", about.slug, word(about.kind)), en: None, zh: None }.of_attribute(of);
            known = metrics.get(&slug).cloned();
        }
        let unit = match (&known, &figure.measure) {
            (Some(known), _) => known.unit.clone(),
            (None, Measure::Metric(series)) => series.unit.clone(),
            (None, Measure::Attribute(of)) => match self.build.attributes.get(of) {
                Some(attribute) => attribute.unit.clone(),
                None => {
                    self.build.fault(format!("there is no attribute {of:?}"));
                    return Some((slug, Series::default()));
                }
            },
        };
        let metric_id = known.as_ref().map_or_else(|| row_id("METRIC", &slug), |known| known.id);
        let subjects = [(about.kind, about.id)];
        let measured = Measured {
            unit: &unit,
            status: Some(ObservationStatus::Claim),
            ..Measured::new(MetricKind::Level, &subjects)
        };
        let by_vendor = figure.by.and_then(|place| self.known(draft, place)).map(|known| known.slug.clone());
        let claim = Claim { by_vendor, ..figure.claim.clone() };
        let rank = match (claim.confidence, self.is_second_hand(draft, figure, &about)) {
            (Some(Confidence::Low), _) => rank::beside(rank::IMPORTED),
            (_, true) => rank::SECOND_HAND,
            _ => rank::IMPORTED,
        };
        let published_on = claim.published_on.as_deref().and_then(|text| self.build.partial_date(text));
        let figuring = Figuring {
            rank,
            lineage: self.lineage(draft, figure, &about),
            published_on: published_on.map(|date| date.start),
            import_scope: Some(draft.scope.to_string()),
        };
        self.build.observation(metric_id, &measured, &claim, figuring);
        if known.is_none() {
            self.metric(draft, figure, &about, &slug, called);
        }
        Some((slug, Series { id: metric_id, unit, subjects: vec![about.id] }))
    }

    /// Learns who makes the models that others than their makers may tell something of.
    async fn learn_makers(&mut self, each: &[Stated<'_>]) -> Result<(), DbErr> {
        let (mut models, mut vendors) = (HashSet::new(), HashSet::new());
        for (draft, figures) in each {
            for figure in figures.iter().filter(|figure| figure.by.is_some()) {
                let about = self.about(draft, &figure.subject).filter(|about| about.kind == NodeType::Model);
                models.extend(about.map(|about| about.id));
                vendors.extend(figure.by.and_then(|place| self.known(draft, place)).map(|known| known.id));
            }
        }
        self.resolver.learn_makers(&self.transaction, &models, &vendors).await
    }

    /// True for what somebody says of a model that others make: a provider's limits are its own.
    fn is_second_hand(&self, draft: &Draft, figure: &Figure, about: &About) -> bool {
        if !figure.told || about.kind != NodeType::Model {
            return false;
        }
        let said = self.makers.get(&about.id).map(Vec::as_slice).unwrap_or_default();
        match figure.by.and_then(|place| self.known(draft, place)) {
            Some(vendor) => !self.resolver.makes(vendor.id, about.id, said),
            None => true,
        }
    }

    /// Which figure of the source it is, whatever its value, and whatever its subject is called there or here.
    fn lineage(&mut self, draft: &Draft, figure: &Figure, about: &About) -> String {
        let id = |place| self.known(draft, place).map(|known| known.id.to_string()).unwrap_or_default();
        let ids: Vec<String> = (0..draft.things.len()).map(id).collect();
        let measure = match &figure.measure {
            Measure::Attribute(of) => of.clone(),
            Measure::Metric(series) => fill(&series.slug, &ids),
        };
        let period = figure.claim.period.as_deref().filter(|_| !figure.single).unwrap_or_default();
        let Draft { source, table, .. } = draft;
        let lineage = format!("{source}|{table}|{measure}|{}|{period}|{}", about.id, figure.key);
        if !figure.several {
            return lineage;
        }
        let again = self.repeated.entry(lineage.clone()).and_modify(|n| *n += 1).or_insert(0);
        format!("{lineage}|{again}")
    }

    /// Builds a metric of its subject.
    fn metric(&mut self, draft: &Draft, figure: &Figure, about: &About, slug: &str, called: &Called) {
        self.build.ids.insert((NodeType::Metric, slug.to_owned()), row_id("METRIC", slug));
        let cite = [Cite { source: draft.source.to_string(), at: Some(about.key.clone()) }];
        let subjects = [(about.kind, about.id)];
        match &figure.measure {
            Measure::Attribute(of) => {
                let (en, zh) = called.get(&about.id).cloned().unwrap_or_default();
                let of_subject = slug.strip_suffix(&format!("-{of}")).unwrap_or(&about.slug);
                let title = Title { slug: of_subject, en: en.as_deref(), zh: zh.as_deref() };
                let Some((named, unit)) = self.build.attribute(&title, of, &cite) else { return };
                let kind = self.build.attributes.get(of).map_or(MetricKind::Specification, |attribute| attribute.kind);
                let measured = Measured { unit: &unit, attribute: Some(of), ..Measured::new(kind, &subjects) };
                self.build.measure(named, &measured);
            }
            Measure::Metric(series) => {
                let names = |chinese: bool| -> Vec<String> {
                    let name = |place| {
                        let names = self.known(draft, place).and_then(|known| called.get(&known.id));
                        let (en, zh) = names.cloned().unwrap_or_default();
                        if chinese { zh.or(en) } else { en.or(zh) }.unwrap_or_default()
                    };
                    (0..draft.things.len()).map(name).collect()
                };
                let en = series.en.as_ref().map(|text| fill(text, &names(false)));
                let zh = series.zh.as_ref().map(|text| fill(text, &names(true)));
                let sector_id = series.sector.as_ref().and_then(|slug| self.build.id(NodeType::Sector, slug));
                if let Some(region) = &series.region
                    && !self.build.regions.contains(region)
                {
                    return self.build.fault(format!("there is no region {region:?}"));
                }
                let common = Common {
                    kind: NodeType::Metric,
                    slug,
                    en: en.as_deref(),
                    zh: zh.as_deref(),
                    aliases: &[],
                    about: &series.about,
                    cite: &cite,
                };
                let Some(named) = self.build.named(&common) else { return };
                let measured = Measured {
                    unit: &series.unit,
                    region: series.region.clone(),
                    sector_id,
                    ..Measured::new(series.kind, &subjects)
                };
                self.build.measure(named, &measured);
            }
        }
    }

    /// The slug of the metric of a figure; none where its subject is not known.
    fn slug(&self, draft: &Draft, figure: &Figure) -> Option<String> {
        match &figure.measure {
            Measure::Attribute(of) => {
                let slug = self.about(draft, &figure.subject)?.slug;
                Some(Title { slug: &slug, en: None, zh: None }.of_attribute(of))
            }
            Measure::Metric(series) => {
                let slug = |place| self.known(draft, place).map(|known| known.slug.clone()).unwrap_or_default();
                let slugs: Vec<String> = (0..draft.things.len()).map(slug).collect();
                if named(figure).iter().any(|place| slugs[*place].is_empty() && figure.by != Some(*place)) {
                    return None;
                }
                naming::slug_of_several(&fill(&series.slug, &slugs))
            }
        }
    }

    /// The row that a subject means, where it is there.
    pub(super) fn about(&self, draft: &Draft, subject: &Subject) -> Option<About> {
        match subject {
            Subject::Thing(place) => {
                let thing = draft.things.get(*place)?;
                let known = self.known(draft, *place)?;
                let (kind, key) = (thing.kind?, thing.key.clone());
                self.build.ids.get(&(kind, known.slug.clone()))?;
                Some(About { kind, id: known.id, slug: known.slug.clone(), key })
            }
            Subject::Node(kind, slug) => {
                let id = *self.build.ids.get(&(*kind, slug.clone()))?;
                Some(About { kind: *kind, id, slug: slug.clone(), key: format!("{}/{slug}", word(*kind)) })
            }
        }
    }

    /// The metrics that are there already.
    async fn metrics(&self, each: &[Stated<'_>]) -> Result<Metrics, DbErr> {
        let mut slugs = HashSet::new();
        for (draft, figures) in each {
            slugs.extend(figures.iter().filter_map(|figure| self.slug(draft, figure)));
        }
        let mut metrics = Metrics::new();
        let slugs: Vec<String> = slugs.into_iter().collect();
        for slugs in slugs.chunks(crate::dataset::write::VALUES) {
            let there = metric::Entity::find().filter(metric::Column::Slug.is_in(slugs.iter().map(String::as_str)));
            let there = there.all(&self.transaction).await?;
            let ids = there.iter().map(|row| row.id);
            let about = metric_subject::Entity::find().filter(metric_subject::Column::MetricId.is_in(ids));
            let mut subjects: HashMap<i64, Vec<i64>> = HashMap::new();
            for row in about.all(&self.transaction).await? {
                subjects.entry(row.metric_id).or_default().push(row.subject_id);
            }
            for row in there {
                let subjects = subjects.remove(&row.id).unwrap_or_default();
                metrics.insert(row.slug, Series { id: row.id, unit: row.unit_code, subjects });
            }
        }
        Ok(metrics)
    }

    /// What things are called whose metrics are new.
    async fn called(&self, each: &[Stated<'_>], metrics: &Metrics) -> Result<Called, DbErr> {
        let mut ids = HashSet::new();
        for (draft, figures) in each {
            for figure in figures {
                if self.slug(draft, figure).is_some_and(|slug| !metrics.contains_key(&slug)) {
                    ids.extend((0..draft.things.len()).filter_map(|place| self.known(draft, place)).map(|k| k.id));
                    ids.extend(self.about(draft, &figure.subject).map(|about| about.id));
                }
            }
        }
        let there =
            name::Entity::find().filter(name::Column::NodeId.is_in(ids)).filter(name::Column::Role.ne(NameRole::Alias));
        let mut called = Called::new();
        let there = there.all(&self.transaction).await?;
        for row in there.iter().chain(&self.build.wanted.names) {
            let entry = called.entry(row.node_id).or_default();
            match row.role {
                NameRole::En => entry.0 = Some(row.text.clone()),
                NameRole::Zh => entry.1 = Some(row.text.clone()),
                NameRole::Alias => {}
            }
        }
        Ok(called)
    }
}

/// Places of the things that a figure names: its subject, who says so, and those that its metric is named after.
fn named(figure: &Figure) -> Vec<usize> {
    let mut places: Vec<usize> = figure.by.into_iter().collect();
    if let Subject::Thing(place) = figure.subject {
        places.push(place);
    }
    if let Measure::Metric(series) = &figure.measure {
        let parts = series.slug.split('{').skip(1).filter_map(|part| part.split('}').next()?.parse::<usize>().ok());
        places.extend(parts);
    }
    places
}

/// The releases that a draft tells of, as claims of which each thing has one.
fn releases(draft: &Draft) -> Vec<Figure> {
    let release = |(place, thing): (usize, &Thing)| {
        let day = thing.details.released.clone()?;
        let claim = Claim {
            of: None,
            key: None,
            period: Some(day.clone()),
            base: None,
            value: None,
            low: None,
            high: None,
            unit: None,
            cmp: None,
            published: Some(day.clone()),
            status: None,
            text: Text { en: Some(format!("Released {day}.")), zh: Some(format!("发布于{day}。")) },
            by: None,
            by_vendor: None,
            published_on: None,
            confidence: None,
            preferred: None,
            cite: vec![Cite { source: draft.source.to_string(), at: Some(thing.key.clone()) }],
        };
        Some(Figure {
            subject: Subject::Thing(place),
            measure: Measure::Attribute(RELEASE.to_owned()),
            claim,
            key: String::new(),
            column: thing.column.clone(),
            single: true,
            several: false,
            told: false,
            by: None,
        })
    };
    draft.things.iter().enumerate().filter_map(release).collect()
}

/// A text with what stands for `{0}`, `{1}` and so on.
fn fill(text: &str, parts: &[impl AsRef<str>]) -> String {
    let put =
        |text: String, (place, part): (usize, &dyn AsRef<str>)| text.replace(&format!("{{{place}}}"), part.as_ref());
    parts.iter().map(|part| part as &dyn AsRef<str>).enumerate().fold(text.to_owned(), put)
}
