//! What a file does not say of a row is as it was: an empty cell, or a column that its table lacks, takes nothing away.

use std::collections::HashMap;

use entity::choice::{Disclosure, NameRole, Openness, VendorKind};
use entity::{metric, model, name, technology, vendor};

use super::Intake;
use crate::dataset::build::Mark;
use crate::fold::fold;

/// A row whose gaps another one about the same can fill.
pub(super) trait Fill {
    /// The row with what only `other` says.
    fn fill(self, other: &Self) -> Self;
}

/// What names a row: its own names first, then those of the other.
macro_rules! fill_names {
    ($row:ident, $other:ident) => {
        $row.name_en = $row.name_en.or_else(|| $other.name_en.clone());
        $row.name_zh = $row.name_zh.or_else(|| $other.name_zh.clone());
        $row.name_fold = $row.name_en.as_deref().or($row.name_zh.as_deref()).map(fold).unwrap_or_default();
        $row.description_en = $row.description_en.or_else(|| $other.description_en.clone());
        $row.description_zh = $row.description_zh.or_else(|| $other.description_zh.clone());
    };
}

impl Fill for vendor::Model {
    fn fill(mut self, other: &Self) -> Self {
        fill_names!(self, other);
        if self.kind == VendorKind::Other {
            self.kind = other.kind;
        }
        self.country = self.country.or_else(|| other.country.clone());
        self.website = self.website.or_else(|| other.website.clone());
        self
    }
}

impl Fill for model::Model {
    fn fill(mut self, other: &Self) -> Self {
        fill_names!(self, other);
        if self.family.is_none() {
            (self.family, self.family_fold) = (other.family.clone(), other.family_fold.clone());
        }
        if self.license.is_none() {
            (self.license, self.license_fold) = (other.license.clone(), other.license_fold.clone());
        }
        self.scope = self.scope.or(other.scope);
        if self.openness == Openness::Unknown {
            self.openness = other.openness;
        }
        if self.parameters_disclosure == Disclosure::Unknown {
            self.parameters_disclosure = other.parameters_disclosure;
        }
        for (own, others) in [
            (&mut self.input_modalities, other.input_modalities),
            (&mut self.output_modalities, other.output_modalities),
        ] {
            if *own == 0 {
                *own = others;
            }
        }
        self
    }
}

impl Fill for technology::Model {
    fn fill(mut self, other: &Self) -> Self {
        fill_names!(self, other);
        self
    }
}

impl Fill for metric::Model {
    fn fill(self, _other: &Self) -> Self {
        self
    }
}

/// What rows say of nodes that others describe: it fills their gaps, and nothing more.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) vendors: HashMap<i64, vendor::Model>,
    pub(super) models: HashMap<i64, model::Model>,
    pub(super) technologies: HashMap<i64, technology::Model>,
    pub(super) names: HashMap<i64, Vec<name::Model>>,
}

impl Gaps {
    /// The nodes that something is said of.
    pub(super) fn nodes(&self) -> impl Iterator<Item = i64> {
        self.names.keys().copied()
    }
}

impl Intake<'_> {
    /// Makes the row that was built since a mark one that fills gaps only.
    pub(super) fn fill_only(&mut self, mark: Mark) {
        let wanted = &mut self.build.wanted;
        let gaps = &mut self.gaps;
        take(&mut gaps.vendors, wanted.vendors.drain(mark.vendors()..), |row| row.id);
        take(&mut gaps.models, wanted.models.drain(mark.models()..), |row| row.id);
        take(&mut gaps.technologies, wanted.technologies.drain(mark.technologies()..), |row| row.id);
        for row in wanted.names.drain(mark.names()..) {
            gaps.names.entry(row.node_id).or_default().push(row);
        }
        wanted.rewind(mark);
    }
}

fn take<M: Fill>(gaps: &mut HashMap<i64, M>, rows: impl Iterator<Item = M>, id: impl Fn(&M) -> i64) {
    for row in rows {
        let filled = match gaps.remove(&id(&row)) {
            Some(before) => before.fill(&row),
            None => row,
        };
        gaps.insert(id(&filled), filled);
    }
}

/// The names of a row: the main ones are those of `first`, where it has them; what else it is or was called are aliases.
pub(super) fn names(first: &[name::Model], second: &[name::Model]) -> Vec<name::Model> {
    let mut rows: Vec<name::Model> = Vec::with_capacity(first.len() + second.len());
    for role in [NameRole::En, NameRole::Zh] {
        rows.extend(first.iter().chain(second).find(|row| row.role == role).cloned());
    }
    for row in first.iter().chain(second) {
        if rows.iter().all(|own| own.fold != row.fold) {
            rows.push(name::Model { role: NameRole::Alias, ..row.clone() });
        }
    }
    for (position, row) in (0..).zip(&mut rows) {
        row.position = position;
    }
    rows
}
