//! Data in files: what leaves the service as a whole.

pub mod export;
