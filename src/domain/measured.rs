//! What holds of every figure that is measured in some unit, whoever writes it.

use std::fmt;

use entity::choice::{Comparator, MetricKind, UnitDimension};
use entity::unit;

use super::figure::Figure;

/// A unit: what it measures, and how many of its base units it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The code of the base unit.
    pub base: String,
    /// How many of them it is.
    pub multiplier: f64,
    /// What it measures.
    pub dimension: UnitDimension,
}

impl Scale {
    /// That of a stored unit.
    pub fn of(row: unit::Model) -> Self {
        Self { base: row.base_code, multiplier: row.multiplier, dimension: row.dimension }
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.multiplier, self.base, self.dimension.text())
    }
}

/// A figure of a metric, as it is printed.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a> {
    /// What sort of figures the metric has.
    pub kind: MetricKind,
    /// The unit of the metric, and the one that the figure is printed in.
    pub units: [&'a str; 2],
    /// Its numbers.
    pub figure: Figure,
    /// How they are to be read, where that is said.
    pub comparator: Option<Comparator>,
    /// True where it is said in words too.
    pub has_words: bool,
}

/// What a figure in which nothing is wrong comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// How its numbers are to be read.
    pub comparator: Comparator,
    /// The figure in base units.
    pub normalized: Figure,
    /// The code of the base unit.
    pub base: String,
}

impl Printed<'_> {
    /// What it comes to; `scale` knows units by their codes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn sound<'a>(self, scale: impl Fn(&str) -> Option<&'a Scale>) -> Result<Sound, Vec<String>> {
        let Self { kind, units: [usual, own], figure, .. } = self;
        let Some(Scale { base, multiplier, dimension }) = scale(own) else {
            return Err(vec![format!("there is no unit {own:?}")]);
        };
        let mut wrong = Vec::new();
        if scale(usual).is_some_and(|scale| scale.dimension != *dimension) {
            wrong.push(format!("{own} is not of the dimension of the metric's unit {usual}"));
        }
        if figure.is_empty() && !self.has_words {
            wrong.push("the observation has neither a number nor words".to_owned());
        }
        if let Some(what) = never_negative(kind, *dimension).filter(|_| figure.is_negative()) {
            wrong.push(format!("{what} cannot be negative"));
        }
        let comparator = figure.comparator(self.comparator).unwrap_or_else(|reason| {
            wrong.push(reason.to_owned());
            Comparator::None
        });
        let normalized = figure.times(*multiplier);
        if [normalized.value, normalized.low, normalized.high].into_iter().flatten().any(|number| !number.is_finite()) {
            wrong.push(format!("in {base} this is beyond what a number can hold"));
        }
        if wrong.is_empty() { Ok(Sound { comparator, normalized, base: base.clone() }) } else { Err(wrong) }
    }
}

/// What figures cannot be below zero, by the sort of what is measured and by what its unit measures; none where they can:
/// what grows can shrink, an amount of money can be a loss, and a count of what came and went can be negative.
fn never_negative(kind: MetricKind, dimension: UnitDimension) -> Option<&'static str> {
    match (kind, dimension) {
        (MetricKind::Growth | MetricKind::Ratio | MetricKind::Score | MetricKind::Statement, _) => None,
        (MetricKind::Price, _) => Some("a price"),
        (MetricKind::ExchangeRate, _) => Some("an exchange rate"),
        (MetricKind::Share, _) => Some("a share"),
        (MetricKind::Count, _) | (MetricKind::Specification, UnitDimension::Count) => Some("a count"),
        (_, UnitDimension::Parameters) => Some("a number of parameters"),
        (_, UnitDimension::Tokens) => Some("a number of tokens"),
        (_, UnitDimension::Compute) => Some("computation"),
        (_, UnitDimension::Memory) => Some("memory"),
        (_, UnitDimension::Bandwidth) => Some("bandwidth"),
        (_, UnitDimension::Power) => Some("power"),
        (MetricKind::Specification, _) => Some("a specification"),
        (MetricKind::Level, _) => None,
    }
}
