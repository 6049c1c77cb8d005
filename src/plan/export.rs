//! The statements of an export: every row of a root's list that fulfils a filter, in its order and without pages; and the
//! sources that these rows rest on.

use super::arguments::Arguments;
use super::level::{Join, Level};
use super::page::Ordering;
use super::sql::{Dialect, Value, Writer, Written};
use super::statement::{Build, Names};
use crate::catalogue::{Basis, Catalogue, Type, basis};
use crate::error::Refusal;

/// What is said of a source, in the order of the columns of `sources`; behind them stand the number of rows that rest on
/// it and are passed on, and of those that are left out.
pub const SOURCE_COLUMNS: [&str; 9] = [
    "s.title_en",
    "s.title_zh",
    "s.publisher",
    "s.published_on",
    "s.published_precision",
    "s.url",
    "s.slug",
    "s.license",
    "s.redistribution",
];

/// A value of an exported row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Select {
    /// SQL over `t0` and the aliases of joins.
    Value(String),
    /// The values of several rows, as a text of JSON.
    List {
        /// SQL over a row.
        item: String,
        /// Their order.
        order: String,
        /// The tables that they stand in, with aliases.
        tables: String,
        /// Which rows.
        belonging: Belonging,
    },
}

/// Which rows a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belonging {
    /// Those that fulfil a condition which names the row above: looked up for each.
    Each(String),
    /// Those whose column has a value of the row above: gathered once for all values, since many rows share each.
    Gathered {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// What holds of them besides.
        condition: String,
    },
}

/// What is exported.
#[derive(Debug)]
pub struct Export<'a> {
    /// The API's description.
    pub catalogue: &'a Catalogue,
    /// The type of the rows.
    pub on: &'a Type,
    /// The list's arguments: `filter`, `orderBy`, and whatever else the list takes besides pages.
    pub arguments: Arguments,
    /// Which database it is for.
    pub dialect: Dialect,
}

impl Export<'_> {
    /// All rows that may be passed on, in their order.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn rows(&self, select: &[Select], joins: Vec<Join>) -> Result<(String, Vec<Value>), Refusal> {
        let order = Ordering::read(&self.arguments.field, self.on)?.on(self.dialect);
        self.write(joins, |build| {
            build.writer.push("SELECT ");
            for (i, select) in select.iter().enumerate() {
                build.writer.push(if i > 0 { ", " } else { "" });
                match select {
                    Select::Value(sql) => build.writer.push(sql),
                    Select::List { belonging: Belonging::Gathered { .. }, .. } => {
                        build.writer.push(&format!("l{i}.list"))
                    }
                    Select::List { item, order, tables, belonging: Belonging::Each(condition) } => {
                        build.writer.push("(SELECT ").list(item, order);
                        build.writer.push(&format!(" FROM {tables} WHERE {condition})"))
                    }
                };
            }
            build.from(true);
            for (i, select) in select.iter().enumerate() {
                if let Select::List {
                    item,
                    order,
                    tables,
                    belonging: Belonging::Gathered { column, value, condition },
                } = select
                {
                    build.writer.push(&format!(" LEFT JOIN (SELECT {column} AS key, ")).list(item, order);
                    build.writer.push(&format!(
                        " AS list FROM {tables} WHERE {condition} GROUP BY {column}) l{i} ON l{i}.key = {value}"
                    ));
                }
            }
            build.conditions()?;
            build.writer.push(" AND NOT ");
            self.left_out(&mut build.writer);
            build.order_by(&order, false, None);
            Ok(())
        })
    }

    /// The sources of all rows, by slug.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn sources(&self) -> Result<(String, Vec<Value>), Refusal> {
        self.write(Vec::new(), |build| {
            // PostgreSQL would ask of each source whether it is one of a row's; so it finds those that are.
            let among = match self.dialect {
                Dialect::Sqlite => [" IN (", ")"],
                Dialect::Postgres => [" = ANY(ARRAY(", "))"],
            };
            // Whether a row is left out is told once for each, not for each of its sources.
            build.writer.push("WITH r(id, left_out) AS MATERIALIZED (SELECT t0.id, CASE WHEN ");
            self.left_out(&mut build.writer);
            build.writer.push(" THEN 1 ELSE 0 END");
            build.from(false);
            build.conditions()?;
            build.writer.push("), pair(source, id, left_out) AS MATERIALIZED (");
            for (place, sources) in self.rests_on().into_iter().enumerate() {
                build.writer.push(if place > 0 { " UNION " } else { "" });
                build
                    .writer
                    .push("SELECT s.id, r.id, r.left_out FROM r JOIN ")
                    .push(self.on.table)
                    .push(" t0 ON t0.id = r.id ");
                build.writer.push("JOIN source s ON s.id").push(among[0]).push(&sources).push(among[1]);
            }
            build.writer.push(") SELECT ").push(&SOURCE_COLUMNS.join(", "));
            build.writer.push(", sum(1 - p.left_out), sum(p.left_out) FROM pair p JOIN source s ON s.id = p.source ");
            build.writer.push("GROUP BY s.id ORDER BY s.slug");
            Ok(())
        })
    }

    /// How many rows there are, and how many of them are left out.
    ///
    /// # Errors
    /// What is wrong with the arguments.
    pub fn counts(&self) -> Result<(String, Vec<Value>), Refusal> {
        self.write(Vec::new(), |build| {
            build.writer.push("SELECT count(*), coalesce(sum(CASE WHEN ");
            self.left_out(&mut build.writer);
            build.writer.push(" THEN 1 ELSE 0 END), 0)");
            build.from(false);
            build.conditions()
        })
    }

    fn write(
        &self,
        joins: Vec<Join>,
        fill: impl FnOnce(&mut Build<'_>) -> Result<(), Refusal>,
    ) -> Result<(String, Vec<Value>), Refusal> {
        let level = Level::whole(self.on, joins, self.arguments.clone());
        let writer = Writer::new(self.dialect, false);
        let mut build = Build {
            level: &level,
            catalogue: self.catalogue,
            arguments: &self.arguments,
            writer,
            on: Some(self.on),
            belonging: None,
            names: Names::Current,
            way: None,
        };
        fill(&mut build)?;
        let Written { sql, values, .. } = build.writer.finish();
        Ok((sql, values))
    }

    /// Which sources a row rests on: queries of their ids.
    fn rests_on(&self) -> Vec<String> {
        match self.on.basis() {
            Basis::Own => vec!["SELECT t0.id".to_owned()],
            Basis::One(key) => vec![format!("SELECT {}", key.replace("{t}", "t0"))],
            Basis::Many(cited) => {
                let each = [Some(cited), self.on.figures].into_iter().flatten().flat_map(basis::selects);
                each.map(|select| select.replace("{k}", "t0.id")).collect()
            }
        }
    }

    /// Holds for rows that may not be passed on. A row that cites several sources is left out only where all of them forbid
    /// it, since what it says can be had from the others; but a figure in it is its own source's alone.
    fn left_out(&self, writer: &mut Writer) {
        match self.on.basis() {
            // That a publication is there is nobody's to forbid.
            Basis::Own => drop(writer.constant(false)),
            Basis::One(key) => {
                writer.push("(").expression(key, "t0");
                writer.push(" IN (SELECT b.id FROM source b WHERE b.redistribution = 'FORBIDDEN'))");
            }
            Basis::Many(cited) => {
                writer.push("((EXISTS (SELECT 1 FROM source b WHERE b.redistribution = 'FORBIDDEN' AND ");
                writer.relation(cited, "b", "t0.id");
                writer.push(") AND NOT EXISTS (SELECT 1 FROM source b WHERE b.redistribution <> 'FORBIDDEN' AND ");
                writer.relation(cited, "b", "t0.id").push("))");
                if let Some(figures) = self.on.figures {
                    writer.push(" OR EXISTS (SELECT 1 FROM source b WHERE b.redistribution = 'FORBIDDEN' AND ");
                    writer.relation(figures, "b", "t0.id").push(")");
                }
                writer.push(")");
            }
        }
    }
}
