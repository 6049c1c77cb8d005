//! What was probably meant where a document names what the schema does not have. The validator tells which
//! name it is in its words alone.

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Schema, ast};

use crate::nearest::{MOST, ask, nearest};

/// What can be asked of an object of any type.
const ANYWHERE: [&str; 1] = ["__typename"];

/// Where the names that a document may mean are found.
pub(super) struct Hints<'a> {
    pub(super) schema: &'a Schema,
    pub(super) document: &'a ast::Document,
}

impl Hints<'_> {
    /// The message of an error of this name, with what was probably meant.
    pub(super) fn with(&self, error: Option<&str>, message: &str) -> String {
        let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
        match (error.unwrap_or_default(), quoted.as_slice()) {
            ("UndefinedField", [field, ty]) => self.field(field, ty, message),
            ("UndefinedArgument", [argument, place]) => ask(message, &nearest(argument, self.arguments(place))),
            ("UndefinedEnumValue", [value, ty]) => value_of(self.schema, ty, value, message),
            ("UnsupportedValueType", _) => match message.split_once(" cannot represent value: ") {
                Some((ty, value)) => text_of(self.schema, ty, value, message),
                None => message.to_owned(),
            },
            ("UndefinedInputValue", [field, ty]) => input_field(self.schema, ty, field, message),
            (
                "UndefinedDefinition"
                | "UndefinedTypeInNamedFragmentTypeCondition"
                | "UndefinedTypeInInlineFragmentTypeCondition",
                [ty],
            ) => ask(message, &nearest(ty, self.schema.types.keys().map(|name| name.as_str()))),
            ("UndefinedDirective", [directive]) => {
                let known = self.schema.directive_definitions.keys().map(|name| name.as_str());
                ask(message, &nearest(directive, known))
            }
            ("UndefinedVariable", [variable]) => ask(message, &nearest(variable, self.variables())),
            ("UndefinedFragment", [fragment]) => {
                // One that stands there is unknown because of what is wrong with it, which is told as well.
                ask(message, &nearest(fragment, self.fragments().filter(|known| known != fragment)))
            }
            _ => message.to_owned(),
        }
    }

    /// A field of another name; else the types that have it, where it is asked of any of several.
    fn field(&self, field: &str, ty: &str, message: &str) -> String {
        let fields = match self.schema.types.get(ty) {
            Some(ExtendedType::Object(object)) => Some(&object.fields),
            Some(ExtendedType::Interface(interface)) => Some(&interface.fields),
            _ => None,
        };
        let known = fields.into_iter().flat_map(|fields| fields.keys()).map(|name| name.as_str());
        let near = nearest(field, known.chain(ANYWHERE));
        if !near.is_empty() {
            return ask(message, &near);
        }
        let objects = self.schema.types.values().filter_map(ExtendedType::as_object);
        let having =
            objects.filter(|object| object.fields.contains_key(field) && self.schema.is_subtype(ty, &object.name));
        let having: Vec<String> = having.take(MOST).map(|object| format!("... on {}", object.name)).collect();
        ask(message, &having.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The arguments of `Type.field(argument:)` or `@directive(argument:)`.
    fn arguments(&self, place: &str) -> Vec<&str> {
        let owner = place.split('(').next().unwrap_or_default();
        let defined = match (owner.strip_prefix('@'), owner.split_once('.')) {
            (Some(directive), _) => self.schema.directive_definitions.get(directive).map(|known| &known.arguments),
            (None, Some((ty, field))) => self.schema.type_field(ty, field).ok().map(|known| &known.arguments),
            (None, None) => None,
        };
        defined.into_iter().flatten().map(|argument| argument.name.as_str()).collect()
    }

    fn variables(&self) -> impl Iterator<Item = &str> {
        let operations = self.document.definitions.iter().filter_map(|definition| match definition {
            ast::Definition::OperationDefinition(operation) => Some(&operation.variables),
            _ => None,
        });
        operations.flatten().map(|variable| variable.name.as_str())
    }

    fn fragments(&self) -> impl Iterator<Item = &str> {
        self.document.definitions.iter().filter_map(|definition| match definition {
            ast::Definition::FragmentDefinition(fragment) => Some(fragment.name.as_str()),
            _ => None,
        })
    }
}

/// A text where a value of an enum was expected: it is one in quotes, or near to one.
fn text_of(schema: &Schema, ty: &str, text: &str, message: &str) -> String {
    let value = text.trim_matches('"');
    match schema.get_enum(ty).is_some_and(|choice| choice.values.contains_key(value)) {
        true => format!("{message}; write {value} without quotes"),
        false => value_of(schema, ty, value, message),
    }
}

fn value_of(schema: &Schema, ty: &str, value: &str, message: &str) -> String {
    let known = schema.get_enum(ty).into_iter().flat_map(|choice| choice.values.keys());
    ask(message, &nearest(value, known.map(|name| name.as_str())))
}

fn input_field(schema: &Schema, ty: &str, field: &str, message: &str) -> String {
    let known = schema.get_input_object(ty).into_iter().flat_map(|input| input.fields.keys());
    ask(message, &nearest(field, known.map(|name| name.as_str())))
}
