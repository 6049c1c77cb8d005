//! What the outside sees, against the real router and real databases. Every behaviour is tested on SQLite and on
//! PostgreSQL with the same test.

mod support;

mod cache;
mod chart;
mod compare;
mod concentration;
mod contract;
mod counts;
mod dataset;
mod dates;
mod dependencies;
mod differential;
mod display;
mod examples;
mod export;
mod filters;
mod graph;
mod groups;
mod hostile;
mod http;
mod import;
mod layering;
mod limits;
mod lookups;
mod migration;
mod nearest;
mod orders;
mod page;
mod pages;
mod picture;
mod plans;
mod postgres;
mod printed;
mod process;
mod quality;
mod questions;
mod refusals;
mod search;
mod series;
mod slice;
mod statements;
mod text;
mod totals;
mod variables;
mod vintages;
