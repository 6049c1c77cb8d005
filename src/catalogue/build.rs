//! The words that the descriptions of the types are written in: a line says a field and what lists can do with it.

use super::{
    Belonging, Codes, Derivation, Edge, Field, FieldKind, Filter, FilterKind, Group, Item, Many, Number, Order,
    OrderKind, Printed, Render, Scalar, Shown, Type, UNKNOWN, ValueType, Via, Vintages,
};

impl Type {
    /// A type without rows of its own.
    pub(super) fn object(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            description,
            table: "",
            tag: None,
            interfaces: Vec::new(),
            found: false,
            vintages: None,
            is_large: false,
            fields: Vec::new(),
            filters: Vec::new(),
            orders: Vec::new(),
            groups: Vec::new(),
            numbers: Vec::new(),
            printed: None,
            default_order: Vec::new(),
            edge: None,
            summary: &[],
            figures: None,
        }
    }

    /// A type whose rows stand in a table or view.
    pub(super) fn row(name: &'static str, table: &'static str, description: &'static str) -> Self {
        Self { table, ..Self::object(name, description) }
    }

    /// A row with a global id.
    pub(super) fn node(name: &'static str, table: &'static str, tag: &'static str, description: &'static str) -> Self {
        let mut node = Self::row(name, table, description);
        node.tag = Some(tag);
        node.interfaces.push("Node");
        node.line(
            scalar(
                "id",
                "ID",
                Render::Id(tag),
                &["{t}.id"],
                "Opaque id, the same on every database; `node(id:)` finds the object again.",
            )
            .required(),
        )
    }

    /// Says that searches find its rows.
    pub(super) fn searched(mut self) -> Self {
        self.found = true;
        self
    }

    /// Adds what the line says.
    pub(super) fn line(mut self, line: Line) -> Self {
        self.fields.push(line.field);
        self.filters.extend(line.filter);
        self.orders.extend(line.order);
        self.groups.extend(line.group);
        self.numbers.extend(line.number);
        self
    }

    /// Adds lines that several types share.
    pub(super) fn lines(self, lines: impl IntoIterator<Item = Line>) -> Self {
        lines.into_iter().fold(self, Self::line)
    }

    /// What a slice leaves of it can be asked of every list.
    pub(super) fn sliced(self) -> Self {
        self.filter(
            "slice",
            FilterKind::Slice,
            "What this part of the chain leaves: the same rows as its list in `slice`, wherever they are listed.",
        )
    }

    /// Adds a condition that has no field of its own.
    pub(super) fn filter(mut self, name: &'static str, kind: FilterKind, description: &'static str) -> Self {
        self.filters.push(Filter { name, description, kind });
        self
    }

    /// Adds an order that has no field of its own.
    pub(super) fn order(mut self, order: Order) -> Self {
        self.orders.push(order);
        self
    }

    /// Adds a group that has no field of its own.
    pub(super) fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// Adds groups that have no field of their own.
    pub(super) fn grouped_by(mut self, groups: impl IntoIterator<Item = Group>) -> Self {
        self.groups.extend(groups);
        self
    }

    /// Sets the order of lists that ask for none.
    pub(super) fn sorted_by(mut self, order: impl IntoIterator<Item = Order>) -> Self {
        self.default_order = order.into_iter().collect();
        self
    }

    /// Says that its rows are the edges of connections.
    pub(super) fn edge(mut self, edge: Edge) -> Self {
        self.edge = Some(edge);
        self
    }

    /// Says which fields stand for a row where a table names it.
    pub(super) fn summarized(mut self, fields: &'static [&'static str]) -> Self {
        self.summary = fields;
        self
    }

    /// Says which sources figures in its rows come from.
    pub(super) fn figures_of(mut self, sources: &'static str) -> Self {
        self.figures = Some(sources);
        self
    }

    /// Says that its rows print numbers each in a unit of its own.
    pub(super) fn printed(mut self, printed: Printed) -> Self {
        self.printed = Some(printed);
        self
    }

    /// There may be millions of rows.
    pub(super) fn large(mut self) -> Self {
        self.is_large = true;
        self
    }

    /// Says that newer rows take the place of older ones.
    pub(super) fn superseded_by(mut self, vintages: Vintages) -> Self {
        self.vintages = Some(vintages);
        self
    }
}

/// A field, and what lists of its type can do with it.
pub(super) struct Line {
    field: Field,
    filter: Option<Filter>,
    order: Option<Order>,
    group: Option<Group>,
    number: Option<Number>,
}

impl Line {
    fn of(name: &'static str, description: &'static str, kind: FieldKind) -> Self {
        Self {
            field: Field { name, description, required: false, kind },
            filter: None,
            order: None,
            group: None,
            number: None,
        }
    }

    /// A plain list that can be longer than others.
    pub(super) fn usually(mut self, most: u64) -> Self {
        if let FieldKind::List { usually, .. } = &mut self.field.kind {
            *usually = most;
        }
        self
    }

    /// The figure in the object is to be read as this says.
    pub(super) fn compared_by(mut self, expression: &'static str) -> Self {
        if let FieldKind::Embedded { comparator, .. } = &mut self.field.kind {
            *comparator = expression;
        }
        self
    }

    /// Never null.
    pub(super) fn required(mut self) -> Self {
        self.field.required = true;
        self
    }

    /// Lists can be filtered by it; how follows from its type.
    pub(super) fn filtered(self) -> Self {
        let column = self.column();
        let kind = match self.value() {
            ValueType::ListOf(choice) => FilterKind::Set(column, choice),
            ValueType::Named("Int") => FilterKind::Int(column),
            ValueType::Named("Float") => FilterKind::Float(column),
            ValueType::Named("Boolean") => FilterKind::Flag(column),
            ValueType::Named("Date") => FilterKind::Date(column),
            ValueType::Named("DateTime") => FilterKind::DateTime(column),
            ValueType::Named("String" | "URL") => panic!("{} needs a folded expression", self.field.name),
            ValueType::Named(choice) => FilterKind::Choice(column, choice),
        };
        self.filtered_as(kind)
    }

    /// Lists can be filtered by it, `contains` and `startsWith` reading the folded column.
    pub(super) fn filtered_folded(self, fold: &'static str) -> Self {
        let exact = vec![self.column()];
        self.filtered_as(FilterKind::Text { exact, fold: vec![fold] })
    }

    /// Lists can be filtered by it as an upper-case code, whatever case it is asked for in.
    pub(super) fn filtered_code(self, of: Codes, fold: &'static str) -> Self {
        let column = self.column();
        self.filtered_as(FilterKind::Code { column, fold, of })
    }

    /// Lists can be filtered by it in this way.
    pub(super) fn filtered_as(mut self, kind: FilterKind) -> Self {
        self.filter = Some(Filter { name: self.field.name, description: self.field.description, kind });
        self
    }

    /// Lists can be ordered by it under this name.
    pub(super) fn ordered(mut self, name: &'static str) -> Self {
        let kind = match self.value() {
            ValueType::Named("Int" | "DateTime") => OrderKind::Int,
            ValueType::Named("Float") => OrderKind::Float,
            ValueType::Named("Date") => OrderKind::Date,
            _ => OrderKind::Text,
        };
        self.order = Some(Order {
            column: None,
            name,
            description: self.field.description,
            expression: self.column(),
            kind,
            unique: false,
            nullable: !self.field.required,
            kept: None,
            descending: false,
        });
        self
    }

    /// Its order decides alone: no two rows share a value.
    pub(super) fn unique(mut self) -> Self {
        if let Some(order) = &mut self.order {
            order.unique = true;
        }
        self
    }

    /// Lists can be grouped by it under this name.
    pub(super) fn grouped(mut self, name: &'static str) -> Self {
        let choice = match self.value() {
            ValueType::Named("String" | "URL" | "Boolean") => None,
            ValueType::Named(choice) | ValueType::ListOf(choice) => Some(choice),
        };
        self.group = Some(Group {
            name,
            description: self.field.description,
            by: self.column(),
            key: self.column(),
            label_en: "",
            label_zh: "",
            choice,
            beside: None,
        });
        self
    }

    /// Groups aggregate it.
    pub(super) fn aggregated(mut self) -> Self {
        self.number = Some(Number {
            name: self.field.name,
            description: self.field.description,
            expression: self.column(),
            unit: None,
        });
        self
    }

    /// Groups aggregate it where all of it is in the same unit.
    pub(super) fn aggregated_by(mut self, unit: &'static str) -> Self {
        self = self.aggregated();
        if let Some(number) = &mut self.number {
            number.unit = Some(unit);
        }
        self
    }

    fn value(&self) -> ValueType {
        match &self.field.kind {
            FieldKind::Scalar(scalar) => scalar.value,
            _ => panic!("{} has no value to compare", self.field.name),
        }
    }

    fn column(&self) -> &'static str {
        match &self.field.kind {
            FieldKind::Scalar(scalar) => scalar.columns[0],
            _ => panic!("{} has no column to compare", self.field.name),
        }
    }
}

/// A value of a named type.
pub(super) fn scalar(
    name: &'static str,
    value: &'static str,
    render: Render,
    columns: &[&'static str],
    description: &'static str,
) -> Line {
    let scalar = Scalar { value: ValueType::Named(value), render, columns: columns.to_vec() };
    Line::of(name, description, FieldKind::Scalar(scalar))
}

/// A text.
pub(super) fn text(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "String", Render::Text, &[column], description)
}

/// An address.
pub(super) fn url(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "URL", Render::Text, &[column], description)
}

/// A value of an enum.
pub(super) fn choice(
    name: &'static str,
    choice: &'static str,
    column: &'static str,
    description: &'static str,
) -> Line {
    scalar(name, choice, Render::Text, &[column], description)
}

/// Several values of an enum, kept as bits.
pub(super) fn set(name: &'static str, choice: &'static str, column: &'static str, description: &'static str) -> Line {
    let scalar = Scalar { value: ValueType::ListOf(choice), render: Render::Set(choice), columns: vec![column] };
    Line::of(name, description, FieldKind::Scalar(scalar)).required()
}

/// A floating-point number.
pub(super) fn float(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "Float", Render::Float, &[column], description)
}

/// A whole number of 32 bits.
pub(super) fn int(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "Int", Render::Int, &[column], description)
}

/// True or false.
pub(super) fn flag(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "Boolean", Render::Bool, &[column], description).required()
}

/// A day.
pub(super) fn date(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "Date", Render::Text, &[column], description)
}

/// A moment.
pub(super) fn moment(name: &'static str, column: &'static str, description: &'static str) -> Line {
    scalar(name, "DateTime", Render::DateTime, &[column], description)
}

/// A text in two languages.
pub(super) fn localized(name: &'static str, columns: [&'static str; 2], description: &'static str) -> Line {
    scalar(name, "String", Render::Localized, &columns, description)
}

/// A list of texts in two languages.
pub(super) fn localized_list(name: &'static str, columns: [&'static str; 2], description: &'static str) -> Line {
    let scalar =
        Scalar { value: ValueType::ListOf("String"), render: Render::LocalizedList, columns: columns.to_vec() };
    Line::of(name, description, FieldKind::Scalar(scalar)).required()
}

/// An object in columns of the same row.
pub(super) fn embedded(
    name: &'static str,
    object: &'static str,
    prefix: &'static str,
    present: &'static str,
    description: &'static str,
) -> Line {
    Line::of(name, description, FieldKind::Embedded { object, prefix, present, comparator: UNKNOWN })
}

/// A figure as people write it.
pub(super) fn display(shown: Shown, description: &'static str) -> Line {
    Line::of("display", description, FieldKind::Display(shown))
}

/// Another row, by id.
pub(super) fn one(name: &'static str, object: &'static str, key: &'static str, description: &'static str) -> Line {
    Line::of(name, description, FieldKind::One { object, key, column: "id" })
}

/// The row of `unit` with this code.
pub(super) fn unit(name: &'static str, key: &'static str, description: &'static str) -> Line {
    Line::of(name, description, FieldKind::One { object: "Unit", key, column: "code" }).required()
}

/// A chain node of any type.
pub(super) fn any_node(name: &'static str, tag: &'static str, id: &'static str, description: &'static str) -> Line {
    Line::of(name, description, FieldKind::AnyNode { among: "ChainNode", tag, id }).required()
}

/// A connection.
pub(super) fn many(name: &'static str, object: &'static str, via: Via, description: &'static str) -> Line {
    Line::of(name, description, FieldKind::Many(Many { object, via })).required()
}

/// How many elements a plain list has at most, as a rule.
const SHORT: u64 = 20;

/// A plain list.
pub(super) fn list(
    name: &'static str,
    item: Item,
    table: &'static str,
    via: Via,
    order: &'static str,
    description: &'static str,
) -> Line {
    Line::of(name, description, FieldKind::List { item, via, order, table, usually: SHORT }).required()
}

/// Another view of the same row.
pub(super) fn same_row(name: &'static str, object: &'static str, description: &'static str) -> Line {
    Line::of(name, description, FieldKind::SameRow { object })
}

/// A connection to derived rows.
pub(super) fn derived_many(
    name: &'static str,
    derivation: Derivation,
    object: &'static str,
    via: Via,
    description: &'static str,
) -> Line {
    let field = Box::new(FieldKind::Many(Many { object, via }));
    Line::of(name, description, FieldKind::Derived { derivation, field }).required()
}

/// An object of derived rows.
pub(super) fn derived_one(
    name: &'static str,
    derivation: Derivation,
    object: &'static str,
    condition: &'static str,
    description: &'static str,
) -> Line {
    let field = Box::new(FieldKind::Single { object, condition });
    Line::of(name, description, FieldKind::Derived { derivation, field })
}

/// A condition on the rows that belong to a row.
pub(super) fn related(object: &'static str, via: Belonging) -> FilterKind {
    FilterKind::Relation { object, via, counted: None }
}

/// The same, where a column of the row says how many there are.
pub(super) fn related_and_counted(object: &'static str, via: Belonging, column: &'static str) -> FilterKind {
    FilterKind::Relation { object, via, counted: Some(column) }
}

/// A field of another kind.
pub(super) fn special(name: &'static str, kind: FieldKind, description: &'static str) -> Line {
    Line::of(name, description, kind)
}

/// An order without a field.
pub(super) fn order(name: &'static str, expression: &'static str, kind: OrderKind, description: &'static str) -> Order {
    let (unique, nullable, descending) = (false, false, false);
    Order { name, description, expression, column: None, kind, unique, nullable, kept: None, descending }
}

/// A text folded: the column beside it says what it folds to, where it is not ASCII.
macro_rules! folded_beside {
    ($column:literal) => {
        concat!("coalesce({t}.", $column, "_fold, lower({t}.", $column, "))")
    };
}

pub(super) use folded_beside;

/// An order of derived rows by one of their columns.
macro_rules! order_of_column {
    ($column:literal, $kind:expr) => {
        $crate::catalogue::Order {
            column: Some($column),
            ..$crate::catalogue::build::order("", concat!("{t}.", $column), $kind, "")
        }
    };
}

pub(super) use order_of_column;

impl Order {
    /// The greatest first.
    pub(super) fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// It can be null.
    pub(super) fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// A column holds it, and `infinity` where it is null.
    pub(super) fn kept(mut self, column: &'static str) -> Self {
        self.kept = Some(column);
        self.nullable()
    }

    /// No two rows share a value.
    pub(super) fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
}
