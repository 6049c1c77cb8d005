//! Figures to the database: they meet their older vintages.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use entity::{observation, vendor};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::Store;
use super::missed::Asked;
use super::seen::Seen;
use super::vintage::{self, Days, Merged, Verdict, same_figure};
use crate::domain::identity::row_id;
use crate::write::report::Count;
use crate::write::rows::Spot;
use crate::write::transaction;

impl Store {
    /// Figures meet their older vintages.
    pub(super) async fn claims(&mut self, rows: Vec<observation::Model>, spots: Vec<Spot>) -> Result<(), DbErr> {
        let vintages = self.vintages(rows.iter().map(|row| row.lineage.as_str())).await?;
        if self.policy.is_complete() {
            return self.own_claims(rows, &vintages).await;
        }
        let read = self.read_of(vintages.values().flatten().map(|row| row.id)).await?;
        let mut unsure = self.unsure_of(rows.iter().chain(vintages.values().flatten())).await?;
        self.read(&rows).await?;
        let mut merge = Merging::default();
        let mut first: HashMap<String, observation::Model> = HashMap::new();
        for (mut row, spot) in rows.into_iter().zip(spots) {
            if let Some(scope) = &row.import_scope {
                self.meet(row.source_id, scope);
            }
            let vintages = vintages.get(&row.lineage).map(Vec::as_slice).unwrap_or_default();
            let earlier = vintages.iter().find(|row| read.contains(&row.id));
            if let Some(other) = first.get(&row.lineage).or(earlier) {
                if !same_figure(other, &row) {
                    self.leave_out(spot, DOUBLED.to_owned());
                }
                continue;
            }
            first.insert(row.lineage.clone(), row.clone());
            row.id = vintage_id(&row.lineage, self.as_of, vintages);
            let (lineage, scope) = (row.lineage.clone(), row.import_scope.clone());
            // What holds on the day may be of another publication.
            let held = vintages.iter().filter(|row| vintage::holds(row, self.as_of));
            let scopes: BTreeSet<&str> =
                held.map(|row| &row.import_scope).chain([&scope]).flatten().map(String::as_str).collect();
            let mut next = |after| {
                let asked = scopes.iter().map(|scope| Asked { lineage: &lineage, scope, vintages });
                asked.filter_map(|asked| self.next_file(after, asked, &mut unsure)).min()
            };
            let days = Days { as_of: self.as_of, next: &mut next };
            let id = |day| vintage_id(&lineage, day, vintages);
            let merged = vintage::merge(vintages, Some(row), days, self.now, id);
            merge.met.extend(vintages.iter().map(|row| row.id));
            if let Some(other) = taken(vintages, &merged, scope.as_deref()) {
                *self.taken.entry((other, scope.clone().unwrap_or_default())).or_default() += 1;
            }
            merge.take(merged);
        }
        self.learn(unsure).await?;
        self.write(merge).await
    }

    /// Claims of the data set: where files of the source have the same figure, they are one with those.
    async fn own_claims(
        &mut self,
        rows: Vec<observation::Model>,
        vintages: &BTreeMap<String, Vec<observation::Model>>,
    ) -> Result<(), DbErr> {
        let mut unsure = self.unsure_of(vintages.values().flatten()).await?;
        let mut merge = Merging::default();
        for row in rows {
            let vintages = vintages.get(&row.lineage).map(Vec::as_slice).unwrap_or_default();
            merge.met.push(row.id);
            if let Some(edited) = vintages.iter().find(|before| before.id == row.id && is_edited(before)) {
                self.kept.push(edited.id);
                continue;
            }
            let (lineage, as_of) = (row.lineage.clone(), row.known_on);
            let mut next = |after| self.next_of(after, vintages, &mut unsure);
            let days = Days { as_of, next: &mut next };
            let id = |day| vintage_id(&lineage, day, vintages);
            let merged = vintage::adopt(vintages, row, days, self.now, id);
            merge.take(merged);
        }
        self.learn(unsure).await?;
        self.write(merge).await
    }

    /// Writes what merging made of figures.
    pub(super) async fn write(&mut self, merge: Merging) -> Result<(), DbErr> {
        let Merging { mut added, changed, removed, moved, met, count } = merge;
        self.report.take("Observation", count);
        self.move_files(&moved).await?;
        // Neighbours in the table are written together.
        added.sort_unstable_by_key(|row| row.id);
        self.expect(added.len()).await?;
        self.transaction.remove::<observation::Entity>(&removed).await?;
        self.transaction.update::<observation::Entity>(changed).await?;
        self.transaction.insert::<observation::Entity>(added).await?;
        self.see(&met, Seen::Read).await
    }

    /// Notes which files have figures, and in what words: what nobody sees makes no version.
    async fn move_files(&self, rows: &[observation::Model]) -> Result<(), DbErr> {
        let backend = self.transaction.get_database_backend();
        let (each, id, day) = match backend {
            DbBackend::Sqlite => ("json_each(?)", "", ""),
            _ => ("jsonb_array_elements($1::jsonb)", "::bigint", "::date"),
        };
        let sql = format!(
            "UPDATE observation SET import_scope = f.value ->> 1, seen_from = (f.value ->> 2){day}, \
             seen_until = (f.value ->> 3){day}, file_words = f.value ->> 4 FROM {each} f WHERE observation.id = (f.value ->> 0){id}"
        );
        for rows in rows.chunks(transaction::VALUES) {
            let files = rows.iter().map(|row| {
                serde_json::json!([row.id, row.import_scope, row.seen_from, row.seen_until, row.file_words])
            });
            let files = serde_json::Value::from_iter(files).to_string();
            self.transaction.follow_with(Statement::from_sql_and_values(backend, &sql, [files.into()])).await?;
        }
        Ok(())
    }

    /// The vintages of figures, oldest first.
    pub(super) async fn vintages(
        &self,
        lineages: impl Iterator<Item = &str>,
    ) -> Result<BTreeMap<String, Vec<observation::Model>>, DbErr> {
        let lineages: Vec<&str> = lineages.collect();
        let mut vintages: BTreeMap<String, Vec<observation::Model>> = BTreeMap::new();
        for lineages in lineages.chunks(transaction::VALUES) {
            let known = observation::Entity::find()
                .filter(observation::Column::Lineage.is_in(lineages.iter().copied()))
                .order_by_asc(observation::Column::KnownOn);
            for row in self.with_known_vendors(known.all(&*self.transaction).await?).await? {
                vintages.entry(row.lineage.clone()).or_default().push(row);
            }
        }
        Ok(vintages)
    }

    /// Figures of which the words of files name no vendor that went: no key of another table holds those.
    async fn with_known_vendors(&self, rows: Vec<observation::Model>) -> Result<Vec<observation::Model>, DbErr> {
        let named: BTreeSet<i64> = rows.iter().filter_map(vintage::vendor).collect();
        if named.is_empty() {
            return Ok(rows);
        }
        let known = vendor::Entity::find().select_only().column(vendor::Column::Id);
        let known = known.filter(vendor::Column::Id.is_in(named)).into_tuple::<i64>();
        let known: HashSet<i64> = known.all(&*self.transaction).await?.into_iter().collect();
        let is_gone = |row: &observation::Model| vintage::vendor(row).is_some_and(|id| !known.contains(&id));
        Ok(rows.into_iter().map(|row| if is_gone(&row) { vintage::without_vendor(row) } else { row }).collect())
    }
}

/// What merging made of figures.
#[derive(Debug, Default)]
pub(super) struct Merging {
    added: Vec<observation::Model>,
    changed: Vec<observation::Model>,
    removed: Vec<i64>,
    /// Of which nobody sees a change.
    moved: Vec<observation::Model>,
    met: Vec<i64>,
    count: Count,
}

impl Merging {
    /// Takes what became of a figure that a file of a series has.
    pub(super) fn take(&mut self, merged: Merged) {
        match merged.verdict {
            Verdict::Created => self.count.created += 1,
            Verdict::Updated => self.count.updated += 1,
            Verdict::Unchanged => self.count.unchanged += 1,
            Verdict::Revised => self.count.revised += 1,
        }
        self.met.extend(merged.added.iter().map(|row| row.id));
        self.change(merged);
    }

    /// Takes what changes of a figure, whatever became of it.
    pub(super) fn change(&mut self, merged: Merged) {
        self.added.extend(merged.added);
        self.changed.extend(merged.changed);
        self.moved.extend(merged.moved);
        self.removed.extend(merged.removed);
    }
}

/// Why a second figure is left out.
const DOUBLED: &str =
    "an earlier row gives another figure for the same: a key in the format tells figures of one period apart";

/// The publication that had a figure last, and of which it is no longer.
fn taken(vintages: &[observation::Model], merged: &Merged, scope: Option<&str>) -> Option<String> {
    let has =
        |id| merged.changed.iter().chain(&merged.moved).any(|row| row.id == id && row.import_scope.as_deref() == scope);
    let is_taken = |row: &&observation::Model| row.import_scope.as_deref() != scope && has(row.id);
    vintages.iter().find(is_taken)?.import_scope.clone()
}

/// True for a claim that an editor changed.
fn is_edited(row: &observation::Model) -> bool {
    !row.built_in && row.import_scope.is_none()
}

/// The id of a vintage: that of its figure and day, with a number where a vintage has it that was moved to another day.
pub(super) fn vintage_id(lineage: &str, as_of: NaiveDate, vintages: &[observation::Model]) -> i64 {
    let id = |number: usize| {
        let number = if number > 0 { format!("|{number}") } else { String::new() };
        row_id("OBSERVATION", &format!("{lineage}|{as_of}{number}"))
    };
    (0..).map(id).find(|id| vintages.iter().all(|row| row.id != *id)).unwrap_or_default()
}
