//! Data in files: what leaves the service as a whole.

pub mod chart;
pub mod export;
