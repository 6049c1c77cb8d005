//! What the database knows of the names of a batch, in a few statements.

use std::collections::{HashMap, HashSet};

use entity::choice::{LinkKind, NameRole, NodeType};
use entity::{identifier, link, name, node, redirect, technology};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveEnum, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{Ask, Known};
use crate::domain::identity::row_id;
use crate::domain::naming::{Kept, kept, parts_digits, same, slug};
use crate::fold::fold;
use crate::write::transaction::Writing;

/// Rows that names of a batch could stand for.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// By what the source calls them.
    recorded: HashMap<String, Known>,
    /// By name, spelt alike; true for main names.
    named: HashMap<String, Vec<(bool, Known)>>,
    /// By slug, former ones included.
    slugs: HashMap<String, Known>,
    /// Slugs that were looked up and that nothing has, had, or was made under.
    unused: HashSet<String>,
    /// What those are called.
    called: HashMap<i64, Vec<String>>,
    /// What the source calls rows that are named here.
    keys: HashMap<i64, Vec<String>>,
    /// The sorts of technologies among them.
    sorts: HashMap<i64, String>,
}

/// The rows that a name could stand for.
#[derive(Debug)]
pub(super) struct Matches<'a> {
    pub(super) rows: Vec<&'a Known>,
    /// True where it is spelt like the slug of one, and could as well be a name of its own.
    pub(super) is_unsure: bool,
}

impl Candidates {
    /// Looks up the names and slugs of one type.
    pub(super) async fn find(
        transaction: &DatabaseTransaction,
        (kind, source_id): (NodeType, i64),
        asks: &[Ask],
        slugs: HashSet<String>,
    ) -> Result<Self, DbErr> {
        let known = |row: &node::Model| Known {
            id: row.id,
            slug: row.slug.clone(),
            owned: row.import_source_id == Some(source_id),
            imported: row.import_source_id.is_some(),
            fresh: false,
        };
        let mut found = Self::default();
        let own = identifier::Entity::find()
            .filter(identifier::Column::SourceId.eq(source_id))
            .filter(identifier::Column::Type.eq(kind.text()))
            .filter(identifier::Column::Value.is_in(asks.iter().map(|ask| ask.key.as_str())));
        let own = own.all(transaction).await?;
        let rows = nodes(transaction, own.iter().map(|row| row.node_id)).await?;
        for row in own {
            if let Some(node) = rows.get(&row.node_id) {
                found.recorded.insert(row.value, known(node));
            }
        }
        let spelt: HashSet<String> = asks.iter().map(|ask| same(&ask.name)).collect();
        let named = name::Entity::find()
            .filter(name::Column::Same.is_in(spelt))
            .find_also_related(node::Entity)
            .order_by_asc(name::Column::NodeId)
            .order_by_asc(name::Column::Position);
        for (name, node) in named.all(transaction).await? {
            if let Some(node) = node.filter(|node| node.r#type == kind) {
                let rows = found.named.entry(name.same).or_default();
                let main = name.role != NameRole::Alias;
                match rows.iter_mut().find(|(_, row)| row.id == node.id) {
                    Some((is_main, _)) => *is_main |= main,
                    None => rows.push((main, known(&node))),
                }
            }
        }
        let there = node::Entity::find()
            .filter(node::Column::Type.eq(kind))
            .filter(node::Column::Slug.is_in(slugs.iter().map(String::as_str)));
        for node in there.all(transaction).await? {
            found.slugs.insert(node.slug.clone(), known(&node));
        }
        let former = redirect::Entity::find()
            .filter(redirect::Column::Type.eq(kind.text()))
            .filter(redirect::Column::Slug.is_in(slugs.iter().map(String::as_str)));
        let former = former.all(transaction).await?;
        let rows = nodes(transaction, former.iter().map(|row| row.node_id)).await?;
        for row in former {
            if let Some(node) = rows.get(&row.node_id) {
                found.slugs.entry(row.slug).or_insert_with(|| known(node));
            }
        }
        let free: HashMap<i64, String> = slugs
            .into_iter()
            .filter(|slug| !found.slugs.contains_key(slug))
            .map(|slug| (row_id(kind.text(), &slug), slug))
            .collect();
        let made = nodes(transaction, free.keys().copied()).await?;
        found.unused = free.into_iter().filter(|(id, _)| !made.contains_key(id)).map(|(_, slug)| slug).collect();
        let called = name::Entity::find().filter(name::Column::NodeId.is_in(found.slugs.values().map(|row| row.id)));
        for row in called.all(transaction).await? {
            found.called.entry(row.node_id).or_default().push(row.text);
        }
        let ids: Vec<i64> = found.rows().collect();
        if kind == NodeType::Technology {
            let rows = technology::Entity::find().filter(technology::Column::Id.is_in(ids.iter().copied()));
            let rows = rows.all(transaction).await?.into_iter();
            found.sorts = rows.map(|row| (row.id, row.kind.to_value())).collect();
        }
        let keys = identifier::Entity::find()
            .filter(identifier::Column::SourceId.eq(source_id))
            .filter(identifier::Column::NodeId.is_in(ids));
        for row in keys.all(transaction).await? {
            found.keys.entry(row.node_id).or_default().push(row.value);
        }
        Ok(found)
    }

    /// The row that the source called this before.
    pub(super) fn recorded(&self, key: &str) -> Option<&Known> {
        self.recorded.get(key)
    }

    /// The row with this slug, now or formerly.
    pub(super) fn of_slug(&self, slug: &str) -> Option<&Known> {
        self.slugs.get(slug)
    }

    /// All rows that a name or slug of the batch could mean.
    pub(super) fn rows(&self) -> impl Iterator<Item = i64> {
        self.named.values().flatten().map(|(_, row)| row).chain(self.slugs.values()).map(|row| row.id)
    }

    /// The rows that a name could stand for: those that bear it as their main name, else as an alias, else as their slug. A
    /// technology of another sort is another thing.
    pub(super) fn of_name(&self, ask: &Ask) -> Matches<'_> {
        let fits = |row: &&Known| match (&ask.sort, self.sorts.get(&row.id)) {
            (Some(wanted), Some(sort)) => wanted == sort,
            _ => true,
        };
        let rows = self.named.get(&same(&ask.name)).map(Vec::as_slice).unwrap_or_default();
        let main: Vec<&Known> = rows.iter().filter(|(main, _)| *main).map(|(_, row)| row).filter(fits).collect();
        let any = || rows.iter().map(|(_, row)| row).filter(fits).collect();
        let mut rows: Vec<&Known> = if main.is_empty() { any() } else { main };
        let spelt = self.of_spelling(ask).filter(|(row, _)| fits(row));
        let is_unsure = rows.is_empty() && ask.make && spelt.is_some_and(|(_, kept)| kept == Kept::AllButDots);
        // What is only looked up may be spelt like the slug of one thing and named like another.
        if let Some((row, _)) = spelt
            && (rows.is_empty() || (!ask.make && rows.iter().all(|other| other.id != row.id)))
        {
            rows.push(row);
        }
        Matches { rows, is_unsure }
    }

    /// The row whose slug a name is spelt like, and what the slug keeps of what that is called. A slug that dropped something of
    /// a name is none of its spellings; but identifiers have no dots, and what a source itself tells apart by them is two things.
    fn of_spelling(&self, ask: &Ask) -> Option<(&Known, Kept)> {
        let slug = slug(&ask.name).filter(|slug| same(slug) == same(&ask.name))?;
        let row = self.slugs.get(&slug)?;
        let is_identifier = fold(&ask.name) == slug;
        let called = self.called.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        match called.iter().filter_map(|name| kept(&slug, name)).max() {
            // It was chosen for the row.
            None => (is_identifier || !parts_digits(&slug)).then_some((row, Kept::All)),
            Some(Kept::All) => Some((row, Kept::All)),
            Some(Kept::AllButDots) => (is_identifier && !(ask.make && row.owned)).then_some((row, Kept::AllButDots)),
            Some(Kept::Part) => None,
        }
    }

    /// Another thing of the source that a row is known to be: what a publisher tells apart is never taken for one.
    pub(super) fn other_key(&self, id: i64, ask: &Ask) -> Option<&str> {
        if ask.key == ask.name {
            return None;
        }
        let keys = self.keys.get(&id)?;
        keys.iter().find(|key| **key != ask.key && same(key) != same(&ask.name)).map(String::as_str)
    }

    /// The same row with a slug that nothing else has or had; `number` is the last that was given with it.
    pub(super) async fn free(
        &self,
        transaction: &DatabaseTransaction,
        kind: NodeType,
        known: Known,
        (taken, number): (&HashSet<String>, &mut usize),
    ) -> Result<Known, DbErr> {
        loop {
            *number += 1;
            let slug = if *number == 1 { known.slug.clone() } else { format!("{}-{number}", known.slug) };
            let is_known = taken.contains(&slug) || self.slugs.contains_key(&slug);
            if !is_known && (self.unused.contains(&slug) || !exists(transaction, kind, &slug).await?) {
                return Ok(Known { id: row_id(kind.text(), &slug), slug, ..known });
            }
        }
    }
}

/// True where something has this slug, had it, or was made under it.
async fn exists(transaction: &DatabaseTransaction, kind: NodeType, slug: &str) -> Result<bool, DbErr> {
    let id = row_id(kind.text(), slug);
    let there = node::Column::Id.eq(id).or(node::Column::Type.eq(kind).and(node::Column::Slug.eq(slug)));
    if node::Entity::find().filter(there).one(transaction).await?.is_some() {
        return Ok(true);
    }
    let former = redirect::Entity::find_by_id((kind.text().to_owned(), slug.to_owned()));
    Ok(former.one(transaction).await?.is_some())
}

/// Forgets what a source called something.
pub(super) async fn forget(transaction: &Writing, row: &identifier::Model) -> Result<(), DbErr> {
    let key = (row.source_id, row.r#type.clone(), row.value.clone());
    transaction.remove_one::<identifier::Entity>(key).await
}

async fn nodes(
    transaction: &DatabaseTransaction,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, node::Model>, DbErr> {
    let rows = node::Entity::find().filter(node::Column::Id.is_in(ids)).all(transaction).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Who makes the models of a batch, and which vendors belong together.
#[derive(Debug, Default)]
pub(super) struct Makers {
    makers: HashMap<i64, Vec<i64>>,
    companies: HashMap<i64, i64>,
}

impl Makers {
    /// Looks up who makes models.
    pub(super) async fn of_models(
        &mut self,
        transaction: &DatabaseTransaction,
        models: impl Iterator<Item = i64>,
    ) -> Result<(), DbErr> {
        let made = link::Entity::find()
            .filter(link::Column::Kind.eq(LinkKind::Makes))
            .filter(link::Column::ToId.is_in(models.filter(|id| !self.makers.contains_key(id))));
        let mut vendors = Vec::new();
        for row in made.all(transaction).await? {
            self.makers.entry(row.to_id).or_default().push(row.from_id);
            vendors.push(row.from_id);
        }
        self.companies_of(transaction, vendors.iter()).await
    }

    /// Looks up which companies vendors belong to.
    pub(super) async fn companies_of(
        &mut self,
        transaction: &DatabaseTransaction,
        vendors: impl Iterator<Item = &i64>,
    ) -> Result<(), DbErr> {
        let vendors: HashSet<i64> = vendors.copied().filter(|id| !self.companies.contains_key(id)).collect();
        let parts = link::Entity::find()
            .filter(link::Column::Kind.eq(LinkKind::PartOf))
            .filter(link::Column::ToType.eq(NodeType::Vendor))
            .filter(link::Column::FromId.is_in(vendors));
        for row in parts.all(transaction).await? {
            self.companies.insert(row.from_id, row.to_id);
        }
        Ok(())
    }

    /// True where a model is known to be made by others than these: neither the same vendors nor their companies or brands.
    pub(super) fn stranger(&self, model: i64, makers: &[i64]) -> bool {
        self.strangers(self.of(model), makers)
    }

    /// Who makes a model, as far as that was looked up.
    pub(super) fn of(&self, model: i64) -> &[i64] {
        self.makers.get(&model).map(Vec::as_slice).unwrap_or_default()
    }

    /// True where none of some vendors is one of others, or belongs to the same company.
    pub(super) fn strangers(&self, known: &[i64], makers: &[i64]) -> bool {
        let company = |id: &i64| *self.companies.get(id).unwrap_or(id);
        let related = |a: &i64| makers.iter().any(|b| company(a) == company(b));
        !known.is_empty() && !makers.is_empty() && !known.iter().any(related)
    }
}
