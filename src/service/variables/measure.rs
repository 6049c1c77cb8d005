//! How much variables hold.

use serde_json::{Map, Value as Json};

use crate::error::Refusal;
use crate::limits::{Limit, Limits};

/// Refuses variables that are over a limit.
pub(super) fn check(given: &Map<String, Json>, limits: &Limits) -> Result<(), Refusal> {
    let mut count = Count::default();
    for (name, value) in given {
        count.bytes += name.len() + 4;
        count.value(value, 1);
    }
    limits.check(Limit::VariableDepth, count.depth)?;
    limits.check(Limit::VariableItems, count.items)?;
    limits.check(Limit::VariableBytes, count.bytes)
}

/// What variables hold; their bytes are those of the JSON, about.
#[derive(Default)]
struct Count {
    bytes: usize,
    items: usize,
    depth: usize,
}

impl Count {
    fn value(&mut self, value: &Json, depth: usize) {
        self.items += 1;
        self.depth = self.depth.max(depth);
        self.bytes += match value {
            Json::String(text) => text.len() + 3,
            Json::Number(_) => 8,
            _ => 4,
        };
        match value {
            Json::Array(items) => items.iter().for_each(|item| self.value(item, depth + 1)),
            Json::Object(fields) => {
                for (name, value) in fields {
                    self.bytes += name.len() + 4;
                    self.value(value, depth + 1);
                }
            }
            _ => {}
        }
    }
}
