//! Vendors.

use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::dataloader::DataLoader;
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};

use super::loader::{FirstModels, ModelsByVendor};
use super::model::{Model, ModelCursor};
use super::page::{self, Page};

/// An organisation.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(super) struct Vendor {
    #[graphql(skip)]
    pub(super) id: i64,
    pub(super) slug: String,
    name: String,
    description: Option<String>,
    kind: VendorKind,
    country: Option<String>,
    website: Option<String>,
}

/// What sort of organisation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::choice::VendorKind")]
enum VendorKind {
    Company,
    Cloud,
    University,
    ResearchInstitute,
    Government,
    Publisher,
    Other,
}

#[ComplexObject]
impl Vendor {
    /// That of its row.
    async fn id(&self) -> ID {
        self.id.into()
    }

    /// Models that it made, newest first.
    async fn models(&self, ctx: &Context<'_>, first: Option<i32>) -> Result<Connection<ModelCursor, Arc<Model>>> {
        let page = Page::new(first, None)?;
        let loader = ctx.data::<DataLoader<ModelsByVendor>>()?;
        let key = FirstModels { vendor_id: self.id, count: page.probe() };
        let models = loader.load_one(key).await?.unwrap_or_default();
        Ok(page::connection(models, &page, |model| model.cursor()))
    }
}

impl From<entity::vendor::Model> for Vendor {
    fn from(row: entity::vendor::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name_en.or(row.name_zh).unwrap_or_default(),
            description: row.description_en.or(row.description_zh),
            kind: row.kind.into(),
            country: row.country,
            website: row.website,
        }
    }
}
