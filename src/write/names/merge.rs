//! One row becomes another: names, citations, relations, figures and whatever leads to it are handed on.

use std::collections::HashSet;

use entity::choice::{NameRole, NodeType};
use entity::{citation, identifier, link, metric_subject, name, node, observation, redirect};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::named::{counterpart, lead_names, led};
use super::{call, find, lead_on, renamed};
use crate::domain::dependence::of_link;
use crate::write::row::STRUCTURE;
use crate::write::search::reindex;
use crate::write::transaction::Writing;

/// Sets a column wherever it names one row, so that it names another.
macro_rules! lead {
    ($transaction:expr, $table:ident . $column:ident, $from:expr => $into:expr) => {
        $transaction
            .set(
                $table::Entity::update_many()
                    .col_expr($table::Column::$column, Expr::value($into))
                    .filter($table::Column::$column.eq($from)),
            )
            .await?
    };
}

/// Merges the row of one slug into that of another; nothing where there is none, else why it cannot be.
pub(super) async fn merge(
    transaction: &Writing,
    kind: NodeType,
    from: &str,
    into: &str,
) -> Result<Option<Option<String>>, DbErr> {
    let Some(from) = find(transaction, kind, from).await? else { return Ok(None) };
    let Some(into) = find(transaction, kind, into).await? else {
        return Ok(Some(Some(format!("there is no {into}"))));
    };
    if from.import_source_id.is_none() {
        return Ok(Some(Some(format!("{} is built in: its data file has to say so", from.slug))));
    }
    lead!(transaction, identifier.NodeId, from.id => into.id);
    lead!(transaction, redirect.NodeId, from.id => into.id);
    if kind == NodeType::Vendor {
        lead!(transaction, observation.AssertedByVendorId, from.id => into.id);
    }
    lineages(transaction, from.id, into.id).await?;
    names(transaction, &from, &into).await?;
    citations(transaction, &from, &into).await?;
    links(transaction, &from, &into).await?;
    for subject in subjects(transaction, from.id).await? {
        metric(transaction, subject, (&from, &into)).await?;
    }
    lead_names(transaction, from.id, into.id).await?;
    give_way(transaction, from, &into).await?;
    reindex(transaction, into.id).await?;
    Ok(Some(None))
}

/// Removes a row; its slug and its id lead to another.
async fn give_way(transaction: &Writing, from: node::Model, into: &node::Model) -> Result<(), DbErr> {
    transaction.remove::<node::Entity>(&[from.id]).await?;
    let former = redirect::Model {
        r#type: from.r#type.text().to_owned(),
        slug: from.slug,
        former_id: Some(from.id),
        node_id: into.id,
    };
    lead_on(transaction, former, &into.slug).await
}

/// What the row was called are aliases of the other.
async fn names(transaction: &Writing, from: &node::Model, into: &node::Model) -> Result<(), DbErr> {
    let of = |id| name::Entity::find().filter(name::Column::NodeId.eq(id)).order_by_asc(name::Column::Position);
    let known = of(into.id).all(&**transaction).await?;
    let mut texts: HashSet<String> = known.iter().map(|row| row.fold.clone()).collect();
    let next = known.last().map_or(0, |row| row.position + 1);
    let others = of(from.id).all(&**transaction).await?.into_iter().filter(|row| texts.insert(row.fold.clone()));
    let alias = |(position, row)| name::Model { node_id: into.id, position, role: NameRole::Alias, ..row };
    let aliases: Vec<name::Model> = (next..).zip(others).map(alias).collect();
    transaction.insert::<name::Entity>(aliases).await
}

async fn citations(transaction: &Writing, from: &node::Model, into: &node::Model) -> Result<(), DbErr> {
    let of =
        |id| citation::Entity::find().filter(citation::Column::NodeId.eq(id)).order_by_asc(citation::Column::Position);
    let known = of(into.id).all(&**transaction).await?;
    let next = known.last().map_or(0, |row| row.position + 1);
    let others = of(from.id).all(&**transaction).await?.into_iter();
    let others = others.filter(|row| !known.iter().any(|k| (k.source_id, &k.locator) == (row.source_id, &row.locator)));
    let moved = |(position, row)| citation::Model { node_id: into.id, position, ..row };
    let moved: Vec<citation::Model> = (next..).zip(others).map(moved).collect();
    transaction.insert::<citation::Entity>(moved).await
}

/// Relations that the other row has already, and those between the two, are not doubled.
async fn links(transaction: &Writing, from: &node::Model, into: &node::Model) -> Result<(), DbErr> {
    let of = |id| link::Entity::find().filter(link::Column::FromId.eq(id).or(link::Column::ToId.eq(id)));
    let identity = |row: &link::Model| {
        let source = (!STRUCTURE.contains(&row.kind)).then(|| (row.source_id, row.key.clone()));
        (row.kind, row.from_id, row.to_id, source)
    };
    let known = of(into.id).all(&**transaction).await?;
    let taken: HashSet<_> =
        known.iter().filter(|row| row.from_id == into.id && row.is_single()).map(|row| row.kind).collect();
    let mut identities: HashSet<_> = known.iter().map(identity).collect();
    let (mut moved, mut gone) = (Vec::new(), Vec::new());
    for mut row in of(from.id).order_by_asc(link::Column::Id).all(&**transaction).await? {
        if row.from_id == from.id {
            (row.from_id, row.from_place) = (into.id, into.place.clone());
        }
        if row.to_id == from.id {
            (row.to_id, row.to_place) = (into.id, into.place.clone());
        }
        let doubled = !identities.insert(identity(&row))
            || (row.is_single() && row.from_id == into.id && taken.contains(&row.kind));
        if row.from_id == row.to_id || doubled {
            gone.push(row.id);
        } else {
            row.flow = of_link(row.kind, row.to_type).flow();
            moved.push(row);
        }
    }
    transaction.remove::<link::Entity>(&gone).await?;
    transaction.update::<link::Entity>(moved).await
}

/// Figures of the row, and those whose metric is named after it, are the other's from now on: the next import finds them by
/// that. Where the other has the same figure, both stand side by side.
async fn lineages(transaction: &Writing, from: i64, into: i64) -> Result<(), DbErr> {
    let of = observation::Entity::find().filter(observation::Column::Lineage.contains(from.to_string()));
    let mut moved = Vec::new();
    for mut row in of.all(&**transaction).await? {
        let lineage = led(&row.lineage, &from.to_string(), &into.to_string());
        if lineage == row.lineage {
            continue;
        }
        let taken = observation::Entity::find().filter(observation::Column::Lineage.eq(lineage.as_str()));
        row.lineage = if taken.one(&**transaction).await?.is_some() { format!("{lineage}|{from}") } else { lineage };
        moved.push(row);
    }
    transaction.update::<observation::Entity>(moved).await
}

/// The metrics that a row is a subject of.
pub(super) async fn subjects(transaction: &DatabaseTransaction, id: i64) -> Result<Vec<metric_subject::Model>, DbErr> {
    let of = metric_subject::Entity::find().filter(metric_subject::Column::SubjectId.eq(id));
    of.order_by_asc(metric_subject::Column::MetricId).all(transaction).await
}

/// A metric of the row becomes one of the other, and is named after it: where the other has the same one, their claims
/// stand side by side.
async fn metric(
    transaction: &Writing,
    subject: metric_subject::Model,
    (from, into): (&node::Model, &node::Model),
) -> Result<(), DbErr> {
    let Some(own) = node::Entity::find_by_id(subject.metric_id).one(&**transaction).await? else { return Ok(()) };
    let slug = renamed(&own.slug, &from.slug, &into.slug);
    let (slug, same) = counterpart(transaction, &own, slug, (from.id, into.id)).await?;
    if let Some(same) = same {
        lead!(transaction, observation.MetricId, own.id => same.id);
        lead!(transaction, identifier.NodeId, own.id => same.id);
        return give_way(transaction, own, &same).await;
    }
    let key = (subject.metric_id, subject.position);
    if subjects(transaction, into.id).await?.iter().any(|row| row.metric_id == own.id) {
        transaction.remove_one::<metric_subject::Entity>(key).await?;
    } else {
        let moved = metric_subject::Entity::update_many()
            .col_expr(metric_subject::Column::SubjectId, Expr::value(into.id))
            .filter(metric_subject::Column::MetricId.eq(key.0))
            .filter(metric_subject::Column::Position.eq(key.1));
        transaction.set(moved).await?;
    }
    if slug == own.slug { Ok(()) } else { call(transaction, own, &slug).await }
}
