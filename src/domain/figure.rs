//! Figures: values, bounds, and what they are in base units.

use entity::choice::{Comparator, MetricKind, UnitDimension};

use crate::digits::rounded;

/// A figure as a source prints it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figure {
    /// The value.
    pub value: Option<f64>,
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

impl Figure {
    /// True where a number of it is below zero.
    pub fn is_negative(self) -> bool {
        [self.value, self.low, self.high].into_iter().flatten().any(|number| number < 0.0)
    }

    /// True where there is no number at all.
    pub fn is_empty(self) -> bool {
        self.value.or(self.low).or(self.high).is_none()
    }

    /// The comparator that was given, or the one that follows from what is there.
    ///
    /// # Errors
    /// Where the two contradict each other, or one bound stands alone without a comparator.
    pub fn comparator(self, given: Option<Comparator>) -> Result<Comparator, &'static str> {
        let Self { value, low, high } = self;
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            return Err("low is above high");
        }
        let implied = match (value, low, high) {
            (Some(_), ..) => Some(Comparator::Equal),
            (None, Some(_), Some(_)) => Some(Comparator::Range),
            (None, None, None) => Some(Comparator::None),
            _ => None,
        };
        let comparator = given.or(implied).ok_or("one bound alone needs cmp")?;
        let fits = match comparator {
            Comparator::Equal | Comparator::About => value.is_some(),
            Comparator::GreaterThan | Comparator::AtLeast => low.is_some() && high.is_none() && value.is_none(),
            Comparator::LessThan | Comparator::AtMost => high.is_some() && low.is_none() && value.is_none(),
            Comparator::Range => low.is_some() && high.is_some(),
            Comparator::Set | Comparator::None => true,
        };
        if fits { Ok(comparator) } else { Err("cmp does not fit value, low and high") }
    }

    /// An exact figure.
    pub fn exact(value: f64) -> Self {
        Self { value: Some(value), low: None, high: None }
    }

    /// What is known of it from below and from above.
    pub fn bounds(self) -> [Option<f64>; 2] {
        [self.low.or(self.value), self.high.or(self.value)]
    }

    /// What a function that never falls makes of it. Bounds stay bounds.
    pub fn map(self, function: impl Fn(f64) -> f64) -> Self {
        let apply = |number: Option<f64>| number.map(|number| rounded(function(number)));
        Self { value: apply(self.value), low: apply(self.low), high: apply(self.high) }
    }

    /// What a function that never falls in either of two figures makes of them. What is known of both from below gives a
    /// lower bound, and so from above.
    pub fn with(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        self.combine(other, other.bounds(), function)
    }

    /// The same for a function that rises in the first and falls in the second: a difference, a ratio of positive numbers.
    pub fn against(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        let [low, high] = other.bounds();
        self.combine(other, [high, low], function)
    }

    fn combine(self, other: Self, [low, high]: [Option<f64>; 2], function: impl Fn(f64, f64) -> f64) -> Self {
        let apply = |a: Option<f64>, b: Option<f64>| Some(rounded(function(a?, b?)));
        let value = apply(self.value, other.value);
        let is_exact = |figure: Self| figure.low.is_none() && figure.high.is_none();
        if value.is_some() && is_exact(self) && is_exact(other) {
            return Self { value, low: None, high: None };
        }
        let [own_low, own_high] = self.bounds();
        Self { value, low: apply(own_low, low), high: apply(own_high, high) }
    }

    /// A share of a share.
    pub fn of(self, whole: Self) -> Self {
        self.with(whole, |a, b| a * b)
    }

    /// The figure in base units, each number rounded to 15 significant digits.
    pub fn times(self, multiplier: f64) -> Self {
        let scale = |number: Option<f64>| number.map(|number| rounded(number * multiplier));
        Self { value: scale(self.value), low: scale(self.low), high: scale(self.high) }
    }
}

/// What figures cannot be below zero, by the sort of what is measured and by what its unit measures; none where they can:
/// what grows can shrink, an amount of money can be a loss, and a count of what came and went can be negative.
pub fn never_negative(kind: MetricKind, dimension: UnitDimension) -> Option<&'static str> {
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

#[cfg(test)]
mod tests {
    use entity::choice::Comparator;

    use super::Figure;

    #[test]
    fn a_bound_is_never_a_value() {
        let bound = Figure { low: Some(80.0), ..Figure::default() };
        assert_eq!(bound.comparator(Some(Comparator::GreaterThan)), Ok(Comparator::GreaterThan));
        assert!(bound.comparator(None).is_err());
        assert!(bound.comparator(Some(Comparator::Equal)).is_err());
        assert_eq!(bound.times(0.01), Figure { low: Some(0.8), ..Figure::default() });
    }

    #[test]
    fn base_units_carry_no_noise() {
        let figure = Figure { value: Some(70.0), ..Figure::default() };
        assert_eq!(figure.times(0.01).value, Some(0.7));
    }
}
