//! Conditions on what stands in a row, or on its names: operators with their operands.

use super::{Predicate, Sense, named};
use crate::catalogue::{FilterKind, Type};
use crate::error::{Code, Refusal};
use crate::fold::fold;
use crate::plan::argument::{self, Operand, Reading};
use crate::plan::input::Input;
use crate::plan::sql::{Dialect, Value};

impl Predicate<'_> {
    /// A condition on what stands in the row itself, or on its names.
    pub(super) fn own(&mut self, on: &Type, kind: &FilterKind, alias: &str, input: &Input) -> Result<(), Refusal> {
        match kind {
            FilterKind::Code { column, fold, .. } => self.each(input, |this, operator, value| {
                this.one_text([column, fold], alias, (operator, value), &argument::CODE)
            }),
            FilterKind::Choice(column, _) => self.scalar(column, alias, input, &argument::TEXT),
            FilterKind::Float(column) => self.scalar(column, alias, input, &argument::FLOAT),
            FilterKind::Int(column) => self.scalar(column, alias, input, &argument::INT),
            FilterKind::Date(column) => match self.kept(on, column) {
                Some(kept) => self.kept_date(kept, alias, input),
                None => self.scalar(column, alias, input, &argument::DATE),
            },
            FilterKind::DateTime(column) => self.scalar(column, alias, input, &argument::MOMENT),
            FilterKind::Flag(column) => {
                let value = argument::flag(input)?;
                self.writer.flag(column, alias, value);
                Ok(())
            }
            FilterKind::Text { exact, fold } => self.text(exact, fold, alias, input),
            FilterKind::Names(id) => self.names(id, "", alias, input),
            FilterKind::Aliases(id) => self.names(id, "ALIAS", alias, input),
            FilterKind::Set(column, choice) => self.set(column, choice, alias, input),
            FilterKind::One { .. }
            | FilterKind::Relation { .. }
            | FilterKind::Links(_)
            | FilterKind::Subject { .. }
            | FilterKind::Subjects { .. }
            | FilterKind::Slice => Err(Refusal::new(Code::Internal, "a condition on other rows")),
        }
    }

    /// Operators that compare one column.
    pub(in crate::plan) fn scalar(
        &mut self,
        column: &str,
        alias: &str,
        input: &Input,
        reading: &Reading,
    ) -> Result<(), Refusal> {
        self.each(input, |this, operator, value| this.operator(column, alias, (operator, value), reading))
    }

    /// An operator that compares one column.
    fn operator(
        &mut self,
        column: &str,
        alias: &str,
        (operator, value): (&str, &Input),
        reading: &Reading,
    ) -> Result<(), Refusal> {
        match operator {
            // An unknown value is undecided even among nothing, where SQL would decide.
            "in" | "notIn" if value.items().is_empty() => {
                let same = if operator == "in" { " <> " } else { " = " };
                self.writer.expression(column, alias).push(same).expression(column, alias);
            }
            "in" | "notIn" => {
                let list = (reading.many)(value)?;
                if operator == "notIn" {
                    self.writer.push("NOT ");
                }
                self.writer.push("(").is_in(column, alias, list).push(")");
            }
            "isNull" => self.is_null(column, alias, argument::flag(value)?),
            _ => self.compare(column, alias, operator, (reading.one)(value)?),
        }
        Ok(())
    }

    /// A comparison with a value, or with a span of values: within it, before its start, after its end.
    fn compare(&mut self, column: &str, alias: &str, operator: &str, operand: Operand) {
        let (first, last) = match operand {
            Operand::One(value) => {
                self.writer.expression(column, alias).push(comparison(operator)).bind(value);
                return;
            }
            Operand::Span(first, last) => (first, last),
        };
        match operator {
            "lt" | "gte" => {
                self.writer.expression(column, alias).push(comparison(operator)).bind(first);
            }
            "gt" | "lte" => {
                self.writer.expression(column, alias).push(comparison(operator)).bind(last);
            }
            _ => {
                let [near, word, far] =
                    if operator == "ne" { [" < ", " OR ", " > "] } else { [" >= ", " AND ", " <= "] };
                self.writer.push("(").expression(column, alias).push(near).bind(first).push(word);
                self.writer.expression(column, alias).push(far).bind(last).push(")");
            }
        }
    }

    /// The column that keeps another one for SQLite's indexes, with `infinity` for what is unknown: which is not unknown any more,
    /// so that it does not say where a condition fails.
    fn kept(&self, on: &Type, column: &str) -> Option<&'static str> {
        let order = on.orders.iter().find(|order| order.expression == column)?;
        order.kept.filter(|_| self.writer.dialect() == Dialect::Sqlite && self.sense == Sense::HOLDS)
    }

    /// Operators that compare such a column.
    fn kept_date(&mut self, column: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.each(input, |this, operator, value| {
            if operator == "isNull" {
                let null = argument::flag(value)?;
                this.writer.expression(column, alias).push(if null { " = 'infinity'" } else { " < 'infinity'" });
                return Ok(());
            }
            this.operator(column, alias, (operator, value), &argument::DATE)?;
            if matches!(operator, "gt" | "gte" | "ne") {
                this.writer.push(" AND ").expression(column, alias).push(" < 'infinity'");
            }
            Ok(())
        })
    }

    fn is_null(&mut self, column: &str, alias: &str, null: bool) {
        self.writer.expression(column, alias).push(if null { " IS NULL" } else { " IS NOT NULL" });
    }

    /// Operators on a text that may stand in several columns; it matches where one of them does.
    pub(super) fn text(&mut self, exact: &[&str], folded: &[&str], alias: &str, input: &Input) -> Result<(), Refusal> {
        if let ([exact], [folded]) = (exact, folded) {
            return self.each(input, |this, operator, value| {
                this.one_text([exact, folded], alias, (operator, value), &argument::TEXT)
            });
        }
        self.each(input, |this, operator, value| {
            let (positive, negated) = match operator {
                "ne" => ("eq", true),
                "notIn" => ("in", true),
                "isNull" => ("isNull", !argument::flag(value)?),
                other => (other, false),
            };
            let value = if positive == "isNull" { Input::Bool(true) } else { value.clone() };
            let join = if positive == "isNull" { " AND " } else { " OR " };
            this.writer.push(if negated { "NOT (" } else { "(" });
            for (i, (exact, folded)) in exact.iter().zip(folded).enumerate() {
                if i > 0 {
                    this.writer.push(join);
                }
                this.writer.push("coalesce(");
                this.one_text([exact, folded], alias, (positive, &value), &argument::TEXT)?;
                this.writer.push(", 1 = 0)");
            }
            this.writer.push(")");
            Ok(())
        })
    }

    /// An operator on a text in one column, and in one that has it folded.
    fn one_text(
        &mut self,
        [exact, folded]: [&str; 2],
        alias: &str,
        (operator, value): (&str, &Input),
        reading: &Reading,
    ) -> Result<(), Refusal> {
        match operator {
            "contains" => {
                let needle = fold(&argument::text(value)?);
                self.writer.contains(folded, alias, needle);
                Ok(())
            }
            "startsWith" => {
                let needle = fold(&argument::text(value)?);
                self.writer.starts_with(folded, alias, needle);
                Ok(())
            }
            _ => {
                self.writer.push("(");
                self.operator(exact, alias, (operator, value), reading)?;
                self.writer.push(")");
                Ok(())
            }
        }
    }

    /// Operators on the names of a node: those of a role, or English, Chinese and aliases alike; `ne` and `notIn` mean none of them.
    pub(super) fn names(&mut self, id: &str, role: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.each(input, |this, operator, value| {
            let (positive, negated) = match operator {
                "ne" => ("eq", true),
                "notIn" => ("in", true),
                "isNull" => ("isNull", argument::flag(value)?),
                other => (other, false),
            };
            let row = this.writer.alias();
            this.writer.exists(!negated).push("name ").push(&row).push(" WHERE ").push(&row);
            this.writer.push(".node_id = ").expression(id, alias).push(" AND ");
            if !role.is_empty() {
                this.writer.push(&format!("{row}.role = '{role}' AND "));
            }
            // Each of them is known: null is where there is none.
            let value = if positive == "isNull" { Input::Bool(false) } else { value.clone() };
            this.inside(|this| this.one_text(["{t}.text", "{t}.fold"], &row, (positive, &value), &argument::TEXT))?;
            this.writer.end_exists();
            Ok(())
        })
    }

    fn set(&mut self, column: &str, choice: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        let values = self.catalogue.choices.iter().find(|c| c.name == choice);
        self.each(input, |this, operator, value| {
            let names = argument::list(value, argument::text)?;
            let bits = values.map_or(0, |c| bits(c.values.iter().map(|v| v.name), &names));
            this.writer.push("(").expression(column, alias).push(" & ").bind(Value::Int(bits)).push(")");
            if operator == "hasAny" {
                this.writer.push(" <> 0");
            } else {
                this.writer.push(" = ").bind(Value::Int(bits));
            }
            Ok(())
        })
    }

    /// Fields of an input joined by AND, none of them null; what is wrong with one is told with its name.
    fn each(
        &mut self,
        input: &Input,
        mut write: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.all(input.fields(), |this, (name, value)| named(name, value, || write(this, name, value)))
    }

    /// Operators joined by AND inside parentheses; nothing at all always holds.
    fn all<T>(
        &mut self,
        parts: &[T],
        mut each: impl FnMut(&mut Self, &T) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.writer.push("(");
        if parts.is_empty() {
            self.writer.constant(true);
        }
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.writer.push(" AND ");
            }
            each(self, part)?;
        }
        self.writer.push(")");
        Ok(())
    }
}

/// The bits of the named values.
fn bits<'a>(all: impl Iterator<Item = &'a str>, names: &[String]) -> i64 {
    all.enumerate().filter(|(_, name)| names.iter().any(|n| n == name)).fold(0, |bits, (i, _)| bits | 1 << i)
}

fn comparison(operator: &str) -> &'static str {
    match operator {
        "ne" => " <> ",
        "lt" => " < ",
        "lte" => " <= ",
        "gt" => " > ",
        "gte" => " >= ",
        _ => " = ",
    }
}
