//! What a format takes of the database by name: whether the rows that it refers to are there, and whether units and attributes are what it
//! says.

use std::collections::{HashMap, HashSet};

use entity::choice::{MetricKind, NodeType};
use entity::{metric, node, unit};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::format::{Fault, Format, Reference};
use super::vocabulary::Measured;
use crate::dataset::{File, built_in};
use crate::domain::measured::Scale;
use crate::nearest::no_such;
use crate::write::record::Attribute;

/// What a format refers to that neither the database has nor rows of the format can make.
pub(super) async fn unknown(connection: &DatabaseConnection, format: &Format) -> Result<Vec<Fault>, DbErr> {
    let wanted: Vec<&Reference> = wanted(format).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let slugs: HashSet<&str> = wanted.iter().map(|reference| reference.slug.as_str()).collect();
    let there = node::Entity::find().filter(node::Column::Slug.is_in(slugs)).all(connection).await?;
    let there: HashSet<(NodeType, &str)> = there.iter().map(|row| (row.r#type, row.slug.as_str())).collect();
    let mut faults = Vec::new();
    for reference in wanted.into_iter().filter(|wanted| !there.contains(&(wanted.kind, wanted.slug.as_str()))) {
        let names = node::Entity::find().select_only().column(node::Column::Slug);
        let names = names.filter(node::Column::Type.eq(reference.kind));
        let names: Vec<String> = names.into_tuple().all(connection).await?;
        faults.push(fault(reference, &names.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    Ok(faults)
}

/// Units and attributes of a format of which the database has others.
pub(super) async fn unlike(connection: &DatabaseConnection, format: &Format) -> Result<Vec<Fault>, DbErr> {
    let mut faults = units(connection, format).await?;
    faults.extend(attributes(connection, format).await?);
    Ok(faults)
}

async fn units(connection: &DatabaseConnection, format: &Format) -> Result<Vec<Fault>, DbErr> {
    let codes = format.unit.iter().map(|row| row.code.as_str());
    let there = unit::Entity::find().filter(unit::Column::Code.is_in(codes)).all(connection).await?;
    let there: HashMap<String, Scale> = there.into_iter().map(|row| (row.code.clone(), Scale::of(row))).collect();
    let own = format.unit.iter().zip(&format.unit_lines);
    let wrong = own.filter_map(|(row, line)| Some((line, row.unlike(there.get(&row.code)?)?)));
    Ok(wrong.map(|(line, reason)| Fault { line: *line, key: "unit.code".to_owned(), reason }).collect())
}

/// What an attribute is the database knows by its metrics.
async fn attributes(connection: &DatabaseConnection, format: &Format) -> Result<Vec<Fault>, DbErr> {
    let slugs = format.attribute.iter().map(|row| row.slug.as_str());
    let measured = [metric::Column::Attribute, metric::Column::Kind, metric::Column::UnitCode];
    let there = metric::Entity::find().select_only().columns(measured).distinct();
    let there = there.filter(metric::Column::Attribute.is_in(slugs));
    let there: Vec<(String, MetricKind, String)> = there.into_tuple().all(connection).await?;
    let unlike = |row: &Attribute| {
        let mut there = there.iter().filter(|(slug, ..)| *slug == row.slug);
        there.find_map(|(_, kind, unit)| Measured { kind: *kind, unit: unit.clone() }.unlike(row))
    };
    let own = format.attribute.iter().zip(&format.attribute_lines);
    let wrong = own.filter_map(|(row, line)| Some((line, unlike(row)?)));
    Ok(wrong.map(|(line, reason)| Fault { line: *line, key: "attribute.slug".to_owned(), reason }).collect())
}

/// What a format refers to that neither the built-in data has nor rows of the format can make.
pub(super) fn not_built_in(format: &Format) -> Vec<Fault> {
    let wanted: Vec<&Reference> = wanted(format).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let there = slugs();
    let of = |kind| there.iter().filter(move |(other, _)| *other == kind).map(|(_, slug)| slug.as_str());
    let unknown = wanted.into_iter().filter(|wanted| of(wanted.kind).all(|slug| slug != wanted.slug));
    unknown.map(|reference| fault(reference, &of(reference.kind).collect::<Vec<_>>())).collect()
}

fn wanted(format: &Format) -> impl Iterator<Item = &Reference> {
    format.references.iter().filter(|reference| !format.makes(reference.kind))
}

fn fault(Reference { line, key, kind, slug }: &Reference, names: &[&str]) -> Fault {
    Fault { line: *line, key: key.clone(), reason: no_such(&kind.text().to_lowercase(), slug, names) }
}

/// The slugs of the built-in data.
fn slugs() -> Vec<(NodeType, String)> {
    let mut slugs = Vec::new();
    for file in built_in().iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok()) {
        let of = |kind, slug: &String| (kind, slug.clone());
        slugs.extend(file.sector.iter().map(|row| of(NodeType::Sector, &row.get_ref().slug)));
        slugs.extend(file.vendor.iter().map(|row| of(NodeType::Vendor, &row.get_ref().slug)));
        slugs.extend(file.technology.iter().map(|row| of(NodeType::Technology, &row.get_ref().slug)));
        slugs.extend(file.model.iter().map(|row| of(NodeType::Model, &row.get_ref().slug)));
        slugs.extend(file.trend.iter().map(|row| of(NodeType::Trend, &row.get_ref().slug)));
    }
    slugs
}
