//! Declared identities: which names of publishers stand for which rows, and rows that are renamed, merged or split. Nothing
//! is merged that is not written down here.

mod merge;
mod named;

use std::collections::HashMap;

use entity::choice::NodeType;
use entity::{model, node, redirect, technology, vendor};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde::Deserialize;

use self::merge::{merge, subjects};
use super::policy::MADE;
use super::transaction::Writing;
use crate::domain::identity::is_slug;
use crate::domain::naming::same;
use crate::domain::place;
use crate::fold::composed;

/// The identities that the binary knows.
pub(crate) const DECLARED: &str = include_str!("../../data/formats/names.toml");

/// What rows are called besides, by type and slug.
pub(crate) type Aliases = HashMap<(NodeType, String), Vec<String>>;

/// A file of declared identities.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    same: Vec<Same>,
    new: Vec<New>,
    merge: Vec<Merge>,
    rename: Vec<Rename>,
    split: Vec<Split>,
}

/// Names of publishers that stand for a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    r#type: NodeType,
    names: Vec<String>,
    is: String,
    /// The slug of the only source whose names these are.
    scheme: Option<String>,
}

/// Names that stand for a row of their own, whatever they look like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    r#type: NodeType,
    names: Vec<String>,
    slug: String,
    scheme: Option<String>,
}

/// A row that turned out to be another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    r#type: NodeType,
    from: String,
    into: String,
}

/// A row that gets another slug.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    r#type: NodeType,
    from: String,
    to: String,
}

/// A row that turned out to be several: what is known of it stays with it, and the others are parts of it or derive from it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Split {
    r#type: NodeType,
    of: String,
    into: Vec<String>,
}

/// What is declared of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    /// The slug of the row.
    pub(super) slug: String,
    /// True where the row is made when it is not there.
    pub(super) make: bool,
}

/// What is declared, and the only source that it is declared of, where there is one.
type Scoped = (Option<String>, Declared);

/// The declared names, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Register {
    by_name: HashMap<(NodeType, String), Vec<Scoped>>,
    origins: HashMap<(NodeType, String), String>,
}

impl Names {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let names: Self = toml::from_str(&composed(text)).map_err(|error| error.to_string())?;
        let slugs = names.same.iter().map(|row| &row.is).chain(names.new.iter().map(|row| &row.slug));
        let moved = names.merge.iter().flat_map(|row| [&row.from, &row.into]);
        let renamed = names.rename.iter().flat_map(|row| [&row.from, &row.to]);
        let split = names.split.iter().flat_map(|row| std::iter::once(&row.of).chain(&row.into));
        if let Some(slug) = slugs.chain(moved).chain(renamed).chain(split).find(|slug| !is_slug(slug)) {
            return Err(format!("{slug:?} is not a slug: lower case, hyphenated"));
        }
        let kinds = names.same.iter().map(|row| row.r#type).chain(names.new.iter().map(|row| row.r#type));
        let moved = names.merge.iter().map(|row| row.r#type).chain(names.rename.iter().map(|row| row.r#type));
        let mut kinds = kinds.chain(moved).chain(names.split.iter().map(|row| row.r#type));
        if let Some(kind) = kinds.find(|kind| !MADE.contains(kind)) {
            return Err(format!("names of type {} are not declared: they are of the built-in data alone", kind.text()));
        }
        Ok(names)
    }

    /// The identities that the binary knows.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) fn built_in() -> Result<Self, String> {
        Self::read(DECLARED)
    }

    /// What rows are called besides, by type and slug: the declared names that are not those of one source alone.
    pub(crate) fn aliases(&self) -> Aliases {
        let mut aliases = Aliases::new();
        let one = self.same.iter().map(|row| (row.r#type, &row.names, &row.scheme, &row.is));
        let own = self.new.iter().map(|row| (row.r#type, &row.names, &row.scheme, &row.slug));
        for (kind, names, _, slug) in one.chain(own).filter(|(_, _, scheme, _)| scheme.is_none()) {
            aliases.entry((kind, slug.clone())).or_default().extend_from_slice(names);
        }
        aliases
    }

    /// The same with what another file declares besides.
    pub(crate) fn with(mut self, mut other: Self) -> Self {
        self.same.append(&mut other.same);
        self.new.append(&mut other.new);
        self.merge.append(&mut other.merge);
        self.rename.append(&mut other.rename);
        self.split.append(&mut other.split);
        self
    }

    pub(super) fn register(&self) -> Register {
        let mut register = Register::default();
        let one = self.same.iter().map(|row| (row.r#type, &row.names, &row.scheme, &row.is, false));
        let own = self.new.iter().map(|row| (row.r#type, &row.names, &row.scheme, &row.slug, true));
        for (kind, names, scheme, slug, make) in one.chain(own) {
            for name in names {
                let declared = (scheme.clone(), Declared { slug: slug.clone(), make });
                register.by_name.entry((kind, same(name))).or_default().push(declared);
            }
        }
        for split in &self.split {
            let into = split.into.iter().map(|slug| ((split.r#type, slug.clone()), split.of.clone()));
            register.origins.extend(into);
        }
        register
    }

    /// Renames and merges the rows that are there; what was done before is not done again.
    pub(super) async fn apply(&self, transaction: &Writing, now: i64) -> Result<Vec<Applied>, DbErr> {
        let mut applied = Vec::new();
        for row in &self.rename {
            let done = rename(transaction, row, now).await?;
            applied.extend(done.map(|refusal| Applied::new("rename", row.r#type, (&row.from, &row.to), refusal)));
        }
        for row in &self.merge {
            let done = merge(transaction, row.r#type, &row.from, &row.into).await?;
            applied.extend(done.map(|refusal| Applied::new("merge", row.r#type, (&row.from, &row.into), refusal)));
        }
        Ok(applied)
    }
}

/// A declaration that was carried out in a run, or that cannot be.
pub(super) struct Applied {
    pub(super) kind: NodeType,
    /// Why it was not.
    pub(super) refusal: Option<String>,
    /// What was declared: `merge fabel-co into fable-co`.
    pub(super) what: String,
}

impl Applied {
    fn new(verb: &str, kind: NodeType, (from, to): (&str, &str), refusal: Option<String>) -> Self {
        Self { kind, refusal, what: format!("{verb} {from} to {to}") }
    }
}

impl Register {
    /// What is declared of a name of a source; what is declared of that source alone comes first.
    pub(super) fn find(&self, kind: NodeType, source: &str, name: &str) -> Option<&Declared> {
        let found = self.by_name.get(&(kind, same(name)))?;
        let own = found.iter().find(|(scheme, _)| scheme.as_deref() == Some(source));
        own.or_else(|| found.iter().find(|(scheme, _)| scheme.is_none())).map(|(_, declared)| declared)
    }

    /// What a row of this slug was split from.
    pub(super) fn origin(&self, kind: NodeType, slug: &str) -> Option<&str> {
        self.origins.get(&(kind, slug.to_owned())).map(String::as_str)
    }
}

async fn find(transaction: &DatabaseTransaction, kind: NodeType, slug: &str) -> Result<Option<node::Model>, DbErr> {
    let named = node::Entity::find().filter(node::Column::Type.eq(kind)).filter(node::Column::Slug.eq(slug));
    named.one(transaction).await
}

/// Nothing where there is nothing to rename, else why it cannot be.
async fn rename(transaction: &Writing, row: &Rename, now: i64) -> Result<Option<Option<String>>, DbErr> {
    let Some(before) = find(transaction, row.r#type, &row.from).await? else { return Ok(None) };
    if find(transaction, row.r#type, &row.to).await?.is_some() {
        return Ok(Some(Some(format!("there is another {}: merge them instead", row.to))));
    }
    for subject in subjects(transaction, before.id).await? {
        let Some(metric) = node::Entity::find_by_id(subject.metric_id).one(&**transaction).await? else { continue };
        let slug = renamed(&metric.slug, &row.from, &row.to);
        if slug != metric.slug && find(transaction, NodeType::Metric, &slug).await?.is_none() {
            call(transaction, metric, &slug).await?;
        }
    }
    let id = before.id;
    call(transaction, before, &row.to).await?;
    touch(transaction, row.r#type, id, now).await?;
    Ok(Some(None))
}

/// The slug of something that is named after what is renamed.
fn renamed(slug: &str, from: &str, to: &str) -> String {
    format!("-{slug}-").replace(&format!("-{from}-"), &format!("-{to}-")).trim_matches('-').to_owned()
}

/// Gives a row another slug; the one that it had leads to it.
async fn call(transaction: &Writing, row: node::Model, slug: &str) -> Result<(), DbErr> {
    let place = match row.r#type {
        NodeType::Model => {
            let released = model::Entity::find_by_id(row.id).one(&**transaction).await?.and_then(|row| row.released_on);
            place::of_model(released, slug)
        }
        _ => place::of_slug(slug),
    };
    let former = redirect::Model {
        r#type: row.r#type.text().to_owned(),
        slug: row.slug.clone(),
        former_id: None,
        node_id: row.id,
    };
    // The database hands slug and place on to the row itself and to what names it.
    let row = node::Model { slug: slug.to_owned(), place, ..row };
    transaction.update::<node::Entity>(vec![row]).await?;
    lead_on(transaction, former, slug).await
}

/// Makes a former slug lead to a row, wherever it led before; a slug that a row has now leads nowhere else.
async fn lead_on(transaction: &Writing, former: redirect::Model, taken: &str) -> Result<(), DbErr> {
    let stale = redirect::Column::Slug.is_in([former.slug.as_str(), taken]);
    let stale = redirect::Column::Type.eq(former.r#type.as_str()).and(stale);
    let stale = stale.or(redirect::Column::FormerId.eq(former.former_id));
    transaction.clear(redirect::Entity::delete_many().filter(stale)).await?;
    transaction.insert::<redirect::Entity>(vec![former]).await
}

/// A row was changed in place.
async fn touch(transaction: &Writing, kind: NodeType, id: i64, now: i64) -> Result<(), DbErr> {
    macro_rules! touch {
        ($table:ident) => {
            $table::Entity::update_many()
                .col_expr($table::Column::Version, Expr::cust("version + 1"))
                .col_expr($table::Column::UpdatedAt, Expr::value(now))
                .filter($table::Column::Id.eq(id))
        };
    }
    match kind {
        NodeType::Vendor => transaction.set(touch!(vendor)).await.map(drop),
        NodeType::Model => transaction.set(touch!(model)).await.map(drop),
        NodeType::Technology => transaction.set(touch!(technology)).await.map(drop),
        _ => Ok(()),
    }
}
