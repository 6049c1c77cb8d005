//! The generated data set: the same rows in every run, larger than the built-in one and as uneven as the real chain.

mod chain;
mod found;
mod full;
mod many;
mod periods;
mod random;
mod series;
mod store;
mod wide;

use std::collections::HashMap;

use entity::choice::{LinkKind, NameRole, NodeType, Redistribution, SourceKind, UnitDimension};
use entity::{
    citation, link, metric, metric_subject, model, name, node, observation, region, search_entry, sector,
    sector_closure, source, unit, vendor,
};
use panorama::app;
use panorama::config::Settings;
use panorama::database::{self, Address};
use panorama::domain::dependence::of_link;
use panorama::domain::identity::row_id;
use panorama::domain::naming::same;
use panorama::fold::fold;
use sea_orm::DatabaseConnection;

use self::random::Random;
use crate::Failure;

const SEED: u64 = 20_260_101;
/// When every row was stored: microseconds since 1970.
const STORED_AT: i64 = 1_767_225_600_000_000;
const SOURCE: &str = "generated";
const METRICS: usize = 2_000;
/// Observations of each metric: a year each.
const OBSERVATIONS: i32 = 20;
const COUNTRIES: [(&str, &str, &str); 8] = [
    ("CN", "China", "中国"),
    ("US", "United States", "美国"),
    ("DE", "Germany", "德国"),
    ("FR", "France", "法国"),
    ("GB", "United Kingdom", "英国"),
    ("IN", "India", "印度"),
    ("JP", "Japan", "日本"),
    ("KR", "South Korea", "韩国"),
];

/// Makes the tables at `address` and fills them.
pub(crate) async fn load(address: &Address) -> Result<(), Failure> {
    Ok(fill(address, generate()).await?.close().await?)
}

/// Makes the tables and fills them with the built-in data.
pub(crate) fn load_built_in(address: &Address) -> Result<(), Failure> {
    Ok(app::prepare(&Settings { database: address.clone(), ..Settings::default() })?)
}

/// Generated rows with a chain that is wide: what walks and searches are measured on.
pub(crate) async fn load_wide(address: &Address) -> Result<(), Failure> {
    Ok(fill(address, wide::generate()).await?.close().await?)
}

/// The same with a million observations, whose number comes back: what exports are measured on.
pub(crate) async fn load_many(address: &Address) -> Result<u64, Failure> {
    let connection = fill(address, generate()).await?;
    let rows = many::multiply(&connection).await?;
    connection.close().await?;
    Ok(rows)
}

/// A complete chain beside the built-in data, with 50 observations of each of so many metrics: what the limits are measured
/// on.
pub(crate) async fn load_full(address: &Address, metrics: usize) -> Result<(), Failure> {
    let connection = fill(address, full::generate(metrics)).await?;
    load_built_in(address)?;
    periods::observe(&connection).await?;
    connection.close().await?;
    Ok(())
}

async fn fill(address: &Address, rows: Rows) -> Result<DatabaseConnection, Failure> {
    let connection = database::open(address).await?;
    database::migrate(&connection).await?;
    store::store(&connection, rows).await?;
    Ok(connection)
}

/// The rows of every table, in the order in which they may be stored.
#[derive(Debug, Default)]
struct Rows {
    regions: Vec<region::Model>,
    units: Vec<unit::Model>,
    sources: Vec<source::Model>,
    nodes: Vec<node::Model>,
    names: Vec<name::Model>,
    citations: Vec<citation::Model>,
    vendors: Vec<vendor::Model>,
    models: Vec<model::Model>,
    sectors: Vec<sector::Model>,
    closure: Vec<sector_closure::Model>,
    metrics: Vec<metric::Model>,
    subjects: Vec<metric_subject::Model>,
    observations: Vec<observation::Model>,
    links: Vec<link::Model>,
    search: Vec<search_entry::Model>,
    /// What names are made of, where they are no numbers.
    words: Option<Random>,
}

fn generate() -> Rows {
    let mut rows = Rows::default();
    let mut random = Random::new(SEED);
    rows.base();
    rows.sectors();
    rows.vendors(&mut random);
    rows.models(&mut random);
    rows.metrics(&mut random, METRICS, OBSERVATIONS);
    rows.place_links();
    rows
}

impl Rows {
    /// What all other rows point to.
    fn base(&mut self) {
        for (code, en, zh) in COUNTRIES {
            self.regions.push(region::Model { code: code.into(), name_en: en.into(), name_zh: zh.into() });
        }
        self.units.push(unit::Model {
            code: "COUNT".into(),
            name_en: "pieces".into(),
            name_zh: "个".into(),
            dimension: UnitDimension::Count,
            currency: None,
            base_code: "COUNT".into(),
            multiplier: 1.0,
        });
        self.source(SOURCE, "Generated rows", "生成的数据");
    }

    fn source(&mut self, slug: &str, en: &str, zh: &str) {
        self.sources.push(source::Model {
            id: row_id("SOURCE", slug),
            slug: slug.into(),
            title_en: Some(en.into()),
            title_zh: Some(zh.into()),
            title_en_fold: Some(fold(en)),
            title_zh_fold: Some(fold(zh)),
            publisher: Some("bench".into()),
            publisher_fold: Some("bench".into()),
            kind: SourceKind::Dataset,
            url: None,
            published_on: None,
            published_precision: None,
            license: None,
            license_fold: None,
            redistribution: Redistribution::Unknown,
            description_en: None,
            description_zh: None,
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
    }

    /// Registers a node with its names and its citation; its id comes back.
    fn node(&mut self, kind: NodeType, slug: &str, place: String, names: [&str; 2]) -> i64 {
        let ([en, zh], id) = (names, row_id(kind.text(), slug));
        self.nodes.push(node::Model { id, r#type: kind, slug: slug.to_owned(), place, import_source_id: None });
        let names = [(NameRole::En, en), (NameRole::Zh, zh), (NameRole::Alias, slug)];
        for (position, (role, text)) in (0..).zip(names) {
            let (fold, same) = (fold(text), same(text));
            self.names.push(name::Model { node_id: id, position, role, text: text.to_owned(), fold, same });
        }
        self.citations.push(citation::Model {
            node_id: id,
            position: 0,
            source_id: row_id("SOURCE", SOURCE),
            locator: None,
        });
        id
    }

    /// Gives the links the places of their ends.
    fn place_links(&mut self) {
        let places: HashMap<i64, &String> = self.nodes.iter().map(|node| (node.id, &node.place)).collect();
        for link in &mut self.links {
            link.from_place = places.get(&link.from_id).copied().cloned().unwrap_or_default();
            link.to_place = places.get(&link.to_id).copied().cloned().unwrap_or_default();
        }
    }

    /// Says that a node is related to another.
    fn link(&mut self, kind: LinkKind, from: (NodeType, i64), to: (NodeType, i64), position: i64) {
        self.links.push(link::Model {
            id: row_id("LINK", &format!("{}|{}|{}", kind.text(), from.1, to.1)),
            kind,
            from_id: from.1,
            from_type: from.0,
            from_place: String::new(),
            to_id: to.1,
            to_type: to.0,
            to_place: String::new(),
            flow: of_link(kind, to.0).flow(),
            position,
            stated: true,
            share_value: None,
            share_low: None,
            share_high: None,
            share_unit: None,
            share_comparator: None,
            period_start: None,
            period_end: None,
            period_precision: None,
            period_label: None,
            period_duration: None,
            source_id: row_id("SOURCE", SOURCE),
            locator: None,
            key: None,
            key_fold: None,
            group_key: None,
            group_key_fold: None,
            note_en: None,
            note_zh: None,
            built_in: true,
            version: 1,
            updated_at: STORED_AT,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use entity::choice::LinkKind;

    use super::generate;

    #[test]
    fn the_rows_are_the_same_in_every_run() {
        let (one, other) = (generate(), generate());
        assert_eq!(one.models, other.models);
        assert_eq!(one.links, other.links);
        assert_eq!(one.observations, other.observations);
    }

    #[test]
    fn some_vendors_have_hundreds_of_models_and_most_have_a_few() {
        let rows = generate();
        assert_eq!((rows.vendors.len(), rows.models.len()), (2_000, 10_000));
        assert_eq!((rows.metrics.len(), rows.observations.len()), (2_000, 40_000));
        let mut made: HashMap<i64, usize> = HashMap::new();
        for link in rows.links.iter().filter(|link| link.kind == LinkKind::Makes) {
            *made.entry(link.from_id).or_default() += 1;
        }
        assert!(made.values().filter(|&&count| count > 100).count() > 10);
        assert!(made.values().filter(|&&count| count < 10).count() > 1_500);
    }
}
