//! How concentrated the markets of a sector are, from the shares that sources print, and what has only one maker.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value as Json, json};

use super::links::number;
use super::naming::{Named, Naming};
use super::reference::{Node, Reference};
use super::watch::Watch;
use super::{Derive, Halt, Question, Record, nullable};
use crate::catalogue::{Part, derivation};
use crate::database::{Dialect, Rows, Value};
use crate::deadline::{Deadline, Stop};
use crate::domain::concentration::{Share, herfindahl, largest};
use crate::domain::figure::Figure;
use crate::domain::rank;
use crate::error::{Code, Refusal};
use crate::plan::argument;
use crate::plan::input::Input;
use crate::plan::sql::Writer;

/// How many vendors the top is of where no argument says, and at the most.
const DEFAULT_TOP: i64 = 3;
const MAX_TOP: i64 = 20;

/// The markets of a sector.
#[derive(Debug)]
pub(super) struct Concentration {
    sector_slug: Option<String>,
    metric_slug: Option<String>,
    /// Finds what has neither slug as it is written.
    naming: Option<Naming>,
    top: usize,
    dialect: Dialect,
    stage: Stage,
    sector: i64,
    /// The region that the metric is about, where one was named.
    region: Option<String>,
    claims: Vec<Claim>,
    /// In the order of the regions, the shares that count.
    markets: Vec<(String, Vec<Claim>)>,
    single: Vec<[i64; 3]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Names,
    /// What they may be called else was asked for.
    OtherNames,
    Shares,
    Vendors,
    Parts,
}

/// The newest claim of a share.
#[derive(Debug, Clone)]
struct Claim {
    metric: i64,
    place: String,
    region: String,
    observation: i64,
    figure: Figure,
    vendors: Vec<i64>,
}

impl Claim {
    fn share(&self) -> Share {
        Share { figure: self.figure, vendors: self.vendors.len() }
    }
}

impl Concentration {
    pub(super) fn read(arguments: &Input, dialect: Dialect) -> Result<Self, Refusal> {
        let slug = |name: &str| arguments.get(name).map(argument::text).transpose();
        let (sector_slug, metric_slug) = (slug("sector")?, slug("metric")?);
        if sector_slug.is_none() && metric_slug.is_none() {
            return Err(Refusal::new(Code::ArgumentInvalid, "concentration needs a sector or a metric"));
        }
        Ok(Self {
            sector_slug,
            metric_slug,
            naming: None,
            top: number(arguments, "top", DEFAULT_TOP, MAX_TOP)?,
            dialect,
            stage: Stage::Begin,
            sector: 0,
            region: None,
            claims: Vec::new(),
            markets: Vec::new(),
            single: Vec::new(),
        })
    }

    fn ask(&mut self, stage: Stage, write: impl FnOnce(&mut Writer)) -> Option<Question> {
        self.stage = stage;
        Some(Question::write(self.dialect, write))
    }

    fn ask_names(&mut self) -> Option<Question> {
        let (sector, metric) = (self.sector_slug.clone(), self.metric_slug.clone());
        self.ask(Stage::Names, |writer| {
            writer.push("SELECT 'SECTOR', s.id, NULL FROM sector s WHERE s.slug = ");
            writer.bind(Value::Text(sector.unwrap_or_default()));
            let metric = Value::Text(metric.unwrap_or_default());
            writer.push(" UNION ALL SELECT 'METRIC', m.sector_id, m.region FROM metric m WHERE m.slug = ");
            writer
                .bind(metric.clone())
                .push(" OR m.id = (SELECT r.node_id FROM redirect r WHERE r.type = 'METRIC' AND r.slug = ");
            writer.bind(metric).push(")");
        })
    }

    /// The same for what the register has.
    fn ask_nodes(&mut self, nodes: &[Node]) -> Option<Question> {
        let id = |tag: &str| Value::Int(nodes.iter().find(|node| node.tag == tag).map_or(0, |node| node.id));
        let (sector, metric) = (id("SECTOR"), id("METRIC"));
        self.ask(Stage::Names, |writer| {
            writer.push("SELECT 'SECTOR', s.id, NULL FROM sector s WHERE s.id = ").bind(sector);
            writer.push(" UNION ALL SELECT 'METRIC', m.sector_id, m.region FROM metric m WHERE m.id = ").bind(metric);
        })
    }

    /// What the arguments name.
    fn references(&self) -> Vec<Reference> {
        let named = [("SECTOR", &self.sector_slug), ("METRIC", &self.metric_slug)];
        let named = named.into_iter().filter_map(|(tag, slug)| Some((tag, slug.clone()?)));
        named.map(|(tag, slug)| Reference::Slug(tag.to_owned(), slug)).collect()
    }

    /// Takes what was named; once more by other names where it is not there.
    fn take_names(&mut self, rows: &Rows) -> Result<Option<Question>, Refusal> {
        let text = |row, column| rows.text(rows.cell(row, column));
        let found = |sort: &str| (0..rows.len()).find(|row| text(*row, 0) == sort);
        let named = [("SECTOR", &self.sector_slug), ("METRIC", &self.metric_slug)];
        let mut sectors = Vec::new();
        for (sort, _) in named.into_iter().filter(|(_, slug)| slug.is_some()) {
            let Some(row) = found(sort) else {
                let naming = self.naming.insert(Naming::new(self.references(), self.dialect));
                self.stage = Stage::OtherNames;
                return Ok(Some(naming.question()));
            };
            sectors.push(rows.int(row, 1).unwrap_or_default());
            if sort == "METRIC" {
                self.region = Some(text(row, 2).to_owned());
            }
        }
        if sectors.iter().any(|sector| *sector != sectors[0]) {
            return Err(Refusal::new(Code::ArgumentInvalid, "the metric is not about that sector"));
        }
        self.sector = sectors.first().copied().unwrap_or_default();
        Ok(self.ask_shares())
    }

    fn ask_shares(&mut self) -> Option<Question> {
        let sector = self.sector;
        self.ask(Stage::Shares, |writer| {
            // The newest period first, and of several claims about it the preferred one.
            writer.push(
                "SELECT m.id, m.slug, m.region, o.id, o.normalized_value, o.normalized_low, o.normalized_high FROM metric m \
                 JOIN observation o ON o.metric_id = m.id WHERE m.kind = 'SHARE' AND o.superseded_at IS NULL \
                 AND o.withdrawn_on IS NULL AND o.normalized_unit = 'FRACTION' AND coalesce(o.value, o.low, o.high) IS NOT NULL \
                 AND o.status NOT IN ('FORECAST', 'PLAN') AND m.sector_id = ",
            );
            writer.bind(Value::Int(sector)).push(" AND o.rank < ").bind(Value::Int(rank::BESIDE));
            writer.push(" ORDER BY m.slug, o.period_end DESC NULLS LAST, o.rank, o.id");
        })
    }

    fn take_shares(&mut self, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
        for row in 0..rows.len() {
            watch.step()?;
            let (int, float) = (|column| rows.int(row, column).unwrap_or_default(), |column| rows.float(row, column));
            let text = |column| rows.text(rows.cell(row, column)).to_owned();
            if self.claims.last().is_some_and(|last| last.metric == int(0)) {
                continue;
            }
            let figure = Figure { value: float(4), low: float(5), high: float(6) };
            let (metric, observation) = (int(0), int(3));
            self.claims.push(Claim {
                metric,
                place: text(1),
                region: text(2),
                observation,
                figure,
                vendors: Vec::new(),
            });
        }
        Ok(())
    }

    fn ask_vendors(&mut self) -> Option<Question> {
        let metrics = self.claims.iter().map(|claim| claim.metric).collect();
        self.ask(Stage::Vendors, |writer| {
            writer.push("SELECT s.metric_id, s.subject_id, s.subject_type FROM ");
            writer
                .each(metrics, "f")
                .push(" JOIN metric_subject s ON s.metric_id = f.value ORDER BY s.metric_id, s.position");
        })
    }

    /// Leaves the shares of vendors, and of those that overlap the ones of single vendors, the largest first.
    fn take_vendors(&mut self, rows: &Rows, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let mut subjects: HashMap<i64, Vec<(i64, bool)>> = HashMap::new();
        for row in 0..rows.len() {
            watch.step()?;
            let (metric, subject) = (rows.int(row, 0).unwrap_or_default(), rows.int(row, 1).unwrap_or_default());
            let is_vendor = rows.text(rows.cell(row, 2)) == "VENDOR";
            subjects.entry(metric).or_default().push((subject, is_vendor));
        }
        let mut claims = std::mem::take(&mut self.claims);
        claims.retain_mut(|claim| {
            let subjects = subjects.remove(&claim.metric).unwrap_or_default();
            claim.vendors = subjects.iter().map(|(id, _)| *id).collect();
            let asked = self.region.as_ref().is_none_or(|region| *region == claim.region);
            asked && !subjects.is_empty() && subjects.iter().all(|(_, is_vendor)| *is_vendor)
        });
        let low = |claim: &Claim| claim.figure.bounds()[0].unwrap_or(0.0);
        claims.sort_by(|a, b| {
            let size = a.vendors.len().cmp(&b.vendors.len());
            size.then(low(b).total_cmp(&low(a))).then_with(|| a.place.cmp(&b.place))
        });
        let mut taken: HashSet<(String, i64)> = HashSet::new();
        let mut markets: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
        for claim in claims {
            watch.step()?;
            let places: Vec<(String, i64)> = claim.vendors.iter().map(|id| (claim.region.clone(), *id)).collect();
            if places.iter().all(|place| !taken.contains(place)) {
                taken.extend(places);
                markets.entry(claim.region.clone()).or_default().push(claim);
            }
        }
        self.markets = markets.into_iter().collect();
        Ok(())
    }

    fn ask_parts(&mut self) -> Option<Question> {
        let sector = self.sector;
        self.ask(Stage::Parts, |writer| {
            writer.push(
                "SELECT p.id, (SELECT min(l.from_id) FROM link l WHERE l.to_id = p.id AND l.kind IN ('MAKES', 'SUPPLIES') \
                 AND l.from_type = 'VENDOR'), p.dependents FROM (SELECT n.id, n.place, (SELECT count(DISTINCT d.from_id) FROM link d \
                 WHERE d.to_id = n.id AND d.kind IN ('TRAINED_ON', 'RUNS_ON', 'USES', 'DEPENDS_ON')) AS dependents \
                 FROM node n WHERE n.id IN (SELECT l.from_id FROM sector_closure c JOIN link l ON l.to_id = c.descendant_id \
                 AND l.kind = 'PART_OF' AND l.from_type = 'TECHNOLOGY' WHERE c.ancestor_id = ",
            );
            writer.bind(Value::Int(sector)).push(
                ")) p WHERE p.dependents > 0 AND (SELECT count(DISTINCT l.from_id) FROM link l WHERE l.to_id = p.id \
                 AND l.kind IN ('MAKES', 'SUPPLIES') AND l.from_type = 'VENDOR') = 1 ORDER BY p.dependents DESC, p.place LIMIT 100",
            );
        })
    }

    fn take_parts(&mut self, rows: &Rows) {
        let int = |row, column| rows.int(row, column).unwrap_or_default();
        self.single = (0..rows.len()).map(|row| [int(row, 0), int(row, 1), int(row, 2)]).collect();
    }

    /// The claims of the market with this place.
    fn market(&self, place: Option<i64>) -> &[Claim] {
        let place = place.and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.markets.get(place)).map_or(&[], |(_, claims)| claims.as_slice())
    }
}

/// A figure and its unit as four columns; all null where there is none.
fn quantity(figure: Option<Figure>, unit: &str) -> [Json; 4] {
    let Some(Figure { value, low, high }) = figure else { return [const { Json::Null }; 4] };
    [nullable(value), nullable(low), nullable(high), json!(unit)]
}

impl Derive for Concentration {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let mut watch = Watch::new(deadline);
        let Some(rows) = answer else { return Ok(self.ask_names()) };
        Ok(match self.stage {
            Stage::Begin | Stage::Names => self.take_names(&rows)?,
            Stage::OtherNames => match self.naming.as_mut().map(|naming| naming.take(&rows)).transpose()? {
                Some(Named::Ask(question)) => Some(question),
                Some(Named::All(nodes)) => self.ask_nodes(&nodes),
                None => None,
            },
            Stage::Shares => {
                self.take_shares(&rows, &mut watch)?;
                self.ask_vendors()
            }
            Stage::Vendors => {
                self.take_vendors(&rows, &mut watch)?;
                self.ask_parts()
            }
            Stage::Parts => {
                self.take_parts(&rows);
                None
            }
        })
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        if *part == derivation::MARKETS {
            let record = |(i, (region, claims)): (usize, &(String, Vec<Claim>))| {
                let shares: Vec<Share> = claims.iter().map(Claim::share).collect();
                let region = Some(region.clone()).filter(|region| !region.is_empty());
                let mut record = vec![json!(i), json!(self.sector), nullable(region), json!(self.top)];
                record.extend(quantity(herfindahl(&shares), "HHI"));
                record.extend(quantity(largest(&shares, self.top), "FRACTION"));
                record
            };
            return self.markets.iter().enumerate().map(record).collect();
        }
        if *part == derivation::MARKET_SHARES {
            let record = |(i, claim): (usize, &Claim)| {
                let mut record = vec![json!(i), json!(above), json!(claim.metric), json!(claim.observation)];
                record.extend(quantity(Some(claim.figure), "FRACTION"));
                record
            };
            return self.market(above).iter().enumerate().map(record).collect();
        }
        let record = |(i, [part, vendor, dependents]): (usize, &[i64; 3])| {
            vec![json!(i), json!(above), json!(part), json!(vendor), json!(dependents)]
        };
        self.single.iter().enumerate().map(record).collect()
    }
}
