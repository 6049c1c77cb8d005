//! What documents of several pages ask for, as the API answers it.

use serde::Deserialize;

use super::kind::Kind;

/// A page of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct List<T> {
    pub(super) nodes: Vec<T>,
    pub(super) total_count: usize,
    pub(super) page_info: PageInfo,
}

/// Where a page of a list ends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) has_next_page: bool,
    pub(super) end_cursor: Option<String>,
}

/// Rows that are told in full.
#[derive(Debug, Deserialize)]
pub(super) struct All<T> {
    pub(super) nodes: Vec<T>,
}

/// How many rows a list has.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Counted {
    pub(super) total_count: usize,
}

/// Rows that have something in common.
#[derive(Debug, Deserialize)]
pub(super) struct Group {
    pub(super) keys: Vec<Option<String>>,
    pub(super) labels: Vec<Option<String>>,
    pub(super) count: usize,
}

/// Something that has a page.
#[derive(Debug, Deserialize)]
pub(super) struct Thing {
    #[serde(rename = "__typename")]
    type_name: String,
    pub(super) slug: String,
    pub(super) name: String,
}

impl Thing {
    /// True where both are one and the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.type_name, &self.slug) == (&other.type_name, &other.slug)
    }

    /// What sort of thing it is.
    pub(super) fn kind(&self) -> Option<Kind> {
        Kind::of(&self.type_name)
    }
}

/// Something that has a name alone.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
}

/// A time as people write it.
#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub(super) label: String,
}

/// A quantity as people write it.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    pub(super) display: String,
}

/// A source as it is cited.
#[derive(Debug, Deserialize)]
pub(super) struct Cited {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) citation: String,
    pub(super) url: Option<String>,
}

/// The state of the data.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dataset {
    pub(super) version: i64,
    pub(super) updated_at: String,
}

impl Dataset {
    /// The day of the state.
    pub(super) fn day(&self) -> &str {
        self.updated_at.get(..10).unwrap_or(&self.updated_at)
    }
}
