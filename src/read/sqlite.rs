//! Running a plan on SQLite: a level after the other, a statement prepared once and stepped for each key.

use super::compute::{Computed, Source, begin};
use super::run::Request;
use super::state::{Executed, Run, keys_for, keys_of};
use super::writer::Read;
use crate::catalogue::Catalogue;
use crate::database::{ReadError, Rows, SqliteSnapshot};
use crate::derive::Derive;
use crate::error::Refusal;
use crate::telemetry::Figures;

/// Reads the rows of a request.
pub(super) fn execute(
    snapshot: &SqliteSnapshot<'_>,
    catalogue: &Catalogue,
    request: &Request,
    run: Run,
    figures: &Figures,
) -> Result<Executed, ReadError> {
    let plan = &request.plan;
    let mut executed = Executed { run, reads: Vec::with_capacity(plan.levels.len()) };
    let mut computed: Computed = plan.computations.iter().map(|_| None).collect();
    let mut begun = vec![false; computed.len()];
    let mut count = 0;
    for (place, level) in plan.levels.iter().enumerate() {
        if let Some(derived) = level.derived.filter(|derived| !begun[derived.computation]) {
            begun[derived.computation] = true;
            let computation = &plan.computations[derived.computation];
            let result = match begin(computation, request, &executed.run, &executed.reads) {
                Ok(Some(derive)) => compute(snapshot, derive, &mut count)?,
                Ok(None) => Ok(None),
                Err(refusal) => Err(refusal),
            };
            match result {
                Ok(derive) => computed[derived.computation] = derive,
                Err(refusal) => executed.run.refuse_computation(computation, refusal),
            }
        }
        let keys = keys_of(level, &executed.reads, &request.variables);
        let statement = executed.run.to_run(place, level, &keys);
        let for_keys = keys_for(level, &keys);
        let rows = match (statement, level.derived) {
            (Some(statement), None) => {
                count += 1;
                snapshot.query(&statement.sql, &statement.values, for_keys)?
            }
            (Some(statement), Some(derived)) => match computed[derived.computation].as_deref() {
                Some(computed) => {
                    let source = Source { catalogue, level, statement: &statement, derived, computed };
                    read_derived(snapshot, &source, for_keys, &mut count)?
                }
                None => Rows::default(),
            },
            (None, _) => Rows::default(),
        };
        executed.reads.push(Read { rows, keys });
    }
    figures.statements.inc_by(count);
    Ok(executed)
}

/// Asks what a derivation wants to know.
fn compute(
    snapshot: &SqliteSnapshot<'_>,
    mut derive: Box<dyn Derive>,
    count: &mut u64,
) -> Result<Result<Option<Box<dyn Derive>>, Refusal>, ReadError> {
    let mut answer = None;
    loop {
        match derive.advance(answer.take()) {
            Ok(Some(question)) => {
                *count += 1;
                answer = Some(snapshot.query(&question.sql, &question.values, None)?);
            }
            Ok(None) => return Ok(Ok(Some(derive))),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
}

/// The rows of a level of derived rows; each key is given its own.
fn read_derived(
    snapshot: &SqliteSnapshot<'_>,
    source: &Source<'_>,
    keys: Option<&[i64]>,
    count: &mut u64,
) -> Result<Rows, ReadError> {
    if let Some(counted) = source.count(keys) {
        return Ok(counted);
    }
    *count += 1;
    let sql = &source.statement.sql;
    let Some(keys) = keys else { return snapshot.query(sql, &source.values(None), None) };
    let mut rows: Option<Rows> = None;
    for key in keys {
        let key = std::slice::from_ref(key);
        let found = snapshot.query(sql, &source.values(Some(key)), Some(key))?;
        match &mut rows {
            Some(rows) => rows.append(&found),
            None => rows = Some(found),
        }
    }
    Ok(rows.unwrap_or_default())
}
