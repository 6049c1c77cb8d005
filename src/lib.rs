//! Panorama: the AI large-model industry chain behind one GraphQL API.

pub mod app;
pub mod cache;
pub mod catalogue;
pub mod citation;
pub mod cli;
pub mod config;
pub mod database;
pub mod dataset;
pub mod deadline;
pub mod derive;
pub mod digits;
pub mod domain;
pub mod drawing;
pub mod error;
pub mod fold;
pub mod http;
pub mod limits;
pub mod nearest;
pub mod page;
pub mod places;
pub mod plan;
pub mod read;
pub mod schema;
pub mod service;
pub mod telemetry;
pub mod transfer;
