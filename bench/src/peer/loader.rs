//! Relations, loaded for all parents at once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::choice::{LinkKind, NodeType};
use entity::{link, model, vendor};
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, NullOrdering, Query, WindowStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, FromQueryResult, JoinType, Order,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef,
};

use super::model::Model;
use super::vendor::Vendor;

/// The newest models of vendors.
pub(super) struct ModelsByVendor(pub(super) DatabaseConnection);

/// The newest models of a vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FirstModels {
    pub(super) vendor_id: i64,
    /// How many at most.
    pub(super) count: u64,
}

impl Loader<FirstModels> for ModelsByVendor {
    type Value = Vec<Arc<Model>>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[FirstModels]) -> Result<HashMap<FirstModels, Self::Value>, Self::Error> {
        let mut found: HashMap<FirstModels, Self::Value> = HashMap::with_capacity(keys.len());
        // One statement for each count that is asked for: nearly always one.
        for count in keys.iter().map(|key| key.count).collect::<BTreeSet<_>>() {
            let vendors = keys.iter().filter(|key| key.count == count).map(|key| key.vendor_id);
            for (vendor_id, model) in self.newest(vendors, count).await? {
                found.entry(FirstModels { vendor_id, count }).or_default().push(Arc::new(model));
            }
        }
        Ok(found)
    }
}

impl ModelsByVendor {
    /// The `count` newest models of each vendor, in order.
    async fn newest(&self, vendors: impl Iterator<Item = i64>, count: u64) -> Result<Vec<(i64, Model)>, DbErr> {
        let mut newest_first = WindowStatement::partition_by((link::Entity, link::Column::FromId));
        newest_first
            .order_by_with_nulls((model::Entity, model::Column::ReleasedOn), Order::Desc, NullOrdering::Last)
            .order_by((model::Entity, model::Column::Slug), Order::Asc);
        let mut numbered = model::Entity::find()
            .join_rev(JoinType::InnerJoin, made_model())
            .column_as(link::Column::FromId, "vendor_id")
            .filter(link::Column::FromId.is_in(vendors))
            .filter(link::Column::Kind.eq(LinkKind::Makes))
            .filter(link::Column::ToType.eq(NodeType::Model))
            .into_query();
        numbered.expr_window_as(Expr::cust("row_number()"), newest_first, Alias::new("ordinal"));
        let first = Query::select()
            .column(Asterisk)
            .from_subquery(numbered, Alias::new("numbered"))
            .and_where(Expr::col(Alias::new("ordinal")).lte(count))
            .order_by(Alias::new("vendor_id"), Order::Asc)
            .order_by(Alias::new("ordinal"), Order::Asc)
            .to_owned();
        let rows = self.0.query_all(&first).await?;
        let read = |row: &sea_orm::QueryResult| {
            Ok((row.try_get("", "vendor_id")?, model::Model::from_query_result(row, "")?.into()))
        };
        rows.iter().map(read).collect()
    }
}

/// The first maker of models.
pub(super) struct VendorByModel(pub(super) DatabaseConnection);

impl Loader<i64> for VendorByModel {
    type Value = Arc<Vendor>;
    type Error = Arc<DbErr>;

    async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, Self::Value>, Self::Error> {
        let makers = vendor::Entity::find()
            .join_rev(JoinType::InnerJoin, maker())
            .column_as(link::Column::ToId, "model_id")
            .filter(link::Column::ToId.is_in(keys.iter().copied()))
            .filter(link::Column::Kind.eq(LinkKind::Makes))
            .filter(link::Column::FromType.eq(NodeType::Vendor))
            .order_by_asc(link::Column::Position)
            .order_by_asc(link::Column::FromId)
            .into_query();
        let mut found = HashMap::with_capacity(keys.len());
        for row in self.0.query_all(&makers).await? {
            if let Entry::Vacant(first) = found.entry(row.try_get("", "model_id")?) {
                first.insert(Arc::new(vendor::Model::from_query_result(&row, "")?.into()));
            }
        }
        Ok(found)
    }
}

/// A link from its maker.
fn maker() -> RelationDef {
    link::Entity::belongs_to(vendor::Entity).from(link::Column::FromId).to(vendor::Column::Id).into()
}

/// A link to the model that it says was made.
fn made_model() -> RelationDef {
    link::Entity::belongs_to(model::Entity).from(link::Column::ToId).to(model::Column::Id).into()
}
