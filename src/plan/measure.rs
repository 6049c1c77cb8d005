//! How much an operation asks for, counted as if its fragments were spread, in time that is linear in its text: what was
//! counted of a selection on a type is remembered.

use std::collections::HashMap;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};

use crate::catalogue::Catalogue;
use crate::error::Refusal;
use crate::limits::{Limit, Limits};

/// Selections and fragments inside each other that are followed; what is deeper is deeper than any limit.
const MAX_NESTING: usize = 500;

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Fields; those of an interface once for each of its types, as they are planned.
    pub fields: u64,
    /// Fields with an alias.
    pub aliases: u64,
    /// Directives on fields and fragments.
    pub directives: u64,
    /// How deep selections nest.
    pub depth: u64,
    /// Fields at the root.
    pub root_fields: u64,
}

impl Measure {
    /// Refuses what is over a limit.
    ///
    /// # Errors
    /// With the code of the first limit that it is over.
    pub fn check(&self, limits: &Limits) -> Result<(), Refusal> {
        limits.check(Limit::Depth, self.depth)?;
        limits.check(Limit::RootFields, self.root_fields)?;
        limits.check(Limit::Aliases, self.aliases)?;
        limits.check(Limit::Directives, self.directives)?;
        limits.check(Limit::Fields, self.fields)
    }

    /// Adds what stands beside it.
    fn add(&mut self, other: Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.depth = self.depth.max(other.depth);
    }
}

/// Counts what each operation of a valid document asks for.
pub fn measure(catalogue: &Catalogue, document: &ExecutableDocument) -> Vec<(Option<String>, Measure)> {
    let mut counter = Counter { catalogue, document, known: HashMap::new(), nesting: 0 };
    let name = |operation: &Operation| operation.name.as_ref().map(ToString::to_string);
    let measured = document.operations.iter().map(|operation| {
        let measure = counter.set(&operation.selection_set, "Query");
        (name(operation), measure)
    });
    measured.collect()
}

struct Counter<'a> {
    catalogue: &'a Catalogue,
    document: &'a ExecutableDocument,
    /// By where a selection stands in memory and the type that it is applied to.
    known: HashMap<(usize, &'a str), Measure>,
    nesting: usize,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a SelectionSet, on: &'a str) -> Measure {
        let key = (std::ptr::from_ref(set).addr(), on);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        if self.nesting == MAX_NESTING {
            return Measure { depth: u64::MAX, ..Measure::default() };
        }
        self.nesting += 1;
        let mut measure = Measure::default();
        for selection in &set.selections {
            measure.directives = measure.directives.saturating_add(count(selection.directives().len()));
            match selection {
                Selection::Field(field) => {
                    measure.fields = measure.fields.saturating_add(1);
                    measure.root_fields = measure.root_fields.saturating_add(1);
                    measure.aliases = measure.aliases.saturating_add(u64::from(field.alias.is_some()));
                    let below = self.below(&field.selection_set);
                    measure.add(Measure { depth: below.depth.saturating_add(1), root_fields: 0, ..below });
                }
                Selection::InlineFragment(fragment) => {
                    if fragment.type_condition.as_ref().is_none_or(|name| self.applies(name, on)) {
                        measure.add(self.set(&fragment.selection_set, on));
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && self.applies(fragment.type_condition(), on)
                    {
                        measure.add(self.set(&fragment.selection_set, on));
                    }
                }
            }
        }
        self.nesting -= 1;
        self.known.insert(key, measure);
        measure
    }

    /// What stands below a field: for an interface or a union, once for each type.
    fn below(&mut self, set: &'a SelectionSet) -> Measure {
        if set.selections.is_empty() {
            return Measure::default();
        }
        let mut types = self.catalogue.implementers(set.ty.as_str()).map(|on| on.name).peekable();
        if types.peek().is_none() {
            return self.set(set, set.ty.as_str());
        }
        let types: Vec<&str> = types.collect();
        let mut measure = Measure::default();
        for on in types {
            measure.add(self.set(set, on));
        }
        measure
    }

    fn applies(&self, condition: &str, on: &str) -> bool {
        condition == on || self.catalogue.find(on).is_some_and(|on| on.belongs(condition))
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
