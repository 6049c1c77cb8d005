//! Asking the service: a page's document with its variables to what the page shows, or to what is to be said instead.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
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
    /// An option is none of these.
    Choice {
        /// Its name.
        name: &'static str,
        /// What the address says.
        text: String,
        /// What it can say.
        known: Vec<&'static str>,
    },
    /// A name means no part of the chain, or more than one.
    Unclear {
        /// What the address says.
        name: String,
        /// What may be meant: what it is called, and the address that says so.
        near: Vec<(String, String)>,
        /// True where each of these has the name.
        is_several: bool,
    },
    /// Both ends of a way are one.
    Same,
    /// The address is wrong, whatever the page.
    Wrong,
}

impl Trouble {
    /// The code that goes with it.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(code, _) => *code,
            Self::Missing(_) | Self::Moved(_) | Self::Unclear { is_several: false, .. } => Code::NotFound,
            Self::Same | Self::Wrong | Self::Choice { .. } | Self::Unclear { .. } => Code::BadRequest,
        }
    }

    /// A fault of ours.
    pub(super) fn fault(error: &impl fmt::Display) -> Self {
        tracing::error!(error.message = %error, "a page could not be made");
        Self::Refused(Code::Internal, String::new())
    }
}

/// The data of an answer.
#[derive(Debug)]
pub(super) struct Data<T> {
    /// What the page is about.
    pub(super) page: T,
    pub(super) dataset: Dataset,
    /// What is to be known beside it.
    pub(super) warnings: Vec<Warning>,
    /// Groups of a list, each under the name of a filter.
    pub(super) choices: BTreeMap<String, Vec<Group>>,
    /// Whatever else stands at the root: what drawings are made of.
    pub(super) rest: Map<String, Json>,
}

/// Read field by field: derived, what is left over would be kept twice, and pages with drawings have most of their answer there.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Data<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Data<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the data of an answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Data<T>, A::Error> {
        let (mut page, mut dataset, mut choices, mut rest) = (None, None, BTreeMap::new(), Map::new());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "page" => page = Some(map.next_value()?),
                "dataset" => dataset = Some(map.next_value()?),
                "choices" => choices = map.next_value()?,
                _ => {
                    let value = map.next_value()?;
                    rest.insert(key, value);
                }
            }
        }
        let page = page.ok_or_else(|| A::Error::missing_field("page"))?;
        let dataset = dataset.ok_or_else(|| A::Error::missing_field("dataset"))?;
        Ok(Data { page, dataset, warnings: Vec::new(), choices, rest })
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    data: Data<T>,
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Extensions {
    suggestions: Vec<Suggestion>,
    warnings: Vec<Warning>,
}

/// Of numbers that are compared as they are printed.
#[derive(Debug, Deserialize)]
pub(super) struct Warning {
    /// What compares them.
    pub(super) argument: String,
}

#[derive(Deserialize)]
struct Suggestion {
    nearest: Vec<String>,
}

/// Asks a document, whose field at the root is called `page`.
pub(super) async fn ask<T: DeserializeOwned>(
    service: &Service,
    document: &str,
    variables: Map<String, Json>,
    caller: &Caller,
) -> Result<Data<T>, Trouble> {
    let call = Call { without_suggestions: true, ..called(document, variables) };
    Ok(answer(service, call, caller).await?.data)
}

/// Asks a document, and gives with what it answers the names that are near to what is not there.
pub(super) async fn ask_near<T: DeserializeOwned>(
    service: &Service,
    document: &str,
    variables: Map<String, Json>,
    caller: &Caller,
) -> Result<(Data<T>, Vec<String>), Trouble> {
    let Answer { data, extensions } = answer(service, called(document, variables), caller).await?;
    // A document may look for the same in several places.
    let mut near: Vec<String> = Vec::new();
    for slug in extensions.suggestions.into_iter().flat_map(|suggestion| suggestion.nearest) {
        if !near.contains(&slug) {
            near.push(slug);
        }
    }
    Ok((data, near))
}

fn called(document: &str, variables: Map<String, Json>) -> Call {
    Call { query: Some(document.to_owned()), variables: Some(variables), ..Call::default() }
}

async fn answer<T: DeserializeOwned>(service: &Service, call: Call, caller: &Caller) -> Result<Answer<T>, Trouble> {
    let answered = service.answer_text(call, caller).await;
    if let Some(code) = answered.codes.first() {
        let answer: Json = serde_json::from_slice(&answered.body).unwrap_or_default();
        let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
        return Err(Trouble::Refused(*code, message.to_owned()));
    }
    let mut answer: Answer<T> = serde_json::from_slice(&answered.body).map_err(|error| Trouble::fault(&error))?;
    answer.data.warnings = std::mem::take(&mut answer.extensions.warnings);
    Ok(answer)
}
