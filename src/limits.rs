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
    /// What there is too much of.
    what: &'static str,
}

const fn describe(limit: Limit, setting: &'static str, default: u64, code: Code, what: &'static str) -> Description {
    Description { limit, setting, default, code, what }
}

/// How many limits there are.
const COUNT: usize = 15;

/// Every limit, in the order of the enum.
const ALL: [Description; COUNT] = [
    describe(
        Limit::Tokens,
        "max_tokens",
        20_000,
        Code::TooManyTokens,
        "tokens in the document, blanks and comments included",
    ),
    describe(Limit::Depth, "max_depth", 100, Code::TooDeep, "levels of selections inside each other"),
    describe(Limit::Fields, "max_fields", 20_000, Code::TooManyFields, "fields, fragments spread"),
    describe(Limit::RootFields, "max_root_fields", 250, Code::TooManyRootFields, "fields at the root"),
    describe(Limit::Aliases, "max_aliases", 2_000, Code::TooManyAliases, "aliases, fragments spread"),
    describe(Limit::Directives, "max_directives", 2_000, Code::TooManyDirectives, "directives, fragments spread"),
    describe(Limit::Operations, "max_operations", 100, Code::TooManyOperations, "operations in the document"),
    describe(Limit::VariableBytes, "max_variable_bytes", 262_144, Code::VariablesTooLarge, "bytes of variables"),
    describe(
        Limit::VariableDepth,
        "max_variable_depth",
        50,
        Code::VariablesTooDeep,
        "levels inside each other in the variables",
    ),
    describe(Limit::VariableItems, "max_variable_items", 20_000, Code::TooManyVariableItems, "values in the variables"),
    describe(Limit::Conditions, "max_conditions", 2_000, Code::TooManyConditions, "conditions in filters"),
    describe(Limit::Lists, "max_lists", 500, Code::TooManyLists, "lists and rows that are looked up by themselves"),
    describe(Limit::Rows, "max_rows", 500_000, Code::TooManyRows, "rows in the answer, were every page full"),
    describe(
        Limit::Values,
        "max_values",
        10_000_000,
        Code::TooManyValues,
        "fields in the answer, were every page full",
    ),
    describe(Limit::AnswerBytes, "max_answer_bytes", 16_777_216, Code::AnswerTooLarge, "bytes in the answer"),
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

    /// What it counts, in words.
    pub fn what(self) -> &'static str {
        self.description().what
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
        let (what, most) = (limit.what(), self.get(limit));
        let found = match found {
            Some(u64::MAX) | None => format!("more than {most}"),
            Some(found) => format!("{found}, at most {most}"),
        };
        let setting = limit.setting().to_uppercase();
        let message = format!("too many {what}: {found}; ask for less at once (PANORAMA_{setting} is the limit)");
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
        assert!(refusal.message.contains("4, at most 3"), "{refusal}");
        assert!(refusal.message.contains("PANORAMA_MAX_ALIASES"), "{refusal}");
    }
}
