//! Rows to the database: new ones are added, those that an import of the source made are brought up to date.

mod figure;
mod relation;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use entity::choice::NoteKind;
use entity::{citation, metric, metric_subject, model, name, node, search_entry, technology, vendor};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, PrimaryKeyToColumn,
    QueryFilter, QueryOrder,
};

use super::Intake;
use super::draft::Remark;
use super::fill::{self, Fill};
use super::gather::Spot;
use super::names;
use super::report::Count;
use crate::dataset::write::{self, BuiltIn};

impl Intake<'_> {
    /// Stores what a batch of drafts has built.
    pub(super) async fn keep(&mut self) -> Result<(), DbErr> {
        self.build.place_nodes();
        let mut gaps = std::mem::take(&mut self.gaps);
        let ids: Vec<i64> = self.build.wanted.nodes.iter().map(|row| row.id).chain(gaps.nodes()).collect();
        let there = node::Entity::find().filter(node::Column::Id.is_in(ids.iter().copied()));
        let places = there.all(&*self.transaction).await?.into_iter().map(|row| (row.id, row.place));
        let places: HashMap<i64, String> = places.collect();
        let there: HashSet<i64> = places.keys().copied().collect();
        let names = std::mem::take(&mut self.build.wanted.names);
        let (names, renamed) = self.names(names, std::mem::take(&mut gaps.names), &there).await?;
        self.build.wanted.names = names;
        self.build.search_entries();
        let structure = std::mem::take(&mut self.build.structure);
        let mut wanted = std::mem::take(&mut self.build.wanted);
        let (added, _): (Vec<_>, Vec<_>) = wanted.nodes.drain(..).partition(|row| !there.contains(&row.id));
        write::insert::<node::Entity>(&self.transaction, added).await?;
        self.rows::<vendor::Entity>("Vendor", wanted.vendors, gaps.vendors, (&there, &renamed)).await?;
        self.rows::<model::Entity>("Model", wanted.models, gaps.models, (&there, &renamed)).await?;
        let technologies = wanted.technologies;
        self.rows::<technology::Entity>("Technology", technologies, gaps.technologies, (&there, &renamed)).await?;
        self.rows::<metric::Entity>("Metric", wanted.metrics, HashMap::new(), (&there, &renamed)).await?;
        let stale: Vec<i64> = renamed.iter().copied().collect();
        name::Entity::delete_many()
            .filter(name::Column::NodeId.is_in(stale.iter().copied()))
            .exec(&*self.transaction)
            .await?;
        wanted.citations.retain(|row| !there.contains(&row.node_id));
        wanted.subjects.retain(|row| !there.contains(&row.metric_id));
        wanted.search.retain(|row| !there.contains(&row.id));
        write::insert::<name::Entity>(&self.transaction, wanted.names).await?;
        write::insert::<citation::Entity>(&self.transaction, wanted.citations).await?;
        write::insert::<metric_subject::Entity>(&self.transaction, wanted.subjects).await?;
        write::insert::<search_entry::Entity>(&self.transaction, wanted.search).await?;
        for id in stale {
            names::reindex(&self.transaction, id).await?;
        }
        self.links(wanted.links, structure).await?;
        self.observations(wanted.observations).await?;
        self.unread().await
    }

    /// The names to write: those of new nodes, and of nodes that are there under others than they are given now.
    async fn names(
        &self,
        own: Vec<name::Model>,
        mut further: HashMap<i64, Vec<name::Model>>,
        there: &HashSet<i64>,
    ) -> Result<(Vec<name::Model>, HashSet<i64>), DbErr> {
        let known = name::Entity::find()
            .filter(name::Column::NodeId.is_in(there.iter().copied()))
            .order_by_asc(name::Column::NodeId)
            .order_by_asc(name::Column::Position);
        let mut before: HashMap<i64, Vec<name::Model>> = HashMap::new();
        for row in known.all(&*self.transaction).await? {
            before.entry(row.node_id).or_default().push(row);
        }
        let mut after: BTreeMap<i64, Vec<name::Model>> = BTreeMap::new();
        for row in own {
            after.entry(row.node_id).or_default().push(row);
        }
        let ids: BTreeSet<i64> = after.keys().chain(further.keys()).copied().collect();
        let (mut written, mut renamed) = (Vec::new(), HashSet::new());
        for id in ids {
            let before = before.remove(&id).unwrap_or_default();
            let rows = fill::names(&after.remove(&id).unwrap_or_default(), &before);
            let rows = fill::names(&rows, &further.remove(&id).unwrap_or_default());
            if rows != before {
                renamed.extend(there.get(&id));
                written.extend(rows);
            }
        }
        Ok((written, renamed))
    }

    /// Adds rows whose nodes are new, and writes those anew of which something changed.
    async fn rows<E>(
        &mut self,
        tag: &'static str,
        rows: Vec<E::Model>,
        mut gaps: HashMap<i64, E::Model>,
        (there, renamed): (&HashSet<i64>, &HashSet<i64>),
    ) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: BuiltIn + Fill + IntoActiveModel<E::ActiveModel> + FromQueryResult,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let Some(key) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column) else { return Ok(()) };
        let filled = rows.into_iter().map(|row| match gaps.remove(&row.id()) {
            Some(other) => row.fill(&other),
            None => row,
        });
        let (known, added): (Vec<_>, Vec<_>) = filled.partition(|row| there.contains(&row.id()));
        let ids = known.iter().map(BuiltIn::id).chain(gaps.keys().copied());
        let before = E::find().filter(key.is_in(ids)).all(&*self.transaction).await?;
        let before: HashMap<i64, E::Model> = before.into_iter().map(|row| (row.id(), row)).collect();
        let known = known.into_iter().filter_map(|row| Some((before.get(&row.id())?, row)));
        let known: Vec<_> = known.map(|(before, row)| (before, row.fill(before))).collect();
        let filled = gaps.into_iter().filter_map(|(id, row)| Some((before.get(&id)?, row)));
        let filled = filled.map(|(before, row)| (before, before.clone().fill(&row)));
        let mut count = Count { created: added.len(), ..Count::default() };
        self.counted.extend(added.iter().map(BuiltIn::id));
        let mut changed = Vec::new();
        for (before, row) in known.into_iter().chain(filled) {
            let first = self.counted.insert(row.id());
            if row.clone().after(before) == *before && !renamed.contains(&row.id()) {
                count.unchanged += usize::from(first);
                continue;
            }
            // What was written in this run counts once.
            count.updated += usize::from(first);
            changed.push(row.next(before, self.run.now));
        }
        self.report.take(tag, count);
        write::insert::<E>(&self.transaction, added).await?;
        write::update::<E>(&self.transaction, changed).await
    }

    /// Says of a row that was gone through already that something of it is left out.
    pub(in crate::dataset::intake) fn leave_out(&mut self, spot: Spot, reason: String) {
        let Spot { file, line, field, raw } = spot;
        self.report.leave_out(&file, line);
        self.report.note(&file, line, Remark { kind: NoteKind::Refused, field: Some(field), raw, reason });
    }
}
