//! Where a query starts.

use std::sync::Arc;

use async_graphql::connection::{Connection, CursorType};
use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use entity::{model, vendor};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::model::{Model, ModelCursor, ModelPlace};
use super::page::{self, Page};
use super::vendor::Vendor;

/// Where a query starts.
pub(super) struct Query;

/// How one vendor is named.
#[derive(Debug, OneofObject)]
enum VendorBy {
    Id(ID),
    Slug(String),
}

/// Which vendors.
#[derive(Debug, InputObject)]
struct VendorFilter {
    country: Option<StringFilter>,
}

/// Which texts.
#[derive(Debug, InputObject)]
struct StringFilter {
    eq: Option<String>,
}

#[Object]
impl Query {
    /// The vendor with this id or slug.
    async fn vendor(&self, ctx: &Context<'_>, by: VendorBy) -> Result<Option<Vendor>> {
        let query = match by {
            VendorBy::Id(id) => vendor::Entity::find_by_id(id.parse::<i64>()?),
            VendorBy::Slug(slug) => vendor::Entity::find().filter(vendor::Column::Slug.eq(slug)),
        };
        Ok(query.one(ctx.data::<DatabaseConnection>()?).await?.map(Vendor::from))
    }

    /// Vendors by slug.
    async fn vendors(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        filter: Option<VendorFilter>,
    ) -> Result<Connection<String, Arc<Vendor>>> {
        let page = Page::new(first, after)?;
        let mut query = vendor::Entity::find().order_by_asc(vendor::Column::Slug).limit(page.probe());
        if let Some(country) = filter.and_then(|filter| filter.country).and_then(|country| country.eq) {
            query = query.filter(vendor::Column::Country.eq(country));
        }
        if let Some(slug) = &page.after {
            query = query.filter(vendor::Column::Slug.gt(slug));
        }
        let rows = query.all(ctx.data::<DatabaseConnection>()?).await?;
        let vendors = rows.into_iter().map(|row| Arc::new(Vendor::from(row))).collect();
        Ok(page::connection(vendors, &page, |vendor| vendor.slug.clone()))
    }

    /// Models, newest first.
    async fn models(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<ModelCursor, Arc<Model>>> {
        let after = after.map(|text| ModelCursor::decode_cursor(&text)).transpose()?;
        let page = Page::new(first, after)?;
        let mut query = model::Entity::find()
            .order_by_with_nulls(model::Column::ReleasedOn, Order::Desc, NullOrdering::Last)
            .order_by_asc(model::Column::Slug)
            .limit(page.probe());
        if let Some(place) = &page.after {
            query = query.filter(beyond(place));
        }
        let rows = query.all(ctx.data::<DatabaseConnection>()?).await?;
        let models = rows.into_iter().map(|row| Arc::new(Model::from(row))).collect();
        Ok(page::connection(models, &page, |model| model.cursor()))
    }
}

/// What comes after a place; models without a date come last.
fn beyond(place: &ModelPlace) -> Condition {
    let (date, slug) = (model::Column::ReleasedOn, model::Column::Slug);
    let behind = slug.gt(&place.slug);
    match place.released_on {
        Some(day) => {
            let same_day = Condition::all().add(date.eq(day)).add(behind);
            Condition::any().add(date.lt(day)).add(same_day).add(date.is_null())
        }
        None => Condition::all().add(date.is_null()).add(behind),
    }
}
