//! Figures: values, bounds, and what they are in base units.

use entity::choice::Comparator;

use crate::digits::{Sum, rounded};

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
        let is_reversed = |pair: Option<(f64, f64)>| pair.is_some_and(|(less, more)| less > more);
        if is_reversed(low.zip(high)) {
            return Err("low is above high");
        }
        if is_reversed(low.zip(value)) || is_reversed(value.zip(high)) {
            return Err("the value is not between low and high");
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

    /// True unless the text as printed is a plain number of other digits: the decimal point may stand elsewhere, by the unit.
    pub fn agrees_with(self, printed: &str) -> bool {
        let digits = |number: f64| format!("{number:e}").split('e').next().map(str::to_owned);
        let printed = printed.trim().replace(',', "").parse().ok().filter(|number: &f64| number.is_finite());
        self.value.zip(printed).is_none_or(|(value, printed)| digits(value) == digits(printed))
    }

    /// An exact figure.
    pub fn exact(value: f64) -> Self {
        Self { value: Some(value), low: None, high: None }
    }

    /// True where it is a value without bounds.
    fn is_exact(self) -> bool {
        self.value.is_some() && self.low.is_none() && self.high.is_none()
    }

    /// What is known of it from below and from above.
    pub fn bounds(self) -> [Option<f64>; 2] {
        [self.low.or(self.value), self.high.or(self.value)]
    }

    /// What a function that never falls makes of it. Bounds stay bounds; what is beyond all numbers is unknown.
    pub fn map(self, function: impl Fn(f64) -> f64) -> Self {
        let apply = |number: Option<f64>| number.and_then(|number| known(function(number)));
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

    /// The same for a ratio to a figure above zero, and what rises with it: it falls in the second where the first is above
    /// zero, and rises where that is below.
    pub fn over(self, base: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        let ([own_low, own_high], [low, high]) = (self.bounds(), base.bounds());
        let below = |number: Option<f64>| number.is_some_and(|number| number < 0.0);
        let bounds = [if below(own_low) { low } else { high }, if below(own_high) { high } else { low }];
        self.combine(base, bounds, function)
    }

    fn combine(self, other: Self, [low, high]: [Option<f64>; 2], function: impl Fn(f64, f64) -> f64) -> Self {
        let apply = |a: Option<f64>, b: Option<f64>| known(function(a?, b?));
        let value = apply(self.value, other.value);
        if self.is_exact() && other.is_exact() {
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

/// A number to 15 digits; none where it is beyond all numbers.
fn known(number: f64) -> Option<f64> {
    number.is_finite().then(|| rounded(number))
}

/// Figures that are added up, each number rounded once, at the end: a sum is a number though one on the way is none. What is
/// known of all of them from below gives a lower bound, and so from above.
#[derive(Debug, Clone, Default)]
pub struct Total {
    count: u32,
    /// Of values, lower and upper bounds: how many there were, and their sum.
    sums: [(u32, Sum); 3],
    /// How many were values without bounds.
    exact: u32,
}

impl Total {
    /// Adds a figure.
    pub fn add(&mut self, figure: Figure) {
        let [low, high] = figure.bounds();
        for ((count, sum), number) in self.sums.iter_mut().zip([figure.value, low, high]) {
            let Some(number) = number else { continue };
            *count += 1;
            sum.add(number);
        }
        self.count += 1;
        self.exact += u32::from(figure.is_exact());
    }

    /// The sum.
    pub fn sum(&self) -> Figure {
        self.over(1.0)
    }

    /// Their mean.
    pub fn mean(&self) -> Figure {
        self.over(f64::from(self.count))
    }

    fn over(&self, count: f64) -> Figure {
        let [value, low, high] =
            self.sums.each_ref().map(|(of, sum)| (*of == self.count).then(|| known(sum.over(count))).flatten());
        if self.exact == self.count { Figure { value, low: None, high: None } } else { Figure { value, low, high } }
    }
}

impl FromIterator<Figure> for Total {
    fn from_iter<T: IntoIterator<Item = Figure>>(figures: T) -> Self {
        let mut total = Self::default();
        figures.into_iter().for_each(|figure| total.add(figure));
        total
    }
}

#[cfg(test)]
mod tests {
    use entity::choice::Comparator;

    use super::{Figure, Total};

    #[test]
    fn sums_of_bounds_are_bounds() {
        let exact = Figure::exact(1.7e308);
        let range = Figure { value: None, low: Some(2.0), high: Some(3.0) };
        let least = Figure { low: Some(4.0), ..Figure::default() };
        let sum = |figures: &[Figure]| figures.iter().copied().collect::<Total>();
        assert_eq!(sum(&[exact, exact]).sum(), Figure::default(), "beyond all numbers");
        assert_eq!(sum(&[exact, exact]).mean(), exact);
        assert_eq!(sum(&[Figure::exact(1.0), range]).sum(), Figure { value: None, low: Some(3.0), high: Some(4.0) });
        assert_eq!(sum(&[range, least]).mean(), Figure { low: Some(3.0), ..Figure::default() });
    }

    #[test]
    fn a_ratio_of_what_is_below_zero_is_nearest_to_it_over_most() {
        let (loss, base) = (
            Figure { value: None, low: Some(-20.0), high: Some(-10.0) },
            Figure { value: None, low: Some(5.0), high: Some(10.0) },
        );
        assert_eq!(loss.over(base, |a, b| a / b), Figure { value: None, low: Some(-4.0), high: Some(-1.0) });
        let gain = Figure { value: None, low: Some(10.0), high: Some(20.0) };
        assert_eq!(gain.over(base, |a, b| a / b), Figure { value: None, low: Some(1.0), high: Some(4.0) });
    }

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
