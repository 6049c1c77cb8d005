//! What an import needs before its first row: sources, units and attributes of its format, and what the database has of them.

use std::collections::{HashMap, HashSet};

use entity::{attribute, region, search_entry, source, unit};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{Report, Run};
use crate::dataset::build::{Build, Scale, of_sources};
use crate::dataset::write;

/// Brings sources, units and attributes of the format, and learns what the database has.
pub(super) async fn prepare(
    transaction: &DatabaseTransaction,
    run: &Run<'_>,
    build: &mut Build,
    report: &mut Report,
) -> Result<(), DbErr> {
    for row in region::Entity::find().all(transaction).await? {
        build.regions.insert(row.code);
    }
    for row in unit::Entity::find().all(transaction).await? {
        let scale = Scale { base: row.base_code, multiplier: row.multiplier, dimension: row.dimension };
        build.units.insert(row.code, scale);
    }
    for row in run.units.iter().filter(|row| !build.units.contains_key(&row.code)).collect::<Vec<_>>() {
        build.unit(row);
    }
    for row in crate::dataset::attributes() {
        build.attributes.insert(row.slug.clone(), row);
    }
    let there = attribute::Entity::find().order_by_desc(attribute::Column::Position).all(transaction).await?;
    let next = there.first().map_or(0, |row| row.position + 1);
    let there: HashSet<String> = there.into_iter().map(|row| row.slug).collect();
    for row in run.attributes.iter().filter(|row| !build.attributes.contains_key(&row.slug)).collect::<Vec<_>>() {
        build.attribute_row(row);
    }
    let attributes = std::mem::take(&mut build.wanted.attributes).into_iter();
    let attributes = attributes.filter(|row| !there.contains(&row.slug));
    let attributes: Vec<attribute::Model> =
        (next..).zip(attributes).map(|(position, row)| attribute::Model { position, ..row }).collect();
    write::insert::<unit::Entity>(transaction, std::mem::take(&mut build.wanted.units)).await?;
    write::insert::<attribute::Entity>(transaction, attributes).await?;
    for row in &run.sources {
        build.source(row);
    }
    let wanted = std::mem::take(&mut build.wanted.sources);
    let known = source::Entity::find().filter(source::Column::Slug.is_in(wanted.iter().map(|row| row.slug.as_str())));
    let known: HashMap<String, source::Model> =
        known.all(transaction).await?.into_iter().map(|row| (row.slug.clone(), row)).collect();
    let count = report.count("Source");
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for row in wanted {
        match known.get(&row.slug) {
            None => added.push(row),
            // The built-in data knows its sources better.
            Some(before) if before.built_in => count.unchanged += 1,
            Some(before) => {
                let next = source::Model { version: before.version, updated_at: before.updated_at, ..row };
                if next == *before {
                    count.unchanged += 1;
                } else {
                    count.updated += 1;
                    changed.push(source::Model { version: before.version + 1, updated_at: run.now, ..next });
                }
            }
        }
    }
    count.created += added.len();
    let entries = of_sources(&added);
    write::insert::<source::Entity>(transaction, added).await?;
    write::insert::<search_entry::Entity>(transaction, entries).await?;
    write::update::<source::Entity>(transaction, changed).await
}
