//! The values of variables as their types have them. All that is wrong is told, each with the place that it stands at: the variable
//! and the fields and elements that lead there.

use std::fmt;

use apollo_compiler::Schema;
use apollo_compiler::ast::{self, Type, VariableDefinition};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use serde_json::{Map, Number, Value as Json};

use crate::nearest::{ask, nearest};

/// How many characters of a value are told.
const SHOWN: usize = 200;

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    Variable(&'a str),
    Field(&'a Place<'a>, &'a str),
    Element(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::Field(above, name) => write!(f, "{above}.{name}"),
            Self::Element(above, place) => write!(f, "{above}[{place}]"),
        }
    }
}

/// The coercion of one variable.
pub(super) struct Coercion<'a> {
    schema: &'a Schema,
    /// What is wrong, as far as it is told.
    faults: Vec<String>,
    /// How much of it is told at most.
    most: usize,
}

impl<'a> Coercion<'a> {
    /// One that tells so many faults.
    pub(super) fn new(schema: &'a Schema, most: usize) -> Self {
        Self { schema, faults: Vec::new(), most }
    }

    /// What is wrong.
    pub(super) fn faults(self) -> Vec<String> {
        self.faults
    }

    /// The value of a variable; none where it is not given and nothing stands for it.
    pub(super) fn variable(&mut self, variable: &VariableDefinition, given: Option<Json>) -> Option<Json> {
        let place = Place::Variable(&variable.name);
        match (given, &variable.default_value) {
            (Some(mut value), _) => {
                self.value(place, &variable.ty, &mut value);
                Some(value)
            }
            (None, Some(default)) => self.default(place, default),
            (None, None) => {
                if variable.ty.is_non_null() {
                    self.missing(place, &variable.ty);
                }
                None
            }
        }
    }

    /// Makes of a value what its type has: lists of single values, floating-point numbers of whole ones, defaults of what is left out.
    fn value(&mut self, place: Place<'_>, ty: &Type, value: &mut Json) {
        if value.is_null() {
            if ty.is_non_null() {
                self.fault(|| format!("{place} is null; it is of type {ty}"));
            }
            return;
        }
        if ty.is_list() {
            match value {
                Json::Array(items) => {
                    for (number, item) in items.iter_mut().enumerate() {
                        self.value(Place::Element(&place, number), ty.item_type(), item);
                    }
                }
                single => {
                    self.value(place, ty.item_type(), single);
                    *single = Json::Array(vec![single.take()]);
                }
            }
            return;
        }
        let name = ty.inner_named_type().as_str();
        match (self.schema.types.get(name), value) {
            (Some(ExtendedType::InputObject(input)), Json::Object(fields)) => self.object(place, input, fields),
            (Some(ExtendedType::Enum(choice)), value) => {
                let text = value.as_str().unwrap_or_default();
                if !choice.values.contains_key(text) {
                    let known = choice.values.keys().map(|known| known.as_str());
                    let fault = || format!("{place} is {}, where a value of {name} was expected", told(value));
                    self.fault(|| ask(&fault(), &nearest(text, known)));
                }
            }
            (_, value) => self.scalar(place, name, value),
        }
    }

    fn scalar(&mut self, place: Place<'_>, name: &str, value: &mut Json) {
        let (fits, expected) = match name {
            "Int" => {
                let fits = value.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
                (fits, if value.is_number() { "Int, a whole number of 32 bits," } else { "Int" })
            }
            "Float" => match value.as_f64().and_then(Number::from_f64) {
                Some(wide) => {
                    *value = Json::Number(wide);
                    (true, name)
                }
                None => (false, name),
            },
            "String" => (value.is_string(), name),
            "Boolean" => (value.is_boolean(), name),
            "ID" => (value.is_string() || value.is_i64(), name),
            // Scalars of ours are read where they are used: a date may be said in many ways.
            _ => (!matches!(self.schema.types.get(name), Some(ExtendedType::InputObject(_))), name),
        };
        if !fits {
            self.fault(|| format!("{place} is {}, where {expected} was expected", told(value)));
        }
    }

    fn object(&mut self, place: Place<'_>, input: &InputObjectType, given: &mut Map<String, Json>) {
        for (name, value) in given.iter_mut() {
            let place = Place::Field(&place, name);
            if let Some(field) = input.fields.get(name.as_str()) {
                self.value(place, &field.ty, value);
            } else {
                let known = input.fields.keys().map(|known| known.as_str());
                self.fault(|| ask(&format!("{place} is no field of {}", input.name), &nearest(name, known)));
            }
        }
        for (name, field) in &input.fields {
            if given.contains_key(name.as_str()) {
                continue;
            }
            let place = Place::Field(&place, name);
            match &field.default_value {
                Some(default) => {
                    if let Some(value) = self.default(place, default) {
                        given.insert(name.to_string(), value);
                    }
                }
                None if field.ty.is_non_null() => self.missing(place, &field.ty),
                None => {}
            }
        }
    }

    /// A default of a valid document, or of the schema.
    fn default(&mut self, place: Place<'_>, value: &ast::Value) -> Option<Json> {
        let value = json_of(value);
        if value.is_none() {
            self.fault(|| format!("the default of {place} has a number that is beyond all numbers"));
        }
        value
    }

    fn missing(&mut self, place: Place<'_>, ty: &Type) {
        self.fault(|| format!("{place} is missing; it is of type {ty}"));
    }

    fn fault(&mut self, told: impl FnOnce() -> String) {
        if self.faults.len() < self.most {
            self.faults.push(told());
        }
    }
}

/// A value of a document as JSON; none where a number is beyond those.
fn json_of(value: &ast::Value) -> Option<Json> {
    Some(match value {
        ast::Value::Null | ast::Value::Variable(_) => Json::Null,
        ast::Value::Enum(name) => name.as_str().into(),
        ast::Value::String(text) => text.as_str().into(),
        ast::Value::Boolean(truth) => (*truth).into(),
        ast::Value::Int(number) => Json::Number(number.as_str().parse().ok()?),
        ast::Value::Float(number) => Json::Number(number.as_str().parse().ok()?),
        ast::Value::List(items) => Json::Array(items.iter().map(|item| json_of(item)).collect::<Option<_>>()?),
        ast::Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Some((name.to_string(), json_of(value)?)));
            Json::Object(fields.collect::<Option<_>>()?)
        }
    })
}

/// A value as it is named in an error.
fn told(value: &Json) -> String {
    match value {
        Json::Array(_) => "a list".to_owned(),
        Json::Object(_) => "an object".to_owned(),
        Json::String(text) => match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{:?}…", &text[..end]),
            None => format!("{text:?}"),
        },
        value => value.to_string(),
    }
}
