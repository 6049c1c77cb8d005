//! The observations that points are made of. What follows from a chain of points shares theirs: a sum of ten thousand names
//! its inputs when it is asked for them, and holds none of them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// The observations that a point is made of.
#[derive(Debug, Clone)]
pub(super) enum Inputs {
    /// These.
    Own(Vec<i64>),
    /// Those of some points of a chain.
    Of {
        /// The observations of each point.
        chain: Arc<[Vec<i64>]>,
        /// The places of those points.
        places: [Range<usize>; 2],
    },
}

impl Inputs {
    /// Each of several once, in their order.
    pub(super) fn each<'a>(inputs: impl Iterator<Item = &'a i64>) -> Vec<i64> {
        let mut seen = HashSet::new();
        inputs.copied().filter(|input| seen.insert(*input)).collect()
    }

    /// Those of a point that is not made of a chain.
    pub(super) fn own(&self) -> &[i64] {
        match self {
            Self::Own(inputs) => inputs,
            Self::Of { .. } => &[],
        }
    }

    /// All of them, in their order.
    pub(super) fn list(&self) -> Vec<i64> {
        match self {
            Self::Own(inputs) => inputs.clone(),
            Self::Of { chain, places } => {
                let points = places.iter().filter_map(|places| chain.get(places.clone())).flatten();
                Self::each(points.flatten())
            }
        }
    }
}
