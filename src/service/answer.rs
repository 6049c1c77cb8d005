//! The bytes of an answer.

use super::cost::Cost;
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
#[derive(Debug)]
pub struct Answered {
    /// JSON.
    pub body: Vec<u8>,
    /// What became of the request.
    pub kind: Kind,
    /// The codes of its errors.
    pub codes: Vec<Code>,
    /// What it cost, where it was executed and not given before.
    pub cost: Option<Cost>,
}

impl Answered {
    /// A request that was executed; the cost stands in the body where it is to be told.
    pub(super) fn executed(answer: Answer, cost: Cost, told: bool) -> Self {
        let data = answer.data.unwrap_or_else(|| b"null".to_vec());
        let extension = told.then_some(&cost);
        Self { cost: Some(cost), ..Self::build(Kind::Executed, &answer.errors, Some(&data), extension) }
    }

    /// A request whose answer is too large to be given.
    pub(super) fn too_large(error: GraphqlError) -> Self {
        Self::build(Kind::Executed, &[error], Some(b"null"), None)
    }

    /// An answer that was given before.
    pub(super) fn again(body: &[u8]) -> Self {
        Self { body: body.to_vec(), kind: Kind::Executed, codes: Vec::new(), cost: None }
    }

    /// A request that was refused as a whole.
    pub fn refused(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Refused, &errors, None, None)
    }

    /// A request that the service failed at.
    pub(super) fn failed(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Failed, &errors, None, None)
    }

    fn build(kind: Kind, errors: &[GraphqlError], data: Option<&[u8]>, cost: Option<&Cost>) -> Self {
        let mut body = Vec::with_capacity(data.map_or(0, <[u8]>::len) + 256);
        body.push(b'{');
        if !errors.is_empty() {
            body.extend_from_slice(b"\"errors\":");
            // Errors are plain strings and numbers: serialising them cannot fail.
            let errors = serde_json::to_vec(errors).unwrap_or_else(|_| b"[]".to_vec());
            body.extend_from_slice(&errors);
        }
        if let Some(data) = data {
            if !errors.is_empty() {
                body.push(b',');
            }
            body.extend_from_slice(b"\"data\":");
            body.extend_from_slice(data);
        }
        if let Some(cost) = cost.and_then(|cost| serde_json::to_string(cost).ok()) {
            body.extend_from_slice(b",\"extensions\":{\"cost\":");
            body.extend_from_slice(cost.as_bytes());
            body.push(b'}');
        }
        body.push(b'}');
        Self { body, cost: None, kind, codes: errors.iter().map(|error| error.extensions.code).collect() }
    }
}
