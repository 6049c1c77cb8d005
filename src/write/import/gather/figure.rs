//! Figures of drafts: claims about metrics are built.

use std::collections::HashSet;

use entity::choice::{Confidence, NodeType, NoteKind, ObservationStatus};
use sea_orm::DbErr;

use super::about::{About, Stated, named, named_unread};
use super::label::{Label, Metrics, Series};
use super::metric::Called;
use crate::domain::identity::row_id;
use crate::domain::rank;
use crate::write::build::{Figuring, Measured, Title};
use crate::write::import::draft::{Draft, Figure, Measure, Subject, Thing, Unread};
use crate::write::import::resolve::word;
use crate::write::import::{Intake, Pass};
use crate::write::lineage::Missed;
use crate::write::record::{Cite, Claim, Text};
use crate::write::report::Remark;
use crate::write::rows::Spot;
use crate::write::settle::RELEASE;

impl Intake<'_> {
    /// Builds the claims of drafts, releases among them.
    pub(super) async fn figures(
        &mut self,
        drafts: &[Draft],
        pass: Pass,
        remarks: &mut [Vec<Remark>],
    ) -> Result<(), DbErr> {
        let releases: Vec<Vec<Figure>> = drafts.iter().map(releases).collect();
        let takes = |draft: &Draft, places: Vec<usize>| {
            let waits = places.iter().any(|place| draft.fate.waiting.contains(place));
            waits == (pass == Pass::Last)
        };
        let each = drafts.iter().zip(&releases).map(|(draft, releases)| {
            let figures = draft.claims.iter().chain(releases).filter(|figure| takes(draft, named(figure)));
            (draft, figures.collect::<Vec<_>>())
        });
        let each: Vec<Stated<'_>> = each.collect();
        self.learn_makers(&each).await?;
        let mut metrics = self.metrics(&each).await?;
        let called = self.called(&each, &metrics).await?;
        for ((draft, figures), remarks) in each.into_iter().zip(remarks) {
            self.here(draft);
            for unread in draft.unread.iter().chain(&undated(draft)).filter(|unread| takes(draft, named_unread(unread)))
            {
                self.miss(draft, unread);
            }
            for figure in figures {
                let mark = self.build.batch.rows.mark();
                let (Some(label), Some(about)) = (self.label(draft, figure), self.about(draft, &figure.subject)) else {
                    self.miss(draft, &Unread::of(figure));
                    continue;
                };
                let lineage = self.lineage(draft, figure, about.id);
                let built = self.figure((draft, &about), (figure, lineage.clone()), (&label, &metrics), &called);
                let faults = self.build.take_faults();
                if let Some((slug, metric)) = built.filter(|_| faults.is_empty()) {
                    let id = metric.id;
                    let is_new = metrics.insert(slug, metric, &label);
                    label.name.iter().filter(|_| is_new).for_each(|name| self.resolver.record_metric(name, id));
                    if !is_release(figure) {
                        self.store.report.take_figure();
                    }
                    self.spots.push(Spot {
                        file: draft.file.to_string(),
                        line: draft.line,
                        row: draft.row,
                        field: figure.column.clone(),
                        raw: figure.claim.published.clone(),
                    });
                    continue;
                }
                self.build.batch.rows.rewind(mark);
                self.unread.push(Missed::Figure(lineage));
                let (field, raw) = (Some(figure.column.clone()), figure.claim.published.clone());
                let remark =
                    |reason| Remark { kind: NoteKind::Refused, field: field.clone(), raw: raw.clone(), reason };
                self.store.report.refuse_figures(usize::from(!faults.is_empty() && !is_release(figure)));
                remarks.extend(faults.into_iter().map(remark));
            }
        }
        Ok(())
    }

    /// Builds a claim, and its metric where that is new; gives the metric. Nothing at a fault.
    fn figure(
        &mut self,
        (draft, about): (&Draft, &About),
        (figure, lineage): (&Figure, String),
        (label, metrics): (&Label, &Metrics),
        called: &Called,
    ) -> Option<(String, Series)> {
        let Some(mut slug) = metrics.slug(label) else {
            self.build.fault("its metric cannot be told from another that is named alike");
            return None;
        };
        let mut known = metrics.get(&slug).cloned();
        if known.as_ref().is_some_and(|known| !known.subjects.contains(&about.id)) {
            let Measure::Attribute(of) = &figure.measure else {
                self.build.fault(format!("the metric {slug} is about something else"));
                return None;
            };
            // Two types have rows of one slug.
            slug = Title { slug: &format!("{}-{}", about.slug, word(about.kind)), en: None, zh: None }.of_attribute(of);
            known = metrics.get(&slug).cloned();
        }
        let (kind, unit) = match (&known, &figure.measure) {
            (Some(known), _) => (known.kind, known.unit.clone()),
            (None, Measure::Metric(series)) => (series.kind, series.unit.clone()),
            (None, Measure::Attribute(of)) => match self.build.attributes.get(of) {
                Some(attribute) => (attribute.kind, attribute.unit.clone()),
                None => {
                    self.build.fault(format!("there is no attribute {of:?}"));
                    return None;
                }
            },
        };
        let metric_id = known.as_ref().map_or_else(|| row_id("METRIC", &slug), |known| known.id);
        let subjects = [(about.kind, about.id)];
        let measured =
            Measured { unit: &unit, status: Some(ObservationStatus::Claim), ..Measured::new(kind, &subjects) };
        let by_vendor = figure.by.and_then(|place| self.known(draft, place)).map(|known| known.slug.clone());
        let claim = Claim { by_vendor, ..figure.claim.clone() };
        let rank = match (claim.confidence, self.is_second_hand(draft, figure, about)) {
            (Some(Confidence::Low), _) => rank::beside(rank::IMPORTED),
            (_, true) => rank::SECOND_HAND,
            _ => rank::IMPORTED,
        };
        let published_on = claim.published_on.as_deref().and_then(|text| self.build.partial_date(text));
        let figuring = Figuring {
            id: 0,
            rank,
            lineage,
            published_on: published_on.map(|date| date.start),
            import_scope: Some(draft.scope.to_string()),
        };
        self.build.observation(metric_id, &measured, &claim, figuring);
        let Some(known) = known else {
            self.metric(draft, figure, about, &slug, called);
            return Some((slug, Series::new(metric_id, kind, unit, about.id)));
        };
        Some((slug, known))
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
        self.resolver.learn_makers(&self.store.transaction, &models, &vendors).await
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
}

fn is_release(figure: &Figure) -> bool {
    matches!(&figure.measure, Measure::Attribute(of) if of == RELEASE)
}

/// The releases of a draft that cannot be read.
fn undated(draft: &Draft) -> Vec<Unread> {
    let things = draft.things.iter().enumerate().filter(|(_, thing)| thing.is_undated);
    let release = |(place, _)| Unread {
        subject: Some(Subject::Thing(place)),
        measure: Some(RELEASE.to_owned()),
        period: Some(String::new()),
        ..Unread::default()
    };
    things.map(release).collect()
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
            source_key: None,
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
