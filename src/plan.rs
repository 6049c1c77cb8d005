//! From a valid document to statements: a plan is a tree of levels, each one SQL statement, and the shape of the
//! answer that their rows are written into. Pure: no database, no clock, no async-graphql.

pub mod argument;
pub mod arguments;
mod changes;
mod compile;
mod compiled;
mod counted;
pub mod cursor;
pub mod export;
pub mod global_id;
pub mod groups;
pub mod input;
mod keyset;
mod known;
pub mod level;
mod measure;
mod named;
mod narrow;
pub mod output;
pub mod page;
mod paging;
mod predicate;
mod printed;
mod related;
mod selection;
mod slice;
pub mod sql;
mod statement;
mod tally;
mod totals;

pub use compile::compile;
pub use compiled::Compiled;
pub use level::{Alias, Computation, Derived, Expression, Join, Keys, Level, Shape};
pub use measure::{Measure, measure};
pub use named::{Named, Register};
pub use selection::{Flags, Merged, collect, flag_names};
pub use statement::{Compared, Names, Statement};
