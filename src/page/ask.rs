//! Asking the service: a page's document with its variables to what the page shows, or to what is to be said instead.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::answer::{Dataset, Group};
use crate::error::Code;
use crate::service::{Call, Caller, Service};

/// Why a page is not what was asked for.
#[derive(Debug)]
pub enum Trouble {
    /// The API refused the question, or failed at it.
    Refused(Code, String),
    /// There is nothing of that name, but these are near.
    Missing(Vec<String>),
    /// The page is at this address.
    Moved(String),
    /// The address is wrong, whatever the page.
    Wrong,
}

impl Trouble {
    /// The code that goes with it.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(code, _) => *code,
            Self::Missing(_) | Self::Moved(_) => Code::NotFound,
            Self::Wrong => Code::BadRequest,
        }
    }

    /// A fault of ours.
    pub(super) fn fault(error: &impl std::fmt::Display) -> Self {
        tracing::error!(error.message = %error, "a page could not be made");
        Self::Refused(Code::Internal, String::new())
    }
}

/// The data of an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Data<T> {
    /// What the page is about.
    pub(super) page: T,
    pub(super) dataset: Dataset,
    /// Groups of a list, each under the name of a filter.
    #[serde(default)]
    pub(super) choices: BTreeMap<String, Vec<Group>>,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: Data<T>,
    extensions: Option<Extensions>,
}

#[derive(Deserialize)]
struct Extensions {
    #[serde(default)]
    suggestions: Vec<Suggestion>,
}

#[derive(Deserialize)]
struct Suggestion {
    nearest: Vec<String>,
}

/// Asks a document, whose field at the root is called `page`, and gives what it answers with names that are near to what is not there.
pub(super) async fn ask<T: DeserializeOwned>(
    service: &Service,
    document: &str,
    variables: Map<String, Json>,
    caller: &Caller,
) -> Result<(Data<T>, Vec<String>), Trouble> {
    let call = Call { query: Some(document.to_owned()), variables: Some(variables), ..Call::default() };
    let answered = service.answer_text(call, caller).await;
    if let Some(code) = answered.codes.first() {
        let answer: Json = serde_json::from_slice(&answered.body).unwrap_or_default();
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        return Err(Trouble::Refused(*code, message.to_owned()));
    }
    let answer: Answer<T> = serde_json::from_slice(&answered.body).map_err(|error| Trouble::fault(&error))?;
    let near = answer.extensions.into_iter().flat_map(|extensions| extensions.suggestions);
    Ok((answer.data, near.flat_map(|suggestion| suggestion.nearest).collect()))
}
