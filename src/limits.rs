//! What one request may ask for. Everything that grows with what a client writes is counted here, each with a setting, a
//! default and a code of its own; what is over a limit is refused before it costs anything.

use crate::error::{Code, Refusal};

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Tokens of a document, blanks and comments included.
    Tokens,
    /// How deep selections nest, fragments spread.
    Depth,
    /// Fields of an operation, fragments spread; those of an interface once for each of its types.
    Fields,
    /// Fields at the root of an operation, fragments spread.
    RootFields,
    /// Fields with an alias, fragments spread.
    Aliases,
    /// Directives, fragments spread.
    Directives,
    /// Operations of a document.
    Operations,
    /// Bytes of the variables as JSON.
    VariableBytes,
    /// How deep lists and objects nest in the variables.
    VariableDepth,
    /// Values in the variables: elements of lists and fields of objects.
    VariableItems,
    /// Conditions in the filters of all lists.
    Conditions,
    /// Lists and single rows that take a statement of their own.
    Lists,
    /// Rows that the answer can hold: page sizes multiplied.
    Rows,
    /// Fields that the answer can hold: those of a row once for each row.
    Values,
    /// Bytes of an answer.
    AnswerBytes,
}

/// What is said of a limit.
struct Description {
    limit: Limit,
    /// Its setting, behind `PANORAMA_`.
    setting: &'static str,
    default: u64,
    code: Code,
    /// What is counted.
    what: &'static str,
    /// What a client can do who has too much of it.
    remedy: &'static str,
}

/// How many limits there are.
const COUNT: usize = 15;

/// Every limit, in the order of the enum.
const ALL: [Description; COUNT] = [
    Description {
        limit: Limit::Tokens,
        setting: "max_tokens",
        default: 20_000,
        code: Code::TooManyTokens,
        what: "tokens in the document, blanks and comments included",
        remedy: "pass long lists in variables, or ask in several requests",
    },
    Description {
        limit: Limit::Depth,
        setting: "max_depth",
        default: 100,
        code: Code::TooDeep,
        what: "levels of selections inside each other, fragments spread",
        remedy: "ask for the inner levels in a request of their own",
    },
    Description {
        limit: Limit::Fields,
        setting: "max_fields",
        default: 20_000,
        code: Code::TooManyFields,
        what: "fields, fragments spread, those of an interface or union once for each of its types",
        remedy: "select fewer fields, or ask in several requests",
    },
    Description {
        limit: Limit::RootFields,
        setting: "max_root_fields",
        default: 250,
        code: Code::TooManyRootFields,
        what: "fields at the root of the operation",
        remedy: "ask in several requests, or for several things by one field, such as nodes(ids:)",
    },
    Description {
        limit: Limit::Aliases,
        setting: "max_aliases",
        default: 2_000,
        code: Code::TooManyAliases,
        what: "fields with an alias, fragments spread",
        remedy: "ask in several requests, or for several things by one field, such as nodes(ids:)",
    },
    Description {
        limit: Limit::Directives,
        setting: "max_directives",
        default: 2_000,
        code: Code::TooManyDirectives,
        what: "directives, fragments spread",
        remedy: "leave out of the document what is skipped anyway",
    },
    Description {
        limit: Limit::Operations,
        setting: "max_operations",
        default: 100,
        code: Code::TooManyOperations,
        what: "operations in the document",
        remedy: "send the one that is to run, with its fragments",
    },
    Description {
        limit: Limit::VariableBytes,
        setting: "max_variable_bytes",
        default: 262_144,
        code: Code::VariablesTooLarge,
        what: "bytes of variables",
        remedy: "send fewer or shorter values, or ask in several requests",
    },
    Description {
        limit: Limit::VariableDepth,
        setting: "max_variable_depth",
        default: 50,
        code: Code::VariablesTooDeep,
        what: "levels of lists and objects inside each other in the variables",
        remedy: "put conditions side by side instead of inside each other",
    },
    Description {
        limit: Limit::VariableItems,
        setting: "max_variable_items",
        default: 20_000,
        code: Code::TooManyVariableItems,
        what: "values in the variables, elements of lists and fields of objects",
        remedy: "send fewer values, or ask in several requests",
    },
    Description {
        limit: Limit::Conditions,
        setting: "max_conditions",
        default: 2_000,
        code: Code::TooManyConditions,
        what: "conditions in the filters of all lists, a hundred values of a list as one",
        remedy: "shorten the filters, or ask in several requests",
    },
    Description {
        limit: Limit::Lists,
        setting: "max_lists",
        default: 500,
        code: Code::TooManyLists,
        what: "lists, counts, groups and rows that are looked up by themselves, however many rows they have",
        remedy: "ask in several requests, or for several rows by one list, such as filter: {slug: {in: [...]}}",
    },
    Description {
        limit: Limit::Rows,
        setting: "max_rows",
        default: 500_000,
        code: Code::TooManyRows,
        what: "rows, those of pages as if each were full and page sizes multiplied",
        remedy: "set a smaller first on the lists inside lists, or ask in several requests",
    },
    Description {
        limit: Limit::Values,
        setting: "max_values",
        default: 10_000_000,
        code: Code::TooManyValues,
        what: "fields of the answer, those of pages as if each were full",
        remedy: "set a smaller first, or select fewer fields of lists",
    },
    Description {
        limit: Limit::AnswerBytes,
        setting: "max_answer_bytes",
        default: 16_777_216,
        code: Code::AnswerTooLarge,
        what: "bytes in the answer",
        remedy: "set a smaller first or select fewer fields; whole lists are files: /export/{list}.{format}",
    },
];

impl Limit {
    /// Every limit.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|description| description.limit)
    }

    fn description(self) -> &'static Description {
        &ALL[self as usize]
    }

    /// The setting's name in the file; in the environment it is in upper case behind `PANORAMA_`.
    pub fn setting(self) -> &'static str {
        self.description().setting
    }

    /// What holds where nothing is set.
    pub fn default(self) -> u64 {
        self.description().default
    }

    /// The code of what is over it.
    pub fn code(self) -> Code {
        self.description().code
    }
}

/// The limits of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits([u64; COUNT]);

impl Default for Limits {
    fn default() -> Self {
        Self(ALL.each_ref().map(|description| description.default))
    }
}

impl Limits {
    /// How much is allowed.
    pub fn get(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    /// Allows so much.
    pub fn set(&mut self, limit: Limit, most: u64) {
        self.0[limit as usize] = most;
    }

    /// Refuses what is over a limit.
    ///
    /// # Errors
    /// With the limit's code.
    pub fn check(&self, limit: Limit, found: impl TryInto<u64>) -> Result<(), Refusal> {
        let (found, most) = (found.try_into().unwrap_or(u64::MAX), self.get(limit));
        if found <= most { Ok(()) } else { Err(self.over(limit, Some(found))) }
    }

    /// What is said of something over a limit, with how much it is where that is known.
    pub fn over(&self, limit: Limit, found: Option<u64>) -> Refusal {
        let Description { what, remedy, setting, .. } = limit.description();
        let (most, setting) = (self.get(limit), setting.to_uppercase());
        let found = match found {
            Some(u64::MAX) | None => format!("more than {most}"),
            Some(found) => format!("{found}, and {most} at most are allowed"),
        };
        let message = format!("too many {what}: {found} (PANORAMA_{setting}); {remedy}");
        Refusal::new(limit.code(), message)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Limit, Limits};

    #[test]
    fn each_stands_at_its_place_and_has_a_code_of_its_own() {
        let mut codes = std::collections::HashSet::new();
        for (place, description) in ALL.iter().enumerate() {
            assert_eq!(description.limit as usize, place);
            assert!(codes.insert(description.code), "{:?} shares a code", description.limit);
        }
    }

    #[test]
    fn as_much_as_is_allowed_passes() {
        let mut limits = Limits::default();
        limits.set(Limit::Aliases, 3);
        assert_eq!(limits.check(Limit::Aliases, 3_usize), Ok(()));
        let refusal = limits.check(Limit::Aliases, 4_usize).expect_err("one too many");
        assert_eq!(refusal.code, Limit::Aliases.code());
        assert!(refusal.message.contains("4, and 3 at most are allowed (PANORAMA_MAX_ALIASES); "), "{refusal}");
    }
}
