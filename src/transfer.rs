//! Data in files: what leaves the service as a whole, and what comes into it.

pub mod chart;
pub mod export;
pub mod import;
pub mod picture;
mod refused;
mod series;
