//! Panorama's tables as SeaORM entities, and nothing else: no GraphQL, no HTTP, no rules. The tables themselves are
//! made by the `migration` crate.

pub mod attribute;
pub mod choice;
pub mod citation;
pub mod dataset;
pub mod identifier;
pub mod import_count;
pub mod import_note;
pub mod import_run;
pub mod import_unread;
pub mod link;
pub mod metric;
pub mod metric_subject;
pub mod model;
pub mod name;
pub mod node;
pub mod observation;
pub mod redirect;
pub mod region;
pub mod search_entry;
pub mod sector;
pub mod sector_closure;
pub mod source;
pub mod technology;
pub mod trend;
pub mod unit;
pub mod vendor;
