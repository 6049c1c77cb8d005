//! Queries made at random from the schema: every field, argument and way of writing a selection that it allows.

use std::collections::{BTreeSet, HashMap};

use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::ExtendedType;
use panorama::plan::input::Input;
use serde_json::{Map, Value, json};

use super::input::{About, literal};
use super::random::Random;
use super::world::World;

/// Connections inside each other.
const LISTS: usize = 3;
/// Other objects inside each other.
const OBJECTS: usize = 4;
/// Selections after which a field of the root only gets leaves.
const SELECTIONS: usize = 16;

/// A query in the making.
pub(super) struct Draft<'a> {
    /// What it asks about.
    pub(super) world: &'a World,
    /// What decides.
    pub(super) random: Random,
    /// What decided in the beginning.
    pub(super) seed: u64,
    /// True where some of it is to be refused.
    pub(super) faulty: bool,
    /// True where filters may hold slices, which the plain evaluation knows nothing of.
    pub(super) sliced: bool,
    /// What was asked for so far, as `Type.field` and `Enum.VALUE`.
    pub(super) asked: BTreeSet<String>,
    /// The variables' definitions.
    pub(super) definitions: Vec<String>,
    /// The variables that are sent.
    pub(super) variables: Map<String, Value>,
    /// What each variable stands for; none where it is left out.
    pub(super) bound: HashMap<String, Option<Input>>,
    fragments: Vec<Fragment>,
    keys: usize,
    selections: usize,
}

/// Where a selection stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Connections that may still stand inside.
    lists: usize,
    /// Other objects that may still stand inside before the next connection.
    objects: usize,
    /// True where fields of several types stand side by side: each needs a key of its own.
    mixed: bool,
}

impl Place {
    /// The place inside a field: what has a key of its own is merged with nothing.
    fn below(self, on: &str, field: &FieldDefinition) -> Self {
        let is_wrapper = on.ends_with("Connection") || on.ends_with("Edge");
        Self {
            lists: self.lists - usize::from(is_list(field)),
            objects: if is_list(field) { OBJECTS } else { self.objects - usize::from(!is_wrapper) },
            mixed: false,
        }
    }
}

/// A named fragment.
struct Fragment {
    on: String,
    text: String,
    place: Place,
}

impl<'a> Draft<'a> {
    /// An empty query whose parts a seed decides.
    pub(super) fn new(world: &'a World, seed: u64) -> Self {
        Self {
            world,
            random: Random::new(seed),
            seed,
            faulty: false,
            sliced: true,
            asked: BTreeSet::new(),
            definitions: Vec::new(),
            variables: Map::new(),
            bound: HashMap::new(),
            fragments: Vec::new(),
            keys: 0,
            selections: 0,
        }
    }

    /// Makes a whole query: the call that asks it.
    pub(super) fn call(&mut self) -> Value {
        let selection = self.selection("Query", Place { lists: LISTS, objects: OBJECTS, mixed: false });
        let definitions = self.definitions.join(", ");
        let head = match self.random.below(2) {
            0 if definitions.is_empty() => String::new(),
            _ if definitions.is_empty() => "query Generated ".to_owned(),
            _ => format!("query ({definitions}) "),
        };
        let fragments =
            self.fragments.iter().enumerate().map(|(i, f)| format!(" fragment F{i} on {} {}", f.on, f.text));
        json!({ "query": format!("{head}{selection}{}", fragments.collect::<String>()), "variables": self.variables })
    }

    /// A filter of a type's lists.
    pub(super) fn filter(&mut self, object: &'a str) -> Input {
        let list = self.world.root_list(object);
        let field = self.fields("Query").into_iter().find(|field| field.name == list).expect("the list is there");
        let filter = field.argument_by_name("filter").expect("lists have filters");
        self.input(&filter.ty, About::rows(object))
    }

    /// One to four fields of a type, some of them in fragments.
    fn selection(&mut self, on: &'a str, place: Place) -> String {
        let ty = &self.world.schema.types[on];
        let is_abstract = ty.is_interface() || ty.is_union();
        let names_types = is_abstract && (!place.mixed || self.random.chance(20));
        let place = Place { mixed: place.mixed || is_abstract, ..place };
        self.selections += 1;
        let mut parts = Vec::new();
        for _ in 0..=self.random.below(4) {
            let part = match self.random.below(24) {
                _ if self.is_full() => self.field(on, place),
                0 => format!("... on {on} {}", self.selection(on, place)),
                1 => format!("...{} {}", self.directive(), self.selection(on, place)),
                2 => self.spread(on, place),
                3 => self.widened(ty, place),
                _ => self.field(on, place),
            };
            parts.push(part);
        }
        if names_types && !self.is_full() {
            let catalogue = &self.world.catalogue;
            let names: Vec<&str> = catalogue.implementers(on).map(|node| node.name).collect();
            for name in self.random.some(&names, 3) {
                parts.push(format!("... on {name} {}", self.selection(name, place)));
            }
        }
        format!("{{ {} }}", parts.join(" "))
    }

    /// A selection on an interface of the type.
    fn widened(&mut self, ty: &'a ExtendedType, place: Place) -> String {
        let interfaces: Vec<&str> = match ty {
            ExtendedType::Object(object) => object.implements_interfaces.iter().map(|name| name.as_str()).collect(),
            _ => Vec::new(),
        };
        if interfaces.is_empty() {
            return "__typename".to_owned();
        }
        let name = self.random.one_of(&interfaces);
        format!("... on {name}{} {}", self.directive(), self.selection(name, place))
    }

    /// A named fragment, new or used before.
    fn spread(&mut self, on: &'a str, place: Place) -> String {
        let fits = |f: &Fragment| {
            f.on == on
                && f.place.lists <= place.lists
                && f.place.objects <= place.objects
                && (f.place.mixed || !place.mixed)
        };
        let number = match self.fragments.iter().position(fits) {
            Some(number) if self.random.chance(70) => number,
            _ => {
                let text = self.selection(on, place);
                self.fragments.push(Fragment { on: on.to_owned(), text, place });
                self.fragments.len() - 1
            }
        };
        format!("...F{number}{}", self.directive())
    }

    /// One field of a type with whatever belongs to it.
    fn field(&mut self, on: &'a str, place: Place) -> String {
        let Some(field) = self.choose(on, place) else { return "__typename".to_owned() };
        if on == "Query" {
            self.selections = 0;
        }
        self.asked.insert(format!("{on}.{}", field.name));
        let arguments = self.arguments(field, if place.lists == LISTS { 9 } else { 4 });
        let alias = if place.mixed || !arguments.is_empty() || self.random.chance(10) {
            self.keys += 1;
            format!("k{}: ", self.keys)
        } else {
            String::new()
        };
        let directive = self.directive();
        let named = &self.world.schema.types[field.ty.inner_named_type()];
        let inner = if named.is_leaf() { String::new() } else { self.selection(named.name(), place.below(on, field)) };
        format!("{alias}{}{arguments}{directive} {inner}", field.name)
    }

    /// A field that may stand here, more often than not one that has fields of its own.
    fn choose(&mut self, on: &str, place: Place) -> Option<&'a FieldDefinition> {
        let world = self.world;
        let (leaves, others): (Vec<_>, Vec<_>) =
            self.fields(on).into_iter().partition(|f| world.schema.types[f.ty.inner_named_type()].is_leaf());
        let rows: Vec<_> = others.iter().copied().filter(|f| f.name == "nodes" || f.name == "edges").collect();
        let open = |f: &&FieldDefinition| if is_list(f) { place.lists > 0 } else { place.objects > 0 };
        let others: Vec<_> = others.into_iter().filter(open).collect();
        let from = if !rows.is_empty() && !self.is_full() && self.random.chance(60) {
            rows
        } else if leaves.is_empty() || !(self.is_full() || others.is_empty() || self.random.chance(45)) {
            others
        } else {
            leaves
        };
        (!from.is_empty()).then(|| self.random.one_of(&from))
    }

    fn is_full(&self) -> bool {
        self.selections > SELECTIONS
    }

    fn fields(&self, on: &str) -> Vec<&'a FieldDefinition> {
        match &self.world.schema.types[on] {
            ExtendedType::Object(object) => object.fields.values().map(|field| &***field).collect(),
            ExtendedType::Interface(interface) => interface.fields.values().map(|field| &***field).collect(),
            _ => Vec::new(),
        }
    }

    fn directive(&mut self) -> String {
        if !self.random.chance(12) {
            return String::new();
        }
        let name = self.random.one_of(&["skip", "include"]);
        let truth = Input::Bool(self.random.chance(if name == "skip" { 30 } else { 70 }));
        let value = if self.random.chance(50) { self.variable("Boolean!", truth) } else { truth };
        format!(" @{name}(if: {})", literal(&value))
    }
}

/// True for connections.
pub(super) fn is_list(field: &FieldDefinition) -> bool {
    field.ty.inner_named_type().ends_with("Connection")
}
