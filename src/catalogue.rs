//! The one description of every type that the API serves: its fields, relations, filters, orders and groups, and the
//! SQL each of them stands for. The GraphQL schema, the input types, the plans and the statements all derive from it,
//! so that a new field is one line here and a new type one file.
//!
//! SQL in the catalogue is a template over one table: `{t}` is the alias of the row at hand, `{k}` the key of the row
//! above it, `{p}` the column prefix of an embedded object and `{c}` the comparator of its figure. It is valid on SQLite and on PostgreSQL alike.

pub mod basis;
mod build;
mod chain;
mod changes;
mod choices;
mod common;
mod comparison;
mod concentration;
pub mod derivation;
mod filter;
mod graph;
mod import;
mod link;
mod metric;
mod model;
mod observation;
mod quality;
mod query;
mod relation;
mod search;
mod sector;
mod series;
mod source;
mod technology;
mod trend;
mod unit;
mod vendor;

use std::collections::HashMap;

pub use basis::Basis;
pub use changes::Change;
pub use choices::{Choice, ChoiceType, labels};
pub use common::{DOWNSTREAM, UPSTREAM};
pub use derivation::{Argument, Column, Derivation, Flow, Part};
pub use filter::{Codes, Filter, FilterKind};
pub use observation::VINTAGES;
pub use relation::{Belonging, Item, Sides, Through, Via};

/// Every type, by name.
#[derive(Debug)]
pub struct Catalogue {
    /// In the order in which a reader meets them.
    pub types: Vec<Type>,
    /// Every enum.
    pub choices: Vec<ChoiceType>,
    positions: HashMap<&'static str, usize>,
}

impl Catalogue {
    /// Describes the whole API.
    pub fn new() -> Self {
        let types = vec![
            query::query(),
            vendor::vendor(),
            model::model(),
            sector::sector(),
            technology::technology(),
            metric::metric(),
            observation::observation(),
            trend::trend(),
            link::link(),
            source::source(),
            unit::unit(),
            unit::quantity(),
            unit::period(),
            chain::chain(),
            chain::stage(),
            chain::slice(),
            chain::dataset(),
            chain::dataset_count(),
            changes::changes(),
            quality::quality(),
            quality::finding(),
            quality::coverage(),
            import::run(),
            import::count(),
            import::note(),
            search::edge(),
            concentration::concentration(),
            concentration::share(),
            concentration::single_source(),
            comparison::comparison(),
            comparison::technology_comparison(),
            comparison::metric_comparison(),
            comparison::row(),
            comparison::cell(),
            series::series(),
            series::point(),
            graph::path(),
            graph::impact(),
            graph::impact_edge(),
        ];
        let positions = types.iter().enumerate().map(|(i, t)| (t.name, i)).collect();
        Self { types, choices: choices::all(), positions }
    }

    /// The type of that name.
    ///
    /// # Panics
    /// Where the catalogue names a type that it does not describe: a fault in the catalogue, met at start.
    pub fn get(&self, name: &str) -> &Type {
        self.find(name).unwrap_or_else(|| panic!("the catalogue has no type {name}"))
    }

    /// The type of that name, if it is one of the catalogue's.
    pub fn find(&self, name: &str) -> Option<&Type> {
        self.positions.get(name).map(|&i| &self.types[i])
    }

    /// The types that belong to an interface, `ChainNode` or `Node`, or to the union of what searches find.
    pub fn implementers<'a>(&'a self, interface: &'a str) -> impl Iterator<Item = &'a Type> {
        self.types.iter().filter(move |t| t.belongs(interface))
    }

    /// The type whose rows carry this tag in `node.type`, or whose global ids do.
    pub fn by_tag(&self, tag: &str) -> Option<&Type> {
        self.types.iter().find(|t| t.tag == Some(tag))
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::new()
    }
}

/// The union of what searches find.
pub const SEARCH_RESULT: &str = "SearchResult";

/// One object type.
#[derive(Debug)]
pub struct Type {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What an analyst reads about it.
    pub description: &'static str,
    /// The table or view that its rows stand in; empty for an object without a row of its own.
    pub table: &'static str,
    /// What it is called in `node.type`, in global ids and in filters on chain nodes.
    pub tag: Option<&'static str>,
    /// `Node`, `ChainNode`.
    pub interfaces: Vec<&'static str>,
    /// True where searches find its rows.
    pub found: bool,
    /// What tells its vintages apart, where newer rows take the place of older ones: lists show the current ones.
    pub vintages: Option<Vintages>,
    /// True where there may be millions of rows: its lists are not read to their end in search of a few.
    pub is_large: bool,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What its lists can be filtered by.
    pub filters: Vec<Filter>,
    /// What its lists can be ordered by.
    pub orders: Vec<Order>,
    /// What its lists can be grouped by.
    pub groups: Vec<Group>,
    /// What its groups aggregate.
    pub numbers: Vec<Number>,
    /// What is said where numbers of several units are compared as they are printed, if rows have a unit each.
    pub printed: Option<Printed>,
    /// The order of a list that asks for none: keys of `orders` or expressions that only this order uses.
    pub default_order: Vec<Order>,
    /// Where its rows are the edges of connections: what is said of a node stands beside it.
    pub edge: Option<Edge>,
    /// The fields that stand for a row where a table names it: its slug, its names.
    pub summary: &'static [&'static str],
    /// Sources that figures in its rows come from, besides those that a row cites: a condition on them.
    pub figures: Option<&'static str>,
}

/// Numbers that rows print each in a unit of its own, which say little where they are compared over several.
#[derive(Debug, Clone, Copy)]
pub struct Printed {
    /// The filter by the unit: of one unit, all are comparable.
    pub unit: &'static str,
    /// The order by the number.
    pub order: &'static str,
    /// What is to be done instead: a clause, for people.
    pub instead: &'static str,
}

/// What tells vintages apart.
#[derive(Debug, Clone, Copy)]
pub struct Vintages {
    /// True of a row that no newer one has taken the place of.
    pub current: &'static str,
    /// The day from which on a row was known.
    pub known_on: &'static str,
    /// The day from which on a newer one was.
    pub superseded_on: &'static str,
    /// The day from which on its source had it no longer.
    pub withdrawn_on: &'static str,
}

/// What a type is whose rows are the edges of connections.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// The connections' type.
    pub connection: &'static str,
    /// The field that is the node.
    pub node: &'static str,
}

impl Type {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// True where it belongs to an interface or union.
    pub fn belongs(&self, name: &str) -> bool {
        self.interfaces.contains(&name) || (self.found && name == SEARCH_RESULT)
    }

    /// True where lists of this type exist, and with them its connection, filter and order types.
    pub fn is_listed(&self) -> bool {
        !self.default_order.is_empty() && !self.orders.is_empty()
    }

    /// The type of connections to it.
    pub fn connection(&self) -> String {
        self.edge.map_or_else(|| format!("{}Connection", self.name), |edge| edge.connection.to_owned())
    }

    /// The type of the edges of connections to it.
    pub fn edges(&self) -> String {
        if self.edge.is_some() { self.name.to_owned() } else { format!("{}Edge", self.name) }
    }
}

/// One field of an object type.
#[derive(Debug)]
pub struct Field {
    /// Its GraphQL name.
    pub name: &'static str,
    /// What it says, in which unit, and when it is null.
    pub description: &'static str,
    /// True where it is never null.
    pub required: bool,
    /// What it stands for.
    pub kind: FieldKind,
}

/// What a field stands for.
#[derive(Debug)]
pub enum FieldKind {
    /// A value written from columns of the row.
    Scalar(Scalar),
    /// A figure as people write it.
    Display(Shown),
    /// An object whose columns stand in the same row, behind a prefix.
    Embedded {
        /// Its type.
        object: &'static str,
        /// What its columns begin with.
        prefix: &'static str,
        /// Null where this expression is.
        present: &'static str,
        /// How a figure in it is to be read, where the row says so: what stands for `{c}` in its fields.
        comparator: &'static str,
    },
    /// Another row, joined.
    One {
        /// Its type.
        object: &'static str,
        /// Its key, computed from this row.
        key: &'static str,
        /// The column of the other table that the key is compared with.
        column: &'static str,
    },
    /// A row of one of several types.
    AnyNode {
        /// The interface or union that they belong to.
        among: &'static str,
        /// Its type's tag.
        tag: &'static str,
        /// Its id.
        id: &'static str,
    },
    /// A connection.
    Many(Many),
    /// A plain list, short by nature.
    List {
        /// What its elements are.
        item: Item,
        /// Which rows belong to this one.
        via: Via,
        /// Their order.
        order: &'static str,
        /// The table they stand in.
        table: &'static str,
        /// How many there are at most, as a rule: what they are counted as before they are read.
        usually: u64,
    },
    /// The first row of a list in a fixed order, limited by an optional status.
    Latest {
        /// Its type.
        object: &'static str,
        /// Which rows belong to this one.
        via: &'static str,
        /// Their order.
        order: &'static str,
        /// The column that the argument `status` is compared with.
        status: &'static str,
    },
    /// A root's one row by id or slug.
    Lookup {
        /// Its type.
        object: &'static str,
    },
    /// A root's one row that a condition names.
    Single {
        /// Its type.
        object: &'static str,
        /// The condition.
        condition: &'static str,
    },
    /// The row of any type that a global id names.
    Node,
    /// The rows that global ids name, in their order.
    Nodes,
    /// An object without a row of its own.
    Fixed {
        /// Its type.
        object: &'static str,
    },
    /// An object without a row of its own whose lists an argument `filter` cuts.
    Slice {
        /// Its type.
        object: &'static str,
    },
    /// An object without a row of its own whose lists arguments `from` and `to` cut.
    Changes {
        /// Its type.
        object: &'static str,
    },
    /// Another view of the same row.
    SameRow {
        /// Its type.
        object: &'static str,
    },
    /// A field whose rows are derived.
    Derived {
        /// From what, and how.
        derivation: Derivation,
        /// What is made of them.
        field: Box<FieldKind>,
    },
}

/// A connection field.
#[derive(Debug)]
pub struct Many {
    /// The type of its nodes.
    pub object: &'static str,
    /// Which of them belong to the row.
    pub via: Via,
}

/// How a value is written, and the columns that it is written from.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// Its type in the schema.
    pub value: ValueType,
    /// How it is written.
    pub render: Render,
    /// One expression per column that the rendering reads.
    pub columns: Vec<&'static str>,
}

/// What a figure is written from as people write it.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Value, lower and upper bound, and how they are to be read.
    pub figure: [&'static str; 4],
    /// The code of their unit.
    pub unit: &'static str,
    /// What is written where there is no number: in English, in Chinese, as printed.
    pub words: Option<[&'static str; 3]>,
}

impl Shown {
    /// What is read of the unit, behind the figure.
    pub const UNIT: [&'static str; 6] =
        ["{t}.code", "{t}.base_code", "{t}.currency", "{t}.multiplier", "{t}.name_en", "{t}.name_zh"];
}

/// What a row does not say.
pub const UNKNOWN: &str = "CAST(NULL AS text)";

/// How columns become JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Render {
    /// A text, date or enum as it stands.
    Text,
    /// A whole number.
    Int,
    /// A number, rounded to 15 significant digits.
    Float,
    /// True or false.
    Bool,
    /// Microseconds since 1970 as an RFC 3339 time.
    DateTime,
    /// Bits as a list of the values of an enum.
    Set(&'static str),
    /// English and Chinese: the one asked for, else the other.
    Localized,
    /// JSON lists in English and in Chinese: the one asked for, else the other.
    LocalizedList,
    /// A global id of a type with this tag.
    Id(&'static str),
    /// A citation made from title (en, zh), publisher, date, precision, address and slug.
    Citation,
    /// A figure as people write it, from what `Shown` says.
    Display,
}

impl Render {
    /// True where the field has an argument `locale`.
    pub fn is_localized(self) -> bool {
        matches!(self, Self::Localized | Self::LocalizedList)
    }
}

/// The scalar or enum that a value has in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// One of GraphQL's or this API's scalars.
    Named(&'static str),
    /// A list of an enum.
    ListOf(&'static str),
}

/// Something that lists can be ordered by.
#[derive(Debug, Clone)]
pub struct Order {
    /// The enum value; empty for a key that only a default order uses.
    pub name: &'static str,
    /// What it sorts by.
    pub description: &'static str,
    /// The expression.
    pub expression: &'static str,
    /// The column that the expression is, where it orders derived rows.
    pub column: Option<&'static str>,
    /// What its cursor values are.
    pub kind: OrderKind,
    /// True where no two rows share a value: the keys behind it decide nothing.
    pub unique: bool,
    /// True where it can be null.
    pub nullable: bool,
    /// A column that holds the same, and `infinity` where it is unknown: SQLite has it, whose indexes have nulls first.
    pub kept: Option<&'static str>,
    /// True for the greatest first: what `orderBy` asks for.
    pub descending: bool,
}

impl Order {
    /// What is compared.
    pub fn compared(&self) -> &'static str {
        self.kept.unwrap_or(self.expression)
    }

    /// True where what is unknown stands apart from the rest: behind it, in whichever direction the rest is read.
    pub fn is_open(&self) -> bool {
        self.nullable && (self.kept.is_none() || self.descending)
    }
}

/// What the values of an order are, so that a cursor can carry them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderKind {
    /// Bytes of text.
    Text,
    /// A whole number.
    Int,
    /// A floating-point number.
    Float,
    /// A day.
    Date,
}

/// Something that lists can be grouped by.
#[derive(Debug)]
pub struct Group {
    /// The enum value.
    pub name: &'static str,
    /// What it groups by.
    pub description: &'static str,
    /// What the rows of a group share: the key, or what it follows from and is quicker to tell.
    pub by: &'static str,
    /// The key, as text: over a row of the group, or over `{k}`, which its rows share.
    pub key: &'static str,
    /// Its English label, from a row of the group or from the key (`{k}`); the key where empty.
    pub label_en: &'static str,
    /// Its Chinese label; the key where empty.
    pub label_zh: &'static str,
    /// The enum whose labels the key has, where it is one.
    pub choice: Option<&'static str>,
    /// Rows joined beside each row, which counts once for each of them: what it shares stands there.
    pub beside: Option<&'static str>,
}

impl Number {
    /// What orders of groups call it behind the aggregate: `TRAINING_COMPUTE`.
    pub fn order_name(&self) -> String {
        let upper = |c: char| if c.is_ascii_uppercase() { vec!['_', c] } else { vec![c.to_ascii_uppercase()] };
        self.name.chars().flat_map(upper).collect()
    }
}

/// A number that groups aggregate.
#[derive(Debug)]
pub struct Number {
    /// The field of the numbers object.
    pub name: &'static str,
    /// What it is, in which unit.
    pub description: &'static str,
    /// The expression.
    pub expression: &'static str,
    /// Its unit, where rows differ in theirs: figures of several units are never aggregated together.
    pub unit: Option<&'static str>,
}
