//! What only belongs to the same sector is not joined: walks over random graphs with sectors, and the built-in data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{app_of, link, slugs, vendor};
use crate::support::{Backend, on_both, on_each, run};

const PARTS: usize = 8;
const SECTORS: usize = 6;
const LINKS: usize = 24;
const GRAPHS: u64 = 5;

/// Whether the end of a link depends on its start (1) or the other way round (-1), and whether it only says where something is
/// to be had.
const KINDS: &[(&str, i8, bool)] = &[
    ("SUPPLIES", 1, false),
    ("ENABLES", 1, false),
    ("DEPENDS_ON", -1, false),
    ("SERVES", 1, true),
    ("PART_OF", 1, false),
];

/// Vendors `v0`, `v1`, … and sectors `s0`, `s1`, …, the first half of which belong to each other as a tree.
struct Graph {
    names: Vec<String>,
    links: Vec<(usize, usize, &'static str)>,
}

/// How a walk goes on from a part: along all links, along all but those to members, not at all.
type Onward = u8;

impl Graph {
    fn random(seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 3;
        let mut below = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % end
        };
        let names = (0..PARTS).map(|i| format!("v{i}")).chain((0..SECTORS).map(|i| format!("s{i}"))).collect();
        let mut links: Vec<(usize, usize, &str)> =
            (1..SECTORS / 2).map(|sector| (PARTS + sector, PARTS + below(sector), "PART_OF")).collect();
        while links.len() < LINKS {
            let (from, to, kind) = (below(PARTS + SECTORS), below(PARTS + SECTORS), KINDS[below(KINDS.len())].0);
            let fits = if kind == "PART_OF" { from < PARTS && to >= PARTS } else { from != to };
            if fits && !links.contains(&(from, to, kind)) {
                links.push((from, to, kind));
            }
        }
        Self { names, links }
    }

    fn rows(&self) -> String {
        let mut rows: String = (0..PARTS).map(|i| vendor(&self.names[i])).collect();
        for sector in PARTS..PARTS + SECTORS {
            let parent = self.links.iter().find(|(from, _, kind)| *from == sector && *kind == "PART_OF");
            let parent = parent.map(|(_, to, _)| format!("parent = \"{}\"\n", self.names[*to])).unwrap_or_default();
            let name = &self.names[sector];
            rows += &format!(
                "[[sector]]\nslug = \"{name}\"\nen = \"{name}\"\nzh = \"{name}\"\nstage = \"UPSTREAM\"\n{parent}cite = [{{ source = \"s\" }}]\n"
            );
        }
        for (i, (from, to, kind)) in self.links.iter().enumerate() {
            if *from < PARTS || *kind != "PART_OF" {
                let end =
                    |part: &usize| format!("{}/{}", if *part < PARTS { "vendor" } else { "sector" }, self.names[*part]);
                let text = link(i, kind, "@from", "@to", "");
                rows += &text.replace("vendor/@from", &end(from)).replace("vendor/@to", &end(to));
            }
        }
        rows
    }

    /// Where links lead from a part along dependence: to what, whether to a member, and whether that is only offered.
    fn hops(&self, near: usize, downstream: bool) -> Vec<(usize, bool, bool)> {
        let mut hops = Vec::new();
        for (from, to, kind) in &self.links {
            let (_, sign, offered) = KINDS.iter().find(|(name, ..)| name == kind).expect("a kind of the graph");
            if *kind == "PART_OF" {
                if *to == near {
                    hops.push((*from, true, false));
                }
                continue;
            }
            let (on, dependent) = if *sign == 1 { (*from, *to) } else { (*to, *from) };
            let offered = *offered || (*kind == "SUPPLIES" && dependent >= PARTS);
            let (start, end) = if downstream { (on, dependent) } else { (dependent, on) };
            if start == near {
                hops.push((end, false, offered));
            }
        }
        hops
    }

    /// What is reached, with its distance.
    fn reached(&self, start: usize, downstream: bool, depth: usize) -> BTreeMap<&str, usize> {
        let mut known: BTreeMap<usize, (usize, Onward)> = BTreeMap::from([(start, (0, 0))]);
        let mut last: BTreeSet<usize> = BTreeSet::from([start]);
        for distance in 1..=depth {
            let before = known.clone();
            let mut next = BTreeSet::new();
            for near in last {
                let onward = before[&near].1;
                for (to, is_member, _) in self.hops(near, downstream) {
                    if onward == 2 || (is_member && onward > 0) {
                        continue;
                    }
                    let then = if to < PARTS || is_member {
                        0
                    } else if near >= PARTS {
                        1
                    } else {
                        2
                    };
                    let found = known.entry(to).or_insert((distance, then));
                    // One from which the walk goes on further than was known is looked at again.
                    if then < found.1 || !before.contains_key(&to) {
                        next.insert(to);
                    }
                    found.1 = found.1.min(then);
                }
            }
            last = next;
        }
        known.remove(&start);
        known.into_iter().map(|(part, (distance, _))| (self.names[part].as_str(), distance)).collect()
    }

    /// Every simple path of at most so many links, of which those of membership lead down from a sector of the start or up to
    /// one of the end.
    fn paths(&self, from: usize, to: usize, depth: usize) -> BTreeSet<Vec<&str>> {
        let (mut found, mut open) = (BTreeSet::new(), vec![vec![from]]);
        while let Some(path) = open.pop() {
            let last = path[path.len() - 1];
            if last == to {
                if self.is_joined(&path) {
                    found.insert(path.iter().map(|part| self.names[*part].as_str()).collect());
                }
            } else if path.len() <= depth {
                let ends = self.links.iter().flat_map(|(a, b, _)| [(*a, *b), (*b, *a)]);
                let next: BTreeSet<usize> =
                    ends.filter(|(a, b)| *a == last && !path.contains(b)).map(|(_, b)| b).collect();
                open.extend(next.into_iter().map(|next| [path.as_slice(), &[next]].concat()));
            }
        }
        found
    }

    fn is_joined(&self, path: &[usize]) -> bool {
        let has = |a: usize, b: usize| self.links.contains(&(a, b, "PART_OF"));
        let other = |a: usize, b: usize| {
            self.links.iter().any(|(x, y, kind)| *kind != "PART_OF" && ((*x, *y) == (a, b) || (*x, *y) == (b, a)))
        };
        let (from, to) = (self.below(path[0]), self.below(path[path.len() - 1]));
        let joined = |a, b| other(a, b) || (has(b, a) && from.contains(&a)) || (has(a, b) && to.contains(&b));
        path.windows(2).all(|pair| joined(pair[0], pair[1]))
    }

    /// A sector and those below it; nothing of a vendor.
    fn below(&self, part: usize) -> BTreeSet<usize> {
        let mut below: BTreeSet<usize> = (part >= PARTS).then_some(part).into_iter().collect();
        loop {
            let inside =
                self.links.iter().filter(|(from, to, kind)| *from >= PARTS && *kind == "PART_OF" && below.contains(to));
            let more: Vec<usize> = inside.map(|(from, ..)| *from).filter(|from| !below.contains(from)).collect();
            if more.is_empty() {
                return below;
            }
            below.extend(more);
        }
    }
}

async fn walks_take_members_only_of_where_they_start(backend: Backend) {
    for seed in 0..GRAPHS {
        let graph = Graph::random(seed);
        let app = app_of(backend, &graph.rows()).await;
        let part = |part: usize| json!({ if part < PARTS { "vendor" } else { "sector" }: graph.names[part] });
        for start in 0..PARTS + SECTORS {
            for (downstream, depth) in [(true, 1), (true, 6), (false, 2), (false, 6)] {
                let direction = if downstream { "DOWNSTREAM" } else { "UPSTREAM" };
                let query = "query($of: [ChainNodeRef!]!, $d: ImpactDirection!, $m: Int, $t: [ChainNodeType!]) { impact(of: $of, direction: $d, maxDepth: $m, types: $t) { kinds \
                    reached(first: 100) { totalCount edges { distance dependence node { slug } path { links { kind } } } } } }";
                let variables = json!({ "of": [part(start)], "d": direction, "m": depth });
                let answer = app.answer(query, variables.clone()).await;
                let impact = &answer["data"]["impact"];
                let edges = impact["reached"]["edges"].as_array().unwrap_or_else(|| panic!("{answer}"));
                let told = edges
                    .iter()
                    .map(|edge| (edge["node"]["slug"].as_str().expect("a slug"), edge["distance"].as_u64()));
                let told: BTreeMap<&str, Option<u64>> = told.collect();
                let expected = graph.reached(start, downstream, depth);
                let expected: BTreeMap<&str, Option<u64>> =
                    expected.into_iter().map(|(name, distance)| (name, u64::try_from(distance).ok())).collect();
                assert_eq!(told, expected, "seed {seed}: {direction} of {} at {depth}", graph.names[start]);
                let mut kinds: BTreeSet<&str> = BTreeSet::new();
                for edge in edges {
                    let links = edge["path"]["links"].as_array().expect("a list").iter();
                    let way: Vec<&str> = links.filter_map(|link| link["kind"].as_str()).collect();
                    if way.iter().all(|kind| *kind == "PART_OF") {
                        assert_eq!(edge["dependence"], "MEMBER", "{edge}");
                    } else if way.contains(&"SERVES") {
                        assert_eq!(edge["dependence"], "OFFERED", "{edge}");
                    } else if !way.contains(&"SUPPLIES") {
                        assert_eq!(edge["dependence"], "DEPENDS", "{edge}");
                    }
                    kinds.extend(way);
                }
                let told: BTreeSet<&str> =
                    impact["kinds"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
                assert_eq!(told, kinds);
                let mut limited = variables;
                limited["t"] = json!(["VENDOR"]);
                let vendors = app.answer(query, limited).await["data"]["impact"]["reached"].clone();
                let expected: Vec<&Value> = edges
                    .iter()
                    .filter(|edge| edge["node"]["slug"].as_str().is_some_and(|slug| slug.starts_with('v')))
                    .collect();
                assert_eq!((&vendors["edges"], &vendors["totalCount"]), (&json!(expected), &json!(expected.len())));
            }
        }
    }
}

async fn paths_do_not_pass_through_shared_membership(backend: Backend) {
    for seed in 0..GRAPHS {
        let graph = Graph::random(seed);
        let app = app_of(backend, &graph.rows()).await;
        let part = |part: usize| json!({ if part < PARTS { "vendor" } else { "sector" }: graph.names[part] });
        let pairs = (0..PARTS + SECTORS).flat_map(|from| (0..PARTS + SECTORS).map(move |to| (from, to)));
        for (from, to) in pairs.filter(|(from, to)| from != to) {
            let query = "query($f: ChainNodeRef!, $t: ChainNodeRef!) { path(from: $f, to: $t, maxDepth: 3, first: 20) { nodes { slug } } }";
            let answer = app.answer(query, json!({ "f": part(from), "t": part(to) })).await;
            let paths = answer["data"]["path"].as_array().unwrap_or_else(|| panic!("{answer}"));
            let told: BTreeSet<Vec<&str>> = paths.iter().map(|path| slugs(&path["nodes"])).collect();
            let expected = graph.paths(from, to, 3);
            if expected.len() <= 20 {
                assert_eq!(told, expected, "seed {seed}: {} to {}", graph.names[from], graph.names[to]);
            } else {
                assert!(told.len() == 20 && told.is_subset(&expected), "{told:?}");
            }
        }
    }
}

on_each! {
    walks_take_members_only_of_where_they_start
    paths_do_not_pass_through_shared_membership
}

on_both! {
    async fn what_hangs_on_a_cloud_is_what_runs_on_it_and_what_it_makes(app) {
        let query = "{ impact(of: [{vendor: \"aws\"}], direction: DOWNSTREAM) { kinds reached(first: 100) { edges { dependence node { __typename slug } } } } }";
        let impact = app.data(query).await["impact"].clone();
        let edges = impact["reached"]["edges"].as_array().expect("a list");
        let has = |slug: &str| edges.iter().find(|edge| edge["node"]["slug"] == slug).map(|edge| edge["dependence"].clone());
        assert_eq!(has("claude-3-5-sonnet"), Some(json!("OFFERED")));
        assert_eq!(has("trainium2"), Some(json!("DEPENDS")));
        for beside in ["algorithms", "drug-discovery", "ai-chips", "compute", "data"] {
            assert_eq!(has(beside), None, "{beside}");
        }
        assert_eq!(impact["kinds"], json!(["SUPPLIES", "MAKES", "RUNS_ON", "DEPLOYED_IN"]));
    }

    async fn a_walk_from_a_sector_takes_its_members(app) {
        let query = "{ impact(of: [{sector: \"ai-chips\"}], direction: DOWNSTREAM, types: [TECHNOLOGY, MODEL]) { reached(first: 100) { edges { distance dependence node { slug } } } } }";
        let edges = app.data(query).await["impact"]["reached"]["edges"].clone();
        let has = |slug: &str| {
            let edge = edges.as_array().expect("a list").iter().find(|edge| edge["node"]["slug"] == slug)?;
            Some((edge["distance"].clone(), edge["dependence"].clone()))
        };
        assert_eq!(has("h100"), Some((json!(1), json!("MEMBER"))));
        assert_eq!(has("llama-3-1-405b").map(|found| found.1), Some(json!("DEPENDS")));
    }

    async fn microsoft_and_openai_are_joined_by_what_runs_on_azure(app) {
        let path = |more: &str| format!("{{ path(from: {{vendor: \"microsoft\"}}, to: {{vendor: \"openai\"}}, first: 1{more}) {{ links {{ kind }} }} }}");
        let path_of = async |more: &str| app.data(&path(more)).await["path"].clone();
        assert_eq!(path_of("").await, json!([{ "links": [{ "kind": "PART_OF" }, { "kind": "RUNS_ON" }, { "kind": "MAKES" }] }]));
        assert_eq!(path_of(", maxDepth: 2").await, json!([]), "a sector that both belong to says nothing");
        let named = path_of(", maxDepth: 2, kinds: [PART_OF]").await;
        assert_eq!(named, json!([{ "links": [{ "kind": "PART_OF" }, { "kind": "PART_OF" }] }]), "asked for by name");
    }
}
