//! Figures to the database: they meet their older vintages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::observation;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::seen::Seen;
use super::vintage::{self, Days, Merged, Verdict, same_figure};
use super::{Earlier, Store};
use crate::domain::identity::row_id;
use crate::write::report::Count;
use crate::write::rows::{Missed, Spot};
use crate::write::transaction;

impl Store {
    /// Figures meet their older vintages.
    pub(super) async fn claims(&mut self, rows: Vec<observation::Model>, spots: Vec<Spot>) -> Result<(), DbErr> {
        let vintages = self.vintages(rows.iter().map(|row| row.lineage.as_str())).await?;
        if self.policy.is_complete() {
            return self.own_claims(rows, &vintages).await;
        }
        let read = self.read_of(vintages.values().flatten().map(|row| row.id)).await?;
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
            let scope = row.import_scope.as_deref();
            let days = Days { as_of: self.as_of, next: scope.and_then(|scope| self.next_file(scope, self.as_of)) };
            let (lineage, scope) = (row.lineage.clone(), row.import_scope.clone());
            let id = |day| vintage_id(&lineage, day, vintages);
            let merged = vintage::merge(vintages, Some(row), days, self.now, id);
            merge.met.extend(vintages.iter().map(|row| row.id));
            merge.take(merged, scope);
        }
        self.write(merge).await
    }

    /// Claims of the data set: where files of the source have the same figure, they are one with those.
    async fn own_claims(
        &mut self,
        rows: Vec<observation::Model>,
        vintages: &BTreeMap<String, Vec<observation::Model>>,
    ) -> Result<(), DbErr> {
        let mut merge = Merging::default();
        for row in rows {
            let vintages = vintages.get(&row.lineage).map(Vec::as_slice).unwrap_or_default();
            merge.met.push(row.id);
            if let Some(edited) = vintages.iter().find(|before| before.id == row.id && is_edited(before)) {
                self.kept.push(edited.id);
                continue;
            }
            let scope = vintages.iter().find_map(|row| row.import_scope.as_deref());
            let days = Days { as_of: row.known_on, next: self.next_of(row.source_id, scope, row.known_on) };
            let lineage = row.lineage.clone();
            let id = |day| vintage_id(&lineage, day, vintages);
            let merged = vintage::adopt(vintages, row, days, self.now, id);
            let scope = scope.map(str::to_owned);
            merge.take(merged, scope);
        }
        self.write(merge).await
    }

    /// The day of the next file of a source after a day. What a format's tables cite is no source of files: there the series
    /// alone tells which these are.
    fn next_of(&self, source_id: i64, scope: Option<&str>, after: NaiveDate) -> Option<NaiveDate> {
        let scope = scope?;
        let is_alone = self.files.iter().all(|file| file.source_id != source_id);
        let has = |file: &&Earlier| file.day > after && (is_alone || file.source_id == source_id) && file.has(scope);
        self.files.iter().find(has).map(|file| file.day)
    }

    /// Figures that the file has, and that cannot be read, are not withdrawn: what was known of them stands.
    pub(super) async fn unread(&mut self, unread: Vec<Missed>) -> Result<(), DbErr> {
        let (mut lineages, mut undated) = (Vec::new(), BTreeMap::<String, BTreeSet<String>>::new());
        for missed in unread {
            match missed {
                Missed::Figure(lineage) => lineages.push(lineage),
                Missed::Undated(begins, key) => {
                    undated.entry(begins).or_default().insert(key);
                }
            }
        }
        let vintages = self.vintages(lineages.iter().map(String::as_str)).await?;
        let mut ids: Vec<i64> = vintages.values().flatten().map(|row| row.id).collect();
        for (begins, keys) in undated {
            ids.extend(self.of_any_period(&begins, &keys).await?);
        }
        self.see(&ids, Seen::Unread).await
    }

    /// The figures whose lineages begin so, and that have one of these keys.
    async fn of_any_period(&self, begins: &str, keys: &BTreeSet<String>) -> Result<Vec<i64>, DbErr> {
        let rows = observation::Entity::find()
            .select_only()
            .columns([observation::Column::Id, observation::Column::Lineage])
            .filter(observation::Column::Lineage.gte(begins))
            .filter(observation::Column::Lineage.lt(format!("{begins}{}", char::MAX)));
        let rows = rows.into_tuple::<(i64, String)>().all(&*self.transaction).await?;
        let has_key = |lineage: &str| {
            let key = lineage.strip_prefix(begins).and_then(|rest| Some(rest.split_once('|')?.1)).unwrap_or_default();
            // Of several of one period each has a number behind its key.
            let alone = key.rsplit_once('|').map(|(key, _)| key);
            keys.contains(key) || alone.is_some_and(|key| keys.contains(key))
        };
        Ok(rows.into_iter().filter(|(_, lineage)| has_key(lineage)).map(|(id, _)| id).collect())
    }

    /// Writes what merging made of figures.
    pub(super) async fn write(&mut self, merge: Merging) -> Result<(), DbErr> {
        let Merging { mut added, changed, removed, moved, met, count } = merge;
        self.report.take("Observation", count);
        for (scope, ids) in moved {
            let moved = observation::Entity::update_many()
                .col_expr(observation::Column::ImportScope, Expr::value(scope))
                .filter(observation::Column::Id.is_in(ids));
            self.transaction.set(moved).await?;
        }
        // Neighbours in the table are written together.
        added.sort_unstable_by_key(|row| row.id);
        self.expect(added.len()).await?;
        self.transaction.remove::<observation::Entity>(&removed).await?;
        self.transaction.update::<observation::Entity>(changed).await?;
        self.transaction.insert::<observation::Entity>(added).await?;
        self.see(&met, Seen::Read).await
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
            for row in known.all(&*self.transaction).await? {
                vintages.entry(row.lineage.clone()).or_default().push(row);
            }
        }
        Ok(vintages)
    }
}

/// What merging made of figures.
#[derive(Debug, Default)]
pub(super) struct Merging {
    added: Vec<observation::Model>,
    changed: Vec<observation::Model>,
    removed: Vec<i64>,
    /// Of which nothing changed but the file that had them last, by that.
    moved: BTreeMap<Option<String>, Vec<i64>>,
    met: Vec<i64>,
    count: Count,
}

impl Merging {
    /// Takes what became of a figure that a file of a series has.
    pub(super) fn take(&mut self, merged: Merged, scope: Option<String>) {
        match merged.verdict {
            Verdict::Created => self.count.created += 1,
            Verdict::Updated => self.count.updated += 1,
            Verdict::Unchanged => self.count.unchanged += 1,
            Verdict::Revised => self.count.revised += 1,
        }
        self.met.extend(merged.added.iter().map(|row| row.id));
        if !merged.moved.is_empty() {
            self.moved.entry(scope).or_default().extend(&merged.moved);
        }
        self.change(merged);
    }

    /// Takes what changes of a figure, whatever became of it.
    pub(super) fn change(&mut self, merged: Merged) {
        self.added.extend(merged.added);
        self.changed.extend(merged.changed);
        self.removed.extend(merged.removed);
    }
}

/// Why a second figure is left out.
const DOUBLED: &str =
    "an earlier row gives another figure for the same: a key in the format tells figures of one period apart";

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
