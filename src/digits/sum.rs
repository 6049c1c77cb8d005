//! Sums without rounding, whatever the order of what is added (Shewchuk 1997, as in Python's `fsum`).

/// Numbers from here on are added up by themselves, scaled down, so that no sum on the way is beyond all numbers.
const FAR: f64 = f64::from_bits((1023 + 900) << 52);
/// By how much.
const DOWN: f64 = f64::from_bits((1023 - 200) << 52);
const UP: f64 = f64::from_bits((1023 + 200) << 52);

/// What was added up so far.
#[derive(Debug, Clone, Default)]
pub struct Sum {
    near: Parts,
    far: Parts,
}

impl Sum {
    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        if value.abs() < FAR { self.near.add(value) } else { self.far.add(value * DOWN) }
    }

    /// The sum, rounded once; infinite where it is beyond all numbers.
    pub fn total(&self) -> f64 {
        self.over(1.0)
    }

    /// The sum divided by a number of at least one: a mean is a number where the sum is none.
    pub fn over(&self, count: f64) -> f64 {
        if self.far.0.is_empty() {
            return self.near.total() / count;
        }
        let mut whole = self.near.clone();
        self.far.0.iter().for_each(|part| whole.add(part * UP));
        if whole.0.iter().all(|part| part.is_finite()) {
            return whole.total() / count;
        }
        // So large that what is lost by scaling is no more than a trace.
        let mut scaled = Parts(self.near.0.iter().map(|part| part * DOWN).collect());
        self.far.0.iter().for_each(|part| scaled.add(*part));
        scaled.total() / count * UP
    }
}

/// Numbers that have no digits in common, the smallest first: together they are the sum.
#[derive(Debug, Clone, Default)]
struct Parts(Vec<f64>);

impl Parts {
    fn add(&mut self, value: f64) {
        let (mut sum, mut kept) = (value, 0);
        for place in 0..self.0.len() {
            let part = self.0[place];
            let (large, small) = if sum.abs() < part.abs() { (part, sum) } else { (sum, part) };
            sum = large + small;
            let rest = small - (sum - large);
            if rest != 0.0 {
                self.0[kept] = rest;
                kept += 1;
            }
        }
        self.0.truncate(kept);
        self.0.push(sum);
    }

    fn total(&self) -> f64 {
        let mut parts = self.0.iter().rev().copied();
        let Some(mut total) = parts.next() else { return 0.0 };
        while let Some(part) = parts.next() {
            let before = total;
            total += part;
            let rest = part - (total - before);
            if rest == 0.0 {
                continue;
            }
            // Halfway between two numbers: what comes behind decides.
            if let Some(next) = parts.next().filter(|next| (*next < 0.0) == (rest < 0.0)) {
                let (twice, beyond) = (rest * 2.0, total + rest * 2.0);
                if next != 0.0 && beyond - total == twice {
                    total = beyond;
                }
            }
            break;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::Sum;

    fn total(values: &[f64]) -> f64 {
        let mut sum = Sum::default();
        values.iter().for_each(|value| sum.add(*value));
        sum.total()
    }

    #[test]
    fn nothing_is_rounded_off_on_the_way() {
        for (values, expected) in [
            (&[][..], 0.0),
            (&[0.1; 10], 1.0),
            (&[1e100, 1.0, -1e100], 1.0),
            (&[1e308, 1e308, -1e308], 1e308),
            (&[1.7e308, 1e-300, -1.7e308], 1e-300),
            (&[1.7e308, 1.7e308, -1.7e308, -1.7e308, 3.0], 3.0),
            (&[1.0, f64::EPSILON / 2.0, 1e-32], 1.0 + f64::EPSILON),
            (&[1.0, f64::EPSILON / 2.0, -1e-32], 1.0),
            (&[f64::MAX, 1.0], f64::MAX),
            (&[f64::MAX, f64::MAX], f64::INFINITY),
            (&[-f64::MAX, -f64::MAX, 1.0], f64::NEG_INFINITY),
            (&[5e-324, 5e-324], 1e-323),
        ] {
            assert_eq!(total(values), expected, "{values:?}");
        }
    }

    #[test]
    fn a_mean_is_a_number_where_its_sum_is_none() {
        for (values, expected) in [
            (&[1.7e308, 1.7e308][..], 1.7e308),
            (&[f64::MAX; 3], f64::MAX),
            (&[-1.7e308, -1.7e308, 1.7e308, -1.7e308], -0.85e308),
            (&[1.0, 2.0, 6.0], 3.0),
        ] {
            let mut sum = Sum::default();
            values.iter().for_each(|value| sum.add(*value));
            let count = f64::from(u32::try_from(values.len()).expect("few"));
            assert_eq!(sum.over(count), expected, "{values:?}");
        }
    }

    #[test]
    fn the_order_does_not_matter() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..2_000 {
            let mut values: Vec<f64> = Vec::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                values.push(f64::from_bits(state ^ state >> 31));
            }
            values.retain(|value| value.is_finite());
            let expected = total(&values);
            values.reverse();
            assert_eq!(total(&values), expected, "{values:?}");
            values.sort_by(f64::total_cmp);
            assert_eq!(total(&values), expected, "{values:?}");
        }
    }
}
