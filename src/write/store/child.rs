//! What stands below nodes and changes with them: names, citations, subjects of metrics.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::choice::NameRole;
use entity::{citation, metric_subject, name};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::Store;
use super::table::There;
use crate::write::policy::Right;
use crate::write::transaction::VALUES;

/// Rows below one node, in an order.
pub(super) trait Child: EntityTrait {
    /// The column that names the node.
    const NODE: Self::Column;
    /// The column that they are ordered by.
    const POSITION: Self::Column;

    /// The node.
    fn node(row: &Self::Model) -> i64;
}

macro_rules! child {
    ($($table:ident.$column:ident = $field:ident),+) => {$(
        impl Child for $table::Entity {
            const NODE: Self::Column = $table::Column::$column;
            const POSITION: Self::Column = $table::Column::Position;

            fn node(row: &Self::Model) -> i64 {
                row.$field
            }
        }
    )+};
}

child!(name.NodeId = node_id, citation.NodeId = node_id, metric_subject.MetricId = metric_id);

/// Rows to write, and the nodes whose earlier ones they take the place of.
pub(super) struct Changed<E: EntityTrait> {
    rows: Vec<E::Model>,
    stale: Vec<i64>,
}

impl Store {
    /// What is new below nodes: all of it where they are new, and where the data set says it otherwise than before.
    pub(super) async fn changed<E>(&self, rows: Vec<E::Model>, there: &mut There) -> Result<Changed<E>, DbErr>
    where
        E: Child,
        E::Model: FromQueryResult + PartialEq + Send + Sync,
    {
        let mut wanted = by_node::<E>(rows);
        wanted.retain(|id, _| there.is_new(*id) || (self.policy.is_complete() && there.right(*id) == Right::Replace));
        let before = self.below::<E>(wanted.keys().filter(|id| !there.is_new(**id))).await?;
        Ok(differing(wanted, &before, there))
    }

    /// The names to write. Those of the data set are all that a row has; a file adds to what a row was called before.
    pub(super) async fn names(
        &self,
        rows: Vec<name::Model>,
        mut further: HashMap<i64, Vec<name::Model>>,
        there: &mut There,
    ) -> Result<Changed<name::Entity>, DbErr> {
        if self.policy.is_complete() {
            return self.changed(rows, there).await;
        }
        let mut own = by_node::<name::Entity>(rows);
        let ids: HashSet<i64> = own.keys().chain(further.keys()).copied().collect();
        let before = self.below::<name::Entity>(ids.iter().filter(|id| !there.is_new(**id))).await?;
        let mut wanted = BTreeMap::new();
        for id in ids {
            let before = before.get(&id).map(Vec::as_slice).unwrap_or_default();
            let rows = together(&own.remove(&id).unwrap_or_default(), before);
            wanted.insert(id, together(&rows, &further.remove(&id).unwrap_or_default()));
        }
        let changed = differing(wanted, &before, there);
        there.renamed.extend(&changed.stale);
        Ok(changed)
    }

    /// Writes them; gives what was written.
    pub(super) async fn put<E>(&self, changed: Changed<E>) -> Result<Vec<E::Model>, DbErr>
    where
        E: Child,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        for ids in changed.stale.chunks(VALUES) {
            self.transaction.clear(E::delete_many().filter(E::NODE.is_in(ids.iter().copied()))).await?;
        }
        self.transaction.insert::<E>(changed.rows.clone()).await?;
        Ok(changed.rows)
    }

    async fn below<E>(&self, ids: impl Iterator<Item = &i64>) -> Result<BTreeMap<i64, Vec<E::Model>>, DbErr>
    where
        E: Child,
        E::Model: FromQueryResult + Send + Sync,
    {
        let rows = E::find().filter(E::NODE.is_in(ids.copied())).order_by_asc(E::POSITION);
        Ok(by_node::<E>(rows.all(&*self.transaction).await?))
    }
}

fn by_node<E: Child>(rows: Vec<E::Model>) -> BTreeMap<i64, Vec<E::Model>> {
    let mut nodes: BTreeMap<i64, Vec<E::Model>> = BTreeMap::new();
    for row in rows {
        nodes.entry(E::node(&row)).or_default().push(row);
    }
    nodes
}

/// Leaves out what is there as it is wanted; whose rows are others, is touched.
fn differing<E>(
    wanted: BTreeMap<i64, Vec<E::Model>>,
    before: &BTreeMap<i64, Vec<E::Model>>,
    there: &mut There,
) -> Changed<E>
where
    E: Child,
    E::Model: PartialEq,
{
    let (mut rows, mut stale) = (Vec::new(), Vec::new());
    for (id, wanted) in wanted {
        if before.get(&id) == Some(&wanted) {
            continue;
        }
        if !there.is_new(id) {
            there.touched.insert(id);
            stale.push(id);
        }
        rows.extend(wanted);
    }
    Changed { rows, stale }
}

/// The names of a row: the main ones are those of `first`, where it has them; what else it is or was called are aliases.
fn together(first: &[name::Model], second: &[name::Model]) -> Vec<name::Model> {
    let mut rows: Vec<name::Model> = Vec::with_capacity(first.len() + second.len());
    for role in [NameRole::En, NameRole::Zh] {
        rows.extend(first.iter().chain(second).find(|row| row.role == role).cloned());
    }
    for row in first.iter().chain(second) {
        if rows.iter().all(|own| own.fold != row.fold) {
            rows.push(name::Model { role: NameRole::Alias, ..row.clone() });
        }
    }
    for (position, row) in (0..).zip(&mut rows) {
        row.position = position;
    }
    rows
}
