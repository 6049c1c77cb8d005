//! Rows to the database: new ones are added, those that an import of the source made are brought up to date, figures meet
//! their older vintages.

use std::collections::{HashMap, HashSet};

use entity::choice::{LinkKind, NameRole, NoteKind};
use entity::{
    citation, link, metric, metric_subject, model, name, node, observation, search_entry, technology, vendor,
};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, Statement,
};

use super::Intake;
use super::draft::Remark;
use super::gather::Spot;
use super::report::Count;
use super::vintage::{Days, Verdict, merge, same_figure};
use crate::dataset::write::{self, BuiltIn, STRUCTURE};

impl Intake<'_> {
    /// Stores what a batch of drafts has built.
    pub(super) async fn keep(&mut self) -> Result<(), DbErr> {
        self.build.place_nodes();
        let ids: Vec<i64> = self.build.wanted.nodes.iter().map(|row| row.id).collect();
        let there = node::Entity::find().filter(node::Column::Id.is_in(ids.iter().copied()));
        let places = there.all(&self.transaction).await?.into_iter().map(|row| (row.id, row.place));
        let places: HashMap<i64, String> = places.collect();
        let there: HashSet<i64> = places.keys().copied().collect();
        let mut names = std::mem::take(&mut self.build.wanted.names);
        let renamed = self.renamed(&mut names, &there).await?;
        self.build.wanted.names = names;
        self.build.search_entries();
        let structure = std::mem::take(&mut self.build.structure);
        let mut wanted = std::mem::take(&mut self.build.wanted);
        let (added, _): (Vec<_>, Vec<_>) = wanted.nodes.drain(..).partition(|row| !there.contains(&row.id));
        write::insert::<node::Entity>(&self.transaction, added).await?;
        self.rows::<vendor::Entity>("Vendor", wanted.vendors, &there, &renamed).await?;
        self.rows::<model::Entity>("Model", wanted.models, &there, &renamed).await?;
        self.rows::<technology::Entity>("Technology", wanted.technologies, &there, &renamed).await?;
        self.rows::<metric::Entity>("Metric", wanted.metrics, &there, &renamed).await?;
        let stale: Vec<i64> = renamed.iter().copied().collect();
        name::Entity::delete_many()
            .filter(name::Column::NodeId.is_in(stale.iter().copied()))
            .exec(&self.transaction)
            .await?;
        write::remove::<search_entry::Entity>(&self.transaction, &stale).await?;
        let is_new = |id: i64| !there.contains(&id) || renamed.contains(&id);
        wanted.search.retain(|row| is_new(row.id));
        for row in &mut wanted.search {
            row.place = places.get(&row.id).unwrap_or(&row.place).clone();
        }
        wanted.citations.retain(|row| !there.contains(&row.node_id));
        wanted.subjects.retain(|row| !there.contains(&row.metric_id));
        write::insert::<name::Entity>(&self.transaction, wanted.names).await?;
        write::insert::<citation::Entity>(&self.transaction, wanted.citations).await?;
        write::insert::<metric_subject::Entity>(&self.transaction, wanted.subjects).await?;
        write::insert::<search_entry::Entity>(&self.transaction, wanted.search).await?;
        self.links(wanted.links, structure).await?;
        self.observations(wanted.observations).await
    }

    /// Nodes that are there under other names than the batch gives them. What they were called stays an alias.
    async fn renamed(&self, names: &mut Vec<name::Model>, there: &HashSet<i64>) -> Result<HashSet<i64>, DbErr> {
        let known = name::Entity::find()
            .filter(name::Column::NodeId.is_in(there.iter().copied()))
            .order_by_asc(name::Column::NodeId)
            .order_by_asc(name::Column::Position);
        let mut before: HashMap<i64, Vec<name::Model>> = HashMap::new();
        for row in known.all(&self.transaction).await? {
            before.entry(row.node_id).or_default().push(row);
        }
        let mut after: HashMap<i64, Vec<name::Model>> = HashMap::new();
        for row in names.extract_if(.., |row| there.contains(&row.node_id)) {
            after.entry(row.node_id).or_default().push(row);
        }
        let mut renamed = HashSet::new();
        for (id, mut rows) in after {
            let before = before.remove(&id).unwrap_or_default();
            for row in &before {
                if rows.iter().all(|own| own.fold != row.fold) {
                    let position = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                    rows.push(name::Model { position, role: NameRole::Alias, ..row.clone() });
                }
            }
            if rows != before {
                renamed.insert(id);
                names.extend(rows);
            }
        }
        Ok(renamed)
    }

    /// Adds rows whose nodes are new, and writes those anew of which something changed.
    async fn rows<E>(
        &mut self,
        tag: &'static str,
        rows: Vec<E::Model>,
        there: &HashSet<i64>,
        renamed: &HashSet<i64>,
    ) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: BuiltIn + IntoActiveModel<E::ActiveModel> + FromQueryResult,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let Some(key) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column) else { return Ok(()) };
        let (known, added): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| there.contains(&row.id()));
        let before = E::find().filter(key.is_in(known.iter().map(BuiltIn::id))).all(&self.transaction).await?;
        let before: HashMap<i64, E::Model> = before.into_iter().map(|row| (row.id(), row)).collect();
        let mut count = Count { created: added.len(), ..Count::default() };
        let mut changed = Vec::new();
        for row in known {
            let Some(before) = before.get(&row.id()) else { continue };
            if row.clone().after(before) == *before && !renamed.contains(&row.id()) {
                count.unchanged += 1;
            } else {
                count.updated += 1;
                changed.push(row.next(before, self.run.now));
            }
        }
        self.report.count(tag).add(count);
        write::insert::<E>(&self.transaction, added).await?;
        write::update::<E>(&self.transaction, changed).await
    }

    /// Relations: structure is stored once, whoever says it.
    async fn links(&mut self, mut listed: Vec<link::Model>, structure: Vec<link::Model>) -> Result<(), DbErr> {
        listed.extend(structure);
        let ids: Vec<i64> = listed.iter_mut().map(link_id).collect();
        let ends: HashSet<i64> = listed.iter().flat_map(|row| [row.from_id, row.to_id]).collect();
        let of = link::Column::FromId.is_in(ends.iter().copied()).and(link::Column::Kind.is_in(STRUCTURE));
        let known = link::Entity::find().filter(of.or(link::Column::Id.is_in(ids))).all(&self.transaction).await?;
        let places = node::Entity::find().filter(node::Column::Id.is_in(ends)).all(&self.transaction).await?;
        let places: HashMap<i64, String> = places.into_iter().map(|row| (row.id, row.place)).collect();
        let mut structural: HashSet<_> = HashSet::new();
        let mut based: HashMap<i64, i64> = HashMap::new();
        let mut by_id: HashMap<i64, link::Model> = HashMap::new();
        for row in known {
            if STRUCTURE.contains(&row.kind) {
                structural.insert((row.kind, row.from_id, row.to_id));
            }
            if row.is_single() {
                based.insert(row.from_id, row.id);
            }
            by_id.insert(row.id, row);
        }
        let mut count = Count::default();
        let (mut added, mut changed, mut replaced) = (Vec::new(), Vec::new(), Vec::new());
        for mut row in listed {
            self.said.insert((row.kind, row.from_id, row.to_id));
            for (place, id) in [(&mut row.from_place, row.from_id), (&mut row.to_place, row.to_id)] {
                place.clone_from(places.get(&id).unwrap_or(&String::new()));
            }
            match by_id.get(&row.id) {
                Some(before) if row.clone().after(before) == *before || before.built_in => count.unchanged += 1,
                Some(before) => {
                    count.updated += 1;
                    changed.push(row.next(before, self.run.now));
                }
                None if STRUCTURE.contains(&row.kind) && !structural.insert((row.kind, row.from_id, row.to_id)) => {
                    count.unchanged += 1;
                }
                None => {
                    let other = based.get(&row.from_id).filter(|_| row.is_single()).and_then(|id| by_id.get(id));
                    match other {
                        // The source says so itself now, or somebody else said otherwise before.
                        Some(other) if other.source_id == row.source_id => replaced.push(other.id),
                        Some(_) => {
                            count.unchanged += 1;
                            continue;
                        }
                        None => {}
                    }
                    if row.is_single() {
                        based.insert(row.from_id, row.id);
                    }
                    added.push(row);
                }
            }
        }
        count.created = added.len();
        count.withdrawn = replaced.len();
        self.report.count("Link").add(count);
        write::remove::<link::Entity>(&self.transaction, &replaced).await?;
        write::update::<link::Entity>(&self.transaction, changed).await?;
        write::insert::<link::Entity>(&self.transaction, added).await
    }

    /// Removes the structure of described rows that their source said before and no longer says.
    pub(super) async fn forget_structure(&mut self) -> Result<(), DbErr> {
        let said = link::Entity::find()
            .filter(link::Column::SourceId.is_in(self.scopes.iter().map(|(id, _)| *id).chain(self.build.import_source)))
            .filter(link::Column::BuiltIn.eq(false))
            .filter(link::Column::Kind.is_in(STRUCTURE));
        let is_own = |row: &link::Model| match row.kind {
            LinkKind::Makes => self.described.contains(&row.to_id),
            _ => self.described.contains(&row.from_id),
        };
        let is_gone = |row: &link::Model| is_own(row) && !self.said.contains(&(row.kind, row.from_id, row.to_id));
        let gone = said.all(&self.transaction).await?.into_iter().filter(is_gone);
        let gone: Vec<i64> = gone.map(|row| row.id).collect();
        self.report.count("Link").withdrawn += gone.len();
        write::remove::<link::Entity>(&self.transaction, &gone).await
    }

    /// Figures meet their older vintages.
    async fn observations(&mut self, rows: Vec<observation::Model>) -> Result<(), DbErr> {
        let spots = std::mem::take(&mut self.spots);
        let known = observation::Entity::find()
            .filter(observation::Column::Lineage.is_in(rows.iter().map(|row| row.lineage.as_str())))
            .order_by_asc(observation::Column::KnownOn);
        let mut vintages: HashMap<String, Vec<observation::Model>> = HashMap::new();
        for row in known.all(&self.transaction).await? {
            vintages.entry(row.lineage.clone()).or_default().push(row);
        }
        let seen = self.seen(vintages.values().flatten().map(|row| row.id)).await?;
        let (mut added, mut changed, mut met) = (Vec::new(), Vec::new(), Vec::new());
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
                    self.repeats(spot);
                }
                continue;
            }
            first.insert(row.lineage.clone(), row.clone());
            row.id = vintage_id(&row.lineage, self.run.as_of, vintages);
            let next = row.import_scope.as_deref().and_then(|scope| self.next_run(scope));
            let mut merged = merge(vintages, row, Days { as_of: self.run.as_of, next }, self.run.now);
            for again in merged.added.iter_mut().skip(1) {
                again.id = vintage_id(&again.lineage, again.known_on, vintages);
            }
            match merged.verdict {
                Verdict::Created => count.created += 1,
                Verdict::Updated => count.updated += 1,
                Verdict::Unchanged => count.unchanged += 1,
                Verdict::Revised => count.revised += 1,
            }
            met.extend(vintages.iter().chain(&merged.added).map(|row| row.id));
            added.extend(merged.added);
            changed.extend(merged.changed);
        }
        self.report.count("Observation").add(count);
        write::update::<observation::Entity>(&self.transaction, changed).await?;
        write::insert::<observation::Entity>(&self.transaction, added).await?;
        for batch in met.chunks(5_000) {
            let values: Vec<String> = batch.iter().map(|id| format!("({id})")).collect();
            let sql = format!("INSERT INTO import_seen (id) VALUES {} ON CONFLICT DO NOTHING", values.join(", "));
            self.transaction.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// Which of these figures the run has seen already.
    async fn seen(&self, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>, DbErr> {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        let mut seen = HashSet::new();
        for batch in ids.chunks(5_000) {
            let sql = format!("SELECT id FROM import_seen WHERE id IN ({})", batch.join(", "));
            let statement = Statement::from_string(self.transaction.get_database_backend(), sql);
            for row in self.transaction.query_all_raw(statement).await? {
                seen.insert(row.try_get_by_index::<i64>(0)?);
            }
        }
        Ok(seen)
    }

    /// A source that gives two figures for one thing without saying how they differ is not believed twice.
    fn repeats(&mut self, spot: Spot) {
        let Spot { file, line, field, raw } = spot;
        let reason = "an earlier row gives another figure for the same".to_owned();
        self.report.skipped += 1;
        self.report.note(&file, line, Remark { kind: NoteKind::Refused, field: Some(field), raw, reason });
    }
}

/// Gives a link its id.
fn link_id(row: &mut link::Model) -> i64 {
    row.id = crate::dataset::build::link_id(row);
    row.id
}

/// The id of a vintage: that of its figure and day, with a number where a vintage has it that was moved to another day.
fn vintage_id(lineage: &str, as_of: chrono::NaiveDate, vintages: &[observation::Model]) -> i64 {
    let id = |number: usize| {
        let number = if number > 0 { format!("|{number}") } else { String::new() };
        crate::domain::identity::row_id("OBSERVATION", &format!("{lineage}|{as_of}{number}"))
    };
    (0..).map(id).find(|id| vintages.iter().all(|row| row.id != *id)).unwrap_or_default()
}
