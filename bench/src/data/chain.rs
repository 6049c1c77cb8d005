//! Sectors, vendors and models, and the links that make a chain of them.

use chrono::{Days, NaiveDate};
use entity::choice::{ContextUnit, Disclosure, LinkKind, ModelScope, NodeType, Openness, Precision, Stage, VendorKind};
use entity::{model, sector, sector_closure, vendor};
use panorama::domain::place;
use panorama::fold::fold;

use super::random::Random;
use super::{COUNTRIES, Rows, STORED_AT};

const VENDORS: u64 = 2_000;
const MODELS: usize = 10_000;
/// Vendors up to this number make many models, every tenth of them hundreds; the others make a few.
const MAKERS: u64 = 200;
const PARTS: usize = 4;
const SECTORS_OF_A_PART: usize = 6;
/// Sectors stand behind those of the built-in data, where that is there.
const BEHIND: i64 = 1_000;
const KINDS: [VendorKind; 4] =
    [VendorKind::Company, VendorKind::Cloud, VendorKind::University, VendorKind::ResearchInstitute];
const OPENNESS: [Openness; 3] = [Openness::OpenSource, Openness::OpenWeights, Openness::Proprietary];
const PARAMETERS: [f64; 8] = [0.5e9, 1.8e9, 7e9, 13e9, 32e9, 72e9, 236e9, 671e9];

impl Rows {
    /// A tree of three depths: stage, part, sector.
    pub(super) fn sectors(&mut self) {
        let stages = [Stage::Upstream, Stage::Midstream, Stage::Downstream];
        for stage in stages {
            let slug = stage.text().to_lowercase();
            let top = self.sector(stage, &slug, &slug, &[]);
            for part in 0..PARTS {
                let (slug, path) = (format!("{slug}-{part}"), format!("{slug}/{slug}-{part}"));
                let middle = self.sector(stage, &slug, &path, &[top]);
                for number in 0..SECTORS_OF_A_PART {
                    let slug = format!("{slug}-{number}");
                    self.sector(stage, &slug, &format!("{path}/{slug}"), &[middle, top]);
                }
            }
        }
    }

    /// A sector below others, the nearest first.
    fn sector(&mut self, stage: Stage, slug: &str, path: &str, above: &[i64]) -> i64 {
        let (en, zh) = (format!("Sector {slug}"), format!("行业 {slug}"));
        let position = BEHIND + i64::try_from(self.sectors.len()).unwrap_or(0);
        let place = place::of_sector(position, slug);
        let id = self.node(NodeType::Sector, slug, place.clone(), [&en, &zh]);
        for (depth, ancestor_id) in (0..).zip([id].into_iter().chain(above.iter().copied())) {
            self.closure.push(sector_closure::Model { ancestor_id, descendant_id: id, depth });
        }
        self.sectors.push(sector::Model {
            id,
            slug: slug.to_owned(),
            name_fold: fold(&en),
            name_en: Some(en),
            name_zh: Some(zh),
            description_en: None,
            description_zh: None,
            stage,
            path: path.to_owned(),
            position,
            place,
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
        if let Some(parent) = above.first() {
            self.link(LinkKind::PartOf, (NodeType::Sector, id), (NodeType::Sector, *parent), 0);
        }
        id
    }

    pub(super) fn vendors(&mut self, random: &mut Random) {
        for number in 0..VENDORS {
            let slug = format!("vendor-{number:04}");
            let [en, zh] = self.called([format!("Vendor No. {number}"), format!("第{number}号厂商")]);
            let id = self.node(NodeType::Vendor, &slug, slug.clone(), [&en, &zh]);
            self.vendors.push(vendor::Model {
                id,
                slug: slug.clone(),
                name_fold: fold(&en),
                name_en: Some(en),
                name_zh: Some(zh),
                description_en: Some("An organisation that makes models, somewhere in the middle of the chain.".into()),
                description_zh: Some("产业链中游的一家大模型企业。".into()),
                kind: *random.pick(&KINDS),
                country: Some(random.pick(&COUNTRIES).0.to_owned()),
                website: random.percent(80).then(|| format!("https://{slug}.example/")),
                built_in: true,
                version: 1,
                updated_at: STORED_AT,
            });
            self.member((NodeType::Vendor, id), 1 + random.below(3), random);
        }
    }

    pub(super) fn models(&mut self, random: &mut Random) {
        let makers: Vec<i64> = self.vendors.iter().map(|vendor| vendor.id).collect();
        let mut made = Vec::with_capacity(MODELS);
        for (number, maker) in (0..).zip(&makers) {
            let count = match number {
                0..MAKERS if number % 10 == 0 => 110 + random.below(120),
                0..MAKERS => 10 + random.below(16),
                _ => 1 + random.below(3),
            };
            made.extend((0..count).map(|_| *maker));
        }
        // Exactly ten thousand, and not one vendor after the other: rows of one vendor do not stand together.
        made.resize_with(MODELS, || *random.pick(&makers));
        random.shuffle(&mut made);
        for (number, maker) in made.into_iter().enumerate() {
            let id = self.model(number, random);
            self.link(LinkKind::Makes, (NodeType::Vendor, maker), (NodeType::Model, id), 0);
            let second = *random.pick(&makers);
            if random.percent(5) && second != maker {
                self.link(LinkKind::Makes, (NodeType::Vendor, second), (NodeType::Model, id), 1);
            }
            self.member((NodeType::Model, id), 1 + random.below(2), random);
            if number > 0 && random.percent(20) {
                let base = random.pick(&self.models[..number]).id;
                self.link(LinkKind::DerivesFrom, (NodeType::Model, id), (NodeType::Model, base), 0);
            }
        }
    }

    fn model(&mut self, number: usize, random: &mut Random) -> i64 {
        let slug = format!("model-{number:05}");
        let [en, zh] = self.called([format!("Model No. {number}"), format!("第{number}号大模型")]);
        let first = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap_or_default();
        let released_on = random.percent(92).then(|| first + Days::new(random.below(2_700)));
        let place = place::of_model(released_on, &slug);
        let id = self.node(NodeType::Model, &slug, place.clone(), [&en, &zh]);
        let parameters = random.percent(60).then(|| *random.pick(&PARAMETERS));
        let family = format!("Family {}", number % 700);
        self.models.push(model::Model {
            id,
            slug,
            place,
            name_fold: fold(&en),
            name_en: Some(en),
            name_zh: Some(zh),
            description_en: Some(
                "A large language model, one of several sizes that its maker released together.".into(),
            ),
            description_zh: None,
            family_fold: Some(fold(&family)),
            family: Some(family),
            scope: random.percent(70).then_some(ModelScope::General),
            released_on,
            release_precision: released_on.map(|_| Precision::Day),
            parameters,
            active_parameters: None,
            parameters_disclosure: if parameters.is_some() { Disclosure::Disclosed } else { Disclosure::Unknown },
            training_compute: None,
            input_modalities: 1,
            output_modalities: 1,
            context_window: random.percent(50).then_some(131_072),
            context_unit: Some(ContextUnit::Tokens),
            license: Some("Apache-2.0".into()),
            license_fold: Some("apache-2.0".into()),
            openness: *random.pick(&OPENNESS),
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
        id
    }

    /// Makes a node a member of some sectors.
    fn member(&mut self, node: (NodeType, i64), count: u64, random: &mut Random) {
        let mut joined = Vec::new();
        for position in 0..i64::try_from(count).unwrap_or(0) {
            let sector = random.pick(&self.sectors).id;
            if !joined.contains(&sector) {
                joined.push(sector);
                self.link(LinkKind::PartOf, node, (NodeType::Sector, sector), position);
            }
        }
    }
}
