//! Running plans: statements to rows, rows to the bytes of an answer.

pub mod json;
mod keys;
mod run;
mod writer;

pub use run::{Answer, Reader, Request};
