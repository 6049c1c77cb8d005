//! The rules that hold whoever writes: identities, periods, figures.

pub mod figure;
pub mod identity;
pub mod period;
