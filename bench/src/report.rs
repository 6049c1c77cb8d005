//! What was found, as a table, and whether it is enough.

use std::fmt::Write as _;

use crate::database::Backend;
use crate::load::Sample;
use crate::scenario::{NESTED, Scenario};

/// A scenario's samples, those of Panorama first.
#[derive(Debug)]
pub(crate) struct Line {
    name: &'static str,
    rates: [Vec<f64>; 2],
    latencies: [Vec<u32>; 2],
}

impl Line {
    /// Nothing measured yet.
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self { name: scenario.name, rates: Default::default(), latencies: Default::default() }
    }

    /// Adds what a round found of Panorama (0) or the peer (1).
    pub(crate) fn add(&mut self, server: usize, mut sample: Sample) {
        self.rates[server].push(sample.rate);
        self.latencies[server].append(&mut sample.latencies);
    }

    /// The middle round of a server.
    fn rate(&self, server: usize) -> f64 {
        let mut rates = self.rates[server].clone();
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or(0.0)
    }

    /// How many times as fast Panorama is.
    fn ratio(&self) -> f64 {
        self.rate(0) / self.rate(1)
    }

    /// The middle of the rounds' own ratios: what drifts from round to round falls out of each.
    fn ratio_of_rounds(&self) -> f64 {
        let mut ratios: Vec<f64> = self.rates[0].iter().zip(&self.rates[1]).map(|(ours, other)| ours / other).collect();
        ratios.sort_by(f64::total_cmp);
        ratios.get(ratios.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Milliseconds within which this share of answers came.
pub(crate) fn percentile(latencies: &[u32], share: f64) -> f64 {
    let mut latencies = latencies.to_vec();
    if latencies.is_empty() {
        return f64::NAN;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a place in it"
    )]
    let place = ((latencies.len() - 1) as f64 * share) as usize;
    let (_, micros, _) = latencies.select_nth_unstable(place);
    f64::from(*micros) / 1e3
}

/// The table of a database.
pub(crate) fn table(backend: Backend, connections: u16, seconds: u64, other: &str, lines: &[Line]) -> String {
    let mut text = format!("{backend}, {connections} connections, {seconds} s a round\n\n");
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{:<18} {:>15} {:>12} {:>7} {:>7}   {:>22} {:>18}",
        "",
        "Panorama req/s",
        format!("{other} req/s"),
        "ratio",
        "paired",
        "Panorama p50/p99 ms",
        format!("{other} p50/p99 ms")
    );
    for line in lines {
        let latency = |server: usize| {
            let latencies = &line.latencies[server];
            format!("{:.2} / {:.2}", percentile(latencies, 0.5), percentile(latencies, 0.99))
        };
        let _ = writeln!(
            text,
            "{:<18} {:>15.0} {:>12.0} {:>7.2} {:>7.2}   {:>22} {:>18}",
            line.name,
            line.rate(0),
            line.rate(1),
            line.ratio(),
            line.ratio_of_rounds(),
            latency(0),
            latency(1)
        );
    }
    text
}

/// What `--check` has to say: nested lists are what Panorama compiles for, and must not fall behind.
pub(crate) fn shortfall(backend: Backend, lines: &[Line]) -> Option<String> {
    let least = match backend {
        Backend::Sqlite => 5.0,
        Backend::Postgres => 3.0,
    };
    let ratio = lines.iter().find(|line| line.name == NESTED).map_or(0.0, Line::ratio);
    (ratio < least).then(|| format!("{backend}: {NESTED}: {ratio:.2} times as fast as the peer; the least is {least}"))
}

/// How fast a build has to be beside another, at least.
const AS_FAST: f64 = 0.95;

/// What `--check` has to say of a build that is slower than another.
pub(crate) fn slower(backend: Backend, lines: &[Line]) -> impl Iterator<Item = String> {
    let slow = lines.iter().filter(|line| line.ratio_of_rounds() < AS_FAST);
    slow.map(move |line| format!("{backend}: {}: {:.2} times as fast", line.name, line.ratio_of_rounds()))
}

#[cfg(test)]
mod tests {
    use super::{Backend, Line, NESTED, percentile, shortfall, slower};
    use crate::load::Sample;

    fn line(ours: &[f64], theirs: &[f64]) -> Line {
        let mut line = Line { name: NESTED, rates: Default::default(), latencies: Default::default() };
        for (server, rates) in [ours, theirs].into_iter().enumerate() {
            for &rate in rates {
                line.add(server, Sample { rate, latencies: vec![1000, 3000, 2000], answers: 3 });
            }
        }
        line
    }

    #[test]
    fn a_ratio_is_one_of_medians() {
        let line = line(&[100.0, 900.0, 600.0], &[150.0, 10.0, 200.0]);
        assert!((line.ratio() - 4.0).abs() < 1e-9);
        assert!((percentile(&line.latencies[0], 0.5) - 2.0).abs() < 1e-9);
        assert!((line.ratio_of_rounds() - 3.0).abs() < 1e-9);
        assert_eq!(slower(Backend::Sqlite, &[line]).count(), 0);
    }

    #[test]
    fn a_build_that_is_slower_is_named() {
        let lines = [line(&[96.0], &[100.0]), line(&[94.0], &[100.0])];
        let told: Vec<String> = slower(Backend::Sqlite, &lines).collect();
        assert_eq!(told, [format!("SQLite: {NESTED}: 0.94 times as fast")]);
    }

    #[test]
    fn the_check_has_a_least_ratio_for_each_database() {
        let lines = [line(&[400.0], &[100.0])];
        assert!(shortfall(Backend::Sqlite, &lines).is_some());
        assert!(shortfall(Backend::Postgres, &lines).is_none());
        assert!(shortfall(Backend::Postgres, &[]).is_some(), "what was not measured was not fast");
    }
}
