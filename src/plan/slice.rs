//! Slices: which rows of each type belong to a part of the chain that a filter cuts out. Every condition judges the types
//! that it can judge, and all that are given hold together.

use std::sync::Arc;

use chrono::NaiveDate;

use super::argument;
use super::input::Input;
use super::sql::{Dialect, Value, Writer, folded};
use crate::domain::identity::is_slug;
use crate::domain::search::Query;
use crate::error::{Code, Refusal};
use crate::nearest::key;

/// Texts that a statement names in many places.
type Texts = Arc<[String]>;

/// What slugs name: those that are some as they stand, and the letters and digits of the others, as people write them.
#[derive(Debug)]
struct Slugs {
    tag: &'static str,
    exact: Texts,
    keys: Texts,
}

impl Slugs {
    fn read(tag: &'static str, texts: &Texts) -> Self {
        let (exact, others): (Vec<String>, Vec<String>) = texts.iter().cloned().partition(|text| is_slug(text));
        let keys: Vec<String> = others.iter().map(|text| key(text)).collect();
        Self { tag, exact: exact.into(), keys: keys.into() }
    }

    /// The row is one of those; what is written otherwise has to be one thing's alone.
    fn write(&self, writer: &mut Writer, row: &str) {
        let exact = Value::Texts(Arc::clone(&self.exact));
        if self.keys.is_empty() {
            writer.is_in("{t}.slug", row, exact);
            return;
        }
        let slug = folded("n.slug");
        writer.push("(").is_in("{t}.slug", row, exact).push(" OR ").push(row);
        writer.push(".id IN (SELECT max(n.id) FROM node n WHERE n.type = ").bind(Value::Text(self.tag.to_owned()));
        writer.push(" AND ").is_in(&slug, "", Value::Texts(Arc::clone(&self.keys)));
        writer.push(" GROUP BY ").push(&slug).push(" HAVING count(*) = 1))");
    }
}

/// A filter of a slice.
#[derive(Debug)]
pub(super) struct Slice {
    stages: Option<Texts>,
    sectors: Option<Slugs>,
    countries: Option<Texts>,
    vendors: Option<Slugs>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// The query, if it has letters or digits: one without them finds nothing.
    text: Option<Option<Query>>,
}

impl Slice {
    /// Reads a `SliceFilter`.
    pub(super) fn read(input: &Input) -> Result<Self, Refusal> {
        let list = |name: &str| {
            let read = if name == "countries" { argument::code } else { argument::text };
            let texts = input.get(name).map(|list| argument::list(list, read)).transpose();
            texts.map(|texts| texts.map(Texts::from)).map_err(|refusal| refusal.inside(name, " "))
        };
        let (from, to) = (argument::from_day(input, "from")?, argument::until_day(input, "to")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Refusal::new(Code::ArgumentInvalid, "from is after to"));
        }
        let text = input.get("text").map(argument::text).transpose().map_err(|refusal| refusal.inside("text", " "))?;
        if let Some(text) = text.as_ref().filter(|text| text.chars().count() > Query::MAX_LENGTH) {
            let (length, most) = (text.chars().count(), Query::MAX_LENGTH);
            return Err(Refusal::new(
                Code::ArgumentInvalid,
                format!("text has {length} characters; it can have {most}"),
            ));
        }
        let text = text.map(|text| Query::read(&text));
        let (stages, sectors) = (list("stages")?, list("sectors")?);
        let (countries, vendors) = (list("countries")?, list("vendors")?);
        let sectors = sectors.map(|texts| Slugs::read("SECTOR", &texts));
        let vendors = vendors.map(|texts| Slugs::read("VENDOR", &texts));
        Ok(Self { stages, sectors, countries, vendors, from, to, text })
    }

    /// Writes what holds of the rows of a type that belong to the slice.
    pub(super) fn write(&self, writer: &mut Writer, object: &str, row: &str) {
        match object {
            "Link" => self.link(writer, row),
            "Metric" => self.metric(writer, row),
            node => self.node(writer, node, row),
        }
    }

    fn node(&self, writer: &mut Writer, object: &str, row: &str) {
        let tag = object.to_uppercase();
        writer.constant(true);
        if object == "Sector" {
            self.sector(writer, row);
        } else if self.stages.is_some() || self.sectors.is_some() {
            writer.push(&format!(
                " AND {row}.id IN (SELECT l.from_id FROM link l WHERE l.kind = 'PART_OF' AND l.from_type = '{tag}' \
                 AND l.to_id IN (SELECT x.id FROM sector x WHERE "
            ));
            writer.constant(true);
            self.branch(writer, "x");
            writer.push("))");
        }
        match object {
            "Vendor" => self.maker(writer, row),
            "Model" | "Technology" => self.made(writer, &tag, row),
            "Trend" => {
                self.linked(writer, row);
                writer.during(&format!("{row}.horizon"), self.from, self.to);
            }
            _ => {}
        }
        self.found(writer, &tag, row);
    }

    /// The branches of the tree that are asked for.
    fn branch(&self, writer: &mut Writer, sector: &str) {
        if let Some(stages) = &self.stages {
            writer.push(" AND ").is_in("{t}.stage", sector, Value::Texts(Arc::clone(stages)));
        }
        if let Some(sectors) = &self.sectors {
            writer.push(&format!(
                " AND {sector}.id IN (SELECT c.descendant_id FROM sector a JOIN sector_closure c ON c.ancestor_id = a.id WHERE "
            ));
            sectors.write(writer, "a");
            writer.push(")");
        }
    }

    /// Sectors of the branches; where vendors are named, those that one of them is active in, below or above.
    fn sector(&self, writer: &mut Writer, row: &str) {
        self.branch(writer, row);
        if let Some(vendors) = &self.vendors {
            writer.push(&format!(
                " AND {row}.id IN (SELECT c.ancestor_id FROM vendor v JOIN link l ON l.from_id = v.id AND l.kind = 'PART_OF' \
                 AND l.to_type = 'SECTOR' JOIN sector_closure c ON c.descendant_id = l.to_id WHERE "
            ));
            vendors.write(writer, "v");
            writer.push(")");
        }
    }

    /// Vendors of the countries and names.
    fn maker(&self, writer: &mut Writer, vendor: &str) {
        if let Some(countries) = &self.countries {
            writer.push(" AND ").is_in("{t}.country", vendor, Value::Texts(Arc::clone(countries)));
        }
        if let Some(vendors) = &self.vendors {
            writer.push(" AND ");
            vendors.write(writer, vendor);
        }
    }

    /// What such vendors made, in the time.
    fn made(&self, writer: &mut Writer, tag: &str, row: &str) {
        if self.countries.is_some() || self.vendors.is_some() {
            writer.push(&format!(
                " AND {row}.id IN (SELECT l.to_id FROM vendor v JOIN link l ON l.from_id = v.id AND l.kind = 'MAKES' \
                 AND l.to_type = '{tag}' WHERE "
            ));
            writer.constant(true);
            self.maker(writer, "v");
            writer.push(")");
        }
        for (sign, day) in [(" >= ", self.from), (" <= ", self.to)] {
            if let Some(day) = day {
                writer.push(&format!(" AND {row}.released_on{sign}")).bind(Value::Date(day));
            }
        }
    }

    /// Trends that have to do with the vendors, where some are named.
    fn linked(&self, writer: &mut Writer, row: &str) {
        let Some(vendors) = &self.vendors else { return };
        writer.push(" AND (");
        for (i, (near, far)) in [("from", "to"), ("to", "from")].into_iter().enumerate() {
            writer.push(if i > 0 { " OR " } else { "" });
            writer.push(&format!(
                "{row}.id IN (SELECT l.{near}_id FROM vendor v JOIN link l ON l.{far}_id = v.id AND l.{near}_type = 'TREND' WHERE "
            ));
            vendors.write(writer, "v");
            writer.push(")");
        }
        writer.push(")");
    }

    fn found(&self, writer: &mut Writer, tag: &str, row: &str) {
        match &self.text {
            None => {}
            Some(None) => drop(writer.push(" AND ").constant(false)),
            Some(Some(query)) => {
                writer.push(&format!(" AND {row}.id IN (SELECT s.id FROM "));
                writer.matching(&query.anywhere()).push(&format!(" AND s.type = '{tag}'"));
                // PostgreSQL takes few rows for granted, and would look at the words of each.
                writer.push(if writer.dialect() == Dialect::Postgres { " OFFSET 0)" } else { ")" });
            }
        }
    }

    /// The ids of all nodes of the slice.
    fn nodes(&self, writer: &mut Writer) {
        for (i, object) in ["Vendor", "Model", "Sector", "Technology", "Trend"].into_iter().enumerate() {
            writer.push(if i > 0 { " UNION ALL " } else { "" });
            writer.push(&format!("SELECT n.id FROM {} n WHERE ", object.to_lowercase()));
            self.node(writer, object, "n");
        }
    }

    /// Links among the nodes.
    fn link(&self, writer: &mut Writer, row: &str) {
        for (i, end) in ["from", "to"].into_iter().enumerate() {
            writer.push(if i > 0 { " AND " } else { "" }).push(&format!("{row}.{end}_id IN ("));
            self.nodes(writer);
            writer.push(")");
        }
        writer.during(&format!("{row}.period"), self.from, self.to);
    }

    /// Metrics about the nodes: one of their subjects is among them, or they are about a sector among them and about no
    /// vendor, model or technology that is not.
    fn metric(&self, writer: &mut Writer, row: &str) {
        writer.push(&format!("({row}.id IN (SELECT s.metric_id FROM metric_subject s WHERE s.subject_id IN ("));
        self.nodes(writer);
        writer.push(&format!(")) OR ({row}.sector_id IN (SELECT n.id FROM sector n WHERE "));
        self.node(writer, "Sector", "n");
        writer.push(&format!(
            ") AND {row}.id NOT IN (SELECT s.metric_id FROM metric_subject s WHERE s.subject_type IN ('VENDOR', 'MODEL', 'TECHNOLOGY') \
             AND s.subject_id NOT IN ("
        ));
        self.nodes(writer);
        writer.push("))))");
        if self.from.is_some() || self.to.is_some() {
            let dated = "o.superseded_at IS NULL AND coalesce(o.period_start, o.period_end) IS NOT NULL";
            let of_row = format!("SELECT 1 FROM observation o WHERE o.metric_id = {row}.id AND {dated}");
            writer.push(&format!(" AND (NOT EXISTS ({of_row}) OR EXISTS ({of_row}"));
            writer.during("o.period", self.from, self.to);
            writer.push("))");
        }
    }
}
