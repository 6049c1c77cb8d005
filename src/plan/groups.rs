//! The SQL of groups: rows of a list that share their keys, with aggregates of their numbers.

use super::argument::{self, Reading};
use super::input::Input;
use super::output::Aggregate;
use super::page::MAX_KEYS;
use super::predicate::Predicate;
use super::sql::{KEY, Writer};
use super::statement::{Build, Statement};
use super::tally::Tally;
use crate::catalogue::{Group, Type};
use crate::error::{Code, Refusal};

/// The most groups that are told; more cause `PAGE_SIZE_OUT_OF_RANGE`.
pub const MAX_GROUPS: u64 = 1_000;

/// The aggregates, as answers and arguments name them.
const AGGREGATES: &[(&str, Aggregate)] =
    &[("min", Aggregate::Min), ("max", Aggregate::Max), ("average", Aggregate::Average), ("sum", Aggregate::Sum)];

impl Build<'_> {
    /// Keys, the count, the aggregates that are told, and the labels of the keys in both languages. What follows from a key is
    /// read once a group, from one of its rows.
    pub(super) fn groups(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "groups of nothing"))?;
        let chosen = self.chosen(on)?;
        let groups: Vec<&Group> = chosen.iter().map(|&place| &on.groups[place]).collect();
        let (told, arguments) = (&self.level.told, self.arguments);
        let is_read = |group: &&Group| group.by != group.key && !group.key.contains(KEY);
        let is_far = groups.iter().any(|group| is_read(group) || (told.labels && !group.label_en.is_empty()));
        let mut tally = Tally::new(on, &groups, told, is_far);
        let largest: Vec<String> =
            told.largest.iter().map(|&number| tally.column(Aggregate::Largest, number)).collect();
        let having = having(&arguments.part, &mut tally)?;
        let order = group_order(&arguments.part, &mut tally)?;

        let keys: Vec<String> = groups.iter().enumerate().map(|(i, group)| key_of(i, group)).collect();
        self.writer.push("SELECT ");
        for id in &largest {
            self.writer.push(id).push(", ");
        }
        for key in &keys {
            self.writer.expression(key, "t0").push(", ");
        }
        self.writer.push("g.count");
        for i in 0..told.aggregates.len() {
            self.writer.push(&format!(", g.a{i}"));
        }
        for (i, group) in groups.iter().enumerate().filter(|_| told.labels) {
            for label in [group.label_en, group.label_zh] {
                let label = if label.is_empty() { &keys[i] } else { label };
                self.writer.push(", ").relation(label, "t0", &keys[i]);
            }
        }
        self.writer.push(" FROM (");
        self.tally(&tally)?;
        self.writer.push(") g");
        if is_far {
            self.writer.push(" JOIN ").push(self.level.table).push(" t0 ON t0.id = g.id");
        }
        for (i, (expression, value, reading)) in having.into_iter().enumerate() {
            self.writer.push(if i > 0 { " AND " } else { " WHERE " });
            Predicate::new(self.catalogue, &mut self.writer).scalar(&expression, "", value, reading)?;
        }
        self.writer.push(" ORDER BY ");
        for (expression, word) in order {
            match expression {
                Some(expression) => self.writer.push(&format!("{expression}{word} NULLS LAST")),
                None => self.by_keys(&keys, word),
            };
            self.writer.push(", ");
        }
        self.by_keys(&keys, "");
        self.first_groups(statement)?;
        statement.group_keys = chosen;
        Ok(())
    }

    fn by_keys(&mut self, keys: &[String], word: &str) -> &mut Writer {
        for (i, key) in keys.iter().enumerate() {
            self.writer.push(if i > 0 { ", " } else { "" }).expression(key, "t0").push(word).push(" NULLS LAST");
        }
        &mut self.writer
    }

    /// The places of the keys among the type's.
    fn chosen(&self, on: &Type) -> Result<Vec<usize>, Refusal> {
        let by = self.arguments.part.get("by").map_or(&[] as &[Input], Input::items);
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

    fn first_groups(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let first = self.arguments.part.get("first").map(argument::int).transpose()?;
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

/// What of a group is compared, with what, and how.
type Having<'a> = (String, &'a Input, &'static Reading);

/// Which groups are told: what is compared, with what, and how.
fn having<'a>(arguments: &'a Input, tally: &mut Tally<'_>) -> Result<Vec<Having<'a>>, Refusal> {
    let mut conditions: Vec<Having<'a>> = Vec::new();
    for (name, value) in arguments.get("having").map_or(&[] as &[(String, Input)], Input::fields) {
        let Some((_, aggregate)) = AGGREGATES.iter().find(|(text, _)| text == name) else {
            conditions.push(("g.count".to_owned(), value, &argument::INT));
            continue;
        };
        for (name, value) in value.fields() {
            let number = tally.on.numbers.iter().position(|number| number.name == name);
            let number = number.ok_or_else(|| Refusal::new(Code::Internal, format!("there is no number {name}")))?;
            conditions.push((tally.column(*aggregate, number), value, &argument::FLOAT));
        }
    }
    Ok(conditions)
}

/// What groups are ordered by, none for their keys, and which way: the largest first where nothing else is asked for. Groups
/// that are equal in all of it stand by their keys.
fn group_order(arguments: &Input, tally: &mut Tally<'_>) -> Result<Vec<(Option<String>, &'static str)>, Refusal> {
    let asked = arguments.get("orderBy").map_or(&[] as &[Input], Input::items);
    if asked.len() > MAX_KEYS {
        let message = format!("orderBy has {} keys; it can have {MAX_KEYS}", asked.len());
        return Err(Refusal::new(Code::ArgumentInvalid, message));
    }
    let mut order = Vec::new();
    for item in asked {
        let expression = match item.get("field").and_then(Input::text).unwrap_or_default() {
            "COUNT" => Some("g.count".to_owned()),
            "KEY" => None,
            field => {
                let (aggregate, number) = ordered_aggregate(tally.on, field)
                    .ok_or_else(|| Refusal::new(Code::ArgumentInvalid, "orderBy holds null"))?;
                Some(tally.column(aggregate, number))
            }
        };
        let word = if item.get("direction").and_then(Input::text) == Some("DESC") { " DESC" } else { "" };
        order.push((expression, word));
    }
    if order.is_empty() {
        order.push((Some("g.count".to_owned()), " DESC"));
    }
    Ok(order)
}

/// What a group tells as its key: what its rows share, or what follows from that alone, or is read off one of them.
fn key_of(place: usize, group: &Group) -> String {
    let shared = format!("g.k{place}");
    if group.by == group.key { shared } else { group.key.replace(KEY, &shared) }
}

/// The aggregate and the number that an order of groups names: `AVERAGE_PARAMETERS`.
fn ordered_aggregate(on: &Type, field: &str) -> Option<(Aggregate, usize)> {
    let (word, name) = field.split_once('_')?;
    let aggregate = AGGREGATES.iter().find(|(text, _)| text.to_uppercase() == word)?.1;
    Some((aggregate, on.numbers.iter().position(|number| number.order_name() == name)?))
}
