//! Filters as SQL. Conditions are three-valued, as in SQL: on an unknown value neither a condition nor its opposite
//! holds; only `isNull` asks whether it is known.

use super::argument::{self, Operand, Reading};
use super::input::Input;
use super::sql::{Dialect, Value, Writer};
use crate::catalogue::{Belonging, Catalogue, FilterKind, Type, Vintages};
use crate::error::{Code, Refusal};
use crate::fold::fold;

/// Writes filters over the rows of types.
pub(super) struct Predicate<'a> {
    catalogue: &'a Catalogue,
    writer: &'a mut Writer,
    /// How many conditions on names and relations there are: each is a query of its own inside the statement.
    inner: usize,
    /// How many of them stand around.
    depth: usize,
    /// True inside `not`, where an unknown value has to stay unknown.
    negated: bool,
}

/// How many conditions on names and relations a filter can have; more cause `TOO_MANY_CONDITIONS`. Each is planned by itself.
const MAX_INNER: usize = 250;
/// How deep they can nest; deeper ones cause `TOO_DEEP`. SQLite bears a thousand steps in an expression, and one takes dozens.
const MAX_DEPTH: usize = 12;

impl<'a> Predicate<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, writer: &'a mut Writer) -> Self {
        Self { catalogue, writer, inner: 0, depth: 0, negated: false }
    }

    /// Writes what stands inside a condition on names or relations.
    fn inside(&mut self, write: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.inner += 1;
        self.depth += 1;
        if self.inner > MAX_INNER {
            let message = format!(
                "a filter has more than {MAX_INNER} conditions on names and relations; ask in several requests"
            );
            return Err(Refusal::new(Code::TooManyConditions, message));
        }
        if self.depth > MAX_DEPTH {
            let message = format!("conditions on relations nest more than {MAX_DEPTH} deep in a filter");
            return Err(Refusal::new(Code::TooDeep, message));
        }
        write(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// Writes the conditions of a filter on the row with this alias, joined by AND.
    pub(super) fn filter(&mut self, on: &Type, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.all(input.fields(), |this, (name, value)| match name.as_str() {
            "and" | "or" => {
                value.items().iter().try_for_each(|item| given(name, item))?;
                let (word, empty) = if name == "and" { (" AND ", true) } else { (" OR ", false) };
                this.combine(on, alias, value.items(), word, empty)
            }
            "not" => {
                given(name, value)?;
                this.writer.push("NOT ");
                let outside = std::mem::replace(&mut this.negated, true);
                this.filter(on, alias, value)?;
                this.negated = outside;
                Ok(())
            }
            _ => {
                given(name, value)?;
                let condition = on
                    .filters
                    .iter()
                    .find(|f| f.name == name)
                    .ok_or_else(|| Refusal::new(Code::FilterInvalid, format!("there is no filter {name}")))?;
                this.condition(on, &condition.kind, alias, value).map_err(|refusal| refusal.inside(name, "."))
            }
        })
    }

    fn combine(&mut self, on: &Type, alias: &str, items: &[Input], word: &str, empty: bool) -> Result<(), Refusal> {
        self.writer.push("(");
        if items.is_empty() {
            self.writer.constant(empty);
        }
        self.joined(on, alias, items, word)?;
        self.writer.push(")");
        Ok(())
    }

    /// Conditions joined by a word, half by half: a chain of a thousand would be deeper than databases bear.
    fn joined(&mut self, on: &Type, alias: &str, items: &[Input], word: &str) -> Result<(), Refusal> {
        if let [item] = items {
            return self.filter(on, alias, item);
        }
        let (first, second) = items.split_at(items.len() / 2);
        if !first.is_empty() {
            self.writer.push("(");
            self.joined(on, alias, first, word)?;
            self.writer.push(")").push(word).push("(");
            self.joined(on, alias, second, word)?;
            self.writer.push(")");
        }
        Ok(())
    }

    /// Parts joined by AND inside parentheses; nothing at all always holds.
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

    /// Fields of an input joined by AND, none of them null; what is wrong with one is told with its name.
    fn each(
        &mut self,
        input: &Input,
        mut write: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.all(input.fields(), |this, (name, value)| {
            given(name, value)?;
            let joined = if value.fields().is_empty() { " " } else { "." };
            write(this, name, value).map_err(|refusal| refusal.inside(name, joined))
        })
    }

    /// Writes one condition on a row.
    pub(super) fn condition(
        &mut self,
        on: &Type,
        kind: &FilterKind,
        alias: &str,
        input: &Input,
    ) -> Result<(), Refusal> {
        match kind {
            FilterKind::Code { column, fold } => self.each(input, |this, operator, value| {
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
            FilterKind::Names(id) => self.names(id, alias, input),
            FilterKind::Set(column, choice) => self.set(column, choice, alias, input),
            FilterKind::One { object, key } => {
                let (on, row) = (self.catalogue.get(object), self.writer.alias());
                self.writer.push("EXISTS (SELECT 1 FROM ").push(on.table).push(" ").push(&row);
                self.writer.push(" WHERE ").push(&row).push(".id = ").expression(key, alias).push(" AND ");
                self.inside(|this| this.filter(on, &row, input))?;
                self.writer.push(")");
                Ok(())
            }
            FilterKind::Relation { object, via } => {
                let on = self.catalogue.get(object);
                self.related(on.table, *via, on.vintages, alias, input, |this, row, filter| {
                    this.filter(on, row, filter)
                })
            }
            FilterKind::Subject { tag, id } => self.subject(tag, id, alias, input),
            FilterKind::Subjects { table, via } => {
                self.related(table, Belonging::Where(via), None, alias, input, |this, row, filter| {
                    this.subject("{t}.subject_type", "{t}.subject_id", row, filter)
                })
            }
        }
    }

    /// `some`, `every` and `none` over the rows that belong to this one.
    fn related(
        &mut self,
        table: &str,
        via: Belonging,
        vintages: Option<Vintages>,
        alias: &str,
        input: &Input,
        mut filter: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let above = format!("{alias}.id");
        self.each(input, |this, quantifier, value| {
            let row = this.writer.alias();
            this.writer.push(if quantifier == "some" { "EXISTS (" } else { "NOT EXISTS (" });
            this.writer.push("SELECT 1 FROM ");
            // Joined, so that a database may begin at whichever end has less.
            if let Belonging::Through(through) = via {
                this.writer.push(through.table).push(" via JOIN ").push(table).push(" ").push(&row).push(" ON ");
                this.writer.push(&row).push(".id = ").push(through.below);
            } else {
                this.writer.push(table).push(" ").push(&row);
            }
            this.writer.push(" WHERE ").belongs(via, &row, &above);
            if let Some(vintages) = vintages {
                this.writer.push(" AND ").vintage(&vintages, &row, None);
            }
            this.writer.push(" AND ");
            this.inside(|this| filter(this, &row, value))?;
            this.writer.push(if quantifier == "every" { " IS NOT TRUE)" } else { ")" });
            Ok(())
        })
    }

    fn subject(&mut self, tag: &str, id: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.each(input, |this, name, value| match name {
            "type" => {
                let value = argument::text(value)?;
                this.writer.expression(tag, alias).push(" = ").bind(Value::Text(value));
                Ok(())
            }
            "slug" => {
                let row = this.writer.alias();
                this.writer.push("EXISTS (SELECT 1 FROM node ").push(&row).push(" WHERE ").push(&row);
                this.writer.push(".id = ").expression(id, alias).push(" AND ");
                this.inside(|this| this.text(&["{t}.slug"], &["{t}.slug"], &row, value))?;
                this.writer.push(")");
                Ok(())
            }
            _ => this.names(id, alias, value),
        })
    }

    /// Operators that compare one column.
    pub(super) fn scalar(
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
    /// so that the opposite of a condition on it holds.
    fn kept(&self, on: &Type, column: &str) -> Option<&'static str> {
        let order = on.orders.iter().find(|order| order.expression == column)?;
        order.kept.filter(|_| self.writer.dialect() == Dialect::Sqlite && !self.negated)
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
    fn text(&mut self, exact: &[&str], folded: &[&str], alias: &str, input: &Input) -> Result<(), Refusal> {
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

    /// Operators on the names of a node: English, Chinese and aliases alike; `ne` and `notIn` mean none of them.
    fn names(&mut self, id: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.each(input, |this, operator, value| {
            let (positive, negated) = match operator {
                "ne" => ("eq", true),
                "notIn" => ("in", true),
                "isNull" => {
                    let null = argument::flag(value)?;
                    this.writer.constant(!null);
                    return Ok(());
                }
                other => (other, false),
            };
            let row = this.writer.alias();
            this.writer.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
            this.writer.push("SELECT 1 FROM name ").push(&row).push(" WHERE ").push(&row);
            this.writer.push(".node_id = ").expression(id, alias).push(" AND ");
            this.inside(|this| this.one_text(["{t}.text", "{t}.fold"], &row, (positive, value), &argument::TEXT))?;
            this.writer.push(")");
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

/// Refuses null, which says nothing of a value.
fn given(name: &str, value: &Input) -> Result<(), Refusal> {
    if *value == Input::Null {
        let message = format!("{name} is null: leave it out, or ask for unknown values with isNull: true");
        return Err(Refusal::new(Code::FilterInvalid, message));
    }
    Ok(())
}
