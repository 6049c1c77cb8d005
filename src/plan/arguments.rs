//! The arguments of a level, as the document writes them.

use super::input::{Input, Variables};

/// What a level was asked for.
#[derive(Debug, Clone)]
pub struct Arguments {
    /// The arguments of its field.
    pub field: Input,
    /// Those of the field of its connection that it is for: `groups`, `total`.
    pub part: Input,
    /// What the object that its list stands in was asked for: the filter of a slice, the days of changes.
    pub outer: Input,
}

impl Arguments {
    /// Those of a field by itself.
    pub fn of(field: Input) -> Self {
        Self { field, part: Input::Null, outer: Input::Null }
    }

    /// True where a variable decides.
    pub fn has_variable(&self) -> bool {
        [&self.field, &self.part, &self.outer].into_iter().any(Input::has_variable)
    }

    /// The arguments with their variables filled in.
    pub fn resolve(&self, variables: &Variables) -> Self {
        let [field, part, outer] =
            [&self.field, &self.part, &self.outer].map(|given| given.resolve(variables).unwrap_or(Input::Null));
        Self { field, part, outer }
    }

    /// How many conditions they have: those of filters, and of lists wherever they stand.
    pub fn conditions(&self, variables: &Variables) -> u64 {
        let given = self.field.fields().iter().chain(self.part.fields());
        let of_argument = |(name, value): &(String, Input)| match name.as_str() {
            "filter" | "having" => value.conditions(variables),
            _ => value.listed(variables),
        };
        given.map(of_argument).sum::<u64>() + self.outer.conditions(variables)
    }

    /// Bytes of memory that they take, about, and what is written of them into a statement.
    pub fn memory(&self) -> u64 {
        [&self.field, &self.part, &self.outer].into_iter().map(Input::memory).sum()
    }

    /// An argument of the field that is given and not null.
    pub fn get(&self, name: &str) -> Option<&Input> {
        self.field.get(name)
    }
}
