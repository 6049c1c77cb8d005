//! Models. Their numbers are settled from their claims once these are stored.

use entity::choice::{LinkKind, Modality, NodeType};
use entity::model;

use super::Build;
use super::chain::common;
use super::node::Common;
use crate::domain::place;
use crate::fold::fold;
use crate::write::record::Model;

impl Build {
    pub(crate) fn model(&mut self, row: &Model) {
        let Some(named) = self.named(&common!(Model, row)) else { return };
        let here = (NodeType::Model, named.id);
        if row.vendors.is_empty() && self.built_in {
            self.fault("the model has no maker");
        }
        for (position, slug) in (0..).zip(&row.vendors) {
            if let Some(maker) = self.id(NodeType::Vendor, slug) {
                self.structural(LinkKind::Makes, (NodeType::Vendor, maker), Some(here), position, &named);
            }
        }
        let base = row.base.as_ref().and_then(|slug| self.id(NodeType::Model, slug));
        self.structural(LinkKind::DerivesFrom, here, base.map(|id| (NodeType::Model, id)), 0, &named);
        self.member_of(here, &row.sectors, &named);
        self.attributes(here, &named, &row.spec);
        if row.context_unit.is_none() && row.spec.iter().any(|claim| claim.of.as_deref() == Some("context-window")) {
            self.fault("a context window needs context_unit");
        }
        let released = row.released.as_deref().and_then(|text| self.partial_date(text));
        self.batch.rows.models.push(model::Model {
            id: named.id,
            place: place::of_model(released.map(|date| date.start), &named.slug),
            slug: named.slug,
            name_en: named.en,
            name_zh: named.zh,
            name_fold: named.fold,
            description_en: named.about.en,
            description_zh: named.about.zh,
            family: row.family.clone(),
            family_fold: row.family.as_deref().map(fold),
            scope: row.scope,
            released_on: released.map(|date| date.start),
            release_precision: released.map(|date| date.precision),
            parameters: None,
            active_parameters: None,
            parameters_disclosure: row.disclosure,
            training_compute: None,
            input_modalities: bits(&row.input),
            output_modalities: bits(&row.output),
            context_window: None,
            context_unit: row.context_unit,
            license: row.license.clone(),
            license_fold: row.license.as_deref().map(fold),
            openness: row.openness,
            built_in: self.built_in,
            version: 1,
            updated_at: self.now,
        });
    }
}

/// Bit n is the n-th value of `Modality`.
fn bits(modalities: &[Modality]) -> i64 {
    let place = |modality: Modality| Modality::TEXTS.iter().position(|text| *text == modality.text()).unwrap_or(0);
    modalities.iter().fold(0, |bits, modality| bits | 1 << place(*modality))
}
