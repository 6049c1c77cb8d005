//! Random graphs, and what walks over them find when they are done the slow and obvious way.

use std::collections::{BTreeMap, BTreeSet};

/// How many graphs are looked at.
pub(super) const GRAPHS: u64 = 4;
const NODES: usize = 14;
const LINKS: usize = 26;

/// Kinds of links, and whether their end depends on their start (1), their start on their end (-1), or neither (0).
const KINDS: &[(&str, i8)] = &[
    ("SUPPLIES", 1),
    ("INVESTS_IN", 1),
    ("ENABLES", 1),
    ("DEPENDS_ON", -1),
    ("USES", -1),
    ("COMPETES_WITH", 0),
    ("PRECEDES", 0),
];

/// The links of a graph whose parts are named `n00`, `n01` and so on.
pub(super) struct Edges {
    names: Vec<String>,
    links: Vec<(usize, usize, &'static str)>,
}

impl Edges {
    pub(super) fn random(seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
        let mut below = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % end
        };
        let mut links = Vec::new();
        while links.len() < LINKS {
            let link = (below(NODES), below(NODES), KINDS[below(KINDS.len())].0);
            if link.0 != link.1 && !links.contains(&link) {
                links.push(link);
            }
        }
        Self { names: (0..NODES).map(|i| format!("n{i:02}")).collect(), links }
    }

    /// The graph as rows of a data file.
    pub(super) fn rows(&self) -> String {
        let vendors = self.names.iter().map(|name| super::vendor(name));
        let links = self.links.iter().enumerate();
        let links = links.map(|(i, (from, to, kind))| super::link(i, kind, &self.names[*from], &self.names[*to], ""));
        vendors.chain(links).collect()
    }

    /// Pairs of parts with a truth value, a depth and a count.
    pub(super) fn questions(&self, seed: u64) -> Vec<(&str, &str, bool, usize, usize)> {
        let pairs = (0..NODES).flat_map(|from| (0..NODES).map(move |to| (from, to))).filter(|(from, to)| from != to);
        let picked = pairs.enumerate().filter(|(i, _)| (i + usize::try_from(seed).expect("small")) % 5 == 0);
        picked
            .map(|(i, (from, to))| {
                (self.names[from].as_str(), self.names[to].as_str(), i % 2 == 0, 1 + i % 6, 1 + i % 20)
            })
            .collect()
    }

    /// Every simple path of at most so many links, by length and then by the names that it passes.
    pub(super) fn paths(&self, from: &str, to: &str, directed: bool, depth: usize) -> Vec<Vec<&str>> {
        let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (start, end, _) in &self.links {
            let (start, end) = (self.names[*start].as_str(), self.names[*end].as_str());
            next.entry(start).or_default().insert(end);
            if !directed {
                next.entry(end).or_default().insert(start);
            }
        }
        let from = self.names.iter().find(|name| *name == from).expect("it is there").as_str();
        let (mut found, mut open) = (Vec::new(), vec![vec![from]]);
        while let Some(path) = open.pop() {
            let last = path[path.len() - 1];
            if last == to {
                found.push(path);
            } else if path.len() <= depth {
                let onward = next.get(last).into_iter().flatten().filter(|name| !path.contains(name));
                open.extend(onward.map(|name| [path.as_slice(), &[*name]].concat()));
            }
        }
        found.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        found
    }

    /// True where a link from one part to another carries dependence this way.
    pub(super) fn carries(&self, link: [&str; 3], from: &str, to: &str, downstream: bool) -> bool {
        let [kind, start, end] = link;
        let sign = KINDS.iter().find(|(name, _)| *name == kind).expect("a kind of the graph").1;
        let sign = if downstream { sign } else { -sign };
        (sign == 1 && (start, end) == (from, to)) || (sign == -1 && (end, start) == (from, to))
    }

    /// What is reached along dependence, with its distance, the nearest first, then by name.
    pub(super) fn reached(&self, from: &str, downstream: bool, depth: usize) -> Vec<(&str, u64)> {
        let mut distances: BTreeMap<&str, u64> = BTreeMap::from([(from, 0)]);
        for distance in 1..=depth as u64 {
            for near in self.names.iter().map(String::as_str) {
                if distances.get(near) != Some(&(distance - 1)) {
                    continue;
                }
                for far in self.names.iter().map(String::as_str) {
                    let leads = self.links.iter().any(|(start, end, kind)| {
                        self.carries([kind, &self.names[*start], &self.names[*end]], near, far, downstream)
                    });
                    if leads {
                        distances.entry(far).or_insert(distance);
                    }
                }
            }
        }
        let mut reached: Vec<(&str, u64)> = self
            .names
            .iter()
            .filter_map(|name| Some((name.as_str(), *distances.get(name.as_str())?)))
            .filter(|(_, distance)| *distance > 0)
            .collect();
        reached.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(b.0)));
        reached
    }
}
