//! The bytes of an answer.

use bytes::Bytes;
use serde::Serialize;

use super::cost::Cost;
use crate::error::{Code, GraphqlError};
use crate::read::{Answer, OPENING, Suggestion, Warning};

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
    /// What it cost, where it was executed and not given before.
    pub cost: Option<Cost>,
}

impl Answered {
    /// A request that was executed; the cost stands in the body where it is to be told.
    pub(super) fn executed(answer: Answer, cost: Cost, told: bool) -> Self {
        let Answer { data, errors, suggestions, warnings, .. } = answer;
        let data = data.unwrap_or_else(|| [OPENING, b"null"].concat());
        let extensions = Extensions { cost: told.then_some(&cost), suggestions: &suggestions, warnings: &warnings };
        Self { cost: Some(cost), ..Self::build(Kind::Executed, &errors, Some(data), extensions) }
    }

    /// A request whose answer is too large to be given.
    pub(super) fn too_large(error: GraphqlError) -> Self {
        Self::build(Kind::Executed, &[error], Some([OPENING, b"null"].concat()), Extensions::default())
    }

    /// An answer that was given before.
    pub(super) fn again(body: Bytes) -> Self {
        Self { body, kind: Kind::Executed, codes: Vec::new(), cost: None }
    }

    /// A request that was refused as a whole.
    pub fn refused(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Refused, &errors, None, Extensions::default())
    }

    /// A request that the service failed at.
    pub(super) fn failed(errors: Vec<GraphqlError>) -> Self {
        Self::build(Kind::Failed, &errors, None, Extensions::default())
    }

    /// The body: `data` as it was written, behind the errors where there are any.
    fn build(kind: Kind, errors: &[GraphqlError], data: Option<Vec<u8>>, extensions: Extensions<'_>) -> Self {
        // Errors and extensions are plain strings and numbers: serialising them cannot fail.
        let told = || serde_json::to_vec(errors).unwrap_or_default();
        let mut body = match data {
            Some(data) if errors.is_empty() => data,
            Some(data) => [b"{\"errors\":", &*told(), b",", &data[1..]].concat(),
            None => [b"{\"errors\":", &*told()].concat(),
        };
        if !extensions.is_empty() {
            body.extend_from_slice(b",\"extensions\":");
            body.extend(serde_json::to_vec(&extensions).unwrap_or_default());
        }
        body.push(b'}');
        // Exactly as long as it is: it may be kept.
        body.shrink_to_fit();
        let codes = errors.iter().map(|error| error.extensions.code).collect();
        Self { body: body.into(), cost: None, kind, codes }
    }
}

/// What an answer says beside its data.
#[derive(Debug, Default, Serialize)]
struct Extensions<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<&'a Cost>,
    #[serde(skip_serializing_if = "<[Suggestion]>::is_empty")]
    suggestions: &'a [Suggestion],
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    warnings: &'a [Warning],
}

impl Extensions<'_> {
    fn is_empty(&self) -> bool {
        self.cost.is_none() && self.suggestions.is_empty() && self.warnings.is_empty()
    }
}
