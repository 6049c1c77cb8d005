//! From a valid document to statements: a plan is a tree of levels, each one SQL statement, and the shape of the
//! answer that their rows are written into. Pure: no database, no clock, no async-graphql.

pub mod argument;
mod compile;
mod connection;
pub mod cursor;
pub mod export;
pub mod global_id;
pub mod groups;
pub mod input;
pub mod level;
pub mod output;
pub mod page;
mod predicate;
mod selection;
mod slice;
pub mod sql;
mod statement;

pub use compile::{Compiled, compile};
pub use level::{Computation, Derived, Join, Keys, Level, Shape};
pub use selection::{Flags, flag_names};
pub use statement::{Statement, build as build_statement};
