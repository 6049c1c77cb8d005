//! Units and currencies: figures in another unit of the same base by their multipliers, in another currency by the rate of
//! their period, which is itself an observation with a source.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::point::Point;
use crate::catalogue::VINTAGES;
use crate::database::Rows;
use crate::error::{Code, Refusal};
use crate::plan::sql::Writer;

/// A unit of measure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) base: String,
    pub(super) multiplier: f64,
    dimension: String,
    currency: String,
}

impl Unit {
    /// Reads code, base, multiplier, dimension and currency from five columns.
    pub(super) fn read(rows: &Rows, row: usize, first: usize) -> Self {
        let text = |column| rows.text(rows.cell(row, first + column)).to_owned();
        let multiplier = rows.float(row, first + 2).unwrap_or(1.0);
        Self { code: text(0), base: text(1), multiplier, dimension: text(3), currency: text(4) }
    }

    /// True where the two are the same but for their currencies.
    fn differs_by_currency(&self, other: &Self) -> bool {
        let (own, others) = (&self.currency, &other.currency);
        self.dimension == other.dimension
            && !own.is_empty()
            && !others.is_empty()
            && self.base.strip_prefix(own.as_str()) == other.base.strip_prefix(others.as_str())
    }
}

/// Exchange rates by the two currencies, as their units name them: `CNY_PER_USD`.
#[derive(Debug, Default)]
pub(super) struct Rates(BTreeMap<(String, String), Vec<Rate>>);

#[derive(Debug)]
struct Rate {
    observation: i64,
    value: f64,
    start: NaiveDate,
    end: NaiveDate,
    rank: i64,
}

/// What a figure is multiplied with or divided by.
enum Factor<'a> {
    Times(&'a Rate),
    Over(&'a Rate),
}

impl Factor<'_> {
    fn rate(&self) -> &Rate {
        match self {
            Self::Times(rate) | Self::Over(rate) => rate,
        }
    }

    fn apply(&self, figure: f64) -> f64 {
        match self {
            Self::Times(rate) => figure * rate.value,
            Self::Over(rate) => figure / rate.value,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Times(rate) => format!(" * {}", rate.value),
            Self::Over(rate) => format!(" / {}", rate.value),
        }
    }
}

impl Rates {
    /// Asks for every exchange rate.
    pub(super) fn question(writer: &mut Writer, as_of: Option<NaiveDate>) {
        writer.push(
            "SELECT o.unit_code, o.id, o.value, o.period_start, o.period_end, o.rank FROM metric m \
             JOIN observation o ON o.metric_id = m.id WHERE m.kind = 'EXCHANGE_RATE' \
             AND o.value > 0 AND o.period_start IS NOT NULL AND o.period_end IS NOT NULL AND ",
        );
        writer.vintage(&VINTAGES, "o", as_of);
    }

    /// The rates of an answer.
    pub(super) fn read(rows: &Rows) -> Self {
        let mut rates = Self::default();
        for row in 0..rows.len() {
            let text = |column| rows.text(rows.cell(row, column));
            let Some((currency, per)) = text(0).split_once("_PER_") else { continue };
            let (Ok(start), Ok(end), Some(value)) = (text(3).parse(), text(4).parse(), rows.float(row, 2)) else {
                continue;
            };
            let (observation, rank) = (rows.int(row, 1).unwrap_or_default(), rows.int(row, 5).unwrap_or_default());
            let pair = (currency.to_owned(), per.to_owned());
            rates.0.entry(pair).or_default().push(Rate { observation, value, start, end, rank });
        }
        rates
    }

    /// The rate of a pair on a day: of the shortest period that holds the day the preferred one.
    fn on(&self, currency: &str, per: &str, day: NaiveDate) -> Option<&Rate> {
        let rates = self.0.get(&(currency.to_owned(), per.to_owned()))?;
        let held = rates.iter().filter(|rate| rate.start <= day && day <= rate.end);
        held.min_by_key(|rate| (rate.end - rate.start, rate.rank, rate.observation))
    }

    /// What turns one currency into another.
    fn step(&self, from: &str, to: &str, day: NaiveDate) -> Option<Factor<'_>> {
        let over = self.on(from, to, day).map(Factor::Over);
        over.or_else(|| self.on(to, from, day).map(Factor::Times))
    }

    /// One rate, or two over a third currency.
    fn steps(&self, from: &str, to: &str, day: NaiveDate) -> Option<Vec<Factor<'_>>> {
        if let Some(step) = self.step(from, to, day) {
            return Some(vec![step]);
        }
        let mut between: Vec<&String> = self.0.keys().flat_map(|(currency, per)| [currency, per]).collect();
        between.sort_unstable();
        between.dedup();
        between.into_iter().find_map(|by| Some(vec![self.step(from, by, day)?, self.step(by, to, day)?]))
    }
}

/// A point in another unit.
pub(super) fn into_unit(point: Point, target: &Unit, rates: &Rates) -> Result<Point, Refusal> {
    if point.unit.code == target.code {
        return Ok(point);
    }
    let steps = if point.unit.base == target.base {
        Vec::new()
    } else if point.unit.differs_by_currency(target) {
        let (from, to) = (&point.unit.currency, &target.currency);
        let found = point.day().and_then(|day| rates.steps(from, to, day));
        found.ok_or_else(|| {
            let message = format!(
                "there is no rate from {from} to {to} for {}: leave that period out with from, to or status",
                point.period.label
            );
            Refusal::new(Code::RateNotFound, message)
        })?
    } else {
        let message = format!(
            "the figure of {} is in {}, which does not convert to {}",
            point.period.label, point.unit.code, target.code
        );
        return Err(Refusal::new(Code::UnitMismatch, message));
    };
    let (own, wanted) = (point.unit.multiplier, target.multiplier);
    let convert = |number: f64| steps.iter().fold(number * own, |number, step| step.apply(number)) / wanted;
    let shown: String = steps.iter().map(Factor::shown).collect();
    let scale = |sign: &str, number: f64| if number == 1.0 { String::new() } else { format!(" {sign} {number}") };
    let formula = format!("{}{}{shown}{}", point.shown(), scale("*", own), scale("/", wanted));
    let mut inputs = point.inputs.clone();
    inputs.extend(steps.iter().map(|step| step.rate().observation));
    Ok(Point { figure: point.figure.map(convert), unit: target.clone(), formula: Some(formula), inputs, ..point })
}
