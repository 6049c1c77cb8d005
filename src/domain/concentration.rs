//! How concentrated a market can be, from the shares that are known of it. A bound never becomes a share: what is not known
//! widens the result.

use super::figure::Figure;
use crate::digits::rounded;

/// The index of a market that one vendor has alone.
const MONOPOLY: f64 = 10_000.0;
/// How far shares may miss or pass the whole for want of digits.
const SLACK: f64 = 1e-9;

/// A share of one vendor, or of several together; no two shares have a vendor in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share, as a fraction.
    pub figure: Figure,
    /// How many vendors have it together.
    pub vendors: usize,
}

impl Share {
    fn low(&self) -> f64 {
        self.figure.bounds()[0].unwrap_or(0.0)
    }

    fn high(&self) -> f64 {
        self.figure.bounds()[1].unwrap_or(1.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "vendors of a market are few")]
    fn count(&self) -> f64 {
        self.vendors.max(1) as f64
    }
}

/// What nobody is known to have; none where the shares are more than the whole.
fn left(shares: &[Share]) -> Option<f64> {
    let left = 1.0 - shares.iter().map(Share::low).sum::<f64>();
    (left >= -SLACK).then_some(left.max(0.0))
}

/// The Herfindahl–Hirschman index, 0 to 10,000: the sum of the squares of all shares in per cent.
///
/// The least it can be is with all shares at their lower bounds, joint ones spread evenly, and the rest spread over many; the
/// most with what is left given to the largest as far as its upper bound goes, then to the next, or to one that is not named.
/// None where nothing is known or the shares are more than the whole.
pub fn herfindahl(shares: &[Share]) -> Option<Figure> {
    let mut left = left(shares).filter(|_| !shares.is_empty())?;
    let low: f64 = shares.iter().map(|share| share.low() * share.low() / share.count()).sum();
    // One that is not named can take all that is left.
    let mut bounds: Vec<(f64, f64)> =
        shares.iter().map(|share| (share.low(), share.high())).chain([(0.0, 1.0)]).collect();
    bounds.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut high = 0.0;
    for (low, most) in bounds {
        let share = (low + left).min(most.max(low));
        left -= share - low;
        high += share * share;
    }
    Some(between(low * MONOPOLY, high * MONOPOLY))
}

/// What the largest `count` vendors have together.
///
/// At least the best of the known lower bounds, joint ones spread evenly; at most the whole less what the other known
/// vendors have, and no more than upper bounds allow.
pub fn largest(shares: &[Share], count: usize) -> Option<Figure> {
    let left = left(shares).filter(|_| !shares.is_empty())?;
    let descending = |mut numbers: Vec<f64>| {
        numbers.sort_by(|a, b| b.total_cmp(a));
        numbers
    };
    let each = shares.iter().flat_map(|share| std::iter::repeat_n(share.low() / share.count(), share.vendors.max(1)));
    let low: f64 = descending(each.collect()).iter().take(count).sum();
    let alone = shares.iter().filter(|share| share.vendors <= 1).map(Share::low);
    let others: f64 = descending(alone.collect()).iter().skip(count).sum();
    let caps = shares.iter().map(|share| share.high().min(share.low() + left)).chain([left]);
    let caps: f64 = descending(caps.collect()).iter().take(count).sum();
    Some(between(low, caps.min(1.0 - others)))
}

/// A figure between two bounds that may be one.
fn between(low: f64, high: f64) -> Figure {
    let (low, high) = (rounded(low), rounded(high.max(low)));
    if high - low <= SLACK * high.max(1.0) {
        Figure::exact(low)
    } else {
        Figure { value: None, low: Some(low), high: Some(high) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Figure, Share, herfindahl, largest};

    fn exact(value: f64) -> Share {
        Share { figure: Figure::exact(value), vendors: 1 }
    }

    fn bounds(figure: Option<Figure>) -> (Option<f64>, [Option<f64>; 2]) {
        let figure = figure.expect("something is known");
        (figure.value, [figure.low, figure.high])
    }

    #[test]
    fn a_market_that_is_all_known_has_one_index() {
        assert_eq!(bounds(herfindahl(&[exact(0.5), exact(0.3), exact(0.2)])).0, Some(3800.0));
        assert_eq!(bounds(largest(&[exact(0.5), exact(0.3), exact(0.2)], 2)).0, Some(0.8));
        assert_eq!(bounds(herfindahl(&[exact(1.0)])).0, Some(10_000.0));
    }

    #[test]
    fn what_is_not_known_widens_the_index() {
        assert_eq!(bounds(herfindahl(&[exact(0.5)])), (None, [Some(2500.0), Some(5000.0)]));
        let more_than_80 = Share { figure: Figure { low: Some(0.8), ..Figure::default() }, vendors: 1 };
        assert_eq!(bounds(herfindahl(&[more_than_80])), (None, [Some(6400.0), Some(10_000.0)]));
        assert_eq!(bounds(largest(&[more_than_80], 1)), (None, [Some(0.8), Some(1.0)]));
    }

    #[test]
    fn a_joint_share_is_not_split() {
        let three = Share { figure: Figure { low: Some(0.6), ..Figure::default() }, vendors: 3 };
        assert_eq!(bounds(herfindahl(&[three])), (None, [Some(1200.0), Some(10_000.0)]));
        assert_eq!(bounds(largest(&[three], 1)), (None, [Some(0.2), Some(1.0)]));
        assert_eq!(bounds(largest(&[three], 3)), (None, [Some(0.6), Some(1.0)]));
    }

    #[test]
    fn shares_beyond_the_whole_say_nothing() {
        assert_eq!(herfindahl(&[exact(0.7), exact(0.6)]), None);
        assert_eq!(herfindahl(&[]), None);
    }

    #[test]
    fn bounds_hold_for_every_market_that_fits() {
        let mut state = 11_u64;
        let mut number = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 40).expect("24 bits")) / f64::from(1 << 24)
        };
        for _ in 0..2_000 {
            let parts: Vec<f64> = (0..6).map(|_| number()).collect();
            let whole: f64 = parts.iter().sum();
            let parts: Vec<f64> = parts.iter().map(|part| part / whole).collect();
            let known = [
                Share { figure: Figure { low: Some(parts[0] * number()), ..Figure::default() }, vendors: 1 },
                exact(parts[1]),
                Share {
                    figure: Figure { low: Some((parts[2] + parts[3]) * number()), ..Figure::default() },
                    vendors: 2,
                },
            ];
            let index: f64 = parts.iter().map(|part| part * part * 10_000.0).sum();
            let [low, high] = herfindahl(&known).expect("they fit").bounds();
            assert!(low <= Some(index + 1e-6) && high >= Some(index - 1e-6), "{index} is not in {low:?} to {high:?}");
            let mut sorted = parts.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            for count in 1..5 {
                let top: f64 = sorted.iter().take(count).sum();
                let [low, high] = largest(&known, count).expect("they fit").bounds();
                assert!(
                    low <= Some(top + 1e-9) && high >= Some(top - 1e-9),
                    "top {count}: {top} is not in {low:?} to {high:?}"
                );
            }
        }
    }
}
