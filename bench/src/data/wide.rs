//! A wide chain: a hundred thousand things with names of their own, and a hundred thousand links among the first of them,
//! some of which are hubs. What walks and searches are measured on.

use entity::choice::{LinkKind, NodeType, VendorKind};
use entity::vendor;
use panorama::domain::search::Role;
use panorama::fold::fold;

use super::random::Random;
use super::{COUNTRIES, Rows, SEED, STORED_AT};

/// Things that can be found.
const ENTITIES: usize = 100_000;
/// Of them, those that links join.
const JOINED: u64 = 20_000;
const LINKS: usize = 100_000;
/// Links that start at the first thing.
const HUB: usize = 2_000;

const KINDS: [LinkKind; 5] =
    [LinkKind::Supplies, LinkKind::DependsOn, LinkKind::InvestsIn, LinkKind::Uses, LinkKind::CompetesWith];

pub(super) fn generate() -> Rows {
    let mut rows = Rows::default();
    let mut random = Random::new(SEED);
    rows.base();
    let ids: Vec<i64> = (0..ENTITIES).map(|number| rows.thing(number, &mut random)).collect();
    let mut joined = std::collections::HashSet::new();
    while rows.links.len() < LINKS {
        let start = if rows.links.len() < HUB { 0 } else { random.below(JOINED) };
        let (from, to) =
            (ids[usize::try_from(start).unwrap_or(0)], ids[usize::try_from(random.below(JOINED)).unwrap_or(0)]);
        let kind = if rows.links.len() < HUB { LinkKind::Supplies } else { *random.pick(&KINDS) };
        if from != to && joined.insert((kind, from, to)) {
            rows.link(kind, (NodeType::Vendor, from), (NodeType::Vendor, to), 0);
        }
    }
    rows.place_links();
    rows
}

impl Rows {
    fn thing(&mut self, number: usize, random: &mut Random) -> i64 {
        let en = format!("{} {}", random.word(), random.word());
        let zh = random.characters();
        let slug = format!("thing-{number:06}");
        let about = "A thing somewhere in the chain.";
        let id = self.node(NodeType::Vendor, &slug, slug.clone(), [&en, &zh]);
        let texts = [(Role::Name, en.as_str()), (Role::Name, zh.as_str()), (Role::Description, about)];
        self.entry(NodeType::Vendor, id, &slug, &texts);
        self.vendors.push(vendor::Model {
            id,
            slug,
            name_fold: fold(&en),
            name_en: Some(en),
            name_zh: Some(zh),
            description_en: Some(about.to_owned()),
            description_zh: None,
            kind: VendorKind::Company,
            country: Some(random.pick(&COUNTRIES).0.to_owned()),
            website: None,
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
        id
    }
}
