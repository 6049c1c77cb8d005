//! The lists, each with what it is filtered and ordered by and what its columns show.

mod headline;
mod metrics;
mod models;
mod sectors;
mod sources;
mod technologies;
mod trends;
mod vendors;

use super::ask::Trouble;
use super::kind::Kind;
use super::listing::list;
use super::visit::Visit;
use crate::service::{Caller, Service};

/// The list of a sort, as HTML.
///
/// # Errors
/// What is to be said instead.
pub async fn list_of(service: &Service, kind: Kind, visit: &Visit, caller: &Caller) -> Result<String, Trouble> {
    match kind {
        Kind::Vendor => list::<vendors::Entry>(service, visit, caller).await,
        Kind::Model => list::<models::Entry>(service, visit, caller).await,
        Kind::Sector => list::<sectors::Entry>(service, visit, caller).await,
        Kind::Technology => list::<technologies::Entry>(service, visit, caller).await,
        Kind::Trend => list::<trends::Entry>(service, visit, caller).await,
        Kind::Metric => list::<metrics::Entry>(service, visit, caller).await,
        Kind::Source => list::<sources::Entry>(service, visit, caller).await,
    }
}
