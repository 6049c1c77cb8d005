//! What the API refuses, as it is told to who sent options and no document: without places in a document that nobody else knows, and
//! with the names of options and not of variables.

use crate::error::{Code, GraphqlError};

/// The same refusal, of a request that has this for an option.
pub(super) fn of_options(code: Code, message: &str) -> GraphqlError {
    GraphqlError::new(code, message.strip_prefix('$').unwrap_or(message))
}
