//! What an import needs before its first row: sources, units and attributes of its format, and what the database has of them.

use std::collections::HashSet;

use entity::choice::NoteKind;
use entity::{attribute, region, source, unit};
use sea_orm::{DbErr, EntityTrait, QueryOrder};

use super::Run;
use crate::domain::identity::row_id;
use crate::domain::measured::Scale;
use crate::write::build::Build;
use crate::write::report::Remark;
use crate::write::store::Store;

/// Brings sources, units and attributes of the format, and learns what the database has.
pub(super) async fn prepare(store: &mut Store, run: &Run<'_>, build: &mut Build) -> Result<(), DbErr> {
    let transaction = &store.transaction;
    for row in region::Entity::find().all(&**transaction).await? {
        build.regions.insert(row.code);
    }
    for row in unit::Entity::find().all(&**transaction).await? {
        build.units.insert(row.code.clone(), Scale::of(row));
    }
    let there = attribute::Entity::find().order_by_desc(attribute::Column::Position).all(&**transaction).await?;
    let next = there.first().map_or(0, |row| row.position + 1);
    let there: HashSet<String> = there.into_iter().map(|row| row.slug).collect();
    for row in run.units.iter().filter(|row| !build.units.contains_key(&row.code)).collect::<Vec<_>>() {
        build.unit(row);
    }
    for row in &run.attributes {
        if !build.attributes.contains_key(&row.slug) {
            build.attribute_row(row);
        }
    }
    for row in &run.sources {
        build.source(row);
        let there = source::Entity::find_by_id(row_id("SOURCE", &row.slug)).one(&**transaction).await?;
        let published = there.and_then(|there| there.publisher).zip(row.publisher.as_ref());
        if let Some((there, here)) = published.filter(|(there, here)| there != *here) {
            let reason = format!(
                "a source of this slug is there, published by {there:?} and not by {here:?}: all that is read is taken for \
                 what that says; with a slug of its own it is another source"
            );
            let remark = Remark { kind: NoteKind::Ambiguous, field: None, raw: Some(row.slug.clone()), reason };
            store.report.note(run.format, 0, remark);
        }
    }
    let mut batch = build.take();
    batch.codes.attributes.retain(|row| !there.contains(&row.slug));
    for (position, row) in (next..).zip(&mut batch.codes.attributes) {
        row.position = position;
    }
    store.keep(batch).await
}
