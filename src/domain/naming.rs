//! Names: when two spellings are one name, the slug that a name gets, and what a slug keeps of it.

mod same;
mod slug;

pub use same::same;
pub use slug::{Kept, kept, parts_digits, slug, slug_apart, slug_of_number, slug_of_part, slug_of_several};
