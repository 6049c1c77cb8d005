//! Running a plan on PostgreSQL: levels of one depth are sent side by side, the last together with the snapshot's end.

use std::sync::Arc;

use super::compute::{Computed, Source, begin};
use super::run::Request;
use super::state::{Executed, Run, keys_for, keys_of};
use super::writer::Read;
use crate::catalogue::Catalogue;
use crate::database::{Bound, Postgres, PostgresSnapshot, ReadError, Rows, Value};
use crate::deadline::Deadline;
use crate::derive::{Derive, Question};
use crate::error::Refusal;
use crate::plan::{Keys, Level, Statement};
use crate::telemetry::Figures;

/// Reads the rows of a request.
pub(super) async fn execute(
    pool: &Postgres,
    deadline: &Deadline,
    catalogue: &Catalogue,
    request: &Request,
    run: Run,
    figures: &Figures,
) -> Result<Executed, ReadError> {
    let levels = &request.plan.levels;
    if levels.iter().all(|level| level.idle) {
        return Ok(Executed { run, reads: levels.iter().map(|_| Read::default()).collect() });
    }
    read(&mut pool.snapshot(deadline).await?, catalogue, request, run, figures).await
}

async fn read(
    snapshot: &mut PostgresSnapshot,
    catalogue: &Catalogue,
    request: &Request,
    run: Run,
    figures: &Figures,
) -> Result<Executed, ReadError> {
    let plan = &request.plan;
    let levels = &plan.levels;
    let mut executed = Executed { run, reads: levels.iter().map(|_| Read::default()).collect() };
    let mut computed: Computed = plan.computations.iter().map(|_| None).collect();
    let mut begun = vec![false; computed.len()];
    let depths = depths(levels);
    let mut count = 0;
    let last = depths.iter().copied().max().unwrap_or(0);
    for depth in 0..=last {
        let wave: Vec<usize> = (0..levels.len()).filter(|&i| depths[i] == depth).collect();
        for derived in wave.iter().filter_map(|&i| levels[i].derived) {
            if std::mem::replace(&mut begun[derived.computation], true) {
                continue;
            }
            let computation = &plan.computations[derived.computation];
            let result = match begin(computation, request, &executed.run, &executed.reads) {
                Ok(Some(derive)) => compute(snapshot, derive, &mut count).await?,
                Ok(None) => Ok(None),
                Err(refusal) => Err(refusal),
            };
            match result {
                Ok(derive) => computed[derived.computation] = derive,
                Err(refusal) => executed.run.refuse_computation(computation, refusal),
            }
        }
        let keys: Vec<_> = wave.iter().map(|&i| keys_of(&levels[i], &executed.reads, &request.variables)).collect();
        let tasks: Vec<Task<'_>> = wave
            .iter()
            .zip(&keys)
            .map(|(&i, keys)| {
                let (level, statement) = (&levels[i], executed.run.to_run(i, &levels[i], keys));
                let computed = level.derived.and_then(|derived| computed[derived.computation].as_deref());
                Task::of(catalogue, level, statement, computed, keys_for(level, keys))
            })
            .collect();
        let queries: Vec<Bound<'_>> = tasks.iter().filter_map(Task::query).collect();
        count += u64::try_from(queries.len()).unwrap_or_default();
        let mut answers = snapshot.wave(&queries, depth == last).await?.into_iter();
        let rows: Vec<Rows> = tasks.into_iter().map(|task| task.rows(&mut answers)).collect();
        for ((i, keys), rows) in wave.into_iter().zip(keys).zip(rows) {
            executed.reads[i] = Read { rows, keys };
        }
    }
    figures.statements.inc_by(count);
    Ok(executed)
}

/// How a level gets its rows.
enum Task<'a> {
    /// By its statement, with these parameters or its own.
    Query { statement: Arc<Statement>, values: Option<Vec<Value>>, keys: Option<&'a [i64]> },
    /// They are there.
    Done(Rows),
}

impl<'a> Task<'a> {
    fn of(
        catalogue: &Catalogue,
        level: &Level,
        statement: Option<Arc<Statement>>,
        computed: Option<&dyn Derive>,
        keys: Option<&'a [i64]>,
    ) -> Self {
        let Some(statement) = statement else { return Self::Done(Rows::default()) };
        let Some(derived) = level.derived else { return Self::Query { statement, values: None, keys } };
        let Some(computed) = computed else { return Self::Done(Rows::default()) };
        let source = Source { catalogue, level, statement: &statement, derived, computed };
        match source.count(keys) {
            Some(counted) => Self::Done(counted),
            None => Self::Query { values: Some(source.values(keys)), statement, keys },
        }
    }

    fn query(&self) -> Option<Bound<'_>> {
        match self {
            Self::Query { statement, values, keys } => Some(Bound {
                sql: &statement.sql,
                values: values.as_ref().unwrap_or(&statement.values),
                keys: *keys,
                anew: false,
            }),
            Self::Done(_) => None,
        }
    }

    /// Its rows: the next answer, where it asked for one.
    fn rows(self, answers: &mut impl Iterator<Item = Rows>) -> Rows {
        match self {
            Self::Query { .. } => answers.next().unwrap_or_default(),
            Self::Done(rows) => rows,
        }
    }
}

/// Asks what a derivation wants to know.
async fn compute(
    snapshot: &mut PostgresSnapshot,
    mut derive: Box<dyn Derive>,
    count: &mut u64,
) -> Result<Result<Option<Box<dyn Derive>>, Refusal>, ReadError> {
    let mut answer = None;
    loop {
        match derive.advance(answer.take()) {
            Ok(Some(question)) => {
                *count += 1;
                let Question { sql, values, anew } = &question;
                let answers = snapshot.wave(&[Bound { sql, values, keys: None, anew: *anew }], false).await?;
                answer = answers.into_iter().next();
            }
            Ok(None) => return Ok(Ok(Some(derive))),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
}

/// How many levels stand above each.
fn depths(levels: &[Level]) -> Vec<usize> {
    let mut depths = Vec::with_capacity(levels.len());
    for level in levels {
        let depth = match level.keys {
            Keys::Column { level, .. } => depths[level] + 1,
            Keys::Root | Keys::Ids(_) => 0,
        };
        depths.push(depth);
    }
    depths
}
