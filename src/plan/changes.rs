//! What became known, was revised and was dropped between two days: vintages by the day on which each of it happened.

use super::argument;
use super::input::Input;
use super::sql::{Value, Writer};
use crate::catalogue::Change;
use crate::error::{Code, Refusal};

/// Writes which rows changed in this way, joined by AND to what stands before.
///
/// # Errors
/// `ARGUMENT_INVALID` where the days are none, or the first is after the last.
pub(super) fn write(writer: &mut Writer, change: Change, days: &Input) -> Result<(), Refusal> {
    let given = argument::from_day(days, "from")?.zip(argument::until_day(days, "to")?);
    let (from, to) = given.ok_or_else(|| Refusal::new(Code::ArgumentInvalid, "from and to name two days"))?;
    if from > to {
        return Err(Refusal::new(Code::ArgumentInvalid, "from is after to"));
    }
    writer.push(" AND ").expression(change.day(), "t0").push(" >= ").bind(Value::Date(from));
    writer.push(" AND ").expression(change.day(), "t0").push(" <= ").bind(Value::Date(to));
    writer.expression(change.condition(), "t0");
    Ok(())
}
