//! The SQL of a level, once its arguments are known.

use entity::choice::NodeType;

use super::argument;
use super::arguments::Arguments;
use super::changes;
use super::global_id;
use super::input::Input;
use super::level::{Alias, Condition, Keys, Level, Shape};
use super::narrow::Way;
use super::page::Page;
use super::predicate::Predicate;
use super::slice::Slice;
use super::sql::{Dialect, KEY, Value, Writer, Written, folded};
use crate::catalogue::{Belonging, Catalogue, OrderKind, Through, Type, Via};
use crate::error::{Code, Refusal};
use crate::nearest::key;

/// A level's statement with its bound values, and what the answer's writer needs to know of its arguments.
#[derive(Debug, Default)]
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
    /// What its list compares as it is printed, where a row of it says that units differ, or nothing is asked.
    pub compared: Option<Compared>,
    /// True where it does not run: its arguments leave nothing to be asked, or say all by themselves.
    pub is_needless: bool,
}

/// What is compared as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The argument that does it: `orderBy`, `filter.metric.observations.some.value`.
    pub argument: String,
    /// What it does, and what would not: for people.
    pub message: String,
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
    names: Names,
) -> Result<Statement, Refusal> {
    let on = level.object.map(|name| catalogue.get(name));
    let writer = Writer::new(dialect, level.keys != Keys::Root);
    let belonging = belonging(level, arguments);
    let mut build = Build { level, catalogue, arguments, writer, on, belonging, names, way: None };
    let mut statement = Statement { most: level.usually, ..Statement::default() };
    match level.shape {
        Shape::Page => build.page(&mut statement)?,
        Shape::List => build.list("")?,
        Shape::First => build.list(" LIMIT 1")?,
        Shape::Count => build.count()?,
        Shape::Total => build.total(&mut statement)?,
        Shape::Groups => build.groups(&mut statement)?,
        Shape::Units => build.units(&mut statement)?,
    }
    statement.written = build.writer.finish();
    Ok(statement)
}

/// What a row that is looked up is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Its id and its slug.
    Current,
    /// Those that it had before it was renamed or merged, too, and slugs that differ in case and separators alone.
    Former,
}

/// What makes a row belong to the row above.
fn belonging(level: &Level, arguments: &Arguments) -> Option<Belonging> {
    let is_deep = arguments.get("deep") == Some(&Input::Bool(true));
    match level.condition {
        Condition::Via(Via::Fixed(belonging)) => Some(belonging),
        Condition::Via(Via::Deep { shallow, deep }) => Some(if is_deep { deep } else { shallow }),
        Condition::Via(Via::Direction { shallow, deep }) => {
            let sides = if is_deep { deep } else { shallow };
            Some(sides.on(arguments.get("direction").and_then(Input::text)))
        }
        Condition::Status(template, _) => Some(Belonging::Where(template)),
        // All figures are of the one data set.
        Condition::Via(Via::Changed(_)) => Some(Belonging::Where("{k} = 1")),
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
    /// Which of the ways to make the list is being written, where there are several.
    pub(super) way: Option<Way>,
}

impl Build<'_> {
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

    pub(super) fn select(&mut self) {
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

    pub(super) fn through(&self) -> Option<Through> {
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
            let mut predicate = Predicate::new(self.catalogue, &mut self.writer);
            predicate.filter(on, "t0", filter).map_err(|refusal| refusal.inside("filter", "."))?;
        }
        if let Some(way) = self.way {
            way.condition(&mut self.writer);
        }
        Ok(())
    }

    /// True where the rows stand for what is known; an id, a list that belongs to a row, and changes name vintages themselves.
    fn shows_vintages(&self) -> bool {
        match self.level.shape {
            _ if matches!(self.level.condition, Condition::Via(Via::Changed(_))) => false,
            Shape::Page | Shape::Count | Shape::Total | Shape::Groups | Shape::Units => true,
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
                let slice = Slice::read(&self.arguments.outer).map_err(Refusal::outer)?;
                self.writer.push(" AND ");
                slice.write(&mut self.writer, self.on.map_or("", |on| on.name), "t0");
                Ok(())
            }
            Condition::Via(Via::Changed(change)) => {
                changes::write(&mut self.writer, change, &self.arguments.outer).map_err(Refusal::outer)
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
            "id" => {
                let named = |refusal: Refusal| Refusal { message: format!("by.id: {}", refusal.message), ..refusal };
                ("id", "former_id", Value::Int(id_of(tag, value).map_err(named)?))
            }
            _ => {
                let slug = argument::text(value).map_err(|refusal| refusal.inside("by.slug", " "))?;
                ("slug", "slug", Value::Text(slug))
            }
        };
        self.writer.push(" AND ");
        if self.names == Names::Current {
            self.writer.push("t0.").push(column).push(" = ").bind(value);
            return Ok(());
        }
        let (table, is_node) = (self.level.table, NodeType::TEXTS.contains(&tag));
        self.writer.push("t0.id = coalesce((SELECT c.id FROM ").push(table).push(" c WHERE c.").push(column);
        self.writer.push(" = ").bind(value.clone()).push("), ");
        if is_node {
            self.writer.push("(SELECT r.node_id FROM redirect r WHERE r.type = ").bind(Value::Text(tag.to_owned()));
            self.writer.push(" AND r.").push(former).push(" = ").bind(value.clone()).push("), ");
        }
        match value {
            Value::Text(slug) => self.alike(tag, is_node, &key(&slug)),
            _ => {
                self.writer.push("NULL");
            }
        }
        self.writer.push(")");
        Ok(())
    }

    /// The one thing that has, or had, these letters and digits in its slug, if it is one.
    fn alike(&mut self, tag: &str, is_node: bool, key: &str) {
        self.writer.push("(SELECT CASE WHEN count(*) = 1 THEN max(a.id) END FROM (");
        if is_node {
            let by_type = |writer: &mut Writer, row: &str| {
                writer.push(row).push(".type = ").bind(Value::Text(tag.to_owned())).push(" AND ");
                writer.push(&folded(&format!("{row}.slug"))).push(" = ").bind(Value::Text(key.to_owned()));
            };
            self.writer.push("SELECT n.id AS id FROM node n WHERE ");
            by_type(&mut self.writer, "n");
            self.writer.push(" UNION SELECT r.node_id FROM redirect r WHERE ");
            by_type(&mut self.writer, "r");
        } else {
            self.writer.push("SELECT c.id AS id FROM ").push(self.level.table).push(" c WHERE ");
            self.writer.push(&folded("c.slug")).push(" = ").bind(Value::Text(key.to_owned()));
        }
        self.writer.push(") a)");
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
