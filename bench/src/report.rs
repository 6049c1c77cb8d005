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

    /// Milliseconds within which this share of a server's answers came.
    fn percentile(&self, server: usize, share: f64) -> f64 {
        let mut latencies = self.latencies[server].clone();
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
}

/// The table of a database.
pub(crate) fn table(backend: Backend, connections: u16, seconds: u64, lines: &[Line]) -> String {
    let mut text = format!("{backend}, {connections} connections, {seconds} s a round\n\n");
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "{:<18} {:>15} {:>12} {:>7}   {:>22} {:>18}",
        "", "Panorama req/s", "peer req/s", "ratio", "Panorama p50/p99 ms", "peer p50/p99 ms"
    );
    for line in lines {
        let latency = |server| format!("{:.2} / {:.2}", line.percentile(server, 0.5), line.percentile(server, 0.99));
        let _ = writeln!(
            text,
            "{:<18} {:>15.0} {:>12.0} {:>7.2}   {:>22} {:>18}",
            line.name,
            line.rate(0),
            line.rate(1),
            line.ratio(),
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

#[cfg(test)]
mod tests {
    use super::{Backend, Line, NESTED, shortfall};
    use crate::load::Sample;

    fn line(ours: &[f64], theirs: &[f64]) -> Line {
        let mut line = Line { name: NESTED, rates: Default::default(), latencies: Default::default() };
        for (server, rates) in [ours, theirs].into_iter().enumerate() {
            for &rate in rates {
                line.add(server, Sample { rate, latencies: vec![1000, 3000, 2000] });
            }
        }
        line
    }

    #[test]
    fn a_ratio_is_one_of_medians() {
        let line = line(&[100.0, 900.0, 600.0], &[150.0, 10.0, 200.0]);
        assert!((line.ratio() - 4.0).abs() < 1e-9);
        assert!((line.percentile(0, 0.5) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn the_check_has_a_least_ratio_for_each_database() {
        let lines = [line(&[400.0], &[100.0])];
        assert!(shortfall(Backend::Sqlite, &lines).is_some());
        assert!(shortfall(Backend::Postgres, &lines).is_none());
        assert!(shortfall(Backend::Postgres, &[]).is_some(), "what was not measured was not fast");
    }
}
