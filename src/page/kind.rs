//! The sorts of things that have pages of their own.

/// A sort of thing, by the type that it has in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An organisation.
    Vendor,
    /// A large model.
    Model,
    /// A node of the chain's tree.
    Sector,
    /// A chip, a service, a technique.
    Technology,
    /// A development.
    Trend,
    /// What is measured.
    Metric,
    /// A publication.
    Source,
}

impl Kind {
    /// All of them, in the order of the chain.
    pub const ALL: [Self; 7] =
        [Self::Sector, Self::Vendor, Self::Model, Self::Technology, Self::Metric, Self::Trend, Self::Source];

    /// What stands before the slug in an address.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Model => "model",
            Self::Sector => "sector",
            Self::Technology => "technology",
            Self::Trend => "trend",
            Self::Metric => "metric",
            Self::Source => "source",
        }
    }

    /// The path of their list.
    pub fn list(self) -> &'static str {
        match self {
            Self::Vendor => "/vendors",
            Self::Model => "/models",
            Self::Sector => "/sectors",
            Self::Technology => "/technologies",
            Self::Trend => "/trends",
            // What Prometheus asks for is at /metrics.
            Self::Metric => "/indicators",
            Self::Source => "/sources",
        }
    }

    /// The path of the page of one of them.
    pub(super) fn path(self, slug: &str) -> String {
        format!("/{}/{}", self.segment(), super::visit::escaped(slug))
    }

    /// The one that a type of the API is.
    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.segment().eq_ignore_ascii_case(name))
    }
}
