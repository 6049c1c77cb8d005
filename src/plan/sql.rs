//! The SQL writer: fixed words, expressions of the catalogue with their aliases filled in, and bound values. The two
//! databases differ in a handful of words, and all of those are here.

use chrono::NaiveDate;

use crate::catalogue::{Belonging, Column, Order, Part, Vintages};
pub use crate::database::{Dialect, Value};
use crate::domain::search::Expression;

/// What stands for the key of the row above, until it is known how many there are.
pub const KEY: &str = "{k}";

/// What stands for the place of that key among all.
const PLACE: &str = "{p}";

/// A statement.
#[derive(Debug, Default)]
pub struct Written {
    /// The text; where it is keyed the first parameter is the key (SQLite) or the list of keys (PostgreSQL).
    pub sql: String,
    /// The text for a single key, where that is another one: it is planned for what it is.
    pub one: Option<String>,
    /// The bound values, the keys not among them.
    pub values: Vec<Value>,
}

/// A statement in the making.
#[derive(Debug)]
pub struct Writer {
    dialect: Dialect,
    text: String,
    values: Vec<Value>,
    keyed: bool,
    aliases: usize,
    /// Where the text of each `EXISTS` begins that has not ended, the outermost first.
    exists: Vec<usize>,
}

impl Writer {
    /// An empty statement; a keyed one runs for each key of the level above.
    pub fn new(dialect: Dialect, keyed: bool) -> Self {
        Self { dialect, text: String::with_capacity(512), values: Vec::new(), keyed, aliases: 0, exists: Vec::new() }
    }

    /// Which database it is for.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The statement.
    pub fn finish(self) -> Written {
        let Self { dialect, text, values, keyed, .. } = self;
        let (sql, one) = match (keyed, dialect) {
            (false, _) => (text, None),
            (true, Dialect::Sqlite) => (text.replace(KEY, "?1"), None),
            (true, Dialect::Postgres) => {
                let each = text.replace(KEY, "k.key").replace(PLACE, "k.ord");
                let keys = "unnest($1::int8[]) WITH ORDINALITY AS k(key, ord)";
                let sql = format!("SELECT k.ord, b.* FROM {keys} CROSS JOIN LATERAL ({each}) b");
                (sql, Some(text.replace(KEY, "CAST($1 AS INT8)").replace(PLACE, "1")))
            }
        };
        Written { sql, one, values }
    }

    /// Adds fixed words.
    pub fn push(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    /// Adds a template over a row.
    pub fn expression(&mut self, template: &str, alias: &str) -> &mut Self {
        self.relation(template, alias, "")
    }

    /// Adds a template over a row and the key of the row above it.
    pub fn relation(&mut self, template: &str, alias: &str, key: &str) -> &mut Self {
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            self.text.push_str(&rest[..at]);
            self.text.push_str(if rest[at..].starts_with("{t}") { alias } else { key });
            rest = &rest[at + 3..];
        }
        self.text.push_str(rest);
        self
    }

    /// What makes a row belong to the row above; a table between the two is there already.
    pub fn belongs(&mut self, belonging: Belonging, alias: &str, key: &str) -> &mut Self {
        match belonging {
            Belonging::Where(condition) | Belonging::Either { condition, .. } => self.relation(condition, alias, key),
            Belonging::Through(through) => self.relation(through.above, alias, key),
            Belonging::Column { column, condition } => {
                self.expression(column, alias).push(" = ").push(key);
                if condition.is_empty() { self } else { self.push(" AND ").expression(condition, alias) }
            }
        }
    }

    /// Binds a value.
    pub fn bind(&mut self, value: Value) -> &mut Self {
        self.values.push(value);
        let number = self.values.len() + usize::from(self.keyed);
        self.text.push(match self.dialect {
            Dialect::Sqlite => '?',
            Dialect::Postgres => '$',
        });
        self.text.push_str(&number.to_string());
        self
    }

    /// Binds a value that may not fit into the column that it is compared with.
    pub fn bind_wide(&mut self, value: Value) -> &mut Self {
        match value {
            Value::Int(_) => self.push("CAST(").bind(value).push(" AS BIGINT)"),
            value => self.bind(value),
        }
    }

    /// The direction of a key of an order, and where it puts what is unknown if it can be.
    pub fn direction(&mut self, key: &Order, backward: bool, nullable: bool) -> &mut Self {
        self.push(if key.descending == backward { "" } else { " DESC" });
        match (nullable, backward) {
            (false, _) => self,
            (true, false) => self.push(" NULLS LAST"),
            (true, true) => self.push(" NULLS FIRST"),
        }
    }

    /// At most so many rows. PostgreSQL plans a statement once for all values only where it knows how many: where it does not,
    /// it takes a tenth of all for granted, which is more than a plan for each run costs.
    pub fn limit(&mut self, rows: i64) -> &mut Self {
        self.push(" LIMIT ");
        match self.dialect {
            Dialect::Sqlite => self.bind(Value::Int(rows)),
            Dialect::Postgres => self.push(&rows.to_string()),
        }
    }

    /// A fresh alias for a table inside a condition.
    pub fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("f{}", self.aliases)
    }

    /// `expression = any of the list`.
    pub fn is_in(&mut self, template: &str, alias: &str, list: Value) -> &mut Self {
        self.expression(template, alias);
        match self.dialect {
            Dialect::Sqlite => self.push(" IN rarray(").bind(list).push(")"),
            Dialect::Postgres => self.push(" = ANY(").bind(list).push(")"),
        }
    }

    /// Of vintages the current ones, or those that were known on a day.
    pub fn vintage(&mut self, vintages: &Vintages, alias: &str, as_of: Option<NaiveDate>) -> &mut Self {
        let Some(day) = as_of else { return self.expression(vintages.current, alias) };
        self.push("(").expression(vintages.known_on, alias).push(" <= ").bind(Value::Date(day)).push(" AND (");
        self.expression(vintages.superseded_on, alias).push(" IS NULL OR ").expression(vintages.superseded_on, alias);
        self.push(" > ").bind(Value::Date(day)).push("))")
    }

    /// Only what its source has still, or had on a day.
    pub fn held(&mut self, vintages: &Vintages, alias: &str, as_of: Option<NaiveDate>) -> &mut Self {
        self.push("(").expression(vintages.withdrawn_on, alias).push(" IS NULL");
        if let Some(day) = as_of {
            self.push(" OR ").expression(vintages.withdrawn_on, alias).push(" > ").bind(Value::Date(day));
        }
        self.push(")")
    }

    /// Only periods that share a day with a time. Of the columns that begin with `period` an unknown start is earlier than any
    /// day and an unknown end later, so that one without days is not judged.
    pub fn during(&mut self, period: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> &mut Self {
        if let Some(from) = from {
            self.push(&format!(" AND ({period}_end IS NULL OR {period}_end >= ")).bind(Value::Date(from)).push(")");
        }
        if let Some(to) = to {
            self.push(&format!(" AND ({period}_start IS NULL OR {period}_start <= ")).bind(Value::Date(to)).push(")");
        }
        self
    }

    /// A table of ids, whose column is `value`.
    pub fn each(&mut self, ids: Vec<i64>, alias: &str) -> &mut Self {
        match self.dialect {
            Dialect::Sqlite => self.push("rarray(").bind(Value::Ints(ids)).push(") ").push(alias),
            Dialect::Postgres => {
                self.push("unnest(CAST(").bind(Value::Ints(ids)).push(" AS int8[])) AS ").push(alias).push("(value)")
            }
        }
    }

    /// Entries of the search that fulfil a condition on their tokens, as `s`; what follows is joined by AND. SQLite knows nothing of
    /// how many an index of words finds, and would ask it for each entry of a type; so it asks once, and looks up what is found.
    pub fn matching(&mut self, expression: &Expression) -> &mut Self {
        let mut text = String::new();
        write_tokens(expression, self.dialect, &mut text);
        match self.dialect {
            Dialect::Sqlite => self
                .push("search_index i CROSS JOIN search_entry s ON s.id = i.rowid WHERE i.search_index MATCH ")
                .bind(Value::Text(text)),
            Dialect::Postgres => self
                .push("search_entry s WHERE s.tokens_index @@ CAST(CAST(")
                .bind(Value::Text(text))
                .push(" AS text) AS tsquery)"),
        }
    }

    /// The ids of matching entries, as the index gives them in their order.
    pub fn matched_id(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "i.rowid",
            Dialect::Postgres => "s.id",
        }
    }

    /// A table of derived rows, which are bound when the statement runs: those of each key by themselves.
    pub fn derived(&mut self, part: &Part) -> &mut Self {
        self.push("(SELECT ");
        for (i, (name, column)) in part.columns.iter().enumerate() {
            self.push(if i > 0 { ", " } else { "" });
            let value = match (self.dialect, column) {
                (Dialect::Sqlite, _) => format!("json_extract(e.value, '$[{i}]')"),
                (Dialect::Postgres, Column::Int) => format!("CAST(e.value ->> {i} AS int8)"),
                (Dialect::Postgres, Column::Float) => format!("CAST(e.value ->> {i} AS float8)"),
                (Dialect::Postgres, Column::Text) => format!("e.value ->> {i}"),
            };
            self.push(&value).push(" AS ").push(name);
        }
        match self.dialect {
            Dialect::Sqlite => self.push(" FROM json_each(").bind(Value::Derived).push(") e)"),
            Dialect::Postgres => {
                let place = if self.keyed { PLACE } else { "1" };
                self.push(" FROM json_array_elements(CAST((CAST(").bind(Value::Derived).push(" AS text[]))[");
                self.push(place).push("] AS json)) AS e(value))")
            }
        }
    }

    /// All values of an expression, in an order, as a text of JSON.
    pub fn list(&mut self, item: &str, order: &str) -> &mut Self {
        let aggregate = match self.dialect {
            Dialect::Sqlite => "json_group_array",
            Dialect::Postgres => "json_agg",
        };
        self.push(&format!("{aggregate}({item} ORDER BY {order})"))
    }

    /// The text holds the needle.
    pub fn contains(&mut self, template: &str, alias: &str, needle: String) -> &mut Self {
        self.push(match self.dialect {
            Dialect::Sqlite => "instr(",
            Dialect::Postgres => "strpos(",
        });
        self.expression(template, alias).push(", ").bind(Value::Text(needle)).push(") > 0")
    }

    /// Begins a condition that there is a row, or that there is none; what follows is the statement that finds it.
    pub fn exists(&mut self, holds: bool) -> &mut Self {
        self.push(if holds { "EXISTS (" } else { "NOT EXISTS (" });
        self.exists.push(self.text.len());
        self.push("SELECT 1 FROM ")
    }

    /// Ends it. SQLite makes a join of one that has no limit, which is faster; of one inside another it would lose rows.
    pub fn end_exists(&mut self) -> &mut Self {
        let start = self.exists.pop().unwrap_or_default();
        let is_alone = self.exists.is_empty() && !self.text[start..].contains("EXISTS (");
        match self.dialect {
            Dialect::Sqlite if !is_alone => self.push(" LIMIT 1)"),
            _ => self.push(")"),
        }
    }

    /// The text begins with the needle.
    pub fn starts_with(&mut self, template: &str, alias: &str, needle: String) -> &mut Self {
        let length = i64::try_from(needle.chars().count()).unwrap_or(i64::MAX);
        match self.dialect {
            Dialect::Sqlite => self
                .push("substr(")
                .expression(template, alias)
                .push(", 1, ")
                .bind(Value::Int(length))
                .push(") = ")
                .bind(Value::Text(needle)),
            Dialect::Postgres => {
                self.push("starts_with(").expression(template, alias).push(", ").bind(Value::Text(needle)).push(")")
            }
        }
    }

    /// Begins a part of a statement whose parts come one behind the other.
    pub fn open_part(&mut self, place: usize) -> &mut Self {
        self.push(if place > 0 { " UNION ALL SELECT * FROM (" } else { "SELECT * FROM (" })
    }

    /// Ends a part, and names it by its sort and its place.
    pub fn close_part(&mut self, sort: &str, place: usize) -> &mut Self {
        self.push(") ").push(sort).push(&place.to_string())
    }

    /// The truth value of a column that holds one.
    pub fn flag(&mut self, template: &str, alias: &str, value: bool) -> &mut Self {
        self.expression(template, alias).push(" = ").bind(Value::Bool(value))
    }

    /// A condition that always or never holds.
    pub fn constant(&mut self, truth: bool) -> &mut Self {
        self.push(if truth { "1 = 1" } else { "1 = 0" })
    }
}

/// A slug without its separators, as the indexes of lookups have it.
pub fn folded(column: &str) -> String {
    format!("replace({column}, '-', '')")
}

/// A condition on tokens in the words of a database's text search. Tokens are letters, digits and the point of numbers: quotes
/// hold them.
fn write_tokens(expression: &Expression, dialect: Dialect, out: &mut String) {
    let [quote, prefix, and, or] = match dialect {
        Dialect::Sqlite => ["\"", "*", " AND ", " OR "],
        Dialect::Postgres => ["'", ":*", " & ", " | "],
    };
    match expression {
        Expression::Token(token) => out.extend([quote, token, quote]),
        Expression::Prefix(token) => out.extend([quote, token, quote, prefix]),
        Expression::All(parts) | Expression::Any(parts) => {
            let word = if matches!(expression, Expression::All(_)) { and } else { or };
            out.push('(');
            for (i, part) in parts.iter().enumerate() {
                out.push_str(if i > 0 { word } else { "" });
                write_tokens(part, dialect, out);
            }
            out.push(')');
        }
    }
}
