//! Pages for people: each is one GraphQL document that runs through the same service as any client's, and a template that is
//! checked when the program is built. What a page shows follows from its address and from the reader's language alone.

mod answer;
mod ask;
mod asset;
mod away;
mod cell;
mod chain;
mod compare;
mod data;
mod drawing;
mod figures;
mod form;
mod frame;
mod head;
mod impact;
mod kind;
mod listing;
mod lists;
mod locale;
mod metric;
mod model;
mod named;
mod node;
mod part;
mod path;
mod reach;
mod relations;
mod search;
mod sector;
pub mod sitemap;
mod source;
mod technology;
mod trend;
mod trouble;
mod vendor;
mod visit;
mod words;

pub use ask::Trouble;
pub use asset::{Asset, asset};
pub use chain::chain;
pub use compare::compare;
pub use data::data;
pub use impact::impact;
pub use kind::Kind;
pub use lists::list_of;
pub use path::path;
pub use search::search;
pub use trouble::{near, tell};
pub use visit::{Site, Visit};

use self::part::page;
use crate::service::{Caller, Service};

/// The page of a part of the chain, of a metric or of a source, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn part(
    service: &Service,
    kind: Kind,
    slug: &str,
    visit: &Visit,
    caller: &Caller,
) -> Result<String, Trouble> {
    match kind {
        Kind::Vendor => page::<vendor::Page>(service, kind, slug, visit, caller).await,
        Kind::Model => page::<model::Page>(service, kind, slug, visit, caller).await,
        Kind::Sector => page::<sector::Page>(service, kind, slug, visit, caller).await,
        Kind::Technology => page::<technology::Page>(service, kind, slug, visit, caller).await,
        Kind::Trend => page::<trend::Page>(service, kind, slug, visit, caller).await,
        Kind::Metric => page::<metric::Page>(service, kind, slug, visit, caller).await,
        Kind::Source => page::<source::Page>(service, kind, slug, visit, caller).await,
    }
}
