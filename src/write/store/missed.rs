//! Figures that files have and nobody could read: those of this run stand as they are, and of those of later files nothing is known.
//! Of a part of a file nothing is known but what it has.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use entity::{import_unread, metric_subject, observation};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::seen::Seen;
use super::{Earlier, Store, vintage};
use crate::domain::identity::row_id;
use crate::write::lineage::{self, Marks, Missed, Parts};
use crate::write::transaction::{VALUES, rows_of};

/// What later runs could not read, by what they know of it.
#[derive(Debug, Default)]
pub(super) struct Unsure {
    runs: HashMap<i64, HashSet<i64>>,
    /// Figures that turned out to be among it.
    found: Vec<(i64, i64)>,
}

/// A figure as it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) lineage: &'a str,
    pub(super) scope: &'a str,
    /// Its vintages, without what is said of it now.
    pub(super) vintages: &'a [observation::Model],
}

impl Unsure {
    /// The day of the first of some files that tells whether its source has a figure.
    fn next<'a>(&mut self, mut files: impl Iterator<Item = &'a Earlier>, asked: Asked<'_>) -> Option<NaiveDate> {
        if self.runs.is_empty() {
            return files.next().map(|file| file.day);
        }
        let marks = Marks::of(asked.lineage, asked.scope);
        let mut tells = |file: &&Earlier| {
            let has = |mark: &i64| self.runs.get(mark).is_some_and(|runs| runs.contains(&file.run_id));
            if has(&marks.part) {
                return has(&marks.read);
            }
            if has(&marks.figure) {
                return false;
            }
            // What files have on its day without being known to be missed the file has, whatever else it may have.
            let has_it = asked.vintages.iter().any(|row| vintage::is_filed(row, file.day));
            let is_missed = !has_it && marks.vague.iter().any(has);
            self.found.extend(is_missed.then_some((marks.figure, file.run_id)));
            !is_missed
        };
        files.find(|file| tells(file)).map(|file| file.day)
    }
}

impl Store {
    /// Takes note of figures that the file has, and that cannot be read: what was known of them stands.
    pub(super) async fn unread(&mut self, unread: Vec<Missed>) -> Result<(), DbErr> {
        // A part tells of what it has, and of nothing else.
        if unread.is_empty() || self.is_part {
            return Ok(());
        }
        let vague = unread.iter().filter(|missed| !matches!(missed, Missed::Figure(_)));
        let mut marks: HashSet<i64> = vague.map(Missed::mark).collect();
        let mut figures = self.meant_by(unread).await?;
        // What another row of the file says is read.
        let read = self.read_of(figures.values().flatten().copied()).await?;
        figures.retain(|_, ids| ids.iter().all(|id| !read.contains(id)));
        self.see(&figures.values().flatten().copied().collect::<Vec<_>>(), Seen::Unread).await?;
        marks.extend(figures.into_keys().map(|lineage| Missed::Figure(lineage).mark()));
        self.note(marks.into_iter().collect()).await
    }

    /// The lineages of the figures that may be meant, each with the ids of its vintages.
    async fn meant_by(&mut self, unread: Vec<Missed>) -> Result<HashMap<String, Vec<i64>>, DbErr> {
        let mut figures: HashMap<String, Vec<i64>> = HashMap::new();
        let (mut undated, mut about) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for missed in unread {
            match missed {
                Missed::Figure(lineage) => drop(figures.insert(lineage, Vec::new())),
                Missed::Undated { begins, key } => drop(undated.entry(begins).or_default().insert(key)),
                Missed::About { source, subject } => drop(about.entry(source).or_default().insert(subject)),
                Missed::Any(scope) => drop(self.torn.insert(scope)),
            }
        }
        let vintages = self.vintages(figures.keys().map(String::as_str)).await?;
        let mut found: Vec<(i64, String)> = vintages.into_values().flatten().map(|row| (row.id, row.lineage)).collect();
        for (begins, keys) in undated {
            let dated = Condition::all()
                .add(observation::Column::Lineage.gte(begins.as_str()))
                .add(observation::Column::Lineage.lt(format!("{begins}{}", char::MAX)));
            found.extend(self.figures(dated, |parts| parts.keys().any(|key| keys.contains(key))).await?);
        }
        for (source, subjects) in about {
            let subjects: Vec<i64> = subjects.into_iter().collect();
            for subjects in subjects.chunks(VALUES) {
                let metrics = metric_subject::Entity::find().select_only().column(metric_subject::Column::MetricId);
                let metrics = metrics.filter(metric_subject::Column::SubjectId.is_in(subjects.iter().copied()));
                let about = Condition::all()
                    .add(observation::Column::MetricId.in_subquery(metrics.into_query()))
                    .add(observation::Column::SourceId.eq(row_id("SOURCE", &source)));
                found.extend(self.figures(about, |parts| subjects.binary_search(&parts.subject).is_ok()).await?);
            }
        }
        for (id, lineage) in found {
            figures.entry(lineage).or_default().push(id);
        }
        Ok(figures)
    }

    /// Takes note of figures that a file with a broken row may have.
    pub(super) async fn unseen_in(&mut self, gone: Condition) -> Result<usize, DbErr> {
        let rows = self.lineages(gone).await?;
        let count = rows.len();
        self.note(rows.into_iter().map(|(_, lineage)| Missed::Figure(lineage).mark()).collect()).await?;
        Ok(count)
    }

    /// Takes note of figures that are read, whatever else could not be.
    pub(super) async fn read(&mut self, rows: &[observation::Model]) -> Result<(), DbErr> {
        if self.is_part {
            return self.note(rows.iter().map(|row| lineage::read(&row.lineage)).collect()).await;
        }
        if !self.misses {
            return Ok(());
        }
        let marks: Vec<i64> = rows.iter().map(|row| Missed::Figure(row.lineage.clone()).mark()).collect();
        for marks in marks.chunks(VALUES) {
            let marks = rows_of(marks, self.transaction.get_database_backend());
            self.transaction.arrange(&format!("DELETE FROM missed WHERE mark IN ({marks})")).await?;
        }
        Ok(())
    }

    /// Those of some figures of which the lineage is as it should be.
    async fn figures(&self, some: Condition, fits: impl Fn(&Parts<'_>) -> bool) -> Result<Vec<(i64, String)>, DbErr> {
        let mut rows = self.lineages(some).await?;
        rows.retain(|(_, lineage)| Parts::of(lineage).is_some_and(|parts| fits(&parts)));
        Ok(rows)
    }

    /// The ids and lineages of some figures.
    async fn lineages(&self, some: Condition) -> Result<Vec<(i64, String)>, DbErr> {
        let rows = observation::Entity::find().select_only();
        let rows = rows.columns([observation::Column::Id, observation::Column::Lineage]).filter(some);
        rows.into_tuple().all(&*self.transaction).await
    }

    /// Keeps marks until the run has its row.
    async fn note(&mut self, marks: Vec<i64>) -> Result<(), DbErr> {
        self.misses |= !marks.is_empty();
        for marks in marks.chunks(VALUES) {
            let marks = rows_of(marks, self.transaction.get_database_backend());
            let sql =
                format!("INSERT INTO missed (mark) SELECT b.id FROM ({marks}) b WHERE TRUE ON CONFLICT DO NOTHING");
            self.transaction.arrange(&sql).await?;
        }
        Ok(())
    }

    /// Keeps with a run what its files have and nobody could read; of a part what it has.
    pub(in crate::write) async fn record(&mut self, run_id: i64) -> Result<(), DbErr> {
        if self.is_part {
            self.note(self.scopes().map(lineage::part).collect()).await?;
        }
        let sql = format!("INSERT INTO import_unread (mark, run_id) SELECT mark, {run_id} FROM missed ORDER BY mark");
        self.transaction.arrange(&sql).await
    }

    /// What later files could not read of some figures, each of the publication that has it.
    pub(super) async fn unsure_of(&self, figures: impl Iterator<Item = &observation::Model>) -> Result<Unsure, DbErr> {
        self.unsure(figures.filter_map(|row| Some((row.lineage.as_str(), row.import_scope.as_deref()?)))).await
    }

    /// What later files could not read of some figures, each with the publication that has it.
    pub(super) async fn unsure<'a>(&self, figures: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Unsure, DbErr> {
        let mut unsure = Unsure::default();
        if self.files.is_empty() {
            return Ok(unsure);
        }
        let marks = figures.flat_map(|(lineage, scope)| Marks::of(lineage, scope).all().collect::<Vec<_>>());
        let marks: Vec<i64> = marks.collect::<BTreeSet<_>>().into_iter().collect();
        for marks in marks.chunks(VALUES) {
            let known = import_unread::Entity::find().filter(import_unread::Column::Mark.is_in(marks.iter().copied()));
            for row in known.all(&*self.transaction).await? {
                unsure.runs.entry(row.mark).or_default().insert(row.run_id);
            }
        }
        Ok(unsure)
    }

    /// Keeps with later runs which figures they turned out to have missed: from now on there is something that holds on their days.
    pub(super) async fn learn(&self, unsure: Unsure) -> Result<(), DbErr> {
        for found in unsure.found.chunks(VALUES) {
            let rows: Vec<String> = found.iter().map(|(mark, run_id)| format!("({mark}, {run_id})")).collect();
            let rows = rows.join(", ");
            let sql = format!("INSERT INTO import_unread (mark, run_id) VALUES {rows} ON CONFLICT DO NOTHING");
            self.transaction.arrange(&sql).await?;
        }
        Ok(())
    }

    /// True where a later file of a publication was imported before.
    pub(in crate::write) fn has_later(&self, scope: &str) -> bool {
        self.later(scope, self.as_of).next().is_some()
    }

    /// The later files of a publication that were imported before, the earliest first.
    fn later(&self, scope: &str, after: NaiveDate) -> impl Iterator<Item = &Earlier> {
        self.files.iter().filter(move |file| file.day > after && file.has(scope))
    }

    /// The day of the next file after a day that tells whether its publication has a figure.
    pub(super) fn next_file(&self, after: NaiveDate, asked: Asked<'_>, unsure: &mut Unsure) -> Option<NaiveDate> {
        unsure.next(self.later(asked.scope, after), asked)
    }

    /// The day of the next file after a day that tells whether the source of a claim of the data set has its figure. What a
    /// format's tables cite is no source of files: there the series alone tells which these are.
    pub(super) fn next_of(
        &self,
        after: NaiveDate,
        vintages: &[observation::Model],
        unsure: &mut Unsure,
    ) -> Option<NaiveDate> {
        let (row, scope) = vintages.iter().find_map(|row| Some((row, row.import_scope.as_deref()?)))?;
        let is_alone = self.files.iter().all(|file| file.source_id != row.source_id);
        let files = self.later(scope, after).filter(|file| is_alone || file.source_id == row.source_id);
        unsure.next(files, Asked { lineage: &row.lineage, scope, vintages })
    }
}
