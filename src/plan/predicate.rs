//! Filters as SQL. Conditions are three-valued, as in SQL: on an unknown value neither a condition nor its opposite
//! holds; only `isNull` asks whether it is known.

use super::argument::{self, Operand};
use super::counted::{self, Related};
use super::input::Input;
use super::sql::{Dialect, Value, Writer};
use crate::catalogue::{Belonging, Catalogue, FilterKind, Type};
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
            "and" => this.combine(on, alias, value, " AND ", true),
            "or" => this.combine(on, alias, value, " OR ", false),
            "not" => {
                not_null(name, value)?;
                this.writer.push("NOT ");
                let outside = std::mem::replace(&mut this.negated, true);
                this.filter(on, alias, value)?;
                this.negated = outside;
                Ok(())
            }
            _ => {
                not_null(name, value)?;
                let condition = on
                    .filters
                    .iter()
                    .find(|f| f.name == name)
                    .ok_or_else(|| Refusal::new(Code::FilterInvalid, format!("there is no filter {name}")))?;
                this.condition(on, &condition.kind, alias, value)
            }
        })
    }

    fn combine(&mut self, on: &Type, alias: &str, list: &Input, word: &str, empty: bool) -> Result<(), Refusal> {
        not_null("and, or", list)?;
        let items = list.items();
        self.writer.push("(");
        if items.is_empty() {
            self.writer.constant(empty);
        }
        for item in items {
            not_null("and, or", item)?;
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

    /// Writes one condition on a row.
    pub(super) fn condition(
        &mut self,
        on: &Type,
        kind: &FilterKind,
        alias: &str,
        input: &Input,
    ) -> Result<(), Refusal> {
        match kind {
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
            FilterKind::One { object, key } => {
                let (on, row) = (self.catalogue.get(object), self.writer.alias());
                self.writer.push("EXISTS (SELECT 1 FROM ").push(on.table).push(" ").push(&row);
                self.writer.push(" WHERE ").push(&row).push(".id = ").expression(key, alias).push(" AND ");
                self.inside(|this| this.filter(on, &row, input))?;
                self.writer.push(")");
                Ok(())
            }
            FilterKind::Relation { object, via, counted } => {
                let on = self.catalogue.get(object);
                let related = Related { table: on.table, via: *via, vintages: on.vintages, counted: *counted };
                self.related(&related, alias, input, |this, row, filter| this.filter(on, row, filter))
            }
            FilterKind::Links { out, into, both } => {
                let (on, via) = (
                    self.catalogue.get("Link"),
                    match input.get("direction").and_then(Input::text) {
                        Some("OUT") => out,
                        Some("IN") => into,
                        _ => both,
                    },
                );
                let related = Related { table: on.table, via: *via, vintages: None, counted: None };
                let input = input.without("direction");
                self.related(&related, alias, &input, |this, row, filter| this.filter(on, row, filter))
            }
            FilterKind::Subject { tag, id } => self.subject(tag, id, alias, input),
            FilterKind::Subjects { table, via } => {
                let related = Related { table, via: Belonging::Where(via), vintages: None, counted: None };
                self.related(&related, alias, input, |this, row, filter| {
                    this.subject("{t}.subject_type", "{t}.subject_id", row, filter)
                })
            }
        }
    }

    /// `some`, `every` and `none` over the rows that belong to this one, and how many those are.
    fn related(
        &mut self,
        related: &Related<'_>,
        alias: &str,
        input: &Input,
        mut filter: impl FnMut(&mut Self, &str, &Input) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let (above, Related { table, via, vintages, .. }) = (format!("{alias}.id"), *related);
        self.all(input.fields(), |this, (quantifier, value)| {
            not_null(quantifier, value)?;
            if quantifier == "count" {
                let number = counted::number(related);
                return this.inside(|this| this.scalar(&number, alias, value, &argument::INT));
            }
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
        let is_deep = input.get("deep").map(argument::flag).transpose()? == Some(true);
        self.all(input.without("deep").fields(), |this, (name, value)| {
            not_null(name, value)?;
            match name.as_str() {
                "type" => {
                    let value = argument::text(value)?;
                    this.writer.expression(tag, alias).push(" = ").bind(Value::Text(value));
                    Ok(())
                }
                _ if is_deep => this.part_of(id, alias, name, value),
                "slug" => {
                    let row = this.writer.alias();
                    this.writer.push("EXISTS (SELECT 1 FROM node ").push(&row).push(" WHERE ").push(&row);
                    this.writer.push(".id = ").expression(id, alias).push(" AND ");
                    this.inside(|this| this.text(&["{t}.slug"], &["{t}.slug"], &row, value))?;
                    this.writer.push(")");
                    Ok(())
                }
                _ => this.names(id, "", alias, value),
            }
        })
    }

    /// A node of that slug or name, or what is a part of one of its type, however far below: found once, from above.
    fn part_of(&mut self, id: &str, alias: &str, name: &str, value: &Input) -> Result<(), Refusal> {
        let (row, parts) = (self.writer.alias(), self.writer.alias());
        self.writer
            .expression(id, alias)
            .push(&format!(" IN (WITH RECURSIVE {parts}(id) AS (SELECT {row}.id FROM node {row} WHERE "));
        if name == "slug" {
            self.inside(|this| this.text(&["{t}.slug"], &["{t}.slug"], &row, value))?;
        } else {
            self.inside(|this| this.names("{t}.id", "", &row, value))?;
        }
        self.writer.push(&format!(
            " UNION SELECT l.from_id FROM {parts} p JOIN link l ON l.to_id = p.id AND l.kind = 'PART_OF' AND l.from_type = l.to_type) \
             SELECT p.id FROM {parts} p)"
        ));
        Ok(())
    }

    /// Operators that compare one column.
    pub(super) fn scalar(
        &mut self,
        column: &str,
        alias: &str,
        input: &Input,
        operand: &Operand,
    ) -> Result<(), Refusal> {
        self.all(input.fields(), |this, (operator, value)| {
            not_null(operator, value)?;
            match operator.as_str() {
                // An unknown value is undecided even among nothing, where SQL would decide.
                "in" | "notIn" if value.items().is_empty() => {
                    let same = if operator == "in" { " <> " } else { " = " };
                    this.writer.expression(column, alias).push(same).expression(column, alias);
                }
                "in" | "notIn" => {
                    let list = (operand.many)(value)?;
                    if operator == "notIn" {
                        this.writer.push("NOT ");
                    }
                    this.writer.push("(").is_in(column, alias, list).push(")");
                }
                "isNull" => this.is_null(column, alias, argument::flag(value)?),
                _ => {
                    let value = (operand.one)(value)?;
                    this.writer.expression(column, alias).push(comparison(operator)).bind(value);
                }
            }
            Ok(())
        })
    }

    /// The column that keeps another one for SQLite's indexes, with `infinity` for what is unknown: which is not unknown any more,
    /// so that the opposite of a condition on it holds.
    fn kept(&self, on: &Type, column: &str) -> Option<&'static str> {
        let order = on.orders.iter().find(|order| order.expression == column)?;
        order.kept.filter(|_| self.writer.dialect() == Dialect::Sqlite && !self.negated)
    }

    /// Operators that compare such a column.
    fn kept_date(&mut self, column: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.all(input.fields(), |this, field| {
            let (operator, value) = field;
            if operator == "isNull" {
                not_null(operator, value)?;
                let null = argument::flag(value)?;
                this.writer.expression(column, alias).push(if null { " = 'infinity'" } else { " < 'infinity'" });
                return Ok(());
            }
            this.scalar(column, alias, &Input::Object(vec![field.clone()]), &argument::DATE)?;
            if matches!(operator.as_str(), "gt" | "gte" | "ne") {
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
            return self.all(input.fields(), |this, field| this.one_text(exact, folded, alias, field));
        }
        self.all(input.fields(), |this, (operator, value)| {
            not_null(operator, value)?;
            let (positive, negated) = match operator.as_str() {
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
                this.one_text(exact, folded, alias, &(positive.to_owned(), value.clone()))?;
                this.writer.push(", 1 = 0)");
            }
            this.writer.push(")");
            Ok(())
        })
    }

    fn one_text(
        &mut self,
        exact: &str,
        folded: &str,
        alias: &str,
        (operator, value): &(String, Input),
    ) -> Result<(), Refusal> {
        not_null(operator, value)?;
        match operator.as_str() {
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
                let only = Input::Object(vec![(operator.clone(), value.clone())]);
                self.scalar(exact, alias, &only, &argument::TEXT)
            }
        }
    }

    /// Operators on the names of a node: those of a role, or English, Chinese and aliases alike; `ne` and `notIn` mean none of them.
    fn names(&mut self, id: &str, role: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        self.all(input.fields(), |this, (operator, value)| {
            not_null(operator, value)?;
            let (positive, negated) = match operator.as_str() {
                "ne" => ("eq", true),
                "notIn" => ("in", true),
                "isNull" => ("isNull", argument::flag(value)?),
                other => (other, false),
            };
            let row = this.writer.alias();
            this.writer.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
            this.writer.push("SELECT 1 FROM name ").push(&row).push(" WHERE ").push(&row);
            this.writer.push(".node_id = ").expression(id, alias).push(" AND ");
            if !role.is_empty() {
                this.writer.push(&format!("{row}.role = '{role}' AND "));
            }
            // Each of them is known: null is where there is none.
            let value = if positive == "isNull" { Input::Bool(false) } else { value.clone() };
            let condition = (positive.to_owned(), value);
            this.inside(|this| this.one_text("{t}.text", "{t}.fold", &row, &condition))?;
            this.writer.push(")");
            Ok(())
        })
    }

    fn set(&mut self, column: &str, choice: &str, alias: &str, input: &Input) -> Result<(), Refusal> {
        let values = self.catalogue.choices.iter().find(|c| c.name == choice);
        self.all(input.fields(), |this, (operator, value)| {
            not_null(operator, value)?;
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

fn not_null(name: &str, value: &Input) -> Result<(), Refusal> {
    if *value == Input::Null {
        return Err(Refusal::new(
            Code::FilterInvalid,
            format!("{name} is null: leave it out, or ask for unknown values with isNull: true"),
        ));
    }
    Ok(())
}
