//! The words that formats and cells may use: attributes, units and regions, and the closed lists of the API.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use entity::choice::{
    Confidence, Disclosure, MetricKind, Modality, NodeType, ObservationStatus, Openness, TechnologyKind, VendorKind,
};

use crate::dataset::{File, built_in};
use crate::domain::measured::Scale;
use crate::nearest::{ask, nearest, no_such};
use crate::write::record::{Attribute, Unit};

/// A list that a word is to be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Attribute,
    Unit,
    Region,
    Country,
    VendorKind,
    TechnologyKind,
    Openness,
    Disclosure,
    Modality,
    Status,
    Confidence,
}

/// What a figure of an attribute is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) kind: MetricKind,
    pub(super) unit: String,
}

impl Measured {
    /// What is wrong with an attribute whose slug is that of this one.
    pub(super) fn unlike(&self, row: &Attribute) -> Option<String> {
        let own = Self { kind: row.kind, unit: row.unit.clone() };
        let slug = &row.slug;
        (own != *self).then(|| format!("{slug} is there already, as {self}: one of {own} needs another slug"))
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.kind.text(), self.unit)
    }
}

/// The words of the built-in data and of a format.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    attributes: BTreeMap<String, Measured>,
    units: BTreeMap<String, Scale>,
    /// By code: what they are called.
    regions: BTreeMap<String, [String; 2]>,
}

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut words = Vocabulary::default();
    let named = |name: &str| ["regions.toml", "units.toml", "attributes.toml"].contains(&name);
    let files = built_in().iter().filter(|(name, _)| named(name));
    for file in files.filter_map(|(_, text)| toml::from_str::<File>(text).ok()) {
        let regions = file.region.into_iter().map(toml::Spanned::into_inner);
        words.regions.extend(regions.map(|row| (row.code, [row.en, row.zh])));
        file.unit.iter().for_each(|row| words.unit(row.get_ref()));
        file.attribute.iter().for_each(|row| words.attribute(row.get_ref()));
    }
    words
});

/// What stands for all countries: a region, and no country.
const WORLD: &str = "WORLD";

impl Vocabulary {
    /// The words of the built-in data, and those that a format brings.
    pub(super) fn with(units: &[Unit], attributes: &[Attribute]) -> Self {
        let mut words = BUILT_IN.clone();
        units.iter().for_each(|row| words.unit(row));
        attributes.iter().for_each(|row| words.attribute(row));
        words
    }

    fn unit(&mut self, row: &Unit) {
        self.units.entry(row.code.clone()).or_insert_with(|| row.scale());
    }

    fn attribute(&mut self, row: &Attribute) {
        let measured = Measured { kind: row.kind, unit: row.unit.clone() };
        self.attributes.entry(row.slug.clone()).or_insert(measured);
    }

    /// What an attribute measures.
    pub(super) fn measured(&self, attribute: &str) -> Option<&Measured> {
        self.attributes.get(attribute)
    }

    /// What a unit is.
    pub(super) fn scale(&self, unit: &str) -> Option<&Scale> {
        self.units.get(unit)
    }

    /// Why a word is none of a list; nothing where it is one.
    pub(super) fn miss(&self, list: List, word: &str) -> Option<String> {
        if self.has(list, word) {
            return None;
        }
        Some(match list {
            List::Region | List::Country => {
                let message = format!("there is no {} {word:?}: they are written like CN", list.what());
                ask(&message, &self.called(list, word))
            }
            _ => no_such(list.what(), word, &self.names(list)),
        })
    }

    /// The codes of regions that are called like this, or are written so but for their case.
    fn called(&self, list: List, word: &str) -> Vec<&str> {
        let codes = self.regions.keys().map(String::as_str);
        let mut found: Vec<&str> = codes.filter(|code| code.eq_ignore_ascii_case(word)).collect();
        if found.is_empty() {
            for name in nearest(word, self.regions.values().flatten().map(String::as_str)) {
                let named = self.regions.iter().filter(|(_, names)| names.iter().any(|other| other == name));
                found.extend(named.map(|(code, _)| code.as_str()));
            }
            found.dedup();
        }
        found.retain(|code| self.has(list, code));
        found
    }

    fn has(&self, list: List, word: &str) -> bool {
        match list {
            List::Attribute => self.attributes.contains_key(word),
            List::Unit => self.units.contains_key(word),
            List::Region => self.regions.contains_key(word),
            List::Country => word != WORLD && self.regions.contains_key(word),
            _ => list.texts().contains(&word),
        }
    }

    fn names(&self, list: List) -> Vec<&str> {
        match list {
            List::Attribute => self.attributes.keys().map(String::as_str).collect(),
            List::Unit => self.units.keys().map(String::as_str).collect(),
            _ => list.texts().to_vec(),
        }
    }
}

impl List {
    /// The list of the kinds that things of a type have.
    pub(super) fn of_kinds(kind: NodeType) -> Option<Self> {
        match kind {
            NodeType::Vendor => Some(Self::VendorKind),
            NodeType::Technology => Some(Self::TechnologyKind),
            _ => None,
        }
    }

    /// What a word of it is called.
    fn what(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Unit => "unit",
            Self::Region => "region",
            Self::Country => "country",
            Self::VendorKind => "VendorKind",
            Self::TechnologyKind => "TechnologyKind",
            Self::Openness => "Openness",
            Self::Disclosure => "Disclosure",
            Self::Modality => "Modality",
            Self::Status => "ObservationStatus",
            Self::Confidence => "Confidence",
        }
    }

    /// The words of a closed list.
    fn texts(self) -> &'static [&'static str] {
        match self {
            Self::VendorKind => VendorKind::TEXTS,
            Self::TechnologyKind => TechnologyKind::TEXTS,
            Self::Openness => Openness::TEXTS,
            Self::Disclosure => Disclosure::TEXTS,
            Self::Modality => Modality::TEXTS,
            Self::Status => ObservationStatus::TEXTS,
            Self::Confidence => Confidence::TEXTS,
            Self::Attribute | Self::Unit | Self::Region | Self::Country => &[],
        }
    }
}
