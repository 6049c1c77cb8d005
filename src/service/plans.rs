//! Plans: compiled once for each operation of a document and each combination of what directives read.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Document;
use crate::catalogue::Catalogue;
use crate::error::GraphqlError;
use crate::limits::Limits;
use crate::plan::{Compiled, Flags, compile};

/// Bytes of memory that plans may take; the least used give way.
const MEMORY: u64 = 16 << 20;

/// What a plan is of: a document by its number, an operation, and what directives read.
type Key = (u64, Option<String>, Flags);

/// Plans by what they are of.
#[derive(Debug)]
pub(super) struct Plans {
    cache: Cache<Key, Arc<Compiled>, Memory>,
}

#[derive(Debug, Clone)]
struct Memory;

impl Weighter<Key, Arc<Compiled>> for Memory {
    fn weight(&self, _: &Key, plan: &Arc<Compiled>) -> u64 {
        plan.memory()
    }
}

impl Plans {
    pub(super) fn new() -> Self {
        Self { cache: Cache::with_weighter(1_000, MEMORY, Memory) }
    }

    /// The plan of an operation; `compiled` is told where it has to be made.
    pub(super) fn find(
        &self,
        catalogue: &Catalogue,
        document: &Document,
        name: Option<&str>,
        flags: Flags,
        limits: &Limits,
        compiled: impl FnOnce(),
    ) -> Result<Arc<Compiled>, GraphqlError> {
        let key = (document.number, name.map(str::to_owned), flags);
        if let Some(plan) = self.cache.get(&key) {
            return Ok(plan);
        }
        compiled();
        let (operation, _) = document.operation(name, limits)?;
        let plan = Arc::new(compile(catalogue, &document.text, operation, &key.2)?);
        self.cache.insert(key, Arc::clone(&plan));
        Ok(plan)
    }
}
