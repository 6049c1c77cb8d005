//! The SQL of a level, once its arguments are known.

use super::argument;
use super::arguments::Arguments;
use super::global_id;
use super::input::{Input, Variables};
use super::keyset::{self, Stretch};
use super::level::{Alias, Condition, Keys, Level, Shape};
use super::page::{DEFAULT_TOTAL, MAX_TOTAL, Ordering, Page};
use super::predicate::Predicate;
use super::slice::Slice;
use super::sql::{Dialect, KEY, Value, Writer, Written};
use crate::catalogue::{Belonging, Catalogue, OrderKind, Through, Type, Via};
use crate::error::{Code, Refusal};

/// A level's statement with its bound values, and what the answer's writer needs to know of its arguments.
#[derive(Debug)]
pub struct Statement {
    /// What is run.
    pub written: Written,
    /// The page, for pages.
    pub page: Option<Page>,
    /// How many rows a key has at most, as far as arguments say.
    pub most: u64,
    /// True where more rows than that are too many, instead of being counted as they come.
    pub bounded: bool,
    /// The order's checksum and the kinds of its keys, whose values stand behind the selected columns.
    pub cursor: Option<(u32, Vec<OrderKind>)>,
    /// How far a total counts.
    pub limit: i64,
    /// How many keys groups have.
    pub group_keys: Vec<usize>,
}

/// How many conditions a filter has at most for its list to be read stretch by stretch.
const FEW: u64 = 50;

/// The statement of a level.
///
/// # Errors
/// What is wrong with the arguments.
pub(super) fn write(
    level: &Level,
    catalogue: &Catalogue,
    dialect: Dialect,
    arguments: &Arguments,
    names: Names,
) -> Result<Statement, Refusal> {
    let on = level.object.map(|name| catalogue.get(name));
    let writer = Writer::new(dialect, level.keys != Keys::Root);
    let belonging = belonging(level, arguments);
    let mut build = Build { level, catalogue, arguments, writer, on, belonging, names };
    let mut statement = Statement {
        written: Written::default(),
        page: None,
        most: level.usually,
        bounded: false,
        cursor: None,
        limit: 0,
        group_keys: Vec::new(),
    };
    match level.shape {
        Shape::Page => build.page(&mut statement)?,
        Shape::List => build.list("")?,
        Shape::First => build.list(" LIMIT 1")?,
        Shape::Count => {
            build.writer.push("SELECT count(*)");
            build.from(false);
            build.conditions()?;
        }
        Shape::Total => build.total(&mut statement)?,
        Shape::Groups => build.groups(&mut statement)?,
    }
    statement.written = build.writer.finish();
    Ok(statement)
}

/// What a row that is looked up is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Its id and its slug.
    Current,
    /// Those that it had before it was renamed or merged, too.
    Former,
}

/// What makes a row belong to the row above.
fn belonging(level: &Level, arguments: &Arguments) -> Option<Belonging> {
    match level.condition {
        Condition::Via(Via::Fixed(belonging)) => Some(belonging),
        Condition::Via(Via::Deep { shallow, deep }) => {
            Some(if arguments.get("deep") == Some(&Input::Bool(true)) { deep } else { shallow })
        }
        Condition::Via(Via::Direction { out, into, both }) => {
            Some(match arguments.get("direction").and_then(Input::text) {
                Some("OUT") => out,
                Some("IN") => into,
                _ => both,
            })
        }
        Condition::Status(template, _) => Some(Belonging::Where(template)),
        Condition::Via(Via::All | Via::Slice) | Condition::Lookup(_) => None,
    }
}

/// A statement in the making.
pub(super) struct Build<'a> {
    pub(super) level: &'a Level,
    pub(super) catalogue: &'a Catalogue,
    pub(super) arguments: &'a Arguments,
    pub(super) writer: Writer,
    pub(super) on: Option<&'a Type>,
    /// What makes a row belong to the row above, where the arguments leave it to the catalogue.
    pub(super) belonging: Option<Belonging>,
    /// What a row that is looked up is called by.
    pub(super) names: Names,
}

impl Build<'_> {
    fn page(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let on = self.on.ok_or_else(|| Refusal::new(Code::Internal, "a page of nothing"))?;
        let mut order = Ordering::read(&self.arguments.field, on)?.on(self.writer.dialect());
        // What was computed is in no index; and a long filter is not to be planned for each stretch of it.
        let conditions = self.arguments.get("filter").map_or(0, |filter| filter.conditions(&Variables::default()));
        order.is_indexed &= self.level.derived.is_none() && conditions <= FEW;
        let page = Page::read(&self.arguments.field, &order)?;
        if self.level.cursors {
            statement.cursor = Some((order.checksum, order.kinds()));
        }
        let limit = page.size + i64::from(self.level.probe);
        let belonging = self.belonging;
        match belonging {
            Some(Belonging::Either { ways, .. }) => {
                for (place, &way) in ways.iter().enumerate() {
                    self.belonging = Some(way);
                    self.writer.push(if place > 0 { " UNION ALL SELECT * FROM (" } else { "SELECT * FROM (" });
                    self.rows(&order, &page, limit, true)?;
                    self.writer.push(") w").push(&place.to_string());
                }
                self.belonging = belonging;
                self.merge(&order, page.backward);
                self.writer.limit(limit);
            }
            _ => self.rows(&order, &page, limit, self.level.cursors)?,
        }
        statement.most = u64::try_from(page.size).unwrap_or(0);
        statement.page = Some(page);
        Ok(())
    }

    /// The rows of a page that belong in one way, stretch by stretch.
    fn rows(&mut self, order: &Ordering, page: &Page, limit: i64, keyed: bool) -> Result<(), Refusal> {
        let along = self.through().map(|through| order.clone().along(through.place, &self.arguments.field));
        let order = along.as_ref().unwrap_or(order);
        let stretches = keyset::stretches(order, page);
        match stretches.as_slice() {
            // The list ends before it begins.
            [] => return self.stretch(order, page, None, limit, keyed),
            [stretch] => return self.stretch(order, page, Some(stretch), limit, keyed),
            _ => {}
        }
        for (place, stretch) in stretches.iter().enumerate() {
            self.writer.push(if place > 0 { " UNION ALL SELECT * FROM (" } else { "SELECT * FROM (" });
            self.stretch(order, page, Some(stretch), limit, keyed)?;
            self.writer.push(") p").push(&place.to_string());
        }
        self.writer.limit(limit);
        Ok(())
    }

    /// Rows that stand together in the order, with its keys where they are asked for.
    fn stretch(
        &mut self,
        order: &Ordering,
        page: &Page,
        stretch: Option<&Stretch>,
        limit: i64,
        keyed: bool,
    ) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        self.select();
        if keyed {
            for key in &order.keys {
                self.writer.push(", ").expression(key.expression, "t0");
            }
        }
        self.from(true);
        self.conditions()?;
        match stretch {
            Some(stretch) => keyset::write(&mut self.writer, order, page, stretch),
            None => {
                self.writer.push(" AND ").constant(false);
            }
        }
        self.order_by(order, page.backward, |key| stretch.is_some_and(|stretch| stretch.decides(key)));
        self.writer.limit(limit);
        Ok(())
    }

    /// The order of rows that belong in several ways: their keys stand behind what is selected.
    fn merge(&mut self, order: &Ordering, backward: bool) {
        let before = self.level.select.len().max(1);
        for (i, key) in order.keys.iter().enumerate() {
            self.writer.push(if i > 0 { ", " } else { " ORDER BY " }).push(&(before + i + 1).to_string());
            self.writer.direction(key, backward, key.nullable);
        }
    }

    /// One row more than asked for tells that there are more.
    fn total(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let limit = self.arguments.part.get("limit").map(argument::int).transpose()?.unwrap_or(DEFAULT_TOTAL);
        if !(0..=MAX_TOTAL).contains(&limit) {
            let message = format!("limit is {limit}; it can be 0 to {MAX_TOTAL}");
            return Err(Refusal::new(Code::ArgumentInvalid, message));
        }
        self.writer.push("SELECT count(*) FROM (SELECT 1");
        self.from(false);
        self.conditions()?;
        self.writer.limit(limit + 1).push(") c");
        statement.limit = limit;
        Ok(())
    }

    fn list(&mut self, limit: &str) -> Result<(), Refusal> {
        self.writer.push("SELECT ");
        self.select();
        self.from(true);
        self.conditions()?;
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

    fn through(&self) -> Option<Through> {
        match self.belonging {
            Some(Belonging::Through(through)) => Some(through),
            _ => None,
        }
    }

    pub(super) fn conditions(&mut self) -> Result<(), Refusal> {
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
        Ok(())
    }

    /// True where the rows stand for what is known; an id, or a list that belongs to a row, names vintages themselves.
    fn shows_vintages(&self) -> bool {
        match self.level.shape {
            Shape::Page | Shape::Count | Shape::Total | Shape::Groups => true,
            Shape::First => matches!(self.level.condition, Condition::Status(..)),
            Shape::List => matches!(self.level.condition, Condition::Via(Via::All)),
        }
    }

    /// Which rows belong to the key, or to the root.
    fn belongs(&mut self) -> Result<(), Refusal> {
        match self.belonging {
            Some(belonging) => self.writer.belongs(belonging, "t0", KEY),
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
        if self.names == Names::Current || !self.level.has_former_names() {
            self.writer.push("t0.").push(column).push(" = ").bind(value);
            return Ok(());
        }
        let table = self.level.table;
        self.writer.push("t0.id = coalesce((SELECT c.id FROM ").push(table).push(" c WHERE c.").push(column);
        self.writer.push(" = ").bind(value.clone()).push("), (SELECT r.node_id FROM redirect r WHERE r.type = ");
        self.writer.bind(Value::Text(tag.to_owned())).push(" AND r.").push(former).push(" = ").bind(value).push("))");
        Ok(())
    }

    /// The order of rows, of which some keys are decided: all of them have such a key, or none has it.
    pub(super) fn order_by(&mut self, order: &Ordering, backward: bool, decided: impl Fn(usize) -> bool) {
        for (i, key) in order.keys.iter().enumerate() {
            let is_plain = !key.is_open() || decided(i);
            let expression = if is_plain { key.compared() } else { key.expression };
            self.writer.push(if i > 0 { ", " } else { " ORDER BY " }).expression(expression, "t0");
            self.writer.direction(key, backward, !is_plain);
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
