//! What a run did not see: what the data set no longer says goes, what files of a source no longer have is marked.

use std::collections::{BTreeSet, HashSet};

use entity::choice::NoteKind;
use entity::{citation, link, metric, metric_subject, node, observation, search_entry, sector_closure, source};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Store;
use super::claim::{Merging, vintage_id};
use super::link::subject;
use super::missed::Asked;
use super::seen::is_unseen;
use super::vintage::{self, Verdict};
use crate::write::report::Remark;
use crate::write::row::STRUCTURE;
use crate::write::search::renewed;

/// Rows that are looked at together.
const TOGETHER: usize = 8_000;
/// Figures of a series of which it is told that they are gone; more are counted.
const TOLD: u64 = 1_000;
/// The tables of nodes, those first that others are named by.
const NODES: [(&str, &str); 6] = [
    ("Metric", "metric"),
    ("Trend", "trend"),
    ("Technology", "technology"),
    ("Model", "model"),
    ("Vendor", "vendor"),
    ("Sector", "sector"),
];

impl Store {
    /// Stores which sectors are below which.
    pub(super) async fn grow(&mut self) -> Result<(), DbErr> {
        let closure = std::mem::take(&mut self.closure);
        let below: HashSet<i64> = closure.iter().map(|row| row.descendant_id).collect();
        let stale = sector_closure::Entity::delete_many().filter(sector_closure::Column::DescendantId.is_in(below));
        self.transaction.clear(stale).await?;
        self.transaction.insert::<sector_closure::Entity>(closure).await
    }

    /// Removes what the data set no longer says: what points to others goes first. What others name stays.
    pub(super) async fn forget(&mut self) -> Result<(), DbErr> {
        let links = self.unsaid("link").await?;
        self.transaction.remove::<link::Entity>(&links).await?;
        self.report.count("Link").withdrawn += links.len();
        self.forget_claims().await?;
        for (tag, table) in NODES {
            let gone = self.unsaid(table).await?;
            self.report.count(tag).withdrawn += gone.len();
            let named = self.named(&gone).await?;
            let gone: Vec<i64> = gone.into_iter().filter(|id| !named.contains(id)).collect();
            self.transaction.remove::<node::Entity>(&gone).await?;
        }
        let sources = self.unsaid("source").await?;
        self.report.count("Source").withdrawn += sources.len();
        let cited = self.cited(&sources).await?;
        let gone: Vec<i64> = sources.into_iter().filter(|id| !cited.contains(id)).collect();
        self.transaction.remove::<source::Entity>(&gone).await
    }

    /// Rows of the data set that it says no longer.
    async fn unsaid(&self, table: &str) -> Result<Vec<i64>, DbErr> {
        self.ids(format!("SELECT id FROM {table} WHERE built_in AND {} ORDER BY id", is_unseen(table))).await
    }

    /// A claim that files of its source have too is theirs from now on.
    async fn forget_claims(&mut self) -> Result<(), DbErr> {
        let gone = self.unsaid("observation").await?;
        self.report.count("Observation").withdrawn += gone.len();
        for ids in gone.chunks(TOGETHER) {
            let rows = observation::Entity::find().filter(observation::Column::Id.is_in(ids.iter().copied()));
            let lineages: BTreeSet<String> =
                rows.all(&*self.transaction).await?.into_iter().map(|row| row.lineage).collect();
            let mut merging = Merging::default();
            let vintages = self.vintages(lineages.iter().map(String::as_str)).await?;
            let mut unsure = self.unsure_of(vintages.values().flatten()).await?;
            for (lineage, vintages) in &vintages {
                let mut next = |after| self.next_of(after, vintages, &mut unsure);
                let id = |day| vintage_id(lineage, day, vintages);
                merging.change(vintage::forget(vintages, &mut next, self.now, id));
            }
            self.learn(unsure).await?;
            self.write(merging).await?;
        }
        Ok(())
    }

    /// Nodes among these that links, metrics and figures of others name.
    async fn named(&self, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
        let mut needed = HashSet::new();
        if ids.is_empty() {
            return Ok(needed);
        }
        let given = || ids.iter().copied();
        let ends = link::Column::FromId.is_in(given()).or(link::Column::ToId.is_in(given()));
        for row in link::Entity::find().filter(ends).all(&*self.transaction).await? {
            needed.extend([row.from_id, row.to_id]);
        }
        let subjects = metric_subject::Entity::find().filter(metric_subject::Column::SubjectId.is_in(given()));
        needed.extend(subjects.all(&*self.transaction).await?.into_iter().map(|row| row.subject_id));
        let about = metric::Entity::find().filter(metric::Column::SectorId.is_in(given()));
        needed.extend(about.all(&*self.transaction).await?.into_iter().filter_map(|row| row.sector_id));
        let claims = observation::Entity::find().select_only().column(observation::Column::MetricId).distinct();
        let claims = claims.filter(observation::Column::MetricId.is_in(given())).into_tuple::<i64>();
        needed.extend(claims.all(&*self.transaction).await?);
        Ok(needed)
    }

    /// Sources among these that others cite.
    async fn cited(&self, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
        let mut needed = HashSet::new();
        if ids.is_empty() {
            return Ok(needed);
        }
        macro_rules! citing {
            ($($table:ident),+) => {$(
                let rows = $table::Entity::find().select_only().column($table::Column::SourceId).distinct();
                let rows = rows.filter($table::Column::SourceId.is_in(ids.iter().copied())).into_tuple::<i64>();
                needed.extend(rows.all(&*self.transaction).await?);
            )+};
        }
        citing!(link, observation, citation);
        Ok(needed)
    }

    /// Gives the entries of searches that others made the tokens that are made of their texts today.
    pub(super) async fn renew_entries(&self) -> Result<(), DbErr> {
        let mut last = i64::MIN;
        loop {
            let rows = search_entry::Entity::find()
                .filter(search_entry::Column::Id.gt(last))
                .filter(Expr::cust(is_unseen("search_entry")))
                .order_by_asc(search_entry::Column::Id)
                .limit(u64::try_from(TOGETHER).unwrap_or(u64::MAX));
            let rows = rows.all(&*self.transaction).await?;
            let Some(row) = rows.last() else { return Ok(()) };
            last = row.id;
            let changed = rows.iter().map(|before| (before, renewed(before, None)));
            let changed = changed.filter(|(before, row)| row != *before).map(|(_, row)| row).collect();
            self.transaction.update::<search_entry::Entity>(changed).await?;
        }
    }

    /// Removes the structure that sources said before and no longer say: of what they say anything of that kind.
    pub(super) async fn forget_structure(&mut self) -> Result<(), DbErr> {
        let sources = self.scopes.iter().map(|(id, _)| *id).chain(self.policy.source());
        let said = link::Entity::find()
            .filter(link::Column::SourceId.is_in(sources))
            .filter(link::Column::BuiltIn.eq(false))
            .filter(link::Column::Kind.is_in(STRUCTURE));
        let told: HashSet<_> = self.said.iter().copied().map(subject).collect();
        let is_gone = |row: &link::Model| {
            let relation = (row.kind, row.from_id, row.to_id);
            told.contains(&subject(relation)) && !self.said.contains(&relation)
        };
        let gone: Vec<_> = said.all(&*self.transaction).await?.into_iter().filter(is_gone).collect();
        gone.iter().for_each(|row| self.remake(row));
        let gone: Vec<i64> = gone.into_iter().map(|row| row.id).collect();
        self.report.count("Link").withdrawn += gone.len();
        self.transaction.remove::<link::Entity>(&gone).await
    }

    /// Marks the figures that files had before and no longer have.
    pub(super) async fn withdraw(&mut self) -> Result<(), DbErr> {
        for (source_id, scope) in self.lacking().await? {
            let gone = self.unseen(source_id).add(observation::Column::ImportScope.eq(&scope));
            let (end, of_data_set) = (observation::Column::SeenUntil, observation::Column::BuiltIn);
            let gone = gone.add(end.is_null().or(end.gt(self.as_of)));
            if self.torn.contains(&scope) {
                self.tell_kept(&scope, gone).await?;
                continue;
            }
            let told = self.tell_withdrawn(&scope, gone.clone()).await?;
            let gone = if self.has_later(&scope) {
                self.withdraw_between(gone, &scope).await?
            } else {
                // A claim of the data set may be of a later day: it is between files, and so is what it ends.
                let is_between = end.is_not_null().or(of_data_set.eq(true));
                let is_last = end.is_null().and(of_data_set.eq(false));
                self.withdraw_between(gone.clone().add(is_between), &scope).await?
                    + self.withdraw_all(gone.add(is_last)).await?
            };
            let gone = usize::try_from(gone).unwrap_or(usize::MAX);
            self.report.more(NoteKind::Withdrawn, gone.saturating_sub(told));
            self.report.count("Observation").withdrawn += gone;
        }
        Ok(())
    }

    /// Says which figures are of another publication from now on.
    pub(super) fn tell_taken(&mut self) {
        for ((before, scope), count) in std::mem::take(&mut self.taken) {
            let (before, now) = (publication(&before), publication(&scope));
            let reason = format!(
                "{count} figures that {before} had last are those of {now} now: they are withdrawn when a later file of \
                 {now} lacks them, and not when one of {before} does"
            );
            self.report.note(now, 0, Remark { kind: NoteKind::Ambiguous, field: None, raw: None, reason });
        }
    }

    /// Says that nothing of a series is withdrawn: what the file seems to lack may stand in a row that cannot be read.
    async fn tell_kept(&mut self, scope: &str, gone: Condition) -> Result<(), DbErr> {
        let kept = self.unseen_in(gone).await?;
        if kept > 0 {
            let reason = format!(
                "{kept} figures that were there before are not found in the file, and none of them is withdrawn: a row of \
                 it cannot be read, and may have them"
            );
            let remark = Remark { kind: NoteKind::Refused, field: None, raw: None, reason };
            self.report.note(publication(scope), 0, remark);
        }
        Ok(())
    }

    /// Says of the first figures of a series that a file lacks which they are; gives how many.
    async fn tell_withdrawn(&mut self, scope: &str, gone: Condition) -> Result<usize, DbErr> {
        let rows = observation::Entity::find()
            .find_also_related(metric::Entity)
            .filter(gone)
            .order_by_asc(metric::Column::Slug)
            .order_by_asc(observation::Column::Id)
            .limit(TOLD);
        let rows = rows.all(&*self.transaction).await?;
        for (row, metric) in &rows {
            let printed = row.published.clone().or_else(|| row.value.map(|value| value.to_string()));
            let raw: Vec<String> = printed.into_iter().chain(row.period_label.clone()).collect();
            let remark = Remark {
                kind: NoteKind::Withdrawn,
                field: metric.as_ref().map(|metric| metric.slug.clone()),
                raw: (!raw.is_empty()).then(|| raw.join(", ")),
                reason: format!("the file of {} has it no longer", self.as_of),
            };
            self.report.note(publication(scope), 0, remark);
        }
        Ok(rows.len())
    }

    /// The series of the run of which something is gone: few of many, and found in one go.
    async fn lacking(&self) -> Result<Vec<(i64, String)>, DbErr> {
        let mut lacking = Vec::new();
        let sources: BTreeSet<i64> = self.scopes.iter().map(|(id, _)| *id).collect();
        for source_id in sources {
            let gone = observation::Entity::find().select_only().column(observation::Column::ImportScope).distinct();
            let gone = gone.filter(self.unseen(source_id)).order_by_asc(observation::Column::ImportScope);
            let scopes = gone.into_tuple::<Option<String>>().all(&*self.transaction).await?;
            lacking.extend(scopes.into_iter().flatten().map(|scope| (source_id, scope)));
        }
        lacking.retain(|series| self.scopes.contains(series));
        Ok(lacking)
    }

    /// Figures of a source that this file lacks, as far as earlier files have them. On its own day the data set knows better.
    fn unseen(&self, source_id: i64) -> Condition {
        let published_elsewhere =
            observation::Column::PublishedOn.is_null().or(observation::Column::PublishedOn.ne(self.as_of));
        Condition::all()
            .add(observation::Column::SourceId.eq(source_id))
            .add(observation::Column::SeenFrom.lte(self.as_of))
            .add(Condition::any().add(observation::Column::BuiltIn.eq(false)).add(published_elsewhere))
            .add(Expr::cust(is_unseen("observation")))
    }

    /// What the newest file lacks is gone from its day on.
    async fn withdraw_all(&self, gone: Condition) -> Result<u64, DbErr> {
        let gone = observation::Entity::update_many()
            .col_expr(observation::Column::WithdrawnOn, Expr::value(self.as_of))
            .col_expr(observation::Column::SeenUntil, Expr::value(self.as_of))
            .col_expr(observation::Column::Version, Expr::col(observation::Column::Version).add(1))
            .col_expr(observation::Column::UpdatedAt, Expr::value(self.now))
            .filter(gone);
        self.transaction.set(gone).await
    }

    /// What an older file lacks was not there between the file before it and the one after it.
    async fn withdraw_between(&mut self, gone: Condition, scope: &str) -> Result<u64, DbErr> {
        let gone = observation::Entity::find().filter(gone);
        let mut lineages: Vec<String> =
            gone.all(&*self.transaction).await?.into_iter().map(|row| row.lineage).collect();
        lineages.sort_unstable();
        let mut withdrawn = 0;
        for batch in lineages.chunks(TOGETHER) {
            let mut merging = Merging::default();
            let mut unsure = self.unsure(batch.iter().map(|lineage| (lineage.as_str(), scope))).await?;
            for (lineage, vintages) in &self.vintages(batch.iter().map(String::as_str)).await? {
                let asked = Asked { lineage, scope, vintages };
                let mut next = |after| self.next_file(after, asked, &mut unsure);
                let days = vintage::Days { as_of: self.as_of, next: &mut next };
                let id = |day| vintage_id(lineage, day, vintages);
                let merged = vintage::merge(vintages, None, days, self.now, id);
                withdrawn += u64::from(merged.verdict == Verdict::Updated);
                merging.change(merged);
            }
            self.write(merging).await?;
            self.learn(unsure).await?;
        }
        Ok(withdrawn)
    }
}

/// The publication of a series, for people.
fn publication(scope: &str) -> &str {
    scope.split_once('/').map_or(scope, |(_, publication)| publication)
}
