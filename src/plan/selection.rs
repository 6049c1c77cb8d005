//! Selection sets as the specification reads them: fragments spread, directives applied, fields with one response key
//! merged.

use std::collections::HashSet;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::{self, DirectiveList};
use apollo_compiler::executable::{Field, Selection, SelectionSet};

use super::input::Variables;

/// What a plan depends on besides its document: one is made for each combination.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Flags {
    /// The Boolean variables that `@skip` and `@include` read.
    variables: Vec<(String, bool)>,
    /// True where texts without an argument are Chinese.
    pub(super) chinese: bool,
}

impl Flags {
    /// The values of these variables, and the language.
    pub fn read(names: &[String], variables: &Variables, chinese: bool) -> Self {
        let value = |name: &String| variables.get(name).and_then(serde_json::Value::as_bool) == Some(true);
        Self { variables: names.iter().map(|name| (name.clone(), value(name))).collect(), chinese }
    }

    fn get(&self, name: &str) -> bool {
        self.variables.iter().any(|(flag, value)| flag == name && *value)
    }

    /// Whether the directives leave their selection in.
    fn include(&self, directives: &DirectiveList) -> bool {
        let holds = |directive: &str, otherwise: bool| {
            let argument = directives.get(directive).and_then(|d| d.specified_argument_by_name("if"));
            match argument.map(|value| &**value) {
                Some(ast::Value::Boolean(value)) => *value,
                Some(ast::Value::Variable(name)) => self.get(name),
                _ => otherwise,
            }
        };
        !holds("skip", false) && holds("include", true)
    }
}

/// The names of the variables that directives of a document read.
pub fn flag_names(document: &ExecutableDocument) -> Vec<String> {
    let mut names = Vec::new();
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    let mut open: Vec<&SelectionSet> = operations.chain(fragments).collect();
    while let Some(set) = open.pop() {
        for selection in &set.selections {
            for directive in selection.directives().iter().filter(|d| d.name == "skip" || d.name == "include") {
                if let Some(ast::Value::Variable(name)) = directive.specified_argument_by_name("if").map(|v| &**v) {
                    names.push(name.to_string());
                }
            }
            match selection {
                Selection::Field(field) => open.push(&field.selection_set),
                Selection::InlineFragment(fragment) => open.push(&fragment.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Fields with one response key.
pub struct Merged<'a> {
    /// The response key.
    pub key: &'a str,
    /// The first of them: all have the same name and arguments.
    pub field: &'a Field,
    /// The selection sets of all of them.
    pub sets: Vec<&'a SelectionSet>,
}

/// The fields that apply to an object of this type, in the order of the query.
pub fn collect<'a>(
    document: &'a ExecutableDocument,
    flags: &Flags,
    applies: &dyn Fn(&str) -> bool,
    sets: &[&'a SelectionSet],
) -> Vec<Merged<'a>> {
    let mut fields = Vec::new();
    let mut visited = HashSet::new();
    for set in sets {
        visit(document, flags, applies, set, &mut visited, &mut fields);
    }
    fields
}

fn visit<'a>(
    document: &'a ExecutableDocument,
    flags: &Flags,
    applies: &dyn Fn(&str) -> bool,
    set: &'a SelectionSet,
    visited: &mut HashSet<&'a str>,
    fields: &mut Vec<Merged<'a>>,
) {
    for selection in set.selections.iter().filter(|s| flags.include(s.directives())) {
        match selection {
            Selection::Field(field) => {
                let key = field.response_key().as_str();
                match fields.iter_mut().find(|merged| merged.key == key) {
                    Some(merged) => merged.sets.push(&field.selection_set),
                    None => fields.push(Merged { key, field, sets: vec![&field.selection_set] }),
                }
            }
            Selection::InlineFragment(fragment) => {
                if fragment.type_condition.as_ref().is_none_or(|name| applies(name)) {
                    visit(document, flags, applies, &fragment.selection_set, visited, fields);
                }
            }
            Selection::FragmentSpread(spread) => {
                let Some(fragment) = document.fragments.get(&spread.fragment_name) else { continue };
                if visited.insert(spread.fragment_name.as_str()) && applies(fragment.type_condition()) {
                    visit(document, flags, applies, &fragment.selection_set, visited, fields);
                }
            }
        }
    }
}
