//! Running plans: statements to rows, rows to the bytes of an answer. What decides does no input or output: `execution` says
//! what to ask next, and a short loop for each database asks it. Anybody else who has answers can run an execution as well: so
//! does a test that looks at every statement of a question, and a benchmark of what is done with the rows.

mod derived;
mod execution;
pub mod figure;
pub mod json;
mod keys;
mod misses;
mod postgres;
mod prepared;
mod reader;
mod scan;
mod sqlite;
mod task;
mod writer;

pub use execution::{Executed, Execution};
pub use prepared::Prepared;
pub use reader::Reader;
pub use task::{Answer, Counted, OPENING, Suggestion, Task, Warning};
pub use writer::{Writer, Written};
