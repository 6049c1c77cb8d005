//! Which metric a figure is of. Its slug says so, unless the metric is named after a column: two names can have one slug, and
//! are two metrics. The first to come has the slug, another one a slug with a number; what each is named after is recorded.

use std::collections::{HashMap, HashSet};

use entity::choice::{MetricKind, NodeType};
use entity::{identifier, metric, metric_subject};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::about::{Stated, named};
use crate::domain::naming;
use crate::write::build::Title;
use crate::write::import::Intake;
use crate::write::import::draft::{Draft, Figure, Measure};
use crate::write::transaction::VALUES;

/// What the metric of a figure is called.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// Its slug, unless a metric of another name has it; none where nothing is left of what it is named after.
    pub(super) slug: Option<String>,
    /// What it is named after, where that is a column.
    pub(super) name: Option<String>,
}

impl Label {
    /// The slug that it has beside a metric of another name.
    fn apart(&self) -> Option<String> {
        Some(naming::slug_apart(self.slug.as_ref()?, self.name.as_ref()?))
    }
}

/// A metric.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) id: i64,
    pub(super) kind: MetricKind,
    pub(super) unit: String,
    /// The rows that it is about.
    pub(super) subjects: Vec<i64>,
    /// What it is named after, whoever recorded it.
    names: HashSet<String>,
}

impl Series {
    /// A metric that is new.
    pub(super) fn new(id: i64, kind: MetricKind, unit: String, subject: i64) -> Self {
        Self { id, kind, unit, subjects: vec![subject], names: HashSet::new() }
    }
}

/// The metrics that a batch is about.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    of_slug: HashMap<String, Series>,
    /// The slugs of those that are named after something.
    of_name: HashMap<String, String>,
    /// What the source is known to name metrics after.
    recorded: HashSet<String>,
}

impl Metrics {
    /// The metric of this slug.
    pub(super) fn get(&self, slug: &str) -> Option<&Series> {
        self.of_slug.get(slug)
    }

    /// The metric of a label, where it is there.
    pub(super) fn find(&self, label: &Label) -> Option<&Series> {
        self.get(&self.slug(label)?)
    }

    /// The slug that the metric of a label has, or is to have; none where there is none for it.
    pub(super) fn slug(&self, label: &Label) -> Option<String> {
        let Some(name) = &label.name else { return label.slug.clone() };
        if let Some(slug) = self.of_name.get(name) {
            return Some(slug.clone());
        }
        let is_free = |slug: &String| self.get(slug).is_none_or(|series| series.names.is_empty());
        label.slug.clone().filter(is_free).or_else(|| label.apart().filter(|slug| self.get(slug).is_none()))
    }

    /// Takes note of a metric that is there now. True where the source did not name it so before.
    pub(super) fn insert(&mut self, slug: String, mut series: Series, label: &Label) -> bool {
        series.names.extend(label.name.clone());
        if let Some(name) = &label.name {
            self.of_name.insert(name.clone(), slug.clone());
        }
        self.of_slug.insert(slug, series);
        label.name.clone().is_some_and(|name| self.recorded.insert(name))
    }
}

impl Intake<'_> {
    /// What the metric of a figure is called; none where its subject is not known.
    pub(super) fn label(&self, draft: &Draft, figure: &Figure) -> Option<Label> {
        match &figure.measure {
            Measure::Attribute(of) => {
                let slug = self.about(draft, &figure.subject)?.slug;
                Some(Label { slug: Some(Title { slug: &slug, en: None, zh: None }.of_attribute(of)), name: None })
            }
            Measure::Metric(series) => {
                let slug = |place| self.known(draft, place).map(|known| known.slug.clone()).unwrap_or_default();
                let slugs: Vec<String> = (0..draft.things.len()).map(slug).collect();
                if named(figure).iter().any(|place| slugs[*place].is_empty() && figure.by != Some(*place)) {
                    return None;
                }
                let name = series.name.as_ref().map(|name| fill(name, &self.ids_of(draft)));
                Some(Label { slug: naming::slug_of_several(&fill(&series.slug, &slugs)), name })
            }
        }
    }

    /// The ids of the things of a draft, as texts; empty where one is not known.
    pub(super) fn ids_of(&self, draft: &Draft) -> Vec<String> {
        let id = |place| self.known(draft, place).map(|known| known.id.to_string()).unwrap_or_default();
        (0..draft.things.len()).map(id).collect()
    }

    /// The metrics that are there already.
    pub(super) async fn metrics(&self, each: &[Stated<'_>]) -> Result<Metrics, DbErr> {
        let (mut slugs, mut names) = (HashSet::new(), HashSet::new());
        for (draft, figures) in each {
            for label in figures.iter().filter_map(|figure| self.label(draft, figure)) {
                slugs.extend(label.apart());
                slugs.extend(label.slug);
                names.extend(label.name);
            }
        }
        let mut metrics = Metrics::default();
        let mut ids = HashSet::new();
        let names: Vec<String> = names.into_iter().collect();
        for names in names.chunks(VALUES) {
            let own = identifier::Entity::find()
                .filter(identifier::Column::SourceId.eq(self.build.import_source))
                .filter(identifier::Column::Type.eq(NodeType::Metric.text()))
                .filter(identifier::Column::Value.is_in(names.iter().map(String::as_str)));
            for row in own.all(&*self.store.transaction).await? {
                metrics.recorded.insert(row.value);
                ids.insert(row.node_id);
            }
        }
        let slugs: Vec<String> = slugs.into_iter().collect();
        for slugs in slugs.chunks(VALUES) {
            let of_slug = metric::Column::Slug.is_in(slugs.iter().map(String::as_str));
            self.learn(metric::Entity::find().filter(of_slug), &mut metrics).await?;
        }
        let known: HashSet<i64> = metrics.of_slug.values().map(|series| series.id).collect();
        let ids: Vec<i64> = ids.difference(&known).copied().collect();
        for ids in ids.chunks(VALUES) {
            let of_id = metric::Column::Id.is_in(ids.iter().copied());
            self.learn(metric::Entity::find().filter(of_id), &mut metrics).await?;
        }
        Ok(metrics)
    }

    /// Learns what metrics are about, and what they are named after.
    async fn learn(&self, rows: sea_orm::Select<metric::Entity>, metrics: &mut Metrics) -> Result<(), DbErr> {
        let rows = rows.all(&*self.store.transaction).await?;
        let ids = || rows.iter().map(|row| row.id);
        let about = metric_subject::Entity::find().filter(metric_subject::Column::MetricId.is_in(ids()));
        let mut subjects: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in about.all(&*self.store.transaction).await? {
            subjects.entry(row.metric_id).or_default().push(row.subject_id);
        }
        let recorded = identifier::Entity::find().filter(identifier::Column::NodeId.is_in(ids()));
        let mut names: HashMap<i64, HashSet<String>> = HashMap::new();
        for row in recorded.all(&*self.store.transaction).await? {
            names.entry(row.node_id).or_default().insert(row.value);
        }
        for row in rows {
            let (subjects, names) =
                (subjects.remove(&row.id).unwrap_or_default(), names.remove(&row.id).unwrap_or_default());
            metrics.of_name.extend(names.iter().map(|name| (name.clone(), row.slug.clone())));
            let series = Series { id: row.id, kind: row.kind, unit: row.unit_code, subjects, names };
            metrics.of_slug.insert(row.slug, series);
        }
        Ok(())
    }
}

/// A text with what stands for `{0}`, `{1}` and so on.
pub(super) fn fill(text: &str, parts: &[impl AsRef<str>]) -> String {
    let put =
        |text: String, (place, part): (usize, &dyn AsRef<str>)| text.replace(&format!("{{{place}}}"), part.as_ref());
    parts.iter().map(|part| part as &dyn AsRef<str>).enumerate().fold(text.to_owned(), put)
}
