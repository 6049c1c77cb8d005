//! Metrics that the figures of drafts are of: made where they are new.

use std::collections::{HashMap, HashSet};

use entity::choice::{MetricKind, NameRole, NodeType};
use entity::name;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::about::{About, Stated};
use super::label::{Metrics, fill};
use crate::domain::identity::row_id;
use crate::write::build::{Common, Measured, Title};
use crate::write::import::Intake;
use crate::write::import::draft::{Draft, Figure, Measure};
use crate::write::record::Cite;

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

    /// What things are called whose metrics are new.
    pub(super) async fn called(&self, each: &[Stated<'_>], metrics: &Metrics) -> Result<Called, DbErr> {
        let mut ids = HashSet::new();
        for (draft, figures) in each {
            for figure in figures {
                if self.label(draft, figure).is_some_and(|label| metrics.find(&label).is_none()) {
                    ids.extend((0..draft.things.len()).filter_map(|place| self.known(draft, place)).map(|k| k.id));
                    ids.extend(self.about(draft, &figure.subject).map(|about| about.id));
                }
            }
        }
        let there =
            name::Entity::find().filter(name::Column::NodeId.is_in(ids)).filter(name::Column::Role.ne(NameRole::Alias));
        let mut called = Called::new();
        let there = there.all(&*self.store.transaction).await?;
        for row in there.iter().chain(&self.build.batch.rows.names) {
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
