//! The SQL of a level, once its arguments are known.

use entity::choice::NodeType;

use super::argument;
use super::arguments::Arguments;
use super::global_id;
use super::input::Input;
use super::level::{Alias, Condition, Keys, Level, Shape};
use super::page::{Ordering, Page};
use super::predicate::Predicate;
use super::slice::Slice;
use super::sql::{Dialect, Value, Writer};
use crate::catalogue::{Belonging, Catalogue, Order, OrderKind, Through, Type, Via};
use crate::error::{Code, Refusal};

/// A level's statement with its bound values, and what the answer's writer needs to know of its arguments.
#[derive(Debug)]
pub struct Statement {
    /// The text; where it is keyed the first parameter is the key (SQLite) or the list of keys (PostgreSQL).
    pub sql: String,
    /// The other parameters.
    pub values: Vec<Value>,
    /// The page, for pages.
    pub page: Option<Page>,
    /// How many rows a key has at most, as far as arguments say.
    pub most: u64,
    /// True where more rows than that are too many, instead of being counted as they come.
    pub bounded: bool,
    /// The order's checksum and the kinds of its keys, whose values stand behind the selected columns.
    pub cursor: Option<(u32, Vec<OrderKind>)>,
    /// How many keys groups have.
    pub group_keys: Vec<usize>,
}

/// The statement of a level.
///
/// # Errors
/// What is wrong with the arguments.
pub(super) fn write(
    level: &Level,
    catalogue: &Catalogue,
    dialect: Dialect,
    arguments: &Arguments,
) -> Result<Statement, Refusal> {
    let on = level.object.map(|name| catalogue.get(name));
    let mut build = Build { level, catalogue, arguments, writer: Writer::new(dialect, level.keys != Keys::Root), on };
    build.writer.open_keys();
    let mut statement = Statement {
        sql: String::new(),
        values: Vec::new(),
        page: None,
        most: level.usually,
        bounded: false,
        cursor: None,
        group_keys: Vec::new(),
    };
    match level.shape {
        Shape::Page => build.page(&mut statement)?,
        Shape::List => build.list("")?,
        Shape::First => build.list(" LIMIT 1")?,
        Shape::Count => {
            build.writer.push("SELECT count(*)");
            build.from(false);
            build.conditions(None)?;
        }
        Shape::Groups => build.groups(&mut statement)?,
    }
    build.writer.close_keys();
    (statement.sql, statement.values) = build.writer.finish();
    Ok(statement)
}

/// A statement in the making.
pub(super) struct Build<'a> {
    pub(super) level: &'a Level,
    pub(super) catalogue: &'a Catalogue,
    pub(super) arguments: &'a Arguments,
    pub(super) writer: Writer,
    pub(super) on: Option<&'a Type>,
}

impl Build<'_> {
    fn page(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "a page of nothing"))?;
        let mut order = Ordering::read(&self.arguments.field, on)?;
        if let Some(through) = self.through() {
            order = order.along(through.place, &self.arguments.field);
        }
        let page = Page::read(&self.arguments.field, &order)?;
        self.writer.push("SELECT ");
        self.select();
        if self.level.cursors {
            for key in &order.keys {
                self.writer.push(", ").expression(key.expression, "t0");
            }
            statement.cursor = Some((order.checksum, order.kinds()));
        }
        self.from(true);
        self.conditions(Some((&order, &page)))?;
        self.order_by(&order, page.backward);
        self.writer.push(" LIMIT ").bind(Value::Int(page.size + i64::from(self.level.probe)));
        statement.most = u64::try_from(page.size).unwrap_or(0);
        statement.page = Some(page);
        Ok(())
    }

    fn list(&mut self, limit: &str) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        self.select();
        self.from(true);
        self.conditions(None)?;
        if let Some(order) = self.level.order {
            self.writer.push(" ORDER BY ").expression(order, "t0");
        }
        self.writer.push(limit);
        Ok(())
    }

    fn select(&mut self) {
        if self.level.select.is_empty() {
            self.writer.push("1");
        } else {
            self.writer.push(&self.level.select.join(", "));
        }
    }

    /// The table, the one between it and the row above, and, where something is selected of them, the rows that ride
    /// along.
    pub(super) fn from(&mut self, joined: bool) {
        self.writer.push(" FROM ");
        if let Some(through) = self.through() {
            self.writer.push(through.table).push(" via JOIN ").push(self.level.table);
            self.writer.push(" t0 ON t0.id = ").push(through.below);
        } else if let Some(derived) = self.level.derived {
            self.writer.derived(derived.part).push(" t0");
        } else {
            self.writer.push(self.level.table).push(" t0");
        }
        for (place, join) in self.level.joins.iter().enumerate().filter(|(_, join)| join.used && joined) {
            let alias = Alias::join(place).text();
            self.writer.push(" LEFT JOIN ").push(join.table).push(" ").push(&alias).push(" ON ").push(&alias);
            self.writer.push(".").push(join.column).push(" = ").push(&join.key.sql);
        }
    }

    /// What makes a row belong to the row above, where the arguments leave it to the catalogue.
    fn belonging(&self) -> Option<Belonging> {
        match self.level.condition {
            Condition::Via(Via::Fixed(belonging)) => Some(belonging),
            Condition::Via(Via::Deep { shallow, deep }) => {
                Some(if self.arguments.get("deep") == Some(&Input::Bool(true)) { deep } else { shallow })
            }
            Condition::Via(Via::Direction { out, into, both }) => {
                Some(match self.arguments.get("direction").and_then(Input::text) {
                    Some("OUT") => out,
                    Some("IN") => into,
                    _ => both,
                })
            }
            Condition::Status(template, _) => Some(Belonging::Where(template)),
            Condition::Via(Via::All | Via::Slice) | Condition::Lookup(_) => None,
        }
    }

    fn through(&self) -> Option<Through> {
        match self.belonging() {
            Some(Belonging::Through(through)) => Some(through),
            _ => None,
        }
    }

    pub(super) fn conditions(&mut self, window: Option<(&Ordering, &Page)>) -> Result<(), Refusal> {
        self.writer.push(" WHERE ");
        self.belongs()?;
        if let Some(vintages) = self.on.and_then(|on| on.vintages).filter(|_| self.shows_vintages()) {
            let as_of = argument::as_of(&self.arguments.field)?;
            self.writer.push(" AND ").vintage(&vintages, "t0", as_of);
        }
        if let (Some(filter), Some(on)) = (self.arguments.get("filter"), self.on) {
            self.writer.push(" AND ");
            Predicate::new(self.catalogue, &mut self.writer).filter(on, "t0", filter)?;
        }
        if let Some((order, page)) = window {
            if let Some(after) = &page.after {
                self.beyond(&order.keys, after, false);
            }
            if let Some(before) = &page.before {
                self.beyond(&order.keys, before, true);
            }
        }
        Ok(())
    }

    /// True where the rows stand for what is known; an id, or a list that belongs to a row, names vintages themselves.
    fn shows_vintages(&self) -> bool {
        match self.level.shape {
            Shape::Page | Shape::Count | Shape::Groups => true,
            Shape::First => matches!(self.level.condition, Condition::Status(..)),
            Shape::List => matches!(self.level.condition, Condition::Via(Via::All)),
        }
    }

    /// Which rows belong to the key, or to the root.
    fn belongs(&mut self) -> Result<(), Refusal> {
        let key = self.writer.key();
        match self.belonging() {
            Some(Belonging::Where(template)) => self.writer.relation(template, "t0", key),
            Some(Belonging::Column { column, condition }) => {
                self.writer.expression(column, "t0").push(" = ").push(key);
                if !condition.is_empty() {
                    self.writer.push(" AND ").expression(condition, "t0");
                }
                &mut self.writer
            }
            Some(Belonging::Through(through)) => self.writer.relation(through.above, "t0", key),
            None => self.writer.constant(true),
        };
        match self.level.condition {
            Condition::Status(_, column) => {
                if let Some(status) = self.arguments.get("status").and_then(Input::text).map(str::to_owned) {
                    self.writer.push(" AND ").expression(column, "t0").push(" = ").bind(Value::Text(status));
                }
                Ok(())
            }
            Condition::Lookup(tag) => self.lookup(tag),
            Condition::Via(Via::Slice) => {
                let slice = Slice::read(&self.arguments.slice)?;
                self.writer.push(" AND ");
                slice.write(&mut self.writer, self.on.map_or("", |on| on.name), "t0");
                Ok(())
            }
            Condition::Via(_) => Ok(()),
        }
    }

    /// The one row that the argument `by` names.
    fn lookup(&mut self, tag: &str) -> Result<(), Refusal> {
        let by = self.arguments.get("by").map_or(&[] as &[(String, Input)], Input::fields);
        let [(name, value)] = by else {
            return Err(Refusal::new(Code::ArgumentInvalid, "by takes exactly one of id and slug"));
        };
        if *value == Input::Null {
            return Err(Refusal::new(Code::ArgumentInvalid, format!("{name} is null: by takes an id or a slug")));
        }
        let (column, former, value) = match name.as_str() {
            "id" => ("id", "former_id", Value::Int(id_of(tag, value)?)),
            _ => ("slug", "slug", Value::Text(argument::text(value)?)),
        };
        self.writer.push(" AND ");
        if !NodeType::TEXTS.contains(&tag) {
            self.writer.push("t0.").push(column).push(" = ").bind(value);
            return Ok(());
        }
        // What was renamed or merged is found by what it was called.
        let table = self.level.table;
        self.writer.push("t0.id = coalesce((SELECT c.id FROM ").push(table).push(" c WHERE c.").push(column);
        self.writer.push(" = ").bind(value.clone()).push("), (SELECT r.node_id FROM redirect r WHERE r.type = ");
        self.writer.bind(Value::Text(tag.to_owned())).push(" AND r.").push(former).push(" = ").bind(value).push("))");
        Ok(())
    }

    /// Rows that come after (or before) these values in the order; unknown values come last in either direction.
    fn beyond(&mut self, keys: &[Order], values: &[Option<Value>], before: bool) {
        self.bound(keys, values, before);
        self.writer.push(" AND (");
        for last in 0..keys.len() {
            self.writer.push(if last > 0 { " OR (" } else { "(" });
            for (key, value) in keys.iter().zip(values).take(last) {
                self.writer.expression(key.expression, "t0");
                match value {
                    Some(value) => self.writer.push(" = ").bind_wide(value.clone()),
                    None => self.writer.push(" IS NULL"),
                };
                self.writer.push(" AND ");
            }
            self.past(&keys[last], &values[last], before);
            self.writer.push(")");
        }
        self.writer.push(")");
    }

    /// What the first key alone excludes, said apart so that an index can start there.
    fn bound(&mut self, keys: &[Order], values: &[Option<Value>], before: bool) {
        if let (Some(key), Some(Some(value))) = (keys.first(), values.first())
            && keys.len() > 1
            && !key.nullable
        {
            self.writer.push(" AND ").expression(key.expression, "t0");
            self.writer.push(if key.descending == before { " >= " } else { " <= " }).bind_wide(value.clone());
        }
    }

    fn past(&mut self, key: &Order, value: &Option<Value>, before: bool) {
        match value {
            Some(value) => {
                let unknown_after = key.nullable && !before;
                self.writer.push(if unknown_after { "(" } else { "" }).expression(key.expression, "t0");
                self.writer.push(if key.descending == before { " > " } else { " < " }).bind_wide(value.clone());
                if unknown_after {
                    self.writer.push(" OR ").expression(key.expression, "t0").push(" IS NULL)");
                }
            }
            None if before => {
                self.writer.expression(key.expression, "t0").push(" IS NOT NULL");
            }
            None => {
                self.writer.constant(false);
            }
        }
    }

    pub(super) fn order_by(&mut self, order: &Ordering, backward: bool) {
        for (i, key) in order.keys.iter().enumerate() {
            self.writer.push(if i > 0 { ", " } else { " ORDER BY " }).expression(key.expression, "t0");
            self.writer.push(if key.descending == backward { "" } else { " DESC" });
            if key.nullable {
                self.writer.push(if backward { " NULLS FIRST" } else { " NULLS LAST" });
            }
        }
    }
}

/// The row's id in a global id of this type.
fn id_of(tag: &str, value: &Input) -> Result<i64, Refusal> {
    let text = match value {
        Input::Int(number) => number.to_string(),
        value => argument::text(value)?,
    };
    let (found, id) = global_id::decode(&text)?;
    if found == tag {
        return Ok(id);
    }
    Err(Refusal::new(Code::IdInvalid, format!("{text:?} is the id of another type")))
}
