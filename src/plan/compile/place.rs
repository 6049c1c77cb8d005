//! Rows that selections are about: what is selected of them, and which others ride along.

use super::Compiler;
use crate::catalogue::{Render, Shown, UNKNOWN};
use crate::error::Location;
use crate::plan::input::Input;
use crate::plan::level::{Alias, Expression, Join, Keys};
use crate::plan::output::Output;

/// The most rows that ride along with a row. SQLite joins 64 tables: what would be one too many gets a level of its own, and
/// what is left is for units, which are found by their codes.
const MAX_JOINS: usize = 40;

/// The row that a selection is about.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Place {
    /// Its level; none at the root.
    pub(super) level: Option<usize>,
    /// Which of the level's rows it is.
    pub(super) alias: Alias,
    /// What the columns of an embedded object begin with.
    pub(super) prefix: &'static str,
    /// How the figure of an embedded object is to be read.
    pub(super) comparator: &'static str,
    /// The computation that derived rows below come from, where it starts here.
    pub(super) computation: Option<usize>,
    /// What the object was asked for whose lists stand here, and where.
    pub(super) outer: Option<(Input, Option<Location>)>,
}

impl Place {
    pub(super) fn root() -> Self {
        Self { level: None, alias: Alias::OWN, prefix: "", comparator: UNKNOWN, computation: None, outer: None }
    }

    pub(super) fn of(level: usize) -> Self {
        Self { level: Some(level), ..Self::root() }
    }

    /// A template over its row.
    fn expression(&self, template: &str) -> Expression {
        let sql =
            template.replace("{c}", self.comparator).replace("{t}", &self.alias.text()).replace("{p}", self.prefix);
        Expression { sql, row: self.alias }
    }
}

impl Compiler<'_> {
    /// The column of a template over the row at a place.
    pub(super) fn select(&mut self, place: &Place, template: &str) -> usize {
        let Some(level) = place.level else { return 0 };
        let expression = place.expression(template);
        self.use_row(level, expression.row);
        if let Some(&column) = self.columns[level].get(&expression.sql) {
            return column;
        }
        let select = &mut self.levels[level].select;
        select.push(expression.sql.clone());
        let column = select.len() - 1;
        self.columns[level].insert(expression.sql, column);
        column
    }

    /// A row that something is selected of is joined, and so is the one that its key is of.
    fn use_row(&mut self, level: usize, row: Alias) {
        let joins = &mut self.levels[level].joins;
        let mut next = row.place();
        while let Some(join) = next.and_then(|place| joins.get_mut(place)).filter(|join| !join.used) {
            join.used = true;
            next = join.key.row.place();
        }
    }

    /// True where no more rows can ride along with the one at a place.
    pub(super) fn is_full(&self, place: &Place) -> bool {
        place.level.is_some_and(|level| self.levels[level].joins.len() >= MAX_JOINS)
    }

    /// The row of a table with this key, riding along with the row at a place.
    pub(super) fn join(&mut self, place: &Place, table: &'static str, column: &'static str, key: &str) -> Place {
        let key = place.expression(key);
        let joins = &mut self.levels[place.level.unwrap_or_default()].joins;
        let found = joins.iter().position(|join| join.table == table && join.key == key && join.column == column);
        let alias = Alias::join(found.unwrap_or_else(|| {
            joins.push(Join { table, column, key, used: false });
            joins.len() - 1
        }));
        Place { level: place.level, alias, ..Place::root() }
    }

    /// What runs for the row at a place.
    pub(super) fn keys(&mut self, place: &Place) -> Keys {
        self.keys_by(place, "{t}.id")
    }

    /// What runs for an id that the row at a place has.
    pub(super) fn keys_by(&mut self, place: &Place, key: &str) -> Keys {
        match place.level {
            None => Keys::Root,
            Some(level) => Keys::Column { level, column: self.select(place, key) },
        }
    }

    /// A figure as people write it: its unit rides along.
    pub(super) fn shown(&mut self, shown: &Shown, argument: Option<Input>, place: &Place) -> Output {
        let unit = self.join(place, "unit", "code", shown.unit);
        let figure = shown.figure.map(|template| self.select(place, template));
        let unit = Shown::UNIT.map(|template| self.select(&unit, template));
        let words = shown.words.map(|words| words.map(|template| self.select(place, template)));
        let columns = figure.into_iter().chain(unit).chain(words.into_iter().flatten()).collect();
        Output::Scalar { columns, render: Render::Display, argument }
    }

    /// A text in the language that is asked for, else in the other: one column, unless a variable says which.
    pub(super) fn localized(&mut self, [en, zh]: [&str; 2], argument: Option<Input>, place: &Place) -> Output {
        if matches!(argument, Some(Input::Variable(_))) {
            let columns = [self.select(place, en), self.select(place, zh)].into();
            return Output::Scalar { columns, render: Render::Localized, argument };
        }
        let chinese = match argument.as_ref().and_then(Input::text) {
            Some(locale) => locale == "ZH",
            None => self.flags.chinese,
        };
        let (asked, other) = if chinese { (zh, en) } else { (en, zh) };
        let columns = [self.select(place, &format!("coalesce({asked}, {other})"))].into();
        Output::Scalar { columns, render: Render::Text, argument: None }
    }
}
