//! How names sound: the pinyin of their characters.

use crate::domain::search::spellings;

/// A way in which a name is read.
#[derive(Debug)]
pub(super) struct Reading {
    whole: String,
    /// Where its syllables begin, but for the first.
    starts: Vec<usize>,
    initials: String,
}

impl Reading {
    /// All ways in which a name is read; none where it has no Chinese character.
    pub(super) fn all(compact: &str) -> Vec<Self> {
        spellings(compact).iter().map(|syllables| Self::of(syllables)).collect()
    }

    fn of(syllables: &[String]) -> Self {
        let behind = |end: &mut usize, syllable: &String| {
            *end += syllable.len();
            Some(*end)
        };
        let mut starts: Vec<usize> = syllables.iter().scan(0, behind).collect();
        starts.pop();
        let initials = syllables.iter().filter_map(|syllable| syllable.chars().next()).collect();
        Self { whole: syllables.concat(), starts, initials }
    }

    /// How well a query fits it.
    pub(super) fn fit(&self, query: &str) -> Option<f64> {
        let Self { whole, starts, initials } = self;
        if whole == query {
            Some(0.8)
        } else if whole.starts_with(query) {
            Some(0.6)
        } else if initials == query {
            Some(0.55)
        } else if initials.starts_with(query) && query.len() > 1 {
            Some(0.45)
        } else {
            starts.iter().any(|start| whole[*start..].starts_with(query)).then_some(0.4)
        }
    }
}
