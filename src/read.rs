//! Running plans: statements to rows, rows to the bytes of an answer.

mod compute;
pub mod json;
mod keys;
mod postgres;
mod run;
mod scan;
mod sqlite;
mod state;
mod writer;

pub use run::{Answer, Reader, Request};
