//! What rows have in common, and what one that is written anew keeps of what was there.

use entity::choice::{Disclosure, LinkKind, Openness, VendorKind};
use entity::{link, metric, model, observation, sector, source, technology, trend, vendor};

use super::policy::Owner;
use crate::fold::fold;

/// The kinds of links that are structure: stored once, whoever says so.
pub(super) const STRUCTURE: [LinkKind; 3] = [LinkKind::Makes, LinkKind::DerivesFrom, LinkKind::PartOf];

/// A row of which versions are counted.
pub(super) trait Row: Clone + PartialEq {
    fn id(&self) -> i64;
    /// Whose it is, where an import made its node, and else.
    fn owner(&self, import: Option<i64>) -> Owner;
    /// The same row with what `before` says of its own history.
    fn after(self, before: &Self) -> Self;
    /// The same row as the next version of `before`.
    fn next(self, before: &Self, now: i64) -> Self;
    /// The row with what only `other` says: an empty cell takes nothing away.
    fn fill(self, other: &Self) -> Self;
}

macro_rules! rows {
    ($($table:ident),+) => {$(
        impl Row for $table::Model {
            fn id(&self) -> i64 {
                self.id
            }
            fn owner(&self, import: Option<i64>) -> Owner {
                if self.built_in { Owner::BuiltIn } else { import.map_or(Owner::Editor, Owner::Source) }
            }
            fn after(mut self, before: &Self) -> Self {
                self.version = before.version;
                self.updated_at = before.updated_at;
                rows!(@recorded $table, self, before);
                self
            }
            fn next(mut self, before: &Self, now: i64) -> Self {
                self = self.after(before);
                self.version += 1;
                self.updated_at = now;
                self
            }
            fn fill(self, other: &Self) -> Self {
                rows!(@fill $table, self, other)
            }
        }
    )+};
    (@recorded observation, $row:ident, $before:ident) => {
        $row.recorded_at = $before.recorded_at;
        // Without a date of its own a claim is known from the day on which it was first stored, unless its source tells more.
        if $row.published_on.is_none() && $before.published_on.is_none() {
            $row.known_on = $row.known_on.min($before.known_on);
        }
        // What files of its source say of it.
        $row.superseded_on = $before.superseded_on;
        $row.superseded_at = $before.superseded_at;
        $row.withdrawn_on = $before.withdrawn_on;
        $row.import_scope.clone_from(&$before.import_scope);
        $row.seen_from = $before.seen_from;
        $row.seen_until = $before.seen_until;
        $row.file_words.clone_from(&$before.file_words);
    };
    (@recorded model, $row:ident, $before:ident) => {
        // Settled from claims, not said by the row.
        $row.parameters = $before.parameters;
        $row.active_parameters = $before.active_parameters;
        $row.training_compute = $before.training_compute;
        $row.context_window = $before.context_window;
        $row.context_unit = $row.context_unit.or($before.context_unit);
        if !$row.built_in {
            $row.released_on = $before.released_on;
            $row.release_precision = $before.release_precision;
            $row.place.clone_from(&$before.place);
        }
    };
    (@recorded technology, $row:ident, $before:ident) => {
        if !$row.built_in {
            $row.released_on = $before.released_on;
            $row.release_precision = $before.release_precision;
        }
    };
    (@recorded $table:ident, $row:ident, $before:ident) => {};
    (@fill vendor, $row:expr, $other:ident) => {{
        let mut row = fill_names!($row, $other);
        if row.kind == VendorKind::Other {
            row.kind = $other.kind;
        }
        row.country = row.country.or_else(|| $other.country.clone());
        row.website = row.website.or_else(|| $other.website.clone());
        row
    }};
    (@fill model, $row:expr, $other:ident) => {{
        let mut row = fill_names!($row, $other);
        if row.family.is_none() {
            (row.family, row.family_fold) = ($other.family.clone(), $other.family_fold.clone());
        }
        if row.license.is_none() {
            (row.license, row.license_fold) = ($other.license.clone(), $other.license_fold.clone());
        }
        row.scope = row.scope.or($other.scope);
        if row.openness == Openness::Unknown {
            row.openness = $other.openness;
        }
        if row.parameters_disclosure == Disclosure::Unknown {
            row.parameters_disclosure = $other.parameters_disclosure;
        }
        for (own, others) in [
            (&mut row.input_modalities, $other.input_modalities),
            (&mut row.output_modalities, $other.output_modalities),
        ] {
            if *own == 0 {
                *own = others;
            }
        }
        row
    }};
    (@fill technology, $row:expr, $other:ident) => { fill_names!($row, $other) };
    (@fill $table:ident, $row:expr, $other:ident) => {{
        let _ = $other;
        $row
    }};
}

/// A row with its own names, else those of the other.
macro_rules! fill_names {
    ($row:expr, $other:ident) => {{
        let mut row = $row;
        row.name_en = row.name_en.or_else(|| $other.name_en.clone());
        row.name_zh = row.name_zh.or_else(|| $other.name_zh.clone());
        row.name_fold = row.name_en.as_deref().or(row.name_zh.as_deref()).map(fold).unwrap_or_default();
        row.description_en = row.description_en.or_else(|| $other.description_en.clone());
        row.description_zh = row.description_zh.or_else(|| $other.description_zh.clone());
        row
    }};
}

rows!(vendor, model, sector, technology, trend, metric, observation, link, source);
