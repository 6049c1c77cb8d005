//! A complete chain, such as users have: things with names that searches find, a hundred thousand links, hubs among them,
//! and many sources. What the limits are measured on.

use std::collections::HashSet;

use entity::choice::{LinkKind, NodeType};

use super::random::Random;
use super::{Rows, SEED};

/// Sources of figures, besides the one of everything else.
pub(super) const EDITIONS: usize = 40;
const LINKS: usize = 100_000;
/// Vendors that supply many others: every so many-th of the first, with so many links each; the very first has more.
const HUBS: usize = 21;
pub(super) const HUB_STEP: usize = 7;
const HUB: usize = 300;
const FIRST_HUB: usize = 2_000;

const AMONG_VENDORS: [LinkKind; 4] =
    [LinkKind::Supplies, LinkKind::InvestsIn, LinkKind::CompetesWith, LinkKind::DependsOn];
const AMONG_MODELS: [LinkKind; 3] = [LinkKind::CompetesWith, LinkKind::Uses, LinkKind::Precedes];

/// All rows, with one observation of each metric.
pub(super) fn generate(metrics: usize) -> Rows {
    let mut rows = Rows { words: Some(Random::new(SEED + 1)), ..Rows::default() };
    let mut random = Random::new(SEED);
    rows.base();
    for number in 0..EDITIONS {
        rows.source(&edition(number), &format!("Yearbook of models, edition {number}"), &format!("大模型年鉴{number}"));
    }
    rows.sectors();
    rows.vendors(&mut random);
    rows.models(&mut random);
    rows.metrics(&mut random, metrics, 1);
    rows.join(&mut random);
    rows.place_links();
    rows.entries();
    rows.hand_over();
    rows
}

/// The slug of one of the sources.
pub(super) fn edition(number: usize) -> String {
    format!("generated-{number:02}")
}

impl Rows {
    /// English and Chinese names: these numbered ones, or words.
    pub(super) fn called(&mut self, numbered: [String; 2]) -> [String; 2] {
        match &mut self.words {
            Some(words) => [format!("{} {}", words.word(), words.word()), words.characters()],
            None => numbered,
        }
    }

    /// Links among vendors and models, until there are enough.
    fn join(&mut self, random: &mut Random) {
        let vendors: Vec<(NodeType, i64)> = self.vendors.iter().map(|row| (NodeType::Vendor, row.id)).collect();
        let models = self.models.iter().map(|row| (NodeType::Model, row.id));
        let all: Vec<(NodeType, i64)> = vendors.iter().copied().chain(models).collect();
        let mut joined: HashSet<(LinkKind, i64, i64)> =
            self.links.iter().map(|link| (link.kind, link.from_id, link.to_id)).collect();
        for (number, hub) in vendors.iter().step_by(HUB_STEP).take(HUBS).enumerate() {
            let enough = self.links.len() + if number == 0 { FIRST_HUB } else { HUB };
            while self.links.len() < enough {
                self.join_once(&mut joined, LinkKind::Supplies, *hub, *random.pick(&all));
            }
        }
        while self.links.len() < LINKS {
            let (from, to) = (*random.pick(&all), *random.pick(&all));
            let kind = match (from.0, to.0) {
                (NodeType::Vendor, NodeType::Vendor) => *random.pick(&AMONG_VENDORS),
                (NodeType::Model, NodeType::Model) => *random.pick(&AMONG_MODELS),
                (NodeType::Model, _) => LinkKind::RunsOn,
                _ => LinkKind::Uses,
            };
            self.join_once(&mut joined, kind, from, to);
        }
    }

    fn join_once(
        &mut self,
        joined: &mut HashSet<(LinkKind, i64, i64)>,
        kind: LinkKind,
        from: (NodeType, i64),
        to: (NodeType, i64),
    ) {
        if from != to && joined.insert((kind, from.1, to.1)) {
            self.link(kind, from, to, 0);
        }
    }

    /// Makes the rows those of a user: built-in ones that the data set lacks are removed when a service starts.
    fn hand_over(&mut self) {
        self.sources.iter_mut().for_each(|row| row.built_in = false);
        self.vendors.iter_mut().for_each(|row| row.built_in = false);
        self.models.iter_mut().for_each(|row| row.built_in = false);
        self.sectors.iter_mut().for_each(|row| row.built_in = false);
        self.metrics.iter_mut().for_each(|row| row.built_in = false);
        self.observations.iter_mut().for_each(|row| row.built_in = false);
        self.links.iter_mut().for_each(|row| row.built_in = false);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{FIRST_HUB, LINKS, generate};

    #[test]
    fn there_is_a_hub_and_enough_links_and_everything_is_found() {
        let rows = generate(10);
        let mut from: HashMap<i64, usize> = HashMap::new();
        for link in &rows.links {
            *from.entry(link.from_id).or_default() += 1;
        }
        assert_eq!(rows.links.len(), LINKS);
        assert!(from[&rows.vendors[0].id] >= FIRST_HUB);
        assert_eq!(rows.search.len(), rows.nodes.len());
        assert!(rows.vendors.iter().all(|vendor| !vendor.built_in));
    }
}
