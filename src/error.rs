//! The closed list of codes that answers carry, and the error that a client sees.

use serde::{Serialize, Serializer};

/// Why something was refused or failed. The list is closed: clients may switch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The HTTP request is not a GraphQL request: no query, malformed JSON, a parameter that is there twice.
    BadRequest,
    /// GET asked for what changes something.
    MethodNotAllowed,
    /// `Accept` takes no type that answers have.
    NotAcceptable,
    /// The body is of another type than JSON in UTF-8, or packed in another way than by gzip.
    UnsupportedMediaType,
    /// The request has too many bytes, as it is sent or once it is unpacked.
    RequestTooLarge,
    /// The request did not arrive in time.
    RequestTimeout,
    /// No document is known by this hash or id: send its text along.
    PersistedQueryNotFound,
    /// The hash is not that of the text beside it.
    PersistedQueryMismatch,
    /// The service answers a list of documents, and this one is not on it.
    DocumentNotTrusted,
    /// The document is not GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// The document has no operation of that name, or several and no name was given.
    OperationNotFound,
    /// A variable is missing or not of its type.
    VariableInvalid,
    /// An argument is not of its type, or contradicts another.
    ArgumentInvalid,
    /// A global id is malformed or of another type.
    IdInvalid,
    /// An argument names something that is not there.
    NotFound,
    /// A figure is in a unit that does not convert to the one that was asked for.
    UnitMismatch,
    /// There is no exchange rate for a period.
    RateNotFound,
    /// What was asked for is not defined for the figures: growth from zero, a logarithm of a negative number.
    NotComputable,
    /// A cursor is malformed or was made in another order.
    CursorInvalid,
    /// A filter compares with null, or with something that is not of the field's type.
    FilterInvalid,
    /// `first` or `last` is negative or over the limit.
    PageSizeOutOfRange,
    /// Paths lead through too dense a part of the chain.
    TooComplex,
    /// The document has too many tokens.
    TooManyTokens,
    /// Selections nest too deep.
    TooDeep,
    /// The operation has too many fields once its fragments are spread.
    TooManyFields,
    /// The operation has too many fields at its root.
    TooManyRootFields,
    /// The operation has too many aliases.
    TooManyAliases,
    /// The operation has too many directives.
    TooManyDirectives,
    /// The document has too many operations.
    TooManyOperations,
    /// The variables have too many bytes.
    VariablesTooLarge,
    /// The variables nest too deep.
    VariablesTooDeep,
    /// The variables hold too many values.
    TooManyVariableItems,
    /// Filters have too many conditions.
    TooManyConditions,
    /// Too many lists are asked for at once.
    TooManyLists,
    /// The answer could hold, or holds, too many rows.
    TooManyRows,
    /// The answer could hold too many fields.
    TooManyValues,
    /// The answer has too many bytes.
    AnswerTooLarge,
    /// The time for one request ran out.
    Timeout,
    /// The database does not answer; trying again may help.
    Unavailable,
    /// A fault of the service; the log has it under the request id.
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: &[Self] = &[
        Self::BadRequest,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::UnsupportedMediaType,
        Self::RequestTooLarge,
        Self::RequestTimeout,
        Self::PersistedQueryNotFound,
        Self::PersistedQueryMismatch,
        Self::DocumentNotTrusted,
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::OperationNotFound,
        Self::VariableInvalid,
        Self::ArgumentInvalid,
        Self::IdInvalid,
        Self::NotFound,
        Self::UnitMismatch,
        Self::RateNotFound,
        Self::NotComputable,
        Self::CursorInvalid,
        Self::FilterInvalid,
        Self::PageSizeOutOfRange,
        Self::TooComplex,
        Self::TooManyTokens,
        Self::TooDeep,
        Self::TooManyFields,
        Self::TooManyRootFields,
        Self::TooManyAliases,
        Self::TooManyDirectives,
        Self::TooManyOperations,
        Self::VariablesTooLarge,
        Self::VariablesTooDeep,
        Self::TooManyVariableItems,
        Self::TooManyConditions,
        Self::TooManyLists,
        Self::TooManyRows,
        Self::TooManyValues,
        Self::AnswerTooLarge,
        Self::Timeout,
        Self::Unavailable,
        Self::Internal,
    ];

    /// As in `extensions.code`.
    pub fn text(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::RequestTooLarge => "REQUEST_TOO_LARGE",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryMismatch => "PERSISTED_QUERY_MISMATCH",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::ParseFailed => "PARSE_FAILED",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::OperationNotFound => "OPERATION_NOT_FOUND",
            Self::VariableInvalid => "VARIABLE_INVALID",
            Self::ArgumentInvalid => "ARGUMENT_INVALID",
            Self::IdInvalid => "ID_INVALID",
            Self::NotFound => "NOT_FOUND",
            Self::UnitMismatch => "UNIT_MISMATCH",
            Self::RateNotFound => "RATE_NOT_FOUND",
            Self::NotComputable => "NOT_COMPUTABLE",
            Self::CursorInvalid => "CURSOR_INVALID",
            Self::FilterInvalid => "FILTER_INVALID",
            Self::PageSizeOutOfRange => "PAGE_SIZE_OUT_OF_RANGE",
            Self::TooComplex => "TOO_COMPLEX",
            Self::TooManyTokens => "TOO_MANY_TOKENS",
            Self::TooDeep => "TOO_DEEP",
            Self::TooManyFields => "TOO_MANY_FIELDS",
            Self::TooManyRootFields => "TOO_MANY_ROOT_FIELDS",
            Self::TooManyAliases => "TOO_MANY_ALIASES",
            Self::TooManyDirectives => "TOO_MANY_DIRECTIVES",
            Self::TooManyOperations => "TOO_MANY_OPERATIONS",
            Self::VariablesTooLarge => "VARIABLES_TOO_LARGE",
            Self::VariablesTooDeep => "VARIABLES_TOO_DEEP",
            Self::TooManyVariableItems => "TOO_MANY_VARIABLE_ITEMS",
            Self::TooManyConditions => "TOO_MANY_CONDITIONS",
            Self::TooManyLists => "TOO_MANY_LISTS",
            Self::TooManyRows => "TOO_MANY_ROWS",
            Self::TooManyValues => "TOO_MANY_VALUES",
            Self::AnswerTooLarge => "ANSWER_TOO_LARGE",
            Self::Timeout => "TIMEOUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

/// A fault in what the client asked for, before its place in the answer is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// What is wrong and what would be right, for the client to read.
    pub message: String,
    /// True where what is wrong was given to the object that a list stands in, and not to the list.
    pub is_outer: bool,
}

impl Refusal {
    /// A refusal with this code and message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), is_outer: false }
    }

    /// The same of an argument of the object that a list stands in.
    pub fn outer(self) -> Self {
        Self { is_outer: true, ..self }
    }

    /// The same, with what it is of before it.
    pub fn of(mut self, slug: &str) -> Self {
        self.message.insert_str(0, ": ");
        self.message.insert_str(0, slug);
        self
    }

    /// The same of what is inside a part of a filter with this name; what a filter has too much of is said of the whole.
    pub fn inside(mut self, name: &str, joined: &str) -> Self {
        if self.code == Code::FilterInvalid {
            self.message.insert_str(0, joined);
            self.message.insert_str(0, name);
        }
        self
    }
}

/// A place in a document, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Location {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// A step of a path into an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// A response key.
    Key(String),
    /// A place in a list.
    Index(usize),
}

/// An entry of an answer's `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraphqlError {
    /// For people.
    pub message: String,
    /// Where in the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// Where in the answer; absent where the whole request was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Vec<Step>>,
    /// The code, for programs.
    pub extensions: Extensions,
}

/// What an error carries besides its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extensions {
    /// Why.
    pub code: Code,
}

/// The most bytes of a message: what a client wrote is quoted in it, and may be as long as a request.
const MESSAGE: usize = 1_000;

/// A message of which the middle is left out where it is too long: what is wrong stands at either end.
fn shortened(message: String) -> String {
    if message.len() <= MESSAGE {
        return message;
    }
    let head = message.floor_char_boundary(MESSAGE * 2 / 3);
    let tail = message.ceil_char_boundary(message.len() - MESSAGE / 3);
    format!("{} … {}", &message[..head], &message[tail..])
}

impl GraphqlError {
    /// An error about the whole request.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { message: shortened(message.into()), locations: Vec::new(), path: None, extensions: Extensions { code } }
    }

    /// How many bytes it takes in an answer, about.
    pub fn bytes(&self) -> usize {
        let step = |step: &Step| match step {
            Step::Key(key) => key.len() + 3,
            Step::Index(_) => 4,
        };
        100 + self.message.len() + self.path.iter().flatten().map(step).sum::<usize>()
    }

    /// The same, at a place in the document.
    pub fn at(mut self, location: Option<Location>) -> Self {
        self.locations.extend(location);
        self
    }

    /// The same, at a place in the answer.
    pub fn on(mut self, path: Vec<Step>) -> Self {
        self.path = Some(path);
        self
    }
}

impl From<Refusal> for GraphqlError {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code, refusal.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, GraphqlError, MESSAGE};

    #[test]
    fn what_a_client_wrote_is_not_sent_back_as_a_whole() {
        let quoted = format!("{:?} is no unit", "未".repeat(100_000));
        let error = GraphqlError::new(Code::ArgumentInvalid, quoted);
        assert!(error.message.len() <= MESSAGE + 10, "{}", error.message.len());
        assert!(error.message.starts_with("\"未") && error.message.ends_with("\" is no unit"), "{}", error.message);
        assert_eq!(GraphqlError::new(Code::NotFound, "short").message, "short");
    }
}
