//! One question, asked of everyone: first their answers are compared, then they take turns under load.

use std::time::Duration;

use super::Options;
use super::content;
use super::contestant::{Contestant, Kind};
use super::question::Question;
use super::result::{Cell, Used};
use super::sets::{self, Set};
use crate::compare::{self, difference};
use crate::database::Database;
use crate::load::{self, Asked};
use crate::{Failure, process};

/// Sets of parameters whose answers are compared.
const COMPARED: usize = 10;
/// What is asked before the first round: caches are filled, and what compiles as it runs has compiled.
const WARM_UP: Duration = Duration::from_secs(1);
const ROUNDS: usize = 3;
/// With `--short`.
const SHORT: (u64, usize) = (1, 2);

/// How long is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) seconds: u64,
    pub(super) rounds: usize,
    pub(super) connections: u16,
}

impl Pace {
    pub(super) fn new(options: &Options<'_>) -> Self {
        let (seconds, rounds) = if options.short { SHORT } else { (options.seconds, ROUNDS) };
        Self { seconds, rounds, connections: options.connections }
    }
}

/// What was measured of each contestant; nothing of those who cannot answer.
pub(super) fn hold(
    question: &Question,
    sets: &[Set],
    contestants: &[Contestant],
    database: &Database,
    pace: &Pace,
) -> Result<Vec<Option<Cell>>, Failure> {
    eprintln!("{}: {} sets are asked of everyone", question.name, sets.len());
    let asked: Vec<Option<Vec<Asked>>> = contestants
        .iter()
        .map(|contestant| sets::ask(contestant, question, sets))
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{}: {error}", question.name))?;
    verify(question, contestants, &asked)?;
    let taking_part = || {
        let asked = asked.iter().enumerate().filter_map(|(place, asked)| Some((place, asked.as_deref()?)));
        asked.map(|(place, asked)| (place, &contestants[place], asked))
    };
    for (_, contestant, asked) in taking_part() {
        load::run(contestant.server.address, asked, pace.connections, WARM_UP)?;
    }
    let mut cells: Vec<Option<Cell>> = asked.iter().map(|asked| asked.as_ref().map(|_| Cell::default())).collect();
    for round in 1..=pace.rounds {
        eprintln!("{}: round {round} of {}", question.name, pace.rounds);
        for (place, contestant, asked) in taking_part() {
            let before = used(contestant, database)?;
            let sample =
                load::run(contestant.server.address, asked, pace.connections, Duration::from_secs(pace.seconds))
                    .map_err(|error| format!("{}: {contestant}: {error}", question.name))?;
            let after = used(contestant, database)?;
            if let Some(cell) = &mut cells[place] {
                cell.add(sample, &before, &after);
            }
        }
    }
    Ok(cells)
}

/// All answers have to be good, and the first of them say the same as those of the first contestant.
fn verify(question: &Question, contestants: &[Contestant], asked: &[Option<Vec<Asked>>]) -> Result<(), Failure> {
    let mut expected = Vec::with_capacity(COMPARED);
    for (contestant, asked) in contestants.iter().zip(asked) {
        for (set, asked) in asked.iter().flatten().enumerate() {
            let data = compare::read(&format!("{}, set {set}: {contestant}", question.name), asked)?;
            if set >= COMPARED {
                continue;
            }
            let content = content::of(&data, question.compared);
            let Some(expected) = expected.get(set) else {
                expected.push(content);
                continue;
            };
            if let Some(difference) = difference(expected, &content, "content") {
                let (name, first) = (question.name, &contestants[0]);
                return Err(
                    format!("{name}, set {set}: {first} and {contestant} answer differently: {difference}").into()
                );
            }
        }
    }
    Ok(())
}

/// What a contestant has used so far.
fn used(contestant: &Contestant, database: &Database) -> Result<Used, Failure> {
    let processes = contestant.processes();
    let backends = database.name().map(process::backends).unwrap_or_default();
    let statements = match contestant.kind {
        Kind::Panorama | Kind::Cached => statements(&load::get(contestant.server.address, "/metrics")?),
        _ => None,
    };
    Ok(Used {
        server: process::processor_micros(&processes),
        postgres: process::processor_micros(&backends),
        memory: process::own_memory(&processes),
        statements,
    })
}

/// How many statements Panorama says it has run.
fn statements(metrics: &str) -> Option<f64> {
    metrics.lines().find_map(|line| line.strip_prefix("panorama_statements_total ")?.parse().ok())
}
