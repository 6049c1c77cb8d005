//! Metrics that the figures of drafts are of: found by their slugs, or made.

use std::collections::{HashMap, HashSet};

use entity::choice::{MetricKind, NameRole, NodeType};
use entity::{metric, metric_subject, name};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::about::{About, Stated, named};
use crate::dataset::build::{Common, Measured, Title};
use crate::dataset::format::Cite;
use crate::dataset::intake::Intake;
use crate::dataset::intake::draft::{Draft, Figure, Measure};
use crate::domain::identity::row_id;
use crate::domain::naming;

/// The metrics that a batch is about, by slug.
pub(super) type Metrics = HashMap<String, Series>;

/// A metric.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    pub(super) id: i64,
    pub(super) unit: String,
    /// The rows that it is about.
    pub(super) subjects: Vec<i64>,
}

/// What nodes are called, in English and in Chinese.
pub(super) type Called = HashMap<i64, (Option<String>, Option<String>)>;

impl Intake<'_> {
    /// Builds a metric of its subject.
    pub(super) fn metric(&mut self, draft: &Draft, figure: &Figure, about: &About, slug: &str, called: &Called) {
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
    pub(super) fn slug(&self, draft: &Draft, figure: &Figure) -> Option<String> {
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

    /// The metrics that are there already.
    pub(super) async fn metrics(&self, each: &[Stated<'_>]) -> Result<Metrics, DbErr> {
        let mut slugs = HashSet::new();
        for (draft, figures) in each {
            slugs.extend(figures.iter().filter_map(|figure| self.slug(draft, figure)));
        }
        let mut metrics = Metrics::new();
        let slugs: Vec<String> = slugs.into_iter().collect();
        for slugs in slugs.chunks(crate::dataset::write::VALUES) {
            let there = metric::Entity::find().filter(metric::Column::Slug.is_in(slugs.iter().map(String::as_str)));
            let there = there.all(&*self.transaction).await?;
            let ids = there.iter().map(|row| row.id);
            let about = metric_subject::Entity::find().filter(metric_subject::Column::MetricId.is_in(ids));
            let mut subjects: HashMap<i64, Vec<i64>> = HashMap::new();
            for row in about.all(&*self.transaction).await? {
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
    pub(super) async fn called(&self, each: &[Stated<'_>], metrics: &Metrics) -> Result<Called, DbErr> {
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
        let there = there.all(&*self.transaction).await?;
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
/// A text with what stands for `{0}`, `{1}` and so on.
pub(super) fn fill(text: &str, parts: &[impl AsRef<str>]) -> String {
    let put =
        |text: String, (place, part): (usize, &dyn AsRef<str>)| text.replace(&format!("{{{place}}}"), part.as_ref());
    parts.iter().map(|part| part as &dyn AsRef<str>).enumerate().fold(text.to_owned(), put)
}
