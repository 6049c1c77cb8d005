//! Running a plan on PostgreSQL: levels of one depth are sent side by side, the first together with the opening of the
//! transaction.

use std::sync::Arc;

use futures_util::future::{join, join_all};

use super::compute::{Computed, Source, begin};
use super::run::Request;
use super::state::{Executed, Run, keys_for, keys_of};
use super::writer::Read;
use crate::catalogue::Catalogue;
use crate::database::{Postgres, PostgresSnapshot, ReadError, Rows, Value};
use crate::derive::Derive;
use crate::error::Refusal;
use crate::plan::{Keys, Level, Statement};
use crate::telemetry::Figures;

/// Reads the rows of a request.
pub(super) async fn execute(
    pool: &Postgres,
    catalogue: &Catalogue,
    request: &Request,
    run: Run,
    figures: &Figures,
) -> Result<Executed, ReadError> {
    let levels = &request.plan.levels;
    let running = levels.iter().filter(|level| !level.idle).count();
    if running == 0 {
        return Ok(Executed { run, reads: levels.iter().map(|_| Read::default()).collect() });
    }
    let snapshot = pool.snapshot(running == 1 && request.plan.computations.is_empty()).await?;
    match read(&snapshot, catalogue, request, run, figures).await {
        Ok(executed) => {
            snapshot.end().await?;
            Ok(executed)
        }
        Err(error) => {
            snapshot.abandon();
            Err(error)
        }
    }
}

async fn read(
    snapshot: &PostgresSnapshot,
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
    let mut open = false;
    for depth in 0..=depths.iter().copied().max().unwrap_or(0) {
        let wave: Vec<usize> = (0..levels.len()).filter(|&i| depths[i] == depth).collect();
        for derived in wave.iter().filter_map(|&i| levels[i].derived) {
            if std::mem::replace(&mut begun[derived.computation], true) {
                continue;
            }
            if !std::mem::replace(&mut open, true) {
                snapshot.begin().await?;
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
        let queries = wave.iter().zip(&keys).map(|(&i, keys)| {
            let (level, statement) = (&levels[i], executed.run.to_run(i, &levels[i], keys));
            let keys = keys_for(level, keys);
            let task = match (statement, level.derived) {
                (Some(statement), Some(derived)) => match computed[derived.computation].as_deref() {
                    Some(computed) => {
                        let source = Source { catalogue, level, statement: &statement, derived, computed };
                        match source.count(keys) {
                            Some(counted) => Task::Done(counted),
                            None => Task::Query(source.values(keys).into(), statement),
                        }
                    }
                    None => Task::Done(Rows::default()),
                },
                (Some(statement), None) => Task::Query(None, statement),
                (None, _) => Task::Done(Rows::default()),
            };
            count += u64::from(matches!(task, Task::Query(..)));
            async move {
                match task {
                    Task::Query(values, statement) => {
                        let values = values.as_ref().unwrap_or(&statement.values);
                        snapshot.query(&statement.sql, values, keys).await
                    }
                    Task::Done(rows) => Ok(rows),
                }
            }
        });
        let queries = join_all(queries.collect::<Vec<_>>());
        let results = if std::mem::replace(&mut open, true) {
            queries.await
        } else {
            let (begun, results) = join(snapshot.begin(), queries).await;
            begun?;
            results
        };
        for ((i, keys), rows) in wave.into_iter().zip(keys).zip(results) {
            executed.reads[i] = Read { rows: rows?, keys };
        }
    }
    figures.statements.inc_by(count);
    Ok(executed)
}

/// How a level gets its rows.
enum Task {
    /// By its statement, with these parameters or its own.
    Query(Option<Vec<Value>>, Arc<Statement>),
    /// They are there.
    Done(Rows),
}

/// Asks what a derivation wants to know.
async fn compute(
    snapshot: &PostgresSnapshot,
    mut derive: Box<dyn Derive>,
    count: &mut u64,
) -> Result<Result<Option<Box<dyn Derive>>, Refusal>, ReadError> {
    let mut answer = None;
    loop {
        match derive.advance(answer.take()) {
            Ok(Some(question)) => {
                *count += 1;
                answer = Some(snapshot.query(&question.sql, &question.values, None).await?);
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
