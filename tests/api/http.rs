//! GraphQL over HTTP: what every header and every body comes to.

mod connections;
mod options;
mod origins;
mod persisted;
mod prefix;
mod requests;
