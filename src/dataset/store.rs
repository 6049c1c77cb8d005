//! Bringing the wanted rows into the database: new ones added, changed ones updated, those that are gone removed, and
//! those that a user edited left alone, all in one transaction.

use std::collections::{HashMap, HashSet};

use entity::{
    attribute, citation, dataset, link, metric, metric_subject, model, name, node, observation, region, search_entry,
    sector, sector_closure, source, technology, trend, unit, vendor,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    IdenStatic, IntoActiveModel, Iterable, QueryFilter, QueryOrder,
};

use super::build::{Wanted, renewed};
use super::settle::settle;
use super::write::{self, BuiltIn, STRUCTURE, Unbegun, VALUES};

/// What loading did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows added.
    pub added: usize,
    /// Rows updated.
    pub updated: usize,
    /// Rows removed.
    pub removed: usize,
    /// Rows that a user edited, by id: left as they are.
    pub kept: Vec<i64>,
}

/// True where the data set with this fingerprint was the last to be loaded.
pub(super) async fn is_loaded(connection: &impl ConnectionTrait, hash: &str) -> Result<bool, DbErr> {
    let row = dataset::Entity::find_by_id(1).one(connection).await?;
    Ok(row.is_some_and(|row| row.built_in_hash.as_deref() == Some(hash)))
}

/// Brings the wanted rows into the database, unless another start has done so meanwhile.
pub(super) async fn store(
    connection: &DatabaseConnection,
    wanted: Wanted,
    hash: &str,
    now: i64,
) -> Result<Option<Outcome>, Unbegun> {
    let transaction = write::begin(connection).await?;
    if is_loaded(&*transaction, hash).await? {
        return Ok(None);
    }
    let imported = node::Entity::find().filter(node::Column::ImportSourceId.is_not_null()).all(&*transaction).await?;
    let imported = imported.into_iter().map(|row| row.id).collect();
    let mut store = Store { transaction: &transaction, now, imported, outcome: Outcome::default() };
    store.all(wanted).await?;
    let outcome = store.outcome;
    dataset::Entity::update_many()
        .col_expr(dataset::Column::BuiltInHash, Expr::value(hash))
        .exec(&*transaction)
        .await?;
    transaction.commit(now).await?;
    Ok(Some(outcome))
}

/// Rows of a table as they are to become.
struct Change<M> {
    added: Vec<M>,
    updated: Vec<M>,
    removed: Vec<i64>,
}

/// The register as it is to become.
#[derive(Default)]
struct Nodes {
    added: Vec<node::Model>,
    moved: Vec<node::Model>,
    places: HashMap<i64, String>,
}

impl Nodes {
    /// The place that a node will have; the loader knows that it is there.
    fn place(&self, id: i64) -> String {
        self.places.get(&id).cloned().unwrap_or_default()
    }
}

struct Store<'a> {
    transaction: &'a DatabaseTransaction,
    now: i64,
    /// Nodes that imports made: the data set takes over those that it has.
    imported: HashSet<i64>,
    outcome: Outcome,
}

impl Store<'_> {
    async fn all(&mut self, mut wanted: Wanted) -> Result<(), DbErr> {
        let children = self.changed_children(&wanted).await?;
        self.upsert::<region::Entity>(wanted.regions, region::Column::Code).await?;
        self.upsert::<unit::Entity>(wanted.units, unit::Column::Code).await?;
        self.upsert::<attribute::Entity>(wanted.attributes, attribute::Column::Slug).await?;
        let touched = children.nodes();
        let none = HashSet::new();
        let sources = self.change::<source::Entity>(wanted.sources, &none).await?;
        let vendors = self.change::<vendor::Entity>(wanted.vendors, &touched).await?;
        let models = self.change::<model::Entity>(wanted.models, &touched).await?;
        let sectors = self.change::<sector::Entity>(wanted.sectors, &touched).await?;
        let technologies = self.change::<technology::Entity>(wanted.technologies, &touched).await?;
        let trends = self.change::<trend::Entity>(wanted.trends, &touched).await?;
        let metrics = self.change::<metric::Entity>(wanted.metrics, &touched).await?;
        // Figures of imports are many, and none of the data set's.
        let own = Condition::all().add(observation::Column::ImportScope.is_null());
        let observations = self.change_among::<observation::Entity>(own, wanted.observations, &none).await?;
        let nodes = self.changed_nodes(wanted.nodes).await?;
        for link in &mut wanted.links {
            link.from_place = nodes.place(link.from_id);
            link.to_place = nodes.place(link.to_id);
        }
        let links = self.change::<link::Entity>(wanted.links, &none).await?;

        // What points to others goes first, what others point to comes first.
        write::remove::<link::Entity>(self.transaction, &links.removed).await?;
        write::remove::<observation::Entity>(self.transaction, &observations.removed).await?;
        let gone = [&metrics.removed, &trends.removed, &technologies.removed, &models.removed, &vendors.removed];
        for ids in gone.into_iter().chain([&sectors.removed]) {
            let named = self.named_by_users(ids).await?;
            write::remove::<node::Entity>(self.transaction, &self.spare(ids, &named)).await?;
        }
        let cited = self.cited_by_users(&sources.removed).await?;
        write::remove::<source::Entity>(self.transaction, &self.spare(&sources.removed, &cited)).await?;
        self.write::<source::Entity>(sources).await?;
        write::insert::<node::Entity>(self.transaction, nodes.added).await?;
        // The database hands the new places on to the nodes' rows and links.
        write::update::<node::Entity>(self.transaction, nodes.moved).await?;
        let kept: HashSet<i64> = self.outcome.kept.iter().copied().collect();
        let children = children.without(&kept);
        self.clear_children(&children.nodes()).await?;
        write::insert::<name::Entity>(self.transaction, children.names).await?;
        write::insert::<citation::Entity>(self.transaction, children.citations).await?;
        self.write::<vendor::Entity>(vendors).await?;
        self.write::<model::Entity>(models).await?;
        self.write::<sector::Entity>(sectors).await?;
        self.grow(wanted.closure).await?;
        self.write::<technology::Entity>(technologies).await?;
        self.write::<trend::Entity>(trends).await?;
        self.write::<metric::Entity>(metrics).await?;
        write::insert::<metric_subject::Entity>(self.transaction, children.subjects).await?;
        self.write::<observation::Entity>(observations).await?;
        self.give_way(&links.added).await?;
        self.write::<link::Entity>(links).await?;
        self.index(wanted.search, &kept).await?;
        settle(self.transaction, self.now).await
    }

    /// What searches find. Rows that a user left as they are, and those of imports, keep their texts: the tokens are those that
    /// are made of them today.
    async fn index(&self, wanted: Vec<search_entry::Model>, kept: &HashSet<i64>) -> Result<(), DbErr> {
        let wanted = wanted.into_iter().filter(|row| !kept.contains(&row.id));
        let mut wanted: HashMap<i64, search_entry::Model> = wanted.map(|row| (row.id, row)).collect();
        let (mut gone, mut written) = (Vec::new(), Vec::new());
        for before in search_entry::Entity::find().all(self.transaction).await? {
            let row = renewed(&before, wanted.remove(&before.id));
            if row != before {
                gone.push(row.id);
                written.push(row);
            }
        }
        written.extend(wanted.into_values());
        written.sort_unstable_by_key(|row| row.id);
        write::remove::<search_entry::Entity>(self.transaction, &gone).await?;
        write::insert::<search_entry::Entity>(self.transaction, written).await
    }

    /// What is to be done to a table; `touched` are rows whose names, citations or subjects change.
    async fn change<E>(&mut self, wanted: Vec<E::Model>, touched: &HashSet<i64>) -> Result<Change<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: BuiltIn,
    {
        self.change_among::<E>(Condition::all(), wanted, touched).await
    }

    /// The same, among the rows for which something holds.
    async fn change_among<E>(
        &mut self,
        among: Condition,
        wanted: Vec<E::Model>,
        touched: &HashSet<i64>,
    ) -> Result<Change<E::Model>, DbErr>
    where
        E: EntityTrait,
        E::Model: BuiltIn,
    {
        let mut existing: HashMap<i64, E::Model> = HashMap::new();
        for row in E::find().filter(among).all(self.transaction).await? {
            existing.insert(row.id(), row);
        }
        let mut change = Change { added: Vec::new(), updated: Vec::new(), removed: Vec::new() };
        for row in wanted {
            match existing.remove(&row.id()) {
                None => change.added.push(row),
                Some(before) if !before.built_in() && !self.imported.contains(&before.id()) => {
                    self.outcome.kept.push(before.id());
                }
                Some(before) => {
                    let same = row.clone().after(&before) == before;
                    if !same || touched.contains(&before.id()) {
                        change.updated.push(row.next(&before, self.now));
                    }
                }
            }
        }
        change.removed = existing.into_values().filter(BuiltIn::built_in).map(|row| row.id()).collect();
        change.removed.sort_unstable();
        self.outcome.added += change.added.len();
        self.outcome.updated += change.updated.len();
        self.outcome.removed += change.removed.len();
        Ok(change)
    }

    async fn write<E>(&self, change: Change<E::Model>) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        write::insert::<E>(self.transaction, change.added).await?;
        write::update::<E>(self.transaction, change.updated).await
    }

    /// What is to be done to the register; the places of nodes that a user edited stay.
    async fn changed_nodes(&self, wanted: Vec<node::Model>) -> Result<Nodes, DbErr> {
        let known = node::Entity::find().all(self.transaction).await?;
        let mut nodes =
            Nodes { places: known.into_iter().map(|row| (row.id, row.place)).collect(), ..Nodes::default() };
        for row in wanted {
            match nodes.places.get(&row.id) {
                _ if self.imported.contains(&row.id) => nodes.moved.push(row.clone()),
                Some(place) if *place == row.place || self.outcome.kept.contains(&row.id) => continue,
                Some(_) => nodes.moved.push(row.clone()),
                None => nodes.added.push(row.clone()),
            }
            nodes.places.insert(row.id, row.place);
        }
        Ok(nodes)
    }

    /// Removes structure that imports said where the data set says the same, or another base or company.
    async fn give_way(&self, added: &[link::Model]) -> Result<(), DbErr> {
        let wanted: HashSet<_> = added.iter().map(|row| (row.kind, row.from_id, row.to_id)).collect();
        let single: HashSet<_> =
            added.iter().filter(|row| row.is_single()).map(|row| (row.kind, row.from_id, row.to_type)).collect();
        let said =
            link::Entity::find().filter(link::Column::BuiltIn.eq(false)).filter(link::Column::Kind.is_in(STRUCTURE));
        let doubled = |row: &link::Model| {
            wanted.contains(&(row.kind, row.from_id, row.to_id))
                || (row.is_single() && single.contains(&(row.kind, row.from_id, row.to_type)))
        };
        let gone: Vec<i64> = said.all(self.transaction).await?.into_iter().filter(doubled).map(|row| row.id).collect();
        write::remove::<link::Entity>(self.transaction, &gone).await
    }

    /// Lists that others point to by code: never removed, since users' rows may use them.
    async fn upsert<E>(&self, rows: Vec<E::Model>, key: E::Column) -> Result<(), DbErr>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let others: Vec<E::Column> = E::Column::iter().filter(|column| column.as_str() != key.as_str()).collect();
        let rows: Vec<E::ActiveModel> = rows.into_iter().map(IntoActiveModel::into_active_model).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let conflict = OnConflict::column(key).update_columns(others).to_owned();
        E::insert_many(rows).on_conflict(conflict).exec_without_returning(self.transaction).await?;
        Ok(())
    }

    /// The ids without those that users' rows need.
    fn spare(&self, ids: &[i64], needed: &HashSet<i64>) -> Vec<i64> {
        ids.iter().copied().filter(|id| !needed.contains(id)).collect()
    }

    /// Nodes among these that users' links, metrics and observations name: the built-in ones are gone by now.
    async fn named_by_users(&self, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
        let mut needed = HashSet::new();
        if ids.is_empty() {
            return Ok(needed);
        }
        let given = || ids.iter().copied();
        let ends = link::Column::FromId.is_in(given()).or(link::Column::ToId.is_in(given()));
        for row in link::Entity::find().filter(ends).all(self.transaction).await? {
            needed.extend([row.from_id, row.to_id]);
        }
        let subjects = metric_subject::Entity::find().filter(metric_subject::Column::SubjectId.is_in(given()));
        needed.extend(subjects.all(self.transaction).await?.into_iter().map(|row| row.subject_id));
        let about = metric::Entity::find().filter(metric::Column::SectorId.is_in(given()));
        needed.extend(about.all(self.transaction).await?.into_iter().filter_map(|row| row.sector_id));
        let claims = observation::Entity::find().filter(observation::Column::MetricId.is_in(given()));
        needed.extend(claims.all(self.transaction).await?.into_iter().map(|row| row.metric_id));
        Ok(needed)
    }

    /// Sources among these that users' rows cite.
    async fn cited_by_users(&self, ids: &[i64]) -> Result<HashSet<i64>, DbErr> {
        let mut needed = HashSet::new();
        if ids.is_empty() {
            return Ok(needed);
        }
        let given = || ids.iter().copied();
        let links = link::Entity::find().filter(link::Column::SourceId.is_in(given()));
        needed.extend(links.all(self.transaction).await?.into_iter().map(|row| row.source_id));
        let claims = observation::Entity::find().filter(observation::Column::SourceId.is_in(given()));
        needed.extend(claims.all(self.transaction).await?.into_iter().map(|row| row.source_id));
        let nodes = citation::Entity::find().filter(citation::Column::SourceId.is_in(given()));
        needed.extend(nodes.all(self.transaction).await?.into_iter().map(|row| row.source_id));
        Ok(needed)
    }

    /// The closure of the built-in sectors; that of users' sectors stays.
    async fn grow(&self, closure: Vec<sector_closure::Model>) -> Result<(), DbErr> {
        let ids: HashSet<i64> = closure.iter().map(|row| row.descendant_id).collect();
        sector_closure::Entity::delete_many()
            .filter(sector_closure::Column::DescendantId.is_in(ids))
            .exec(self.transaction)
            .await?;
        write::insert::<sector_closure::Entity>(self.transaction, closure).await
    }

    /// Names, citations and subjects of the nodes for which they are not yet as wanted.
    async fn changed_children(&self, wanted: &Wanted) -> Result<Children, DbErr> {
        let before = Children {
            names: name::Entity::find().order_by_asc(name::Column::Position).all(self.transaction).await?,
            citations: citation::Entity::find().order_by_asc(citation::Column::Position).all(self.transaction).await?,
            subjects: metric_subject::Entity::find()
                .order_by_asc(metric_subject::Column::Position)
                .all(self.transaction)
                .await?,
        };
        let after = Children {
            names: wanted.names.clone(),
            citations: wanted.citations.clone(),
            subjects: wanted.subjects.clone(),
        };
        let (old, new) = (before.by_node(), after.by_node());
        let same = new.iter().filter(|(id, rows)| old.get(id) == Some(rows)).map(|(id, _)| *id).collect();
        Ok(after.without(&same))
    }

    async fn clear_children(&self, nodes: &HashSet<i64>) -> Result<(), DbErr> {
        let nodes: Vec<i64> = nodes.iter().copied().collect();
        for batch in nodes.chunks(VALUES) {
            let batch = || batch.iter().copied();
            name::Entity::delete_many().filter(name::Column::NodeId.is_in(batch())).exec(self.transaction).await?;
            citation::Entity::delete_many()
                .filter(citation::Column::NodeId.is_in(batch()))
                .exec(self.transaction)
                .await?;
            metric_subject::Entity::delete_many()
                .filter(metric_subject::Column::MetricId.is_in(batch()))
                .exec(self.transaction)
                .await?;
        }
        Ok(())
    }
}

/// The rows below one node.
type Below<'a> = (Vec<&'a name::Model>, Vec<&'a citation::Model>, Vec<&'a metric_subject::Model>);

/// Rows that stand below nodes and change with them.
#[derive(Debug, Default)]
struct Children {
    names: Vec<name::Model>,
    citations: Vec<citation::Model>,
    subjects: Vec<metric_subject::Model>,
}

impl Children {
    fn nodes(&self) -> HashSet<i64> {
        let names = self.names.iter().map(|row| row.node_id);
        let citations = self.citations.iter().map(|row| row.node_id);
        names.chain(citations).chain(self.subjects.iter().map(|row| row.metric_id)).collect()
    }

    fn by_node(&self) -> HashMap<i64, Below<'_>> {
        let mut nodes: HashMap<i64, Below<'_>> = HashMap::new();
        for row in &self.names {
            nodes.entry(row.node_id).or_default().0.push(row);
        }
        for row in &self.citations {
            nodes.entry(row.node_id).or_default().1.push(row);
        }
        for row in &self.subjects {
            nodes.entry(row.metric_id).or_default().2.push(row);
        }
        nodes
    }

    fn without(mut self, nodes: &HashSet<i64>) -> Self {
        self.names.retain(|row| !nodes.contains(&row.node_id));
        self.citations.retain(|row| !nodes.contains(&row.node_id));
        self.subjects.retain(|row| !nodes.contains(&row.metric_id));
        self
    }
}
