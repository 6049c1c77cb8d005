//! Figures to the database: they meet their older vintages, and those that a file no longer has are marked.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use entity::observation;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement};

use crate::dataset::intake::report::Count;
use crate::dataset::intake::vintage::{Days, Verdict, merge, same_figure};
use crate::dataset::intake::{Intake, TOGETHER};
use crate::dataset::write;
use crate::domain::identity::row_id;

/// How a run saw a figure that is stored.
#[derive(Debug, Clone, Copy)]
enum Seen {
    /// The file says it.
    Read,
    /// The file has it, and it cannot be read.
    Unread,
}

impl Intake<'_> {
    /// Figures meet their older vintages.
    pub(super) async fn observations(&mut self, rows: Vec<observation::Model>) -> Result<(), DbErr> {
        let spots = std::mem::take(&mut self.spots);
        let vintages = self.vintages(rows.iter().map(|row| row.lineage.as_str())).await?;
        let seen = self.seen(vintages.values().flatten().map(|row| row.id)).await?;
        let (mut added, mut changed, mut removed, mut met) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut moved: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
        let mut count = Count::default();
        let mut first: HashMap<String, observation::Model> = HashMap::new();
        for (mut row, spot) in rows.into_iter().zip(spots) {
            if let Some(scope) = &row.import_scope {
                self.scopes.insert((row.source_id, scope.clone()));
            }
            let vintages = vintages.get(&row.lineage).map(Vec::as_slice).unwrap_or_default();
            let earlier = vintages.iter().find(|row| seen.contains(&row.id));
            if let Some(other) = first.get(&row.lineage).or(earlier) {
                if !same_figure(other, &row) {
                    self.leave_out(spot, "an earlier row gives another figure for the same: a key in the format tells figures of one period apart".to_owned());
                }
                continue;
            }
            first.insert(row.lineage.clone(), row.clone());
            row.id = vintage_id(&row.lineage, self.run.as_of, vintages);
            let next = row.import_scope.as_deref().and_then(|scope| self.next_run(scope));
            let days = Days { as_of: self.run.as_of, next };
            let (lineage, scope) = (row.lineage.clone(), row.import_scope.clone());
            let id = |day| vintage_id(&lineage, day, vintages);
            let merged = merge(vintages, Some(row), days, self.run.now, id);
            match merged.verdict {
                Verdict::Created => count.created += 1,
                Verdict::Updated => count.updated += 1,
                Verdict::Unchanged => count.unchanged += 1,
                Verdict::Revised => count.revised += 1,
            }
            met.extend(vintages.iter().chain(&merged.added).map(|row| row.id));
            added.extend(merged.added);
            changed.extend(merged.changed);
            removed.extend(merged.removed);
            if !merged.moved.is_empty() {
                moved.entry(scope).or_default().extend(merged.moved);
            }
        }
        self.report.take("Observation", count);
        for (scope, ids) in moved {
            observation::Entity::update_many()
                .col_expr(observation::Column::ImportScope, Expr::value(scope))
                .filter(observation::Column::Id.is_in(ids))
                .exec(&*self.transaction)
                .await?;
        }
        self.write_vintages(added, changed, &removed).await?;
        self.note_seen(&met, Seen::Read).await
    }

    /// Figures that the file has, and that cannot be read, are not withdrawn: what was known of them stands.
    pub(super) async fn unread(&mut self) -> Result<(), DbErr> {
        let lineages = std::mem::take(&mut self.unread);
        let vintages = self.vintages(lineages.iter().map(String::as_str)).await?;
        let ids: Vec<i64> = vintages.values().flatten().map(|row| row.id).collect();
        self.note_seen(&ids, Seen::Unread).await
    }

    async fn note_seen(&self, ids: &[i64], seen: Seen) -> Result<(), DbErr> {
        // What another row of the file says stands.
        let [is_read, conflict] = match seen {
            Seen::Read => ["TRUE", "(id) DO UPDATE SET is_read = TRUE"],
            Seen::Unread => ["FALSE", "DO NOTHING"],
        };
        for batch in ids.chunks(5_000) {
            let mut ids = batch.to_vec();
            ids.sort_unstable();
            ids.dedup();
            let values: Vec<String> = ids.iter().map(|id| format!("({id}, {is_read})")).collect();
            let sql =
                format!("INSERT INTO import_seen (id, is_read) VALUES {} ON CONFLICT {conflict}", values.join(", "));
            self.transaction.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// The vintages of figures, oldest first.
    async fn vintages(
        &self,
        lineages: impl Iterator<Item = &str>,
    ) -> Result<BTreeMap<String, Vec<observation::Model>>, DbErr> {
        let known = observation::Entity::find()
            .filter(observation::Column::Lineage.is_in(lineages))
            .order_by_asc(observation::Column::KnownOn);
        let mut vintages: BTreeMap<String, Vec<observation::Model>> = BTreeMap::new();
        for row in known.all(&*self.transaction).await? {
            vintages.entry(row.lineage.clone()).or_default().push(row);
        }
        Ok(vintages)
    }

    async fn write_vintages(
        &self,
        mut added: Vec<observation::Model>,
        changed: Vec<observation::Model>,
        removed: &[i64],
    ) -> Result<(), DbErr> {
        // Neighbours in the table are written together.
        added.sort_unstable_by_key(|row| row.id);
        write::remove::<observation::Entity>(&self.transaction, removed).await?;
        write::update::<observation::Entity>(&self.transaction, changed).await?;
        write::insert::<observation::Entity>(&self.transaction, added).await
    }

    /// Which of these figures the run has seen already.
    async fn seen(&self, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>, DbErr> {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        let mut seen = HashSet::new();
        for batch in ids.chunks(5_000) {
            let sql = format!("SELECT id FROM import_seen WHERE is_read AND id IN ({})", batch.join(", "));
            let statement = Statement::from_string(self.transaction.get_database_backend(), sql);
            for row in self.transaction.query_all_raw(statement).await? {
                seen.insert(row.try_get_by_index::<i64>(0)?);
            }
        }
        Ok(seen)
    }

    /// Marks the figures that files had before and no longer have.
    pub(in crate::dataset::intake) async fn withdraw(&self) -> Result<u64, DbErr> {
        let mut withdrawn = 0;
        if self.run.partial {
            return Ok(withdrawn);
        }
        for (source_id, scope) in &self.scopes {
            withdrawn += match self.next_run(scope) {
                None => self.withdraw_all(*source_id, scope).await?,
                Some(next) => self.withdraw_between(*source_id, scope, next).await?,
            };
        }
        Ok(withdrawn)
    }

    /// Figures of a series that this file lacks, as far as earlier files have them.
    fn unseen(&self, source_id: i64, scope: &str) -> Condition {
        let unseen = "NOT EXISTS (SELECT 1 FROM import_seen WHERE import_seen.id = observation.id)";
        Condition::all()
            .add(observation::Column::SourceId.eq(source_id))
            .add(observation::Column::ImportScope.eq(scope))
            .add(observation::Column::SeenFrom.lte(self.run.as_of))
            .add(Expr::cust(unseen))
    }

    /// What the newest file lacks is gone from its day on.
    async fn withdraw_all(&self, source_id: i64, scope: &str) -> Result<u64, DbErr> {
        let gone = observation::Entity::update_many()
            .col_expr(observation::Column::WithdrawnOn, Expr::value(self.run.as_of))
            .col_expr(observation::Column::SeenUntil, Expr::value(self.run.as_of))
            .col_expr(observation::Column::Version, Expr::col(observation::Column::Version).add(1))
            .col_expr(observation::Column::UpdatedAt, Expr::value(self.run.now))
            .filter(self.unseen(source_id, scope))
            .filter(observation::Column::SeenUntil.is_null());
        Ok(gone.exec(&*self.transaction).await?.rows_affected)
    }

    /// What an older file lacks was not there between the file before it and the one after it.
    async fn withdraw_between(&self, source_id: i64, scope: &str, next: NaiveDate) -> Result<u64, DbErr> {
        let days = Days { as_of: self.run.as_of, next: Some(next) };
        let holds = observation::Column::SeenUntil.is_null().or(observation::Column::SeenUntil.gt(days.as_of));
        let gone = observation::Entity::find().filter(self.unseen(source_id, scope)).filter(holds);
        let mut lineages: Vec<String> =
            gone.all(&*self.transaction).await?.into_iter().map(|row| row.lineage).collect();
        lineages.sort_unstable();
        let mut withdrawn = 0;
        for batch in lineages.chunks(TOGETHER) {
            let vintages = self.vintages(batch.iter().map(String::as_str)).await?;
            let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
            for (lineage, vintages) in &vintages {
                let id = |day| vintage_id(lineage, day, vintages);
                let merged = merge(vintages, None, days, self.run.now, id);
                withdrawn += u64::from(merged.verdict == Verdict::Updated);
                added.extend(merged.added);
                changed.extend(merged.changed);
                removed.extend(merged.removed);
            }
            self.write_vintages(added, changed, &removed).await?;
        }
        Ok(withdrawn)
    }
}

/// The id of a vintage: that of its figure and day, with a number where a vintage has it that was moved to another day.
fn vintage_id(lineage: &str, as_of: NaiveDate, vintages: &[observation::Model]) -> i64 {
    let id = |number: usize| {
        let number = if number > 0 { format!("|{number}") } else { String::new() };
        row_id("OBSERVATION", &format!("{lineage}|{as_of}{number}"))
    };
    (0..).map(id).find(|id| vintages.iter().all(|row| row.id != *id)).unwrap_or_default()
}
