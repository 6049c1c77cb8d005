//! Metrics that are named after columns, when a row that they are about becomes another: two of one name become one, and two
//! of one slug stay two.

use entity::choice::NodeType;
use entity::{identifier, node};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::find;
use crate::domain::naming::slug_apart;
use crate::write::transaction::Writing;

/// The metric of the other row that is the same as one of the row that is merged into it, and the slug that this one is to have
/// where there is none.
pub(super) async fn counterpart(
    transaction: &DatabaseTransaction,
    own: &node::Model,
    slug: String,
    (from, into): (i64, i64),
) -> Result<(String, Option<node::Model>), DbErr> {
    let names = recorded(transaction, own.id).await?.into_iter();
    let names: Vec<String> = names.map(|row| led(&row.value, &from.to_string(), &into.to_string())).collect();
    let named = identifier::Entity::find()
        .filter(identifier::Column::Type.eq(NodeType::Metric.text()))
        .filter(identifier::Column::Value.is_in(names.iter().map(String::as_str)))
        .filter(identifier::Column::NodeId.ne(own.id));
    if let Some(row) = named.one(transaction).await? {
        return Ok((slug, node::Entity::find_by_id(row.node_id).one(transaction).await?));
    }
    let other = find(transaction, NodeType::Metric, &slug).await?.filter(|other| other.id != own.id);
    if let (Some(other), Some(name)) = (&other, names.first())
        && !recorded(transaction, other.id).await?.is_empty()
    {
        return Ok((slug_apart(&slug, name), None));
    }
    Ok((slug, other))
}

/// What sources name a metric after.
async fn recorded(transaction: &DatabaseTransaction, metric: i64) -> Result<Vec<identifier::Model>, DbErr> {
    identifier::Entity::find().filter(identifier::Column::NodeId.eq(metric)).all(transaction).await
}

/// What sources name after the row is named after the other from now on; where that is so already, it stays.
pub(super) async fn lead_names(transaction: &Writing, from: i64, into: i64) -> Result<(), DbErr> {
    let of = identifier::Entity::find()
        .filter(identifier::Column::Type.eq(NodeType::Metric.text()))
        .filter(identifier::Column::Value.contains(from.to_string()));
    for row in of.all(&**transaction).await? {
        let value = led(&row.value, &from.to_string(), &into.to_string());
        if value == row.value {
            continue;
        }
        let key = |value: &str| (row.source_id, row.r#type.clone(), value.to_owned());
        let taken = identifier::Entity::find_by_id(key(&value)).one(&**transaction).await?.is_some();
        transaction.remove_one::<identifier::Entity>(key(&row.value)).await?;
        if !taken {
            transaction.insert::<identifier::Entity>(vec![identifier::Model { value, ..row }]).await?;
        }
    }
    Ok(())
}

/// A text in which one number stands for another.
pub(super) fn led(text: &str, from: &str, into: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut led = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        let whole = !before.ends_with(is_digit) && !after.starts_with(is_digit);
        led.push_str(before);
        led.push_str(if whole { into } else { from });
        rest = after;
    }
    led.push_str(rest);
    led
}
