//! Running a plan on PostgreSQL: levels of one depth are sent side by side, the first together with the opening of the
//! transaction, the last with its end.

use std::sync::Arc;

use futures_util::future::{OptionFuture, join_all, join3, try_join_all};

use super::compute::{Computed, Source, begin};
use super::run::Request;
use super::state::{Executed, Run, keys_for, keys_of};
use super::writer::Read;
use crate::catalogue::Catalogue;
use crate::database::{Postgres, PostgresSnapshot, Prepared, ReadError, Rows, Value};
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
    let result = read(&snapshot, catalogue, request, run, figures).await;
    if result.is_err() {
        snapshot.abandon();
    }
    result
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
    let last = depths.iter().copied().max().unwrap_or(0);
    for depth in 0..=last {
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
        let tasks = wave.iter().zip(&keys).map(|(&i, keys)| {
            let (level, statement) = (&levels[i], executed.run.to_run(i, &levels[i], keys));
            let computed = level.derived.and_then(|derived| computed[derived.computation].as_deref());
            Task::of(catalogue, level, statement, computed, keys_for(level, keys))
        });
        // All are prepared before any is sent: behind the end of the transaction it would come too late.
        let ready = try_join_all(tasks.map(|task| task.prepare(snapshot)).collect::<Vec<_>>()).await?;
        count += ready.iter().map(|ready| u64::from(matches!(ready, Ready::Run { .. }))).sum::<u64>();
        let queries = join_all(ready.into_iter().map(|ready| ready.run(snapshot)));
        let begin = OptionFuture::from((!std::mem::replace(&mut open, true)).then(|| snapshot.begin()));
        let end = OptionFuture::from((depth == last).then(|| snapshot.end()));
        let (begun, results, ended) = join3(begin, queries, end).await;
        begun.transpose()?;
        for ((i, keys), rows) in wave.into_iter().zip(keys).zip(results) {
            executed.reads[i] = Read { rows: rows?, keys };
        }
        ended.transpose()?;
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

/// The same, once the connection knows the statement.
enum Ready<'a> {
    Run { prepared: Prepared, statement: Arc<Statement>, values: Option<Vec<Value>>, keys: Option<&'a [i64]> },
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

    async fn prepare(self, snapshot: &PostgresSnapshot) -> Result<Ready<'a>, ReadError> {
        Ok(match self {
            Self::Done(rows) => Ready::Done(rows),
            Self::Query { statement, values, keys } => {
                Ready::Run { prepared: snapshot.prepare(&statement.sql).await?, statement, values, keys }
            }
        })
    }
}

impl Ready<'_> {
    async fn run(self, snapshot: &PostgresSnapshot) -> Result<Rows, ReadError> {
        match self {
            Self::Done(rows) => Ok(rows),
            Self::Run { prepared, statement, values, keys } => {
                snapshot.run(&prepared, values.as_ref().unwrap_or(&statement.values), keys).await
            }
        }
    }
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
