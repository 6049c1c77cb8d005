//! Documents that clients name instead of sending them: by the hash of a text that somebody sent before (automatic persisted
//! queries), or by an id of the list that an operator trusts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::Call;
use crate::error::{Code, GraphqlError};

/// Bytes that learnt texts may take; the least used give way.
const MEMORY: u64 = 8 << 20;
/// What a text takes beside its bytes: its hash, and the cache's tables.
const ENTRY: usize = 200;
/// What ids begin with that are hashes.
const SHA256: &str = "sha256:";
/// The version of the protocol that is spoken.
const VERSION: i64 = 1;

/// Documents by hash or id.
#[derive(Debug)]
pub(super) struct Persisted {
    /// By the hash in lower case.
    learnt: Cache<String, Arc<str>, Bytes>,
    /// By id and by hash; where there is such a list, nothing else is answered.
    trusted: Option<HashMap<String, Arc<str>>>,
}

#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<String, Arc<str>> for Bytes {
    fn weight(&self, _: &String, text: &Arc<str>) -> u64 {
        u64::try_from(text.len() + ENTRY).unwrap_or(u64::MAX)
    }
}

/// A text that is to be known by its hash once it was answered.
#[derive(Debug)]
pub(super) struct Lesson {
    hash: String,
    text: Arc<str>,
}

/// Why a list of trusted documents cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("PANORAMA_TRUSTED_DOCUMENTS: {0}")]
pub struct TrustError(String);

impl Persisted {
    /// Nothing learnt yet; with the list in a file, where there is one: a JSON object of texts by their ids.
    pub(super) fn new(trusted: Option<&Path>) -> Result<Self, TrustError> {
        let trusted = trusted.map(read).transpose().map_err(TrustError)?;
        Ok(Self { learnt: Cache::with_weighter(1_000, MEMORY, Bytes), trusted })
    }

    /// Gives a call the text that it names. What comes back is to be learnt when the text was answered.
    pub(super) fn resolve(&self, call: &mut Call) -> Result<Option<Lesson>, GraphqlError> {
        let named = named(call)?;
        let text = call.query.as_deref().filter(|text| !text.trim().is_empty());
        if let (Some(hash), Some(text)) = (&named, text)
            && !hash_of(text).eq_ignore_ascii_case(hash)
            && self.trusted.as_ref().is_none_or(|trusted| trusted.get(hash).is_none_or(|known| **known != *text))
        {
            let message = "the hash is not the SHA-256 of the query beside it, in hexadecimal digits";
            return Err(GraphqlError::new(Code::PersistedQueryMismatch, message));
        }
        if let Some(trusted) = &self.trusted {
            let id = named.unwrap_or_else(|| hash_of(text.unwrap_or_default()));
            let known = trusted.get(&id).ok_or_else(|| {
                let message = "this service answers a list of documents, and this one is not on it";
                GraphqlError::new(Code::DocumentNotTrusted, message)
            })?;
            call.query = Some(known.to_string());
            return Ok(None);
        }
        match (named, text) {
            (Some(hash), Some(text)) => Ok(Some(Lesson { hash: hash.to_ascii_lowercase(), text: text.into() })),
            (Some(hash), None) => {
                let known = self.learnt.get(&hash.to_ascii_lowercase());
                // The words that clients know it by.
                let unknown = || GraphqlError::new(Code::PersistedQueryNotFound, "PersistedQueryNotFound");
                call.query = Some(known.ok_or_else(unknown)?.to_string());
                Ok(None)
            }
            (None, _) => Ok(None),
        }
    }

    /// Knows a text by its hash from now on.
    pub(super) fn learn(&self, Lesson { hash, text }: Lesson) {
        if self.learnt.get(&hash).is_none() {
            self.learnt.insert(hash, text);
        }
    }
}

/// The hash or id that a call names its document by: `documentId`, or `extensions.persistedQuery`.
fn named(call: &Call) -> Result<Option<String>, GraphqlError> {
    if let Some(id) = &call.document_id {
        return Ok(Some(id.strip_prefix(SHA256).unwrap_or(id).to_owned()));
    }
    let persisted = call.extensions.as_ref().and_then(|extensions| extensions.get("persistedQuery"));
    let Some(persisted) = persisted.filter(|persisted| !persisted.is_null()) else { return Ok(None) };
    let hash = persisted.get("sha256Hash").and_then(Json::as_str);
    match (persisted.get("version").and_then(Json::as_i64), hash) {
        (Some(VERSION), Some(hash)) => Ok(Some(hash.to_owned())),
        _ => {
            let message = "extensions.persistedQuery is {\"version\": 1, \"sha256Hash\": \"…\"}";
            Err(GraphqlError::new(Code::BadRequest, message))
        }
    }
}

/// A list of texts by their ids; each is known by its hash, too.
fn read(path: &Path) -> Result<HashMap<String, Arc<str>>, String> {
    let place = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{place}: {error}"))?;
    let listed: HashMap<String, Arc<str>> =
        serde_json::from_str(&text).map_err(|error| format!("{place}: not a JSON object of texts: {error}"))?;
    let named = listed.iter().map(|(id, text)| (id.strip_prefix(SHA256).unwrap_or(id).to_owned(), Arc::clone(text)));
    let hashed = listed.values().map(|text| (hash_of(text), Arc::clone(text)));
    Ok(hashed.chain(named).collect())
}

fn hash_of(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}
