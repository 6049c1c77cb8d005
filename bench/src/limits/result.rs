//! What was measured, and how it compares.

use std::collections::HashMap;

use super::contest::Pace;
use super::contestant::{Contestant, Kind};
use super::question::Question;
use crate::database::Backend;
use crate::load::Sample;
use crate::report::percentile;

/// The questions whose ratios make the mean.
const MEAN: [&str; 6] = ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"];

/// What a contestant had used at a time.
#[derive(Debug)]
pub(super) struct Used {
    /// Microseconds of processors, by each of the server's processes.
    pub(super) server: HashMap<u32, f64>,
    /// The same by each of PostgreSQL's for it, where that runs on this machine.
    pub(super) postgres: HashMap<u32, f64>,
    /// Mebibytes that the server has for itself.
    pub(super) memory: f64,
    /// Statements, where the server counts them.
    pub(super) statements: Option<f64>,
}

/// What a contestant did with a question, in all rounds.
#[derive(Debug, Default)]
pub(super) struct Cell {
    rates: Vec<f64>,
    latencies: Vec<u32>,
    answers: usize,
    server: f64,
    postgres: Option<f64>,
    statements: Option<f64>,
    /// The most mebibytes that it had for itself after a round.
    pub(super) memory: f64,
}

impl Cell {
    /// Adds a round.
    pub(super) fn add(&mut self, mut sample: Sample, before: &Used, after: &Used) {
        self.rates.push(sample.rate);
        self.latencies.append(&mut sample.latencies);
        self.answers += sample.answers;
        self.server += more(&before.server, &after.server);
        if !after.postgres.is_empty() {
            *self.postgres.get_or_insert(0.0) += more(&before.postgres, &after.postgres);
        }
        if let (Some(before), Some(after)) = (before.statements, after.statements) {
            *self.statements.get_or_insert(0.0) += after - before;
        }
        self.memory = self.memory.max(after.memory);
    }

    /// Answers in a second.
    pub(super) fn rate(&self) -> f64 {
        geometric_mean(self.rates.iter().copied()).unwrap_or(0.0)
    }

    /// Milliseconds within which this share of answers came.
    pub(super) fn percentile(&self, share: f64) -> f64 {
        percentile(&self.latencies, share)
    }

    /// Microseconds of the server for an answer.
    pub(super) fn server(&self) -> f64 {
        self.each(self.server)
    }

    /// Microseconds of PostgreSQL for an answer.
    pub(super) fn postgres(&self) -> Option<f64> {
        self.postgres.map(|sum| self.each(sum))
    }

    /// Statements for an answer.
    pub(super) fn statements(&self) -> Option<f64> {
        self.statements.map(|sum| self.each(sum))
    }

    #[expect(clippy::cast_precision_loss, reason = "far fewer answers than a float counts exactly")]
    fn each(&self, sum: f64) -> f64 {
        sum / self.answers as f64
    }

    /// How many times as fast as another: what drifts from round to round falls out of each.
    fn ratio(&self, other: &Self) -> Option<f64> {
        geometric_mean(self.rates.iter().zip(&other.rates).map(|(ours, other)| ours / other))
    }
}

/// Everything, question by question.
#[derive(Debug)]
pub(super) struct Results {
    pub(super) contestants: Vec<(Kind, Backend)>,
    pub(super) pace: Pace,
    pub(super) lines: Vec<(&'static Question, Vec<Option<Cell>>)>,
}

impl Results {
    /// Nothing yet.
    pub(super) fn new(contestants: &[Contestant], pace: &Pace) -> Self {
        let contestants = contestants.iter().map(|contestant| (contestant.kind, contestant.backend)).collect();
        Self { contestants, pace: *pace, lines: Vec::new() }
    }

    pub(super) fn add(&mut self, question: &'static Question, cells: Vec<Option<Cell>>) {
        self.lines.push((question, cells));
    }

    /// Panorama on a database, without kept answers.
    pub(super) fn panorama(&self, backend: Backend) -> Option<usize> {
        self.contestants.iter().position(|contestant| *contestant == (Kind::Panorama, backend))
    }

    /// How much of its limit a contestant reaches with a question.
    pub(super) fn ratio(&self, line: usize, contestant: usize) -> Option<f64> {
        let cells = &self.lines.get(line)?.1;
        let limit = self.contestants.get(contestant)?.0.limit();
        let limit = self.contestants.iter().position(|(kind, _)| *kind == limit)?;
        cells[contestant].as_ref()?.ratio(cells[limit].as_ref()?)
    }

    /// The geometric mean over Q1 to Q6, where it answers all of them.
    pub(super) fn mean(&self, contestant: usize) -> Option<f64> {
        let ratios = MEAN.map(|name| {
            let line = self.lines.iter().position(|(question, _)| question.name == name)?;
            self.ratio(line, contestant)
        });
        let ratios: Option<Vec<f64>> = ratios.into_iter().collect();
        geometric_mean(ratios?.into_iter())
    }
}

/// What processes have used since; those that ended meanwhile cannot be asked any more.
fn more(before: &HashMap<u32, f64>, after: &HashMap<u32, f64>) -> f64 {
    after.iter().map(|(process, micros)| micros - before.get(process).copied().unwrap_or(0.0)).sum()
}

fn geometric_mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value.ln(), count + 1.0));
    (count > 0.0).then(|| (sum / count).exp())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Cell, Used, geometric_mean, more};
    use crate::load::Sample;

    fn used(server: f64, statements: f64) -> Used {
        Used {
            server: HashMap::from([(1, server)]),
            postgres: HashMap::new(),
            memory: 1.0,
            statements: Some(statements),
        }
    }

    #[test]
    fn rounds_are_compared_each_with_its_own() {
        let [mut one, mut other] = [Cell::default(), Cell::default()];
        for (slow, fast) in [(100.0, 200.0), (10.0, 80.0)] {
            one.add(Sample { rate: fast, ..Sample::default() }, &used(0.0, 0.0), &used(0.0, 0.0));
            other.add(Sample { rate: slow, ..Sample::default() }, &used(0.0, 0.0), &used(0.0, 0.0));
        }
        assert!(one.ratio(&other).is_some_and(|ratio| (ratio - 4.0).abs() < 1e-9));
        assert!(Cell::default().ratio(&one).is_none());
    }

    #[test]
    fn what_is_used_is_told_for_an_answer() {
        let mut cell = Cell::default();
        cell.add(Sample { answers: 4, ..Sample::default() }, &used(100.0, 8.0), &used(500.0, 16.0));
        assert!((cell.server() - 100.0).abs() < 1e-9);
        assert_eq!(cell.statements(), Some(2.0));
        assert_eq!(cell.postgres(), None);
    }

    #[test]
    fn processes_that_come_and_go_are_no_loss() {
        let (before, after) = (HashMap::from([(1, 5.0), (2, 9.0)]), HashMap::from([(1, 7.0), (3, 4.0)]));
        assert!((more(&before, &after) - 6.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_has_no_mean() {
        assert_eq!(geometric_mean(std::iter::empty()), None);
    }
}
