//! How rare the words of a query are: what has not all of them is judged by those that tell things apart.

use std::collections::HashMap;

use super::MOST;
use crate::database::Rows;
use crate::domain::search::Query;

/// Words by how many things have them, as far as they are counted.
#[derive(Debug)]
pub(super) struct Rarity {
    /// For each part of the query how many things have it, at most one more than are read.
    counts: Vec<usize>,
    /// Things that have a part that is not common, with all those that they have.
    having: HashMap<i64, Vec<usize>>,
}

impl Rarity {
    /// Reads pairs of a part's place and the id of a thing that has it.
    pub(super) fn read(parts: usize, rows: &Rows) -> Self {
        let mut of: Vec<Vec<i64>> = vec![Vec::new(); parts];
        for row in 0..rows.len() {
            let place = rows.int(row, 0).and_then(|place| usize::try_from(place).ok());
            if let (Some(ids), Some(id)) = (place.and_then(|place| of.get_mut(place)), rows.int(row, 1)) {
                ids.push(id);
            }
        }
        let mut having: HashMap<i64, Vec<usize>> = HashMap::new();
        for (part, ids) in of.iter().enumerate().filter(|(_, ids)| ids.len() <= MOST) {
            ids.iter().for_each(|id| having.entry(*id).or_default().push(part));
        }
        Self { counts: of.iter().map(Vec::len).collect(), having }
    }

    /// The things that have most of what is rare, as many as are read.
    pub(super) fn having(&self) -> Vec<i64> {
        let weight = |parts: &Vec<usize>| parts.iter().map(|part| self.weight(*part)).sum::<f64>();
        let mut things: Vec<(f64, i64)> = self.having.iter().map(|(id, parts)| (weight(parts), *id)).collect();
        things.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        things.truncate(MOST);
        things.into_iter().map(|(_, id)| id).collect()
    }

    /// The query of the words that more things have than are read; none where there are none.
    pub(super) fn common(&self, query: &Query) -> Option<Query> {
        query.only(|part| self.counts[part] > MOST)
    }

    /// How many words of the query stand anywhere.
    pub(super) fn anywhere(&self, query: &Query) -> usize {
        words(query, |part| self.counts[part] > 0)
    }

    /// The share of the query that is found, by how rare its words are.
    pub(super) fn share(&self, found: &[bool]) -> f64 {
        let sum = |parts: &mut dyn Iterator<Item = usize>| parts.map(|part| self.weight(part)).sum::<f64>();
        sum(&mut (0..found.len()).filter(|part| found[*part])) / sum(&mut (0..found.len()))
    }

    /// What a word tells: 1 where one thing has it or none, a quarter where ten do, a ninth where a hundred do.
    fn weight(&self, part: usize) -> f64 {
        let count = u32::try_from(self.counts[part].max(1)).unwrap_or(u32::MAX);
        let digits = 1.0 + f64::from(count).log10();
        1.0 / (digits * digits)
    }
}

/// Of how many words of a query this holds for every part.
pub(super) fn words(query: &Query, holds: impl Fn(usize) -> bool) -> usize {
    let mut place = 0;
    let whole = |parts: usize| {
        let start = place;
        place += parts;
        (start..place).all(&holds)
    };
    query.terms.iter().map(|term| term.parts.len()).map(whole).filter(|whole| *whole).count()
}
