//! Panorama beside its limits: statements that PostgreSQL answers by itself, answers out of memory; and beside others who
//! make an API of these tables. All are processes of their own and take turns under the same load.

mod content;
mod contest;
mod contestant;
mod picture;
mod postgraphile;
mod question;
mod result;
mod serve;
mod sets;
mod table;

use std::path::Path;

use tokio::runtime::Runtime;

use self::contest::Pace;
use self::result::Results;
use crate::database::{Backend, Database};
use crate::{Failure, data};

pub(crate) use self::serve::{SERVE, router};

/// How fast Panorama has to be with `--check`, as a part of what PostgreSQL does by hand-written statements: the geometric
/// mean over the first six questions.
const FLOORS: [(Backend, f64); 2] = [(Backend::Sqlite, 1.0), (Backend::Postgres, 0.85)];

/// Metrics of 50 observations each; with `--short`, these are fewer.
const METRICS: usize = 20_000;
const METRICS_IN_SHORT: usize = 2_000;

/// What to measure.
#[derive(Debug)]
pub(crate) struct Options<'a> {
    /// The databases that Panorama is measured on.
    pub(crate) backends: &'a [Backend],
    /// Seconds of each measurement.
    pub(crate) seconds: u64,
    /// Connections that ask at the same time.
    pub(crate) connections: u16,
    /// Only questions whose names hold this text.
    pub(crate) questions: &'a str,
    /// Fewer rows, and less time.
    pub(crate) short: bool,
    /// Where to draw the result.
    pub(crate) picture: Option<&'a Path>,
}

/// Measures on databases that are filled here; what is below the floors comes back.
pub(crate) fn measure(runtime: &Runtime, options: &Options<'_>) -> Result<Vec<String>, Failure> {
    // The limits are PostgreSQL's, whatever Panorama is on.
    let mut databases = vec![runtime.block_on(Database::create(Backend::Postgres))?];
    if options.backends.contains(&Backend::Sqlite) {
        databases.push(runtime.block_on(Database::create(Backend::Sqlite))?);
    }
    let watch = runtime.spawn(Database::remove_when_interrupted(databases.clone()));
    let results = compare(runtime, &databases, options);
    watch.abort();
    for database in databases {
        runtime.block_on(database.remove())?;
    }
    let results = results?;
    for &backend in options.backends {
        println!("{}", table::of(&results, backend));
    }
    if let Some(file) = options.picture {
        std::fs::write(file, picture::of(&results))?;
    }
    Ok(options.backends.iter().filter_map(|&backend| shortfall(&results, backend)).collect())
}

fn compare(runtime: &Runtime, databases: &[Database], options: &Options<'_>) -> Result<Results, Failure> {
    let metrics = if options.short { METRICS_IN_SHORT } else { METRICS };
    for database in databases {
        eprintln!("{}: loading {} observations", database.backend(), metrics * 50);
        runtime.block_on(data::load_full(database.address(), metrics))?;
    }
    let contestants = contestant::start(databases, options.backends)?;
    let pace = Pace::new(options);
    let mut results = Results::new(&contestants, &pace);
    for question in question::all().filter(|question| question.name.contains(options.questions)) {
        let sets = runtime.block_on(sets::read(databases[0].address(), question))?;
        results.add(question, contest::hold(question, &sets, &contestants, &databases[0], &pace)?);
    }
    Ok(results)
}

fn shortfall(results: &Results, backend: Backend) -> Option<String> {
    let floor = FLOORS.iter().find(|(of, _)| *of == backend).map_or(0.0, |(_, floor)| *floor);
    let mean = results.panorama(backend).and_then(|place| results.mean(place)).unwrap_or(0.0);
    (mean < floor).then(|| format!("{backend}: {mean:.2} of LIMIT-SQL over Q1 to Q6; the least is {floor}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::contest::Pace;
    use super::contestant::Kind;
    use super::result::{Cell, Results, Used};
    use super::{question, shortfall};
    use crate::database::Backend;
    use crate::load::Sample;

    fn results(rate: f64, questions: usize) -> Results {
        let cell = |rate| {
            let used = Used { server: HashMap::new(), postgres: HashMap::new(), memory: 0.0, statements: None };
            let mut cell = Cell::default();
            cell.add(Sample { rate, ..Sample::default() }, &used, &used);
            Some(cell)
        };
        Results {
            contestants: vec![(Kind::Sql, Backend::Postgres), (Kind::Panorama, Backend::Postgres)],
            pace: Pace { seconds: 1, rounds: 1, connections: 1 },
            lines: question::all().take(questions).map(|question| (question, vec![cell(100.0), cell(rate)])).collect(),
        }
    }

    #[test]
    fn what_is_below_the_floor_falls_short_and_so_does_what_was_not_measured() {
        assert_eq!(shortfall(&results(90.0, 6), Backend::Postgres), None);
        assert!(shortfall(&results(80.0, 6), Backend::Postgres).is_some());
        assert!(shortfall(&results(90.0, 5), Backend::Postgres).is_some());
        assert!(shortfall(&results(900.0, 6), Backend::Sqlite).is_some());
    }
}
