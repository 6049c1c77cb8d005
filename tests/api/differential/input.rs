//! Values of the schema's input types: filters of any depth, operands drawn from the rows, lookups, enums; some of
//! them by way of a variable.

use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, InputObjectType, InputValueDefinition};
use panorama::plan::input::Input;
use serde_json::{Map, Value, json};

use super::generate::Draft;

/// What a value is compared with, so that it can be one that is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The type of the rows; empty where any will do.
    pub(super) object: &'a str,
    /// The field of the filter.
    pub(super) field: &'a str,
    /// The operator.
    pub(super) operator: &'a str,
    /// How many filters may stand inside this one.
    pub(super) depth: usize,
    /// True where no variable may stand.
    pub(super) inline: bool,
}

impl<'a> About<'a> {
    /// A value about rows of a type.
    pub(super) fn rows(object: &'a str) -> Self {
        Self { object, field: "", operator: "", depth: 2, inline: false }
    }
}

impl<'a> Draft<'a> {
    /// A value of a type, sometimes by way of a variable.
    pub(super) fn input(&mut self, ty: &'a Type, about: About<'a>) -> Input {
        if about.inline || !self.random.chance(8) {
            return self.value(ty, about);
        }
        let value = self.value(ty, About { inline: true, ..about });
        self.variable(&ty.to_string(), value)
    }

    /// A variable with this value: given, by default, or left out where it may be.
    pub(super) fn variable(&mut self, ty: &str, value: Input) -> Input {
        let name = format!("v{}", self.bound.len());
        let mut definition = format!("${name}: {ty}");
        let bound = match self.random.below(8) {
            0 if !ty.ends_with('!') => None,
            1 | 2 => {
                definition.push_str(&format!(" = {}", literal(&value)));
                Some(value)
            }
            _ => {
                self.variables.insert(name.clone(), json(&value));
                Some(value)
            }
        };
        self.definitions.push(definition);
        self.bound.insert(name.clone(), bound);
        Input::Variable(name)
    }

    /// A value with its variables filled in; none where it is one that was left out.
    pub(super) fn plain(&self, value: &Input) -> Option<Input> {
        match value {
            Input::Variable(name) => self.bound[name].clone(),
            Input::List(items) => Some(Input::List(items.iter().filter_map(|item| self.plain(item)).collect())),
            Input::Object(fields) => Some(Input::Object(
                fields.iter().filter_map(|(name, value)| Some((name.clone(), self.plain(value)?))).collect(),
            )),
            other => Some(other.clone()),
        }
    }

    /// A filter of a type for each operator of one of its conditions; none where it holds filters itself.
    pub(super) fn operators(&mut self, object: &'a str, field: &'a str) -> Vec<Input> {
        let world = self.world;
        let input = |name: &str| world.schema.get_input_object(name);
        let filter = input(&format!("{object}Filter")).expect("listed types have filters");
        let Some(operators) = input(filter.fields[field].ty.inner_named_type()) else {
            return [true, false].map(|truth| Input::Object(vec![(field.to_owned(), Input::Bool(truth))])).into();
        };
        let single = |operator: &&InputValueDefinition| input(operator.ty.inner_named_type()).is_none();
        let operators = operators.fields.values().map(|operator| &***operator).filter(single);
        let conditions = operators.map(|operator| {
            let about = About { object, field, operator: &operator.name, depth: 0, inline: true };
            let condition = Input::Object(vec![(operator.name.to_string(), self.value(&operator.ty, about))]);
            Input::Object(vec![(field.to_owned(), condition)])
        });
        conditions.collect()
    }

    /// Filters of a type by what is related to its rows; none where the condition is on the row itself.
    pub(super) fn relations(&mut self, object: &'a str, field: &'a str, count: usize) -> Vec<Input> {
        let filter = self.world.schema.get_input_object(&format!("{object}Filter")).expect("listed types have filters");
        let ty = &*filter.fields[field].ty;
        let is_related = ["Relation", "Filter"].iter().any(|end| {
            let related = ty.inner_named_type().strip_suffix(end);
            related.is_some_and(|on| on == "Subject" || self.world.catalogue.find(on).is_some())
        });
        let about = About { object, field, operator: field, depth: 1, inline: true };
        let drawn = (0..count).filter(|_| is_related).map(|_| (field.to_owned(), self.value(ty, about)));
        drawn.map(|condition| Input::Object(vec![condition])).collect()
    }

    fn value(&mut self, ty: &'a Type, about: About<'a>) -> Input {
        let named = &self.world.schema.types[ty.inner_named_type()];
        if ty.is_list() {
            let least = usize::from(ty.is_non_null() && named.is_enum());
            let count = least + self.random.below(4 - least);
            if count == 1 && self.random.chance(20) {
                // A single value stands for a list of one.
                return self.value(ty.item_type(), about);
            }
            return Input::List((0..count).map(|_| self.input(ty.item_type(), about)).collect());
        }
        match named {
            ExtendedType::Enum(choice) => {
                let values: Vec<_> = choice.values.keys().collect();
                let value = self.random.one_of(&values);
                self.asked.insert(format!("{}.{value}", choice.name));
                Input::Choice(value.to_string())
            }
            ExtendedType::InputObject(object) => self.object(object, about),
            _ if self.faulty && self.random.chance(15) => self.fault(),
            scalar => self.scalar(scalar.name(), about),
        }
    }

    fn object(&mut self, on: &'a InputObjectType, about: About<'a>) -> Input {
        let world = self.world;
        let row = |name: &'a str| {
            let row = name.strip_suffix("Filter").or(name.strip_suffix("By"));
            row.filter(|row| world.catalogue.find(row).is_some())
        };
        let nests = |name: &'a str| row(name).is_some() || name.ends_with("Relation");
        let any_node = on.name == "SubjectFilter";
        let (name, about) = match row(&on.name) {
            Some(object) => (Some(object), About { object, ..about }),
            None if any_node => {
                let nodes: Vec<&str> = world.catalogue.implementers("ChainNode").map(|node| node.name).collect();
                (None, About { object: self.random.one_of(&nodes), ..about })
            }
            None => (None, about),
        };
        let fields = on.fields.values().map(|field| &**field);
        let open: Vec<_> = fields
            .filter(|field| self.sliced || field.name != "slice")
            // A slice that begins after its end is refused.
            .filter(|field| self.faulty || on.name != "SliceFilter" || field.name != "to")
            .filter(|field| name.is_none() || about.depth > 0 || !nests(field.ty.inner_named_type().as_str()))
            .collect();
        let one_of = on.directives.has("oneOf");
        let count = match self.random.below(20) {
            _ if one_of => 1,
            0 => 0,
            1..=14 => 1,
            _ => 2,
        };
        let (required, optional): (Vec<_>, Vec<_>) = open.into_iter().partition(|field| field.ty.is_non_null());
        let chosen = self.random.some(&optional, count);
        let mut fields = Vec::new();
        for field in required.into_iter().chain(chosen) {
            self.asked.insert(format!("{}.{}", on.name, field.name));
            let deeper = usize::from(name.is_some() && nests(field.ty.inner_named_type().as_str()));
            let inner = About {
                field: if name.is_some() || any_node { &field.name } else { about.field },
                operator: &field.name,
                depth: about.depth - deeper,
                inline: about.inline || one_of,
                ..about
            };
            let mut value = self.input(&field.ty, inner);
            if one_of && !about.inline && self.random.chance(20) {
                value = self.variable(&format!("{}!", field.ty), value);
            }
            fields.push((field.name.to_string(), value));
        }
        Input::Object(fields)
    }
}

/// A value as it stands in a document.
pub(super) fn literal(value: &Input) -> String {
    match value {
        Input::Variable(name) => format!("${name}"),
        Input::Choice(name) => name.clone(),
        Input::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Input::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", literal(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Input::Float(number) => format!("{number:?}"),
        other => json(other).to_string(),
    }
}

/// A value as it stands among the variables of a call.
pub(super) fn json(value: &Input) -> Value {
    match value {
        Input::Null | Input::Variable(_) => Value::Null,
        Input::Bool(truth) => json!(truth),
        Input::Int(number) => json!(number),
        Input::Float(number) => json!(number),
        Input::Text(text) | Input::Choice(text) => json!(text),
        Input::List(items) => items.iter().map(json).collect(),
        Input::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), json(value))).collect::<Map<_, _>>().into()
        }
    }
}
