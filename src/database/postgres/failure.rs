//! What can go wrong on a connection, and what that is for a request.

use std::collections::HashMap;
use std::io;

use postgres_protocol::message::backend::ErrorResponseBody;
use tokio_postgres::error::SqlState;
use tokio_postgres::fallible_iterator::FallibleIterator;

use crate::database::ReadError;

/// Why a wave failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// A statement was refused, by the server or before it was sent; the connection is as good as before.
    Answer(ReadError),
    /// The server does not know a statement any more as it was prepared.
    Stale(String),
    /// The connection is in a state that nobody knows.
    Broken(ReadError),
}

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Answer(error) | Failure::Broken(error) => error,
            // Whoever asks again has a new snapshot.
            Failure::Stale(text) => Self::Unavailable(format!("a table was changed beside a snapshot: {text}")),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<tokio_postgres::Error> for ReadError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Unavailable(super::connect::words(&error))
    }
}

/// The protocol has another message here: what is under way is not known any more.
pub(super) fn unexpected() -> Failure {
    Failure::Broken(ReadError::Fault("a message of the protocol came out of turn".to_owned()))
}

/// What an error of the server is: its code decides.
pub(super) fn answered(body: &ErrorResponseBody) -> Failure {
    let mut fields = HashMap::new();
    let mut found = body.fields();
    while let Ok(Some(field)) = found.next() {
        fields.insert(field.type_(), String::from_utf8_lossy(field.value_bytes()).into_owned());
    }
    let field = |name| fields.get(&name).map_or("", String::as_str);
    let code = field(b'C');
    let text = format!("{} ({code}) {}", field(b'M'), field(b'D'));
    // The plan of a statement returns other columns than it did, or a pool between threw all statements away.
    let is_stale = code == SqlState::INVALID_SQL_STATEMENT_NAME.code()
        || (code == SqlState::FEATURE_NOT_SUPPORTED.code() && field(b'R') == "RevalidateCachedQuery");
    if is_stale { Failure::Stale(text) } else { Failure::Answer(meaning(code, text)) }
}

fn meaning(code: &str, text: String) -> ReadError {
    let again = [
        SqlState::T_R_SERIALIZATION_FAILURE.code(),
        SqlState::T_R_DEADLOCK_DETECTED.code(),
        SqlState::LOCK_NOT_AVAILABLE.code(),
    ];
    if code == SqlState::QUERY_CANCELED.code() {
        return ReadError::Timeout;
    }
    match code.get(..2) {
        // A value that cannot be computed with: too large, divided by zero, no text.
        Some("22") => ReadError::Refused(text),
        // The connection is lost, or the server has not the means.
        Some("08" | "53") => ReadError::Unavailable(text),
        _ if code.starts_with("57P") || again.contains(&code) => ReadError::Unavailable(text),
        _ => ReadError::Fault(text),
    }
}

#[cfg(test)]
mod tests {
    use super::meaning;
    use crate::database::ReadError;

    #[test]
    fn the_code_decides_what_an_error_is() {
        let text = || "told".to_owned();
        for (code, expected) in [
            ("57014", ReadError::Timeout),
            ("22003", ReadError::Refused(text())),
            ("22008", ReadError::Refused(text())),
            ("22012", ReadError::Refused(text())),
            ("22021", ReadError::Refused(text())),
            ("53100", ReadError::Unavailable(text())),
            ("53300", ReadError::Unavailable(text())),
            ("57P01", ReadError::Unavailable(text())),
            ("08006", ReadError::Unavailable(text())),
            ("40001", ReadError::Unavailable(text())),
            ("40P01", ReadError::Unavailable(text())),
            ("55P03", ReadError::Unavailable(text())),
            ("42P01", ReadError::Fault(text())),
            ("", ReadError::Fault(text())),
        ] {
            assert_eq!(meaning(code, text()), expected, "{code}");
        }
    }
}
