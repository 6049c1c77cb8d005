//! A large model or a version of one. Its numbers are the preferred claims among its specification observations.

use sea_orm::entity::prelude::*;

use crate::choice::{ContextUnit, Disclosure, ModelScope, Openness, Precision};

/// A row of `model`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model")]
pub struct Model {
    /// Derived from the type and the slug at creation, so that it is the same on every database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Stable, human identifier; unique within the type.
    pub slug: String,
    /// As in `node`, which hands every change on.
    pub place: String,
    /// English name; one of the two names is always present.
    pub name_en: Option<String>,
    /// Chinese name, simplified characters.
    pub name_zh: Option<String>,
    /// The English (else the Chinese) name, folded: what lists sort by.
    pub name_fold: String,
    /// One or two sentences in English.
    pub description_en: Option<String>,
    /// One or two sentences in Chinese.
    pub description_zh: Option<String>,
    /// The line of models it belongs to.
    pub family: Option<String>,
    /// `family`, folded for matching.
    pub family_fold: Option<String>,
    /// Who it is for.
    pub scope: Option<ModelScope>,
    /// First day of the period of release that is known.
    pub released_on: Option<Date>,
    /// How exact `released_on` is.
    pub release_precision: Option<Precision>,
    /// Parameters in all.
    pub parameters: Option<f64>,
    /// Parameters used for one token.
    pub active_parameters: Option<f64>,
    /// How the parameter count is known.
    pub parameters_disclosure: Disclosure,
    /// FLOP spent on training.
    pub training_compute: Option<f64>,
    /// Bit n is the n-th value of `Modality`.
    pub input_modalities: i64,
    /// Bit n is the n-th value of `Modality`.
    pub output_modalities: i64,
    /// Longest input in `context_unit`.
    pub context_window: Option<i64>,
    /// What `context_window` counts.
    pub context_unit: Option<ContextUnit>,
    /// Licence as its vendor names it.
    pub license: Option<String>,
    /// `license`, folded for matching.
    pub license_fold: Option<String>,
    /// How open the weights are.
    pub openness: Openness,
    /// True for a row of the built-in data set that no user has edited.
    pub built_in: bool,
    /// Grows by one with every change of the row.
    pub version: i64,
    /// Microseconds since 1970, UTC.
    pub updated_at: i64,
}

/// None: what it is related to stands in `link`, or points here.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
