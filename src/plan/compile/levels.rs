//! New levels and computations, each with where its field stands and what is null where it is refused.

use std::collections::HashMap;

use apollo_compiler::executable::Field;

use super::Compiler;
use super::place::Place;
use crate::catalogue::{Derivation, derivation};
use crate::error::Location;
use crate::plan::arguments::Arguments;
use crate::plan::input::Input;
use crate::plan::level::{Computation, Condition, Derived, Keys, Level, Shape, Told};

/// What a new level is about.
pub(super) struct About {
    pub(super) shape: Shape,
    pub(super) object: Option<&'static str>,
    pub(super) table: &'static str,
    pub(super) condition: Condition,
    pub(super) order: Option<&'static str>,
    /// How many rows a key has at most, as a rule.
    pub(super) usually: u64,
}

/// The arguments of a field, as they are written.
pub(super) fn arguments_of(field: &Field) -> Input {
    Input::Object(field.arguments.iter().map(|a| (a.name.to_string(), Input::from_ast(&a.value))).collect())
}

impl Compiler<'_> {
    /// Adds a level that runs for the row at a place.
    pub(super) fn level(&mut self, field: &Field, about: About, place: &Place) -> usize {
        let keys = self.keys(place);
        let (outer, location) = place.outer.clone().unwrap_or((Input::Null, None));
        let arguments = Arguments { outer, ..Arguments::of(arguments_of(field)) };
        let computation = self.computation(place);
        let level = self.add(field, about, keys, arguments, computation);
        self.levels[level].outer = location;
        level
    }

    /// Adds a level that reads the row of a table whose id the row at a place has.
    pub(super) fn level_of_id(&mut self, field: &Field, table: &'static str, key: &str, place: &Place) -> usize {
        let keys = self.keys_by(place, key);
        let condition = Condition::of("{t}.id = {k}");
        let about = About { shape: Shape::First, object: None, table, condition, order: None, usually: 1 };
        self.add(field, about, keys, Arguments::of(Input::Null), None)
    }

    fn add(
        &mut self,
        field: &Field,
        about: About,
        keys: Keys,
        arguments: Arguments,
        computation: Option<usize>,
    ) -> usize {
        let derived = derivation::part(about.table).zip(computation);
        self.levels.push(Level {
            derived: derived.map(|(part, computation)| Derived { computation, part }),
            shape: about.shape,
            object: about.object,
            table: about.table,
            keys,
            condition: about.condition,
            order: about.order,
            select: Vec::new(),
            told: Told::default(),
            joins: Vec::new(),
            arguments,
            usually: about.usually,
            shown: 1,
            outputs: 0,
            probe: false,
            idle: false,
            cursors: false,
            path: self.path.clone(),
            location: self.location(field),
            outer: None,
            around: self.around.clone(),
        });
        self.columns.push(HashMap::new());
        self.levels.len() - 1
    }

    /// Adds what is computed for the row at a place.
    pub(super) fn compute(&mut self, derivation: Derivation, field: &Field, place: &Place) -> usize {
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
    pub(super) fn computation(&self, place: &Place) -> Option<usize> {
        place.computation.or_else(|| self.levels[place.level?].derived.map(|derived| derived.computation))
    }

    /// What follows stands inside a nullable field: a refused argument in it makes that field null.
    pub(super) fn open_nullable(&mut self, nullable: bool) -> Option<usize> {
        if !nullable {
            return None;
        }
        self.nullables += 1;
        self.around.push(self.nullables);
        Some(self.nullables)
    }

    pub(super) fn close_nullable(&mut self, nullable: Option<usize>) {
        if nullable.is_some() {
            self.around.pop();
        }
    }

    /// Takes note of fields that are written for each row of a level, or once where there is none.
    pub(super) fn writes(&mut self, level: Option<usize>, fields: usize) {
        let fields = u64::try_from(fields).unwrap_or(u64::MAX);
        match level {
            Some(level) => self.levels[level].outputs += fields,
            None => self.outputs += fields,
        }
    }

    /// Where a field stands in the document.
    pub(super) fn location(&self, field: &Field) -> Option<Location> {
        let range = field.name.line_column_range(&self.document.sources)?;
        Some(Location { line: range.start.line, column: range.start.column })
    }

    /// Runs with one more response key in the path.
    pub(super) fn under<T>(&mut self, key: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        self.under_all(&[key], run)
    }

    /// Runs with several more response keys in the path.
    pub(super) fn under_all<T>(&mut self, keys: &[&str], run: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.path.len();
        self.path.extend(keys.iter().map(|key| (*key).to_owned()));
        let result = run(self);
        self.path.truncate(depth);
        result
    }
}
