//! Pictures: parts of the chain and what joins them as drawings in which everything leads to its page. Each is made of one
//! document's answer: reading and drawing do no input or output, so that a page whose document has the same fields draws the same.

mod ask;
pub mod chain;
mod mark;
pub mod neighbourhood;
mod thing;

pub use ask::PictureError;
pub use thing::Links;
