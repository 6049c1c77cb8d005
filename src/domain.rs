//! The rules that hold whoever writes: identities, places, periods, figures and how they are written, dependence.

pub mod concentration;
pub mod country;
pub mod dependence;
pub mod display;
pub mod figure;
pub mod identity;
pub mod measured;
pub mod naming;
pub mod period;
pub mod place;
pub mod rank;
pub mod search;
