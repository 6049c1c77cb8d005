//! The columns of an export, as the catalogue's fields say. A value is a column of the name of its field in snake case; a
//! text in two languages is one for each; an embedded object is its fields behind its name; another row is what stands for
//! it behind the name of the relation; a short list is a list of what stands for its elements. Connections and derived
//! fields are not exported: their rows are exports of their own.

use crate::catalogue::{self, Catalogue, Field, FieldKind, Item, Render, Scalar, Shown, Type, UNKNOWN, ValueType, Via};
use crate::domain::display::Language;
use crate::plan::export::{Belonging, Select};
use crate::plan::{Alias, Expression, Join};

/// The columns of a type, and where their values stand in the rows that are read for them.
#[derive(Debug)]
pub struct Table {
    /// In the order of the type's fields.
    pub columns: Vec<Column>,
    /// What is selected.
    pub(super) select: Vec<Select>,
    /// Rows that ride along.
    pub(super) joins: Vec<Join>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its field says.
    pub description: &'static str,
    /// What its values are.
    pub kind: ColumnKind,
    /// True where a value can be unknown.
    pub nullable: bool,
    /// The first cell that it is made of.
    pub(super) cell: usize,
    /// The cell that is null where the whole object around it is.
    pub(super) guard: Option<usize>,
}

/// What the values of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// Texts, addresses, values of enums.
    Text,
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// True or false.
    Bool,
    /// Days, as texts.
    Date,
    /// Microseconds since 1970.
    Moment,
    /// Global ids of the type with this tag.
    Id(&'static str),
    /// Bits that stand for values of an enum.
    Set(Vec<&'static str>),
    /// Several texts.
    List,
    /// Citations.
    Citation,
    /// Figures as people write them, from so many cells.
    Display(Language, usize),
}

impl Table {
    /// The columns of a type.
    pub fn of(catalogue: &Catalogue, on: &Type) -> Self {
        let table = Self { columns: Vec::new(), select: Vec::new(), joins: Vec::new() };
        let mut reader = Reader { catalogue, table };
        let row = Row { alias: Alias::OWN, prefix: "", comparator: UNKNOWN, nullable: false, guard: None };
        for field in &on.fields {
            reader.field(field, &snake(field.name), &row);
        }
        reader.table
    }
}

/// The row that fields are read from.
#[derive(Debug, Clone, Copy)]
struct Row {
    alias: Alias,
    /// What the columns of an embedded object begin with.
    prefix: &'static str,
    /// How the figure of an embedded object is to be read.
    comparator: &'static str,
    /// True where it may not be there.
    nullable: bool,
    /// The cell that says so, where its columns do not.
    guard: Option<usize>,
}

impl Row {
    fn fill(self, template: &str) -> String {
        template.replace("{c}", self.comparator).replace("{t}", &self.alias.text()).replace("{p}", self.prefix)
    }
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    table: Table,
}

impl Reader<'_> {
    fn field(&mut self, field: &Field, name: &str, row: &Row) {
        let nullable = row.nullable || !field.required;
        match &field.kind {
            FieldKind::Scalar(scalar) => self.scalar(field, scalar, name, row),
            FieldKind::Display(shown) => self.display(field, shown, name, row),
            FieldKind::Embedded { object, prefix, present, comparator } => {
                let guard = Some(self.select(row.fill(present)));
                let inner = Row { prefix, comparator, nullable, guard, ..*row };
                let object = self.catalogue.get(object);
                for field in &object.fields {
                    self.field(field, &format!("{name}_{}", snake(field.name)), &inner);
                }
            }
            FieldKind::One { object, key, column } => {
                let on = self.catalogue.get(object);
                let key = row.fill(key);
                let fields: Vec<&Field> = on.summary.iter().filter_map(|name| on.field(name)).collect();
                if fields.is_empty() {
                    // Nothing stands for such a row: it is one of the list, or not.
                    return;
                }
                if let [field] = fields[..]
                    && let FieldKind::Scalar(scalar) = &field.kind
                    && scalar.columns == [format!("{{t}}.{column}")]
                {
                    // The key says it already: there is no need to look the row up.
                    let column = Column { nullable, guard: row.guard, ..Column::of(field, ColumnKind::Text) };
                    self.push(Column { name: format!("{name}_{}", snake(field.name)), ..column }, &[key]);
                    return;
                }
                let alias = self.join(on.table, column, key, row);
                let inner = Row { alias, prefix: "", comparator: UNKNOWN, nullable, guard: row.guard };
                for field in fields {
                    self.field(field, &format!("{name}_{}", snake(field.name)), &inner);
                }
            }
            FieldKind::AnyNode { tag, id, .. } => {
                let (tag, id) = (row.fill(tag), row.fill(id));
                let node = self.join("node", "id", id.clone(), row).text();
                let parts = [
                    ("type", tag, false),
                    ("slug", format!("{node}.slug"), false),
                    ("name_en", name_of(&id, "EN"), true),
                    ("name_zh", name_of(&id, "ZH"), true),
                ];
                for (part, sql, unknown) in parts {
                    let column = Column { nullable: nullable || unknown, ..Column::of(field, ColumnKind::Text) };
                    self.push(Column { name: format!("{name}_{part}"), guard: row.guard, ..column }, &[sql]);
                }
            }
            FieldKind::List { item, via, order, table, .. } => {
                let above = format!("{}.id", row.alias.text());
                let fill = |template: &str| template.replace("{t}", "x").replace("{k}", &above);
                if let Some((item, more)) = self.item(item) {
                    let (item, order, tables) = (fill(&item), fill(order), format!("{table} x{more}"));
                    let belonging = match *via {
                        Via::Fixed(catalogue::Belonging::Column { column, condition }) => {
                            let condition = if condition.is_empty() { "1 = 1" } else { condition };
                            let (column, condition) = (fill(column), fill(condition));
                            if row.alias == Alias::OWN {
                                Belonging::Each(format!("{column} = {above} AND {condition}"))
                            } else {
                                Belonging::Gathered { column, value: above, condition }
                            }
                        }
                        Via::Fixed(catalogue::Belonging::Where(template)) => Belonging::Each(fill(template)),
                        _ => return,
                    };
                    let column = Column { name: name.to_owned(), ..Column::of(field, ColumnKind::List) };
                    self.place(column, vec![Select::List { item, order, tables, belonging }]);
                }
            }
            FieldKind::Many(_)
            | FieldKind::Latest { .. }
            | FieldKind::Lookup { .. }
            | FieldKind::Single { .. }
            | FieldKind::Node
            | FieldKind::Nodes
            | FieldKind::Fixed { .. }
            | FieldKind::Slice { .. }
            | FieldKind::Changes { .. }
            | FieldKind::SameRow { .. }
            | FieldKind::Derived { .. } => {}
        }
    }

    /// What stands for an element of a list, and the tables that it takes besides the list's own.
    fn item(&self, item: &Item) -> Option<(String, String)> {
        match item {
            Item::Text(column) => Some(((*column).to_owned(), String::new())),
            // A slug is one of its type only: both together name a part of the chain.
            Item::AnyNode { tag, id } => {
                Some((format!("{tag} || ':' || n.slug"), format!(" JOIN node n ON n.id = {}", id.replace("{t}", "x"))))
            }
            Item::Object(name) => {
                self.catalogue.get(name).summary.contains(&"slug").then(|| ("{t}.slug".to_owned(), String::new()))
            }
            Item::One { .. } => None,
        }
    }

    fn scalar(&mut self, field: &Field, scalar: &Scalar, name: &str, row: &Row) {
        let nullable = row.nullable || !field.required;
        let of = |kind| Column { name: name.to_owned(), nullable, guard: row.guard, ..Column::of(field, kind) };
        let columns: Vec<String> = scalar.columns.iter().map(|column| row.fill(column)).collect();
        let kind = match scalar.render {
            Render::Text if scalar.value == ValueType::Named("Date") => ColumnKind::Date,
            Render::Text => ColumnKind::Text,
            Render::Int => ColumnKind::Int,
            Render::Float => ColumnKind::Float,
            Render::Bool => ColumnKind::Bool,
            Render::DateTime => ColumnKind::Moment,
            Render::Id(tag) => ColumnKind::Id(tag),
            Render::Citation => ColumnKind::Citation,
            Render::Display => return,
            Render::Set(choice) => {
                let found = self.catalogue.choices.iter().find(|known| known.name == choice);
                ColumnKind::Set(
                    found.map(|found| found.values.iter().map(|value| value.name).collect()).unwrap_or_default(),
                )
            }
            Render::Localized | Render::LocalizedList => {
                for (language, sql) in ["en", "zh"].iter().zip(columns) {
                    let column = match scalar.render {
                        Render::Localized => Column { nullable: true, ..of(ColumnKind::Text) },
                        _ => of(ColumnKind::List),
                    };
                    self.push(Column { name: format!("{name}_{language}"), ..column }, &[sql]);
                }
                return;
            }
        };
        self.push(of(kind), &columns);
    }

    /// A figure as people write it, in either language, from the same cells.
    fn display(&mut self, field: &Field, shown: &Shown, name: &str, row: &Row) {
        let unit = self.join("unit", "code", row.fill(shown.unit), row);
        let unit = Row { alias: unit, ..*row };
        let figure = shown.figure.map(|template| row.fill(template));
        let unit = Shown::UNIT.map(|template| unit.fill(template));
        let words = shown.words.map(|words| words.map(|template| row.fill(template)));
        let cell = self.table.select.len();
        let cells = figure.into_iter().chain(unit).chain(words.into_iter().flatten());
        self.table.select.extend(cells.map(Select::Value));
        let count = self.table.select.len() - cell;
        for (language, suffix) in [(Language::English, "en"), (Language::Chinese, "zh")] {
            let column = Column::of(field, ColumnKind::Display(language, count));
            let (name, nullable) = (format!("{name}_{suffix}"), row.nullable || !field.required);
            self.table.columns.push(Column { name, nullable, cell, guard: row.guard, ..column });
        }
    }

    /// Adds a column that is made of these expressions.
    fn push(&mut self, column: Column, columns: &[String]) {
        self.place(column, columns.iter().cloned().map(Select::Value).collect());
    }

    fn place(&mut self, column: Column, select: Vec<Select>) {
        let cell = self.table.select.len();
        self.table.select.extend(select);
        self.table.columns.push(Column { cell, ..column });
    }

    /// Selects an expression of which there is no column.
    fn select(&mut self, sql: String) -> usize {
        self.table.select.push(Select::Value(sql));
        self.table.select.len() - 1
    }

    /// The alias of the row of a table with this key.
    fn join(&mut self, table: &'static str, column: &'static str, key: String, row: &Row) -> Alias {
        let joins = &mut self.table.joins;
        let found = joins.iter().position(|join| join.table == table && join.key.sql == key);
        Alias::join(found.unwrap_or_else(|| {
            joins.push(Join { table, column, key: Expression { sql: key, row: row.alias }, used: true });
            joins.len() - 1
        }))
    }
}

impl Column {
    fn of(field: &Field, kind: ColumnKind) -> Self {
        Self {
            name: String::new(),
            description: field.description,
            kind,
            nullable: !field.required,
            cell: 0,
            guard: None,
        }
    }
}

/// A name of a part of the chain.
fn name_of(id: &str, role: &str) -> String {
    format!("(SELECT x.text FROM name x WHERE x.node_id = {id} AND x.role = '{role}' ORDER BY x.position LIMIT 1)")
}

/// `recordedAt` as `recorded_at`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
