//! The SQL of groups: rows of a list that share their keys, with aggregates of their numbers.

use super::argument;
use super::input::Input;
use super::output::Aggregate;
use super::page::MAX_KEYS;
use super::predicate::Predicate;
use super::sql::Writer;
use super::statement::{Build, Statement};
use crate::catalogue::Type;
use crate::error::{Code, Refusal};

/// The most groups that are told; more cause `PAGE_SIZE_OUT_OF_RANGE`.
pub const MAX_GROUPS: u64 = 1_000;

/// The aggregates, as answers and arguments name them.
const AGGREGATES: &[(&str, Aggregate)] =
    &[("min", Aggregate::Min), ("max", Aggregate::Max), ("average", Aggregate::Average), ("sum", Aggregate::Sum)];

impl Build<'_> {
    /// Keys, their labels in both languages, the count, then least, greatest, count and sum of each number.
    pub(super) fn groups(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "groups of nothing"))?;
        let chosen = self.chosen(on)?;
        let keys: Vec<String> = (0..chosen.len()).map(|i| format!("g.k{i}")).collect();
        self.writer.push("SELECT ").push(&keys.join(", "));
        for i in 0..chosen.len() {
            self.writer.push(&format!(", min(g.e{i}), min(g.z{i})"));
        }
        self.writer.push(", count(*)");
        for i in 0..on.numbers.len() {
            let [least, greatest, sum] = [Aggregate::Min, Aggregate::Max, Aggregate::Sum]
                .map(|aggregate| aggregate_of(on, i, aggregate, &self.writer));
            self.writer.push(&format!(", {least}, {greatest}, count(g.n{i}), {sum}"));
        }
        self.writer.push(" FROM (");
        self.grouped(on, &chosen)?;
        self.writer.push(") g GROUP BY ").push(&keys.join(", "));
        self.having(on)?;
        self.group_order(on, &keys)?;
        self.first_groups(statement)?;
        statement.group_keys = chosen;
        Ok(())
    }

    /// The places of the keys among the type's.
    fn chosen(&self, on: &Type) -> Result<Vec<usize>, Refusal> {
        let by = self.arguments.groups.get("by").map_or(&[] as &[Input], Input::items);
        if by.is_empty() || by.len() > MAX_KEYS {
            let message = format!("by has {} keys; it can have 1 to {MAX_KEYS}", by.len());
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        let place = |name: &Input| {
            let found = on.groups.iter().position(|group| Some(group.name) == name.text());
            found.ok_or_else(|| Refusal::new(Code::ArgumentInvalid, "by holds null"))
        };
        by.iter().map(place).collect()
    }

    /// The rows of the list with what is grouped and aggregated.
    fn grouped(&mut self, on: &Type, chosen: &[usize]) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        for (i, &group) in chosen.iter().enumerate() {
            let group = &on.groups[group];
            let label = |text: &'static str| if text.is_empty() { group.key } else { text };
            self.writer.push(if i > 0 { ", " } else { "" }).expression(group.key, "t0").push(&format!(" AS k{i}, "));
            self.writer.expression(label(group.label_en), "t0").push(&format!(" AS e{i}, "));
            self.writer.expression(label(group.label_zh), "t0").push(&format!(" AS z{i}"));
        }
        for (i, number) in on.numbers.iter().enumerate() {
            self.writer.push(", CAST(").expression(number.expression, "t0");
            self.writer.push(&format!(" AS DOUBLE PRECISION) AS n{i}"));
            if let Some(unit) = number.unit {
                self.writer.push(", ").expression(unit, "t0").push(&format!(" AS u{i}"));
            }
        }
        self.from(false);
        self.conditions()
    }

    /// Which groups are told.
    fn having(&mut self, on: &Type) -> Result<(), Refusal> {
        let Some(having) = self.arguments.groups.get("having") else { return Ok(()) };
        let mut conditions: Vec<(String, &Input, &argument::Operand)> = Vec::new();
        for (name, value) in having.fields() {
            let Some((_, aggregate)) = AGGREGATES.iter().find(|(text, _)| text == name) else {
                conditions.push(("count(*)".to_owned(), value, &argument::INT));
                continue;
            };
            for (name, value) in value.fields() {
                let number = on.numbers.iter().position(|number| number.name == name);
                let number =
                    number.ok_or_else(|| Refusal::new(Code::Internal, format!("there is no number {name}")))?;
                conditions.push((aggregate_of(on, number, *aggregate, &self.writer), value, &argument::FLOAT));
            }
        }
        for (i, (expression, value, operand)) in conditions.into_iter().enumerate() {
            self.writer.push(if i > 0 { " AND " } else { " HAVING " });
            Predicate::new(self.catalogue, &mut self.writer).scalar(&expression, "", value, operand)?;
        }
        Ok(())
    }

    /// The largest first where nothing else is asked for; groups that are equal in all of it by their keys.
    fn group_order(&mut self, on: &Type, keys: &[String]) -> Result<(), Refusal> {
        let by_key = |word: &str| keys.iter().map(|key| format!("{key}{word} NULLS LAST")).collect::<Vec<_>>();
        let asked = self.arguments.groups.get("orderBy").map_or(&[] as &[Input], Input::items);
        if asked.len() > MAX_KEYS {
            let message = format!("orderBy has {} keys; it can have {MAX_KEYS}", asked.len());
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        let mut order = Vec::new();
        for item in asked {
            let field = item.get("field").and_then(Input::text).unwrap_or_default();
            let word = if item.get("direction").and_then(Input::text) == Some("DESC") { " DESC" } else { "" };
            match field {
                "COUNT" => order.push(format!("count(*){word}")),
                "KEY" => order.extend(by_key(word)),
                _ => {
                    let (aggregate, number) = ordered_aggregate(on, field)
                        .ok_or_else(|| Refusal::new(Code::ArgumentInvalid, "orderBy holds null"))?;
                    order.push(format!("{}{word} NULLS LAST", aggregate_of(on, number, aggregate, &self.writer)));
                }
            }
        }
        if order.is_empty() {
            order.push("count(*) DESC".to_owned());
        }
        order.extend(by_key(""));
        self.writer.push(" ORDER BY ").push(&order.join(", "));
        Ok(())
    }

    fn first_groups(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let first = self.arguments.groups.get("first").map(argument::int).transpose()?;
        statement.most = match first.map(u64::try_from) {
            None => MAX_GROUPS,
            Some(Ok(first)) if first <= MAX_GROUPS => first,
            Some(_) => {
                let message = format!("first is {}; of groups it can be 0 to {MAX_GROUPS}", first.unwrap_or_default());
                return Err(Refusal::new(Code::PageSizeOutOfRange, message));
            }
        };
        // Where nobody said how many, one more tells that they are too many to be told.
        statement.bounded = first.is_none();
        let limit = i64::try_from(statement.most).unwrap_or(i64::MAX) + i64::from(statement.bounded);
        self.writer.limit(limit);
        Ok(())
    }
}

/// An aggregate of a number; null where the figures of a group are of several units.
fn aggregate_of(on: &Type, number: usize, aggregate: Aggregate, writer: &Writer) -> String {
    let column = format!("g.n{number}");
    let value = match aggregate {
        Aggregate::Min => format!("min({column})"),
        Aggregate::Max => format!("max({column})"),
        Aggregate::Sum => writer.sum(&column),
        Aggregate::Average => format!("{} / count({column})", writer.sum(&column)),
    };
    match on.numbers[number].unit {
        Some(_) => format!("CASE WHEN min(g.u{number}) = max(g.u{number}) THEN {value} END"),
        None => value,
    }
}

/// The aggregate and the number that an order of groups names: `AVERAGE_PARAMETERS`.
fn ordered_aggregate(on: &Type, field: &str) -> Option<(Aggregate, usize)> {
    let (word, name) = field.split_once('_')?;
    let aggregate = AGGREGATES.iter().find(|(text, _)| text.to_uppercase() == word)?.1;
    Some((aggregate, on.numbers.iter().position(|number| number.order_name() == name)?))
}
