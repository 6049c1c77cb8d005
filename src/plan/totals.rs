//! The SQL of totals: how many rows a list has, counted from whichever side there are fewer.

use super::argument;
use super::page::{DEFAULT_TOTAL, MAX_TOTAL};
use super::sql::Dialect;
use super::statement::{Build, Statement};
use crate::error::{Code, Refusal};

impl Build<'_> {
    /// How many rows there are.
    pub(super) fn count(&mut self) -> Result<(), Refusal> {
        self.counted(None)
    }

    /// How many there are, counted no further than asked for: one more tells that there are more.
    pub(super) fn total(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let limit = self.arguments.part.get("limit").map(argument::int).transpose()?.unwrap_or(DEFAULT_TOTAL);
        if !(0..=MAX_TOTAL).contains(&limit) {
            let message = format!("limit is {limit}; it can be 0 to {MAX_TOTAL}");
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        statement.limit = limit;
        self.counted(Some(limit + 1))
    }

    fn counted(&mut self, most: Option<i64>) -> Result<(), Refusal> {
        // Without an order there is nothing that misleads PostgreSQL.
        let narrowings = if self.writer.dialect() == Dialect::Sqlite { self.narrowings() } else { Vec::new() };
        if narrowings.is_empty() {
            return self.count_rows(most);
        }
        self.find(&narrowings)?;
        self.writer.push("SELECT sum(n) FROM (");
        self.each_way(narrowings.len(), |this, _| this.count_rows(most))?;
        self.writer.push(") w");
        Ok(())
    }

    /// How many rows there are in one way, at most so many. A way that is not taken counts nothing.
    fn count_rows(&mut self, most: Option<i64>) -> Result<(), Refusal> {
        self.writer.push(if most.is_some() { "SELECT count(*) AS n FROM (SELECT 1" } else { "SELECT count(*) AS n" });
        self.from(false);
        self.conditions()?;
        match (self.way, most) {
            (Some(way), most) => way.limit(&mut self.writer, most.unwrap_or(1)),
            (None, Some(most)) => drop(self.writer.limit(most)),
            (None, None) => {}
        }
        self.writer.push(if most.is_some() { ") c" } else { "" });
        Ok(())
    }
}
