//! Document to plan: selections are walked along the catalogue, columns and joins gathered per level.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Operation, SelectionSet};
use entity::choice::NodeType;

use super::input::Input;
use super::level::{Computation, Condition, Derived, Join, Keys, Level, Shape};
use super::output::{Branch, Object, Output};
use super::selection::{Flags, Merged, collect};
use crate::catalogue::{self, Catalogue, Derivation, FieldKind, Item, Render, Type, Via, derivation};
use crate::error::{Code, Location, Refusal};

/// The most fields, fragments spread, that a plan may have; more cause `TOO_COMPLEX`.
const MAX_OUTPUTS: usize = 20_000;

/// The row of an id, also where that is of a row that was merged into it.
const NOW_OR_FORMERLY: &str = "{t}.id = coalesce((SELECT r.node_id FROM redirect r WHERE r.former_id = {k}), {k})";

/// A plan.
#[derive(Debug)]
pub struct Compiled {
    /// The statements, each after the one whose rows it runs for.
    pub levels: Vec<Level>,
    /// What is computed, each after the level whose rows it runs for and before those that read it.
    pub computations: Vec<Computation>,
    /// The shape of `data`.
    pub root: Object,
    /// True where introspection has a part in the answer.
    pub introspects: bool,
    /// Set once a run turned out too long to be done between two other requests.
    pub long: AtomicBool,
}

/// Plans a query operation of a valid document.
///
/// # Errors
/// `TOO_COMPLEX` where the plan would be larger than any page needs.
pub fn compile(
    catalogue: &Catalogue,
    document: &ExecutableDocument,
    operation: &Operation,
    flags: &Flags,
) -> Result<Compiled, Refusal> {
    let mut compiler = Compiler {
        catalogue,
        document,
        flags,
        levels: Vec::new(),
        computations: Vec::new(),
        columns: Vec::new(),
        path: Vec::new(),
        around: Vec::new(),
        nullables: 0,
        outputs: 0,
        introspects: false,
    };
    let query = catalogue.get("Query");
    let root = compiler.object(&[&operation.selection_set], query, &Place::root())?;
    Ok(Compiled {
        levels: compiler.levels,
        computations: compiler.computations,
        root,
        introspects: compiler.introspects,
        long: AtomicBool::new(false),
    })
}

pub(super) struct Compiler<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) document: &'a ExecutableDocument,
    pub(super) flags: &'a Flags,
    pub(super) levels: Vec<Level>,
    computations: Vec<Computation>,
    /// For each level, where each selected expression stands.
    columns: Vec<HashMap<String, usize>>,
    path: Vec<String>,
    around: Vec<usize>,
    nullables: usize,
    outputs: usize,
    introspects: bool,
}

/// The row that a selection is about.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its level; none at the root.
    pub(super) level: Option<usize>,
    /// Its alias in that level's statement.
    pub(super) alias: String,
    /// What the columns of an embedded object begin with.
    pub(super) prefix: &'static str,
    /// The computation that derived rows below come from, where it starts here.
    computation: Option<usize>,
    /// The filter of the slice whose lists stand here.
    pub(super) slice: Option<Input>,
}

impl Place {
    fn root() -> Self {
        Self { level: None, alias: String::new(), prefix: "", computation: None, slice: None }
    }

    pub(super) fn of(level: usize) -> Self {
        Self { level: Some(level), alias: "t0".to_owned(), prefix: "", computation: None, slice: None }
    }
}

/// What a new level is about.
pub(super) struct Request {
    pub(super) shape: Shape,
    pub(super) object: Option<&'static str>,
    pub(super) table: &'static str,
    pub(super) condition: Condition,
    pub(super) order: Option<&'static str>,
}

/// `"key":`
pub(super) fn key_bytes(key: &str) -> Box<[u8]> {
    format!("\"{key}\":").into_bytes().into()
}

/// `"Name"`
pub(super) fn name_bytes(name: &str) -> Box<[u8]> {
    format!("\"{name}\"").into_bytes().into()
}

impl<'a> Compiler<'a> {
    /// The fields of an object of a type at a place.
    pub(super) fn object(&mut self, sets: &[&'a SelectionSet], on: &Type, place: &Place) -> Result<Object, Refusal> {
        let mut fields = Vec::new();
        for merged in self.collect(sets, on) {
            self.count()?;
            self.path.push(merged.key.to_owned());
            let output = self.output(&merged, on, place)?;
            self.path.pop();
            fields.push((key_bytes(merged.key), output));
        }
        Ok(Object { fields })
    }

    fn collect(&self, sets: &[&'a SelectionSet], on: &Type) -> Vec<Merged<'a>> {
        let applies = |name: &str| name == on.name || on.belongs(name);
        collect(self.document, self.flags, &applies, sets)
    }

    /// The fields of an object that the catalogue has no type for: connections and what they are made of.
    pub(super) fn plain(&self, sets: &[&'a SelectionSet]) -> Vec<Merged<'a>> {
        collect(self.document, self.flags, &|_| true, sets)
    }

    pub(super) fn count(&mut self) -> Result<(), Refusal> {
        self.outputs += 1;
        if self.outputs > MAX_OUTPUTS {
            return Err(Refusal::new(
                Code::TooComplex,
                format!("the query has more than {MAX_OUTPUTS} fields once its fragments are spread"),
            ));
        }
        Ok(())
    }

    fn output(&mut self, merged: &Merged<'a>, on: &Type, place: &Place) -> Result<Output, Refusal> {
        let name = merged.field.name.as_str();
        match name {
            "__typename" => return Ok(Output::Literal(name_bytes(on.name))),
            "__schema" | "__type" => {
                self.introspects = true;
                return Ok(Output::Introspection(merged.key.to_owned()));
            }
            _ => {}
        }
        let field = on
            .field(name)
            .ok_or_else(|| Refusal::new(Code::Internal, format!("the catalogue has no {}.{name}", on.name)))?;
        self.described(merged, field, place)
    }

    pub(super) fn described(
        &mut self,
        merged: &Merged<'a>,
        field: &catalogue::Field,
        place: &Place,
    ) -> Result<Output, Refusal> {
        self.of_kind(merged, &field.kind, field.required, place)
    }

    fn of_kind(
        &mut self,
        merged: &Merged<'a>,
        kind: &FieldKind,
        required: bool,
        place: &Place,
    ) -> Result<Output, Refusal> {
        match kind {
            FieldKind::Scalar(scalar) if scalar.render == Render::Localized => {
                let argument = self.argument(merged.field, "locale");
                Ok(self.localized([scalar.columns[0], scalar.columns[1]], argument, place))
            }
            FieldKind::Scalar(scalar) => {
                let columns = scalar.columns.iter().map(|column| self.select(place, column)).collect();
                let argument = self.argument(merged.field, "locale").or_else(|| self.argument(merged.field, "style"));
                Ok(Output::Scalar { columns, render: scalar.render, argument })
            }
            FieldKind::Embedded { object, prefix, present } => {
                let present = self.select(place, present);
                let inner = Place { prefix, ..place.clone() };
                let object = self.object(&merged.sets, self.catalogue.get(object), &inner)?;
                Ok(Output::Object { present, object, nullable: None })
            }
            FieldKind::One { object, key, column } => {
                let on = self.catalogue.get(object);
                let key = fill(key, place);
                let inner = self.join(place, on.table, column, key);
                let present = self.select(&inner, &format!("{{t}}.{column}"));
                let nullable = self.open_nullable(!required);
                let object = self.object(&merged.sets, on, &inner)?;
                self.close_nullable(nullable);
                Ok(Output::Object { present, object, nullable })
            }
            FieldKind::AnyNode { among, tag, id } => self.any_node(&merged.sets, among, [tag, id], place),
            FieldKind::Many(many) => self.connection(merged, many, place),
            FieldKind::List { item, via, order, table } => self.list(merged, item, via, order, table, place),
            FieldKind::Latest { object, via, order, status } => {
                let on = self.catalogue.get(object);
                self.first(merged, on, Condition::Status(via, status), Some(order), required, place)
            }
            FieldKind::Lookup { object } => {
                let on = self.catalogue.get(object);
                self.first(merged, on, Condition::Lookup(on.tag.unwrap_or_default()), None, required, place)
            }
            FieldKind::Single { object, condition } => {
                self.first(merged, self.catalogue.get(object), Condition::of(condition), None, required, place)
            }
            FieldKind::Node => {
                let nullable = self.open_nullable(true);
                let branches = self.branches(merged)?;
                self.close_nullable(nullable);
                let id = self.argument(merged.field, "id").unwrap_or(Input::Null);
                Ok(Output::Node { id, branches, nullable, location: self.location(merged.field) })
            }
            FieldKind::Nodes => {
                let nullable = self.open_nullable(true);
                let branches = self.branches(merged)?;
                self.close_nullable(nullable);
                let ids = self.argument(merged.field, "ids").unwrap_or(Input::Null);
                Ok(Output::Nodes { ids, branches, nullable, location: self.location(merged.field) })
            }
            FieldKind::Fixed { object } | FieldKind::SameRow { object } => {
                Ok(Output::Fixed(self.object(&merged.sets, self.catalogue.get(object), place)?))
            }
            FieldKind::Slice { object } => {
                let slice = Some(self.argument(merged.field, "filter").unwrap_or(Input::Null));
                let place = Place { slice, ..place.clone() };
                Ok(Output::Fixed(self.object(&merged.sets, self.catalogue.get(object), &place)?))
            }
            FieldKind::Derived { derivation, field } => {
                let computation = Some(self.compute(*derivation, merged.field, place));
                self.of_kind(merged, field, required, &Place { computation, ..place.clone() })
            }
        }
    }

    fn any_node(
        &mut self,
        sets: &[&'a SelectionSet],
        among: &str,
        [tag, id]: [&str; 2],
        place: &Place,
    ) -> Result<Output, Refusal> {
        let catalogue = self.catalogue;
        let column = self.select(place, tag);
        let mut branches = Vec::new();
        for on in catalogue.implementers(among) {
            let Some(name) = on.tag else { continue };
            let key = format!("CASE WHEN {} = '{name}' THEN {} END", fill(tag, place), fill(id, place));
            let inner = self.join(place, on.table, "id", key);
            branches.push((name, self.object(sets, on, &inner)?));
        }
        Ok(Output::AnyNode { tag: column, branches })
    }

    fn list(
        &mut self,
        merged: &Merged<'a>,
        item: &Item,
        via: &'static str,
        order: &'static str,
        table: &'static str,
        place: &Place,
    ) -> Result<Output, Refusal> {
        let object = match item {
            Item::Object(name) => Some(self.catalogue.get(name)),
            _ => None,
        };
        let condition = if via.is_empty() { Condition::Via(Via::All) } else { Condition::of(via) };
        let request = Request { shape: Shape::List, object: None, table, condition, order: Some(order) };
        let root = Place { computation: self.computation(place), ..Place::root() };
        let keyed = if via.contains("{k}") { place.clone() } else { root };
        let level = self.level(merged.field, request, &keyed);
        let inner = Place::of(level);
        let item = match (item, object) {
            (Item::AnyNode { tag, id }, _) => self.any_node(&merged.sets, "ChainNode", [tag, id], &inner)?,
            (Item::Text(column), _) => {
                let columns = Box::new([self.select(&inner, column)]);
                Output::Scalar { columns, render: Render::Text, argument: None }
            }
            (Item::One { object, key }, _) => {
                let on = self.catalogue.get(object);
                let row = self.join(&inner, on.table, "id", fill(key, &inner));
                Output::Row(self.object(&merged.sets, on, &row)?)
            }
            (Item::Object(_), Some(on)) => Output::Row(self.object(&merged.sets, on, &inner)?),
            (Item::Object(name), None) => return Err(Refusal::new(Code::Internal, format!("no type {name}"))),
        };
        Ok(Output::List { level, item: Box::new(item) })
    }

    fn first(
        &mut self,
        merged: &Merged<'a>,
        on: &Type,
        condition: Condition,
        order: Option<&'static str>,
        required: bool,
        place: &Place,
    ) -> Result<Output, Refusal> {
        let nullable = self.open_nullable(!required);
        let request = Request { shape: Shape::First, object: Some(on.name), table: on.table, condition, order };
        let level = self.level(merged.field, request, place);
        let object = self.object(&merged.sets, on, &Place::of(level))?;
        self.close_nullable(nullable);
        Ok(Output::First { level, object, nullable })
    }

    fn branches(&mut self, merged: &Merged<'a>) -> Result<Vec<Branch>, Refusal> {
        let catalogue = self.catalogue;
        let mut branches = Vec::new();
        for on in catalogue.implementers("Node") {
            let Some(tag) = on.tag else { continue };
            let request = Request {
                shape: Shape::List,
                object: None,
                table: on.table,
                condition: Condition::of(if NodeType::TEXTS.contains(&tag) { NOW_OR_FORMERLY } else { "{t}.id = {k}" }),
                order: None,
            };
            let level = self.level(merged.field, request, &Place::root());
            self.levels[level].keys = Keys::Ids(tag);
            let object = self.object(&merged.sets, on, &Place::of(level))?;
            branches.push(Branch { tag, level, object });
        }
        Ok(branches)
    }

    /// What follows stands inside a nullable field: a refused argument in it makes that field null.
    fn open_nullable(&mut self, nullable: bool) -> Option<usize> {
        if !nullable {
            return None;
        }
        self.nullables += 1;
        self.around.push(self.nullables);
        Some(self.nullables)
    }

    fn close_nullable(&mut self, nullable: Option<usize>) {
        if nullable.is_some() {
            self.around.pop();
        }
    }

    /// Adds a level that runs for the row at a place.
    pub(super) fn level(&mut self, field: &Field, request: Request, place: &Place) -> usize {
        let keys = self.keys(place);
        let mut arguments = arguments_of(field);
        if let (Some(slice), Input::Object(arguments)) = (&place.slice, &mut arguments) {
            arguments.push(("slice".to_owned(), slice.clone()));
        }
        let derived = derivation::part(request.table).zip(self.computation(place));
        self.levels.push(Level {
            derived: derived.map(|(part, computation)| Derived { computation, part }),
            shape: request.shape,
            object: request.object,
            table: request.table,
            keys,
            condition: request.condition,
            order: request.order,
            select: Vec::new(),
            joins: Vec::new(),
            arguments,
            probe: false,
            idle: false,
            cursors: false,
            path: self.path.clone(),
            location: self.location(field),
            around: self.around.clone(),
            fixed: std::sync::OnceLock::new(),
        });
        self.columns.push(HashMap::new());
        self.levels.len() - 1
    }

    /// Adds what is computed for the row at a place.
    fn compute(&mut self, derivation: Derivation, field: &Field, place: &Place) -> usize {
        let keys = self.keys(place);
        self.computations.push(Computation {
            derivation,
            keys,
            arguments: arguments_of(field),
            path: self.path.clone(),
            location: self.location(field),
            around: self.around.clone(),
        });
        self.computations.len() - 1
    }

    /// The computation that derived rows below a place come from.
    fn computation(&self, place: &Place) -> Option<usize> {
        place.computation.or_else(|| self.levels[place.level?].derived.map(|derived| derived.computation))
    }

    /// What runs for the row at a place.
    fn keys(&mut self, place: &Place) -> Keys {
        match place.level {
            None => Keys::Root,
            Some(level) => Keys::Column { level, column: self.select(place, "{t}.id") },
        }
    }

    /// A text in the language that is asked for, else in the other: one column, unless a variable says which.
    fn localized(&mut self, [en, zh]: [&str; 2], argument: Option<Input>, place: &Place) -> Output {
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

    /// The column of an expression over the row at a place.
    pub(super) fn select(&mut self, place: &Place, template: &str) -> usize {
        let Some(level) = place.level else { return 0 };
        let expression = fill(template, place);
        if let Some(join) = self.levels[level].joins.iter_mut().find(|join| join.alias == place.alias) {
            join.used = true;
        }
        let Some(&column) = self.columns[level].get(&expression) else {
            let select = &mut self.levels[level].select;
            select.push(expression.clone());
            let column = select.len() - 1;
            self.columns[level].insert(expression, column);
            self.use_joins(level);
            return column;
        };
        column
    }

    /// A join that another one hangs on is used too.
    fn use_joins(&mut self, level: usize) {
        let joins = &mut self.levels[level].joins;
        for later in (0..joins.len()).rev() {
            if !joins[later].used {
                continue;
            }
            let key = joins[later].key.clone();
            for earlier in joins.iter_mut().take(later) {
                earlier.used |= key.contains(&format!("{}.", earlier.alias));
            }
        }
    }

    /// The row of a table with this key, riding along with the row at a place.
    fn join(&mut self, place: &Place, table: &'static str, column: &'static str, key: String) -> Place {
        let level = place.level.unwrap_or_default();
        let joins = &mut self.levels[level].joins;
        let found = joins.iter().find(|join| join.table == table && join.key == key && join.column == column);
        let alias = match found {
            Some(join) => join.alias.clone(),
            None => {
                let alias = format!("t{}", joins.len() + 1);
                joins.push(Join { table, alias: alias.clone(), column, key, used: false });
                alias
            }
        };
        Place { level: Some(level), alias, prefix: "", computation: None, slice: None }
    }

    pub(super) fn argument(&self, field: &Field, name: &str) -> Option<Input> {
        field.specified_argument_by_name(name).map(|value| Input::from_ast(value))
    }

    fn location(&self, field: &Field) -> Option<Location> {
        let range = field.name.line_column_range(&self.document.sources)?;
        Some(Location { line: range.start.line, column: range.start.column })
    }

    /// Runs with one more response key in the path.
    pub(super) fn under<T>(
        &mut self,
        key: &str,
        run: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.under_all(&[key], run)
    }

    /// Runs with several more response keys in the path.
    pub(super) fn under_all<T>(
        &mut self,
        keys: &[&str],
        run: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let depth = self.path.len();
        self.path.extend(keys.iter().map(|key| (*key).to_owned()));
        let result = run(self);
        self.path.truncate(depth);
        result
    }
}

/// The arguments of a field, as they are written.
pub(super) fn arguments_of(field: &Field) -> Input {
    Input::Object(field.arguments.iter().map(|a| (a.name.to_string(), Input::from_ast(&a.value))).collect())
}

/// A template with its alias and prefix filled in.
fn fill(template: &str, place: &Place) -> String {
    template.replace("{t}", &place.alias).replace("{p}", place.prefix)
}
