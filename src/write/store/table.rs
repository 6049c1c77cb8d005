//! Tables of which a row stands for a node, and those of sources.

use std::collections::{HashMap, HashSet};

use entity::choice::NodeType;
use entity::{import_run, node};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, QueryFilter, QuerySelect,
};

use super::Store;
use crate::write::policy::Right;
use crate::write::report::{Count, tag};
use crate::write::row::Row;

/// What is known of the nodes of a batch.
#[derive(Debug, Default)]
pub(super) struct There {
    pub(super) nodes: HashMap<i64, node::Model>,
    /// What may be done to those that are there; what is new may become anything.
    rights: HashMap<i64, Right>,
    /// Those whose names, citations or subjects are others than before.
    pub(super) touched: HashSet<i64>,
    /// Those whose names are others than before.
    pub(super) renamed: HashSet<i64>,
    /// Those that had no row of their own before.
    pub(super) bare: HashSet<i64>,
}

impl There {
    /// What may be done to a node.
    pub(super) fn right(&self, id: i64) -> Right {
        self.rights.get(&id).copied().unwrap_or(Right::Replace)
    }

    /// True where there was nothing of this id.
    pub(super) fn is_new(&self, id: i64) -> bool {
        !self.nodes.contains_key(&id) || self.bare.contains(&id)
    }
}

/// What is to be done to a table.
pub(super) struct Plan<E: EntityTrait> {
    /// The type of its nodes; sources are none.
    kind: Option<NodeType>,
    rows: Vec<E::Model>,
    /// What fills gaps of rows that others described.
    gaps: HashMap<i64, E::Model>,
    before: HashMap<i64, E::Model>,
}

impl Store {
    /// Learns what is known of nodes.
    pub(super) async fn there(&self, ids: &[i64]) -> Result<There, DbErr> {
        let rows = node::Entity::find().filter(node::Column::Id.is_in(ids.iter().copied()));
        let nodes = rows.all(&*self.transaction).await?.into_iter().map(|row| (row.id, row)).collect();
        Ok(There { nodes, ..There::default() })
    }

    /// Learns what is known of the rows of a table, and what may be done to them.
    pub(super) async fn plan<E>(
        &self,
        kind: Option<NodeType>,
        rows: Vec<E::Model>,
        gaps: HashMap<i64, E::Model>,
        there: &mut There,
    ) -> Result<Plan<E>, DbErr>
    where
        E: EntityTrait,
        E::Model: Row + FromQueryResult + Send + Sync,
    {
        let mut before = HashMap::new();
        let ids: Vec<i64> = rows.iter().map(Row::id).chain(gaps.keys().copied()).collect();
        // Where there was nothing before there are no rows but those of earlier batches, which are others.
        let is_asked = !ids.is_empty() && !self.is_bare;
        if let Some(key) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column).filter(|_| is_asked) {
            for row in E::find().filter(key.is_in(ids.iter().copied())).all(&*self.transaction).await? {
                let import = there.nodes.get(&row.id()).map_or(self.policy.source(), |node| node.import_source_id);
                there.rights.insert(row.id(), self.policy.right(row.owner(import)));
                before.insert(row.id(), row);
            }
        }
        there.bare.extend(ids.into_iter().filter(|id| !before.contains_key(id)));
        Ok(Plan { kind, rows, gaps, before })
    }

    /// Adds rows that are new, and writes those anew of which something changed.
    pub(super) async fn apply<E>(&mut self, plan: Plan<E>, there: &There) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: Row + IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let Plan { kind, rows, mut gaps, before } = plan;
        let is_complete = self.policy.is_complete();
        let mut count = Count::default();
        let (mut added, mut said) = (Vec::new(), Vec::new());
        for row in rows {
            let row = match gaps.remove(&row.id()) {
                Some(other) => row.fill(&other),
                None => row,
            };
            match before.get(&row.id()) {
                None => added.push(row),
                Some(_) if there.right(row.id()) == Right::Leave && is_complete => self.kept.push(row.id()),
                Some(_) if there.right(row.id()) == Right::Leave => count.unchanged += 1,
                Some(before) => said.push((before, if is_complete { row } else { row.fill(before) })),
            }
        }
        let filled = gaps.into_iter().filter_map(|(id, row)| Some((before.get(&id)?, row)));
        said.extend(filled.map(|(before, row)| (before, before.clone().fill(&row))));
        count.created = added.len();
        self.counted.extend(added.iter().map(Row::id).filter(|_| !is_complete));
        let mut changed = Vec::new();
        for (before, row) in said {
            let first = is_complete || self.counted.insert(row.id());
            if row.clone().after(before) == *before && !there.touched.contains(&row.id()) {
                count.unchanged += usize::from(first);
                continue;
            }
            // What was written in this run counts once.
            count.updated += usize::from(first);
            changed.push(row.next(before, self.now));
        }
        match kind {
            // They are the format's, and no rows of a file.
            None => self.report.count("Source").add(count),
            Some(kind) if self.policy.makes(kind) => self.report.take(tag(kind), count),
            Some(_) => {}
        }
        self.transaction.insert::<E>(added).await?;
        self.transaction.update::<E>(changed).await
    }

    /// The register: new nodes are added; the data set takes over those that imports made, and says where they stand.
    pub(super) async fn nodes(&self, rows: &[node::Model], there: &There) -> Result<(), DbErr> {
        let added = rows.iter().filter(|row| !there.nodes.contains_key(&row.id)).cloned().collect();
        self.transaction.insert::<node::Entity>(added).await?;
        let is_ours = |row: &&node::Model| self.policy.is_complete() && there.right(row.id) == Right::Replace;
        let moves = |row: &&node::Model| there.nodes.get(&row.id).is_some_and(|before| *before != **row);
        let moved = rows.iter().filter(is_ours).filter(moves).cloned().collect();
        // The database hands places on to the nodes' rows and links.
        self.transaction.update::<node::Entity>(moved).await
    }
}

/// The sources that imports brought something of.
pub(super) async fn importing(transaction: &impl ConnectionTrait) -> Result<HashSet<i64>, DbErr> {
    let runs = import_run::Entity::find().select_only().column(import_run::Column::SourceId).distinct();
    let nodes = node::Entity::find().select_only().column(node::Column::ImportSourceId).distinct();
    let nodes = nodes.filter(node::Column::ImportSourceId.is_not_null());
    let mut sources: HashSet<i64> = runs.into_tuple::<i64>().all(transaction).await?.into_iter().collect();
    sources.extend(nodes.into_tuple::<i64>().all(transaction).await?);
    Ok(sources)
}
