//! Argument values as a document writes them, and as they are once the variables are known.

use apollo_compiler::ast;
use serde_json::{Map, Value as Json};

/// The variables of a request, coerced to their types.
pub type Variables = Map<String, Json>;

/// A value in a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number, or a whole one beyond 64 bits.
    Float(f64),
    /// A string.
    Text(String),
    /// A value of an enum.
    Choice(String),
    /// A list.
    List(Vec<Self>),
    /// An object; fields whose variable was not given are left out when it is resolved.
    Object(Vec<(String, Self)>),
    /// A variable.
    Variable(String),
}

impl Input {
    /// The value of a valid document.
    pub fn from_ast(value: &ast::Value) -> Self {
        match value {
            ast::Value::Null => Self::Null,
            ast::Value::Enum(name) => Self::Choice(name.to_string()),
            ast::Value::Variable(name) => Self::Variable(name.to_string()),
            ast::Value::String(text) => Self::Text(text.clone()),
            ast::Value::Boolean(value) => Self::Bool(*value),
            ast::Value::Int(value) => {
                let text = value.as_str();
                text.parse().map_or_else(|_| Self::Float(text.parse().unwrap_or(f64::NAN)), Self::Int)
            }
            ast::Value::Float(value) => Self::Float(value.as_str().parse().unwrap_or(f64::NAN)),
            ast::Value::List(items) => Self::List(items.iter().map(|i| Self::from_ast(i)).collect()),
            ast::Value::Object(fields) => {
                Self::Object(fields.iter().map(|(name, value)| (name.to_string(), Self::from_ast(value))).collect())
            }
        }
    }

    /// True where a variable decides.
    pub fn has_variable(&self) -> bool {
        match self {
            Self::Variable(_) => true,
            Self::List(items) => items.iter().any(Self::has_variable),
            Self::Object(fields) => fields.iter().any(|(_, value)| value.has_variable()),
            _ => false,
        }
    }

    /// The value with its variables filled in; none where it is a variable that was not given.
    pub fn resolve(&self, variables: &Variables) -> Option<Self> {
        match self {
            Self::Variable(name) => variables.get(name).map(Self::from_json),
            Self::List(items) => {
                Some(Self::List(items.iter().map(|item| item.resolve(variables).unwrap_or(Self::Null)).collect()))
            }
            Self::Object(fields) => Some(Self::Object(
                fields.iter().filter_map(|(name, value)| Some((name.clone(), value.resolve(variables)?))).collect(),
            )),
            value => Some(value.clone()),
        }
    }

    fn from_json(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Self::Float(number.as_f64().unwrap_or(f64::NAN)), Self::Int)
            }
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::from_json).collect()),
            Json::Object(fields) => {
                Self::Object(fields.iter().map(|(name, value)| (name.clone(), Self::from_json(value))).collect())
            }
        }
    }

    /// How many conditions it has as a filter, its variables filled in: what is compared with a value, or with up to
    /// a hundred values.
    pub fn conditions(&self, variables: &Variables) -> u64 {
        match self {
            Self::Variable(name) => variables.get(name).map_or(0, conditions_of_json),
            Self::List(items) => of_list(items.iter().map(|item| item.conditions(variables))),
            Self::Object(fields) if fields.is_empty() => 1,
            Self::Object(fields) => fields.iter().map(|(_, value)| value.conditions(variables).max(1)).sum(),
            _ => 0,
        }
    }

    /// What its lists count as, its variables filled in, where it is no filter: one condition for every hundred values.
    pub fn listed(&self, variables: &Variables) -> u64 {
        let values = match self {
            Self::Variable(name) => variables.get(name).and_then(Json::as_array).map_or(0, Vec::len),
            Self::List(items) => items.len(),
            Self::Object(fields) => return fields.iter().map(|(_, value)| value.listed(variables)).sum(),
            _ => 0,
        };
        weight_of(values) / VALUES
    }

    /// True where one of its texts fulfils a condition.
    pub fn any_text(&self, holds: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Text(text) => holds(text),
            Self::List(items) => items.iter().any(|item| item.any_text(holds)),
            Self::Object(fields) => fields.iter().any(|(_, value)| value.any_text(holds)),
            _ => false,
        }
    }

    /// Bytes of memory that it takes, about, and what is written of it into a statement.
    pub fn memory(&self) -> u64 {
        let own = match self {
            Self::List(items) => items.iter().map(Self::memory).sum(),
            Self::Object(fields) => fields.iter().map(|(name, value)| 160 + weight(name) + value.memory()).sum(),
            Self::Text(text) | Self::Choice(text) | Self::Variable(text) => 2 * weight(text),
            _ => 0,
        };
        64 + own
    }

    /// The fields of an object; null and everything else has none.
    pub fn fields(&self) -> &[(String, Self)] {
        match self {
            Self::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The field of that name, where it is there and not null.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.fields().iter().find(|(field, value)| field == name && *value != Self::Null).map(|(_, value)| value)
    }

    /// An object without the field of that name.
    pub fn without(&self, name: &str) -> Self {
        Self::Object(self.fields().iter().filter(|(field, _)| field != name).cloned().collect())
    }

    /// The elements of a list; a single value is a list of one.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            value => std::slice::from_ref(value),
        }
    }

    /// The text of a string, an enum value or an id.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }
}

/// How many values of a list count as one condition: each is held and compared.
const VALUES: u64 = 100;

/// The conditions of a list: those of its elements, or of how many there are.
fn of_list(items: impl ExactSizeIterator<Item = u64>) -> u64 {
    let values = weight_of(items.len()).div_ceil(VALUES);
    items.sum::<u64>().max(values)
}

fn conditions_of_json(value: &Json) -> u64 {
    match value {
        Json::Array(items) => of_list(items.iter().map(conditions_of_json)),
        Json::Object(fields) if fields.is_empty() => 1,
        Json::Object(fields) => fields.values().map(|value| conditions_of_json(value).max(1)).sum(),
        _ => 0,
    }
}

fn weight(text: &str) -> u64 {
    weight_of(text.len())
}

fn weight_of(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
