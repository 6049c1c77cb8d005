//! Models.

use std::sync::Arc;

use async_graphql::connection::OpaqueCursor;
use async_graphql::dataloader::DataLoader;
use async_graphql::{ComplexObject, Context, ID, Result, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::loader::VendorByModel;
use super::vendor::Vendor;

/// A large model.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub(super) struct Model {
    #[graphql(skip)]
    pub(super) id: i64,
    slug: String,
    name: String,
    description: Option<String>,
    family: Option<String>,
    released_on: Option<NaiveDate>,
    parameters: Option<f64>,
    active_parameters: Option<f64>,
    context_window: Option<i64>,
    license: Option<String>,
}

/// The place of a model among the newest.
pub(super) type ModelCursor = OpaqueCursor<ModelPlace>;

/// What the newest first are ordered by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ModelPlace {
    pub(super) released_on: Option<NaiveDate>,
    pub(super) slug: String,
}

#[ComplexObject]
impl Model {
    /// That of its row.
    async fn id(&self) -> ID {
        self.id.into()
    }

    /// Its maker, the one named first where there are several.
    async fn vendor(&self, ctx: &Context<'_>) -> Result<Option<Arc<Vendor>>> {
        Ok(ctx.data::<DataLoader<VendorByModel>>()?.load_one(self.id).await?)
    }
}

impl Model {
    pub(super) fn cursor(&self) -> ModelCursor {
        OpaqueCursor(ModelPlace { released_on: self.released_on, slug: self.slug.clone() })
    }
}

impl From<entity::model::Model> for Model {
    fn from(row: entity::model::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name_en.or(row.name_zh).unwrap_or_default(),
            description: row.description_en.or(row.description_zh),
            family: row.family,
            released_on: row.released_on,
            parameters: row.parameters,
            active_parameters: row.active_parameters,
            context_window: row.context_window,
            license: row.license,
        }
    }
}
