//! The bytes of an answer.

use bytes::Bytes;

use crate::error::{Code, GraphqlError};
use crate::read::Answer;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was executed; its fields may have errors.
    Executed,
    /// It was refused before execution: the answer has no `data`.
    Refused,
    /// The service could not execute it.
    Failed,
}

/// An answer and what it says of its request.
#[derive(Debug, Clone)]
pub struct Answered {
    /// JSON.
    pub body: Bytes,
    /// What became of the request.
    pub kind: Kind,
    /// The codes of its errors.
    pub codes: Vec<Code>,
}

impl Answered {
    /// A request that was executed.
    pub(super) fn executed(answer: Answer) -> Self {
        let data = answer.data.unwrap_or_else(|| b"null".to_vec());
        Self::build(Kind::Executed, &answer.errors, Some(&data))
    }

    /// An answer that was given before.
    pub(super) fn again(body: Bytes) -> Self {
        Self { body, kind: Kind::Executed, codes: Vec::new() }
    }

    /// A request that was refused as a whole.
    pub fn refused(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Refused, &errors, None)
    }

    /// A request that the service failed at.
    pub(super) fn failed(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Failed, &errors, None)
    }

    fn build(kind: Kind, errors: &[GraphqlError], data: Option<&[u8]>) -> Self {
        // Errors are plain strings and numbers: serialising them cannot fail.
        let told = if errors.is_empty() { Vec::new() } else { serde_json::to_vec(errors).unwrap_or_default() };
        let mut parts: Vec<&[u8]> = vec![b"{"];
        if !errors.is_empty() {
            parts.extend([b"\"errors\":".as_slice(), &told]);
        }
        if let Some(data) = data {
            parts.extend([if errors.is_empty() { b"\"data\":".as_slice() } else { b",\"data\":" }, data]);
        }
        parts.push(b"}");
        // Exactly as long as it is: it may be kept.
        let body = parts.concat();
        Self { body: body.into(), kind, codes: errors.iter().map(|error| error.extensions.code).collect() }
    }
}
