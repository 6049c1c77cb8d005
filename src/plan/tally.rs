//! The table of groups, before it is narrowed and sorted: what the rows of a group share, how many they are, and aggregates of
//! their numbers, as they are shown: rounded, and null where they are beyond all numbers. PostgreSQL groups by hashing; SQLite
//! sorts all rows by their keys, so that there an aggregate of our own makes all groups in one pass.

use super::level::Told;
use super::output::Aggregate;
use super::sql::Dialect;
use super::statement::Build;
use crate::catalogue::{Group, Number, Type};
use crate::error::Refusal;

/// What is counted and aggregated. The table `g` has a column `k0`, `k1` for each key, `id`, `count`, and `a0`, `a1` for each
/// aggregate.
pub(super) struct Tally<'a> {
    pub(super) on: &'a Type,
    groups: &'a [&'a Group],
    told: Told,
    /// True where a row of each group is needed.
    has_row: bool,
}

/// What SQLite's groups say of each number, in this order.
const SAID: [Aggregate; 5] = [Aggregate::Min, Aggregate::Max, Aggregate::Average, Aggregate::Sum, Aggregate::Largest];

impl<'a> Tally<'a> {
    /// Groups of which this is told.
    pub(super) fn new(on: &'a Type, groups: &'a [&'a Group], told: &Told, has_row: bool) -> Self {
        Self { on, groups, told: told.clone(), has_row: has_row || !told.largest.is_empty() }
    }

    /// An aggregate as SQL over `g`.
    pub(super) fn column(&mut self, aggregate: Aggregate, number: usize) -> String {
        format!("g.a{}", self.told.place(aggregate, number))
    }

    /// What stands beside each row for its groups, each once.
    fn beside(&self) -> Vec<&'static str> {
        let mut joins: Vec<&str> = self.groups.iter().filter_map(|group| group.beside).collect();
        joins.sort_unstable();
        joins.dedup();
        joins
    }

    /// The numbers that are aggregated, each once.
    fn numbers(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = self.told.aggregates.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The unit of a number that rows of a group can differ in.
    fn unit(&self, number: &Number) -> Option<&'static str> {
        number.unit.filter(|unit| self.groups.iter().all(|group| group.by != *unit))
    }
}

/// PostgreSQL's sum: exact, whatever the order of the rows.
const SUM: &str = "panorama_total(sum(panorama_high({v})), sum(panorama_middle({v})), sum(panorama_low({v})), sum(panorama_rest({v})))";

/// PostgreSQL's mean, of a sum that is beyond all numbers by way of its 2^64th part, which is none.
const MEAN: &str = "CASE WHEN abs({sum}) < DOUBLE PRECISION 'Infinity' THEN panorama_mean({sum}, count({v})) \
    ELSE panorama_total(sum(panorama_high({v})) * {part}, sum(panorama_middle({v})) * {part}, sum(panorama_low({v})) * {part}, \
    sum(panorama_rest({v})) * {part}) / count({v}) * DOUBLE PRECISION '18446744073709551616' END";
/// 2^-64.
const PART: &str = "0.0000000000000000000542101086242752217003726400434970855712890625";

/// PostgreSQL's row of the greatest; of equal ones the one with the least id.
const LARGEST: &str = "(array_agg({t}.id ORDER BY {v} DESC, {t}.id) FILTER (WHERE {v} IS NOT NULL))[1]";

/// How PostgreSQL aggregates a number.
fn calculation(aggregate: Aggregate) -> String {
    let exact = match aggregate {
        Aggregate::Min => "min({v})".to_owned(),
        Aggregate::Max => "max({v})".to_owned(),
        Aggregate::Sum => SUM.to_owned(),
        Aggregate::Average => MEAN.replace("{sum}", SUM).replace("{part}", PART),
        Aggregate::Largest => return LARGEST.to_owned(),
    };
    format!("panorama_shown({exact})")
}

impl Build<'_> {
    /// Writes the statement that makes the table.
    pub(super) fn tally(&mut self, tally: &Tally<'_>) -> Result<(), Refusal> {
        match self.writer.dialect() {
            Dialect::Postgres => self.grouped(tally),
            Dialect::Sqlite => self.folded(tally),
        }
    }

    fn grouped(&mut self, tally: &Tally<'_>) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        for (i, group) in tally.groups.iter().enumerate() {
            self.writer.expression(group.by, "t0").push(&format!(" AS k{i}, "));
        }
        self.writer.push(if tally.has_row { "min(t0.id) AS id, " } else { "" }).push("count(*) AS count");
        for (i, &(aggregate, number)) in tally.told.aggregates.iter().enumerate() {
            let number = &tally.on.numbers[number];
            // Figures of several units have no aggregate.
            let unit = tally.unit(number);
            self.writer.push(", ");
            if let Some(unit) = unit {
                self.writer.push("CASE WHEN min(").expression(unit, "t0").push(") = max(").expression(unit, "t0");
                self.writer.push(") THEN ");
            }
            let value = format!("CAST({} AS DOUBLE PRECISION)", number.expression);
            self.writer.expression(&calculation(aggregate).replace("{v}", &value), "t0");
            self.writer.push(if unit.is_some() { " END" } else { "" }).push(&format!(" AS a{i}"));
        }
        self.grouped_rows(tally)?;
        self.writer.push(" GROUP BY ");
        for i in 0..tally.groups.len() {
            self.writer.push(if i > 0 { ", " } else { "" }).push(&(i + 1).to_string());
        }
        Ok(())
    }

    fn folded(&mut self, tally: &Tally<'_>) -> Result<(), Refusal> {
        let (keys, numbers) = (tally.groups.len(), tally.numbers());
        self.writer.push("SELECT ");
        for i in 0..keys {
            self.writer.push(&format!("e.value ->> {i} AS k{i}, "));
        }
        self.writer.push(&format!("e.value ->> {keys} AS id, e.value ->> {} AS count", keys + 1));
        for (i, (aggregate, number)) in tally.told.aggregates.iter().enumerate() {
            let number = numbers.iter().position(|wanted| wanted == number).unwrap_or_default();
            let said = SAID.iter().position(|said| said == aggregate).unwrap_or_default();
            let place = keys + 2 + number * SAID.len() + said;
            match aggregate {
                Aggregate::Largest => self.writer.push(&format!(", e.value ->> {place} AS a{i}")),
                _ => self.writer.push(&format!(", panorama_float(e.value ->> {place}) AS a{i}")),
            };
        }
        self.writer.push(&format!(" FROM json_each((SELECT panorama_groups({keys}"));
        for group in tally.groups {
            self.writer.push(", ").expression(group.by, "t0");
        }
        self.writer.push(if tally.has_row { ", t0.id" } else { ", NULL" });
        for number in numbers.iter().map(|&number| &tally.on.numbers[number]) {
            self.writer.push(", ").expression(number.expression, "t0").push(", ");
            self.writer.expression(tally.unit(number).unwrap_or("NULL"), "t0");
        }
        self.writer.push(")");
        self.grouped_rows(tally)?;
        self.writer.push(")) e");
        Ok(())
    }

    /// The rows that are grouped, with what stands beside them.
    fn grouped_rows(&mut self, tally: &Tally<'_>) -> Result<(), Refusal> {
        self.from(false);
        for join in tally.beside() {
            self.writer.push(" ").expression(join, "t0");
        }
        self.conditions()
    }
}
