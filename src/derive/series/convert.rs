//! Figures in another unit of the same base by their multipliers, in another currency by the rate of their period, which is
//! itself an observation with a source.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDate, TimeDelta};

use super::inputs::Inputs;
use super::point::Point;
use super::timeline::{Span, Timeline};
use super::unit::Unit;
use crate::catalogue::VINTAGES;
use crate::database::Rows;
use crate::deadline::Stop;
use crate::derive::Halt;
use crate::derive::watch::Watch;
use crate::domain::period::Period;
use crate::error::{Code, Refusal};
use crate::plan::sql::Writer;

/// Figures above this are scaled on the way.
const LARGE: f64 = 1e200;
/// By how much: 2 to the power of -512.
const DOWN: f64 = f64::from_bits((1023 - 512) << 52);

/// Exchange rates, and what follows from them.
#[derive(Debug, Default)]
pub(super) struct Rates {
    /// Of all periods.
    all: Pairs,
    /// Of each period alone.
    of: HashMap<Days, Pairs>,
    /// How one gets from one currency to another on each day, by all rates or by those of one period, once it was asked for.
    ways: HashMap<(String, String, Option<Days>), Timeline<Steps>>,
}

/// The first and the last day of a period.
type Days = (NaiveDate, NaiveDate);

/// Rates by the two currencies, as their units name them: `CNY_PER_USD`.
#[derive(Debug, Default)]
struct Pairs(BTreeMap<String, BTreeMap<String, Vec<Span<Rank, Rate>>>>);

/// Of several rates for a day that of the shortest period is taken, and the preferred one of those: its length, its rank, its
/// observation.
type Rank = (TimeDelta, i64, i64);

#[derive(Debug, Clone, Copy)]
struct Rate {
    observation: i64,
    value: f64,
}

/// What a figure is multiplied with or divided by.
#[derive(Debug, Clone, Copy)]
enum Factor {
    Times(Rate),
    Over(Rate),
}

/// One rate, or two over a third currency.
type Steps = (Factor, Option<Factor>);

impl Factor {
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
    pub(super) fn read(rows: &Rows, watch: &mut Watch<'_>) -> Result<Self, Stop> {
        let mut rates = Self::default();
        for row in 0..rows.len() {
            watch.step()?;
            let text = |column| rows.text(rows.cell(row, column));
            let Some((currency, per)) = text(0).split_once("_PER_") else { continue };
            let (Ok(start), Ok(end), Some(value)) = (text(3).parse(), text(4).parse(), rows.float(row, 2)) else {
                continue;
            };
            let (start, end): (NaiveDate, NaiveDate) = (start, end);
            let (observation, rank) = (rows.int(row, 1).unwrap_or_default(), rows.int(row, 5).unwrap_or_default());
            let (rank, item) = ((end - start, rank, observation), Rate { observation, value });
            let span = Span { start, end, rank, item };
            rates.all.add(currency, per, span);
            rates.of.entry((start, end)).or_default().add(currency, per, span);
        }
        Ok(rates)
    }

    /// How one gets from one currency to another in a period: by the rates of just that period, else on its last day.
    fn steps(&mut self, from: &str, to: &str, period: &Period, watch: &mut Watch<'_>) -> Result<Option<Steps>, Stop> {
        // What is open on a side is of no one time, and has no rate.
        let Some(day) = period.start.and(period.end) else { return Ok(None) };
        for days in [period.start.zip(period.end), None] {
            let pairs = match &days {
                Some(days) => self.of.get(days),
                None => Some(&self.all),
            };
            let Some(pairs) = pairs else { continue };
            let way = match self.ways.entry((from.to_owned(), to.to_owned(), days)) {
                Entry::Occupied(way) => way.into_mut(),
                Entry::Vacant(place) => place.insert(pairs.way(from, to, watch)?),
            };
            if let Some(steps) = way.at(day) {
                return Ok(Some(steps));
            }
        }
        Ok(None)
    }
}

impl Pairs {
    fn add(&mut self, currency: &str, per: &str, span: Span<Rank, Rate>) {
        let pairs = self.0.entry(currency.to_owned()).or_default();
        pairs.entry(per.to_owned()).or_default().push(span);
    }

    fn pair(&self, currency: &str, per: &str) -> &[Span<Rank, Rate>] {
        self.0.get(currency).and_then(|pairs| pairs.get(per)).map_or(&[], Vec::as_slice)
    }

    /// What turns one currency into another on each day: a rate of the one in the other goes before one the other way.
    fn leg(&self, from: &str, to: &str, watch: &mut Watch<'_>) -> Result<Timeline<Factor>, Stop> {
        let over = self.pair(from, to).iter().map(|span| span.to((0, span.rank), Factor::Over(span.item)));
        let times = self.pair(to, from).iter().map(|span| span.to((1, span.rank), Factor::Times(span.item)));
        Timeline::of(over.chain(times).collect(), watch)
    }

    /// One rate for each day, else two over the first third currency by name that has both.
    fn way(&self, from: &str, to: &str, watch: &mut Watch<'_>) -> Result<Timeline<Steps>, Stop> {
        let direct = self.leg(from, to, watch)?;
        let mut spans: Vec<Span<usize, Steps>> =
            direct.spans(0).map(|span| span.to(span.rank, (span.item, None))).collect();
        let currencies: BTreeSet<&String> = self.0.keys().chain(self.0.values().flat_map(BTreeMap::keys)).collect();
        for (place, by) in currencies.into_iter().enumerate() {
            let joined =
                |one: &str, other: &str| !self.pair(one, other).is_empty() || !self.pair(other, one).is_empty();
            if joined(from, by) && joined(by, to) {
                let both = self.leg(from, by, watch)?.with(&self.leg(by, to, watch)?, watch)?;
                spans.extend(both.spans(place + 1).map(|span| span.to(span.rank, (span.item.0, Some(span.item.1)))));
            }
        }
        Timeline::of(spans, watch)
    }
}

/// A point in another unit.
pub(super) fn into_unit(point: Point, target: &Unit, rates: &mut Rates, watch: &mut Watch<'_>) -> Result<Point, Halt> {
    watch.step()?;
    if point.unit.code == target.code {
        return Ok(point);
    }
    let steps: Vec<Factor> = if point.unit.base == target.base {
        Vec::new()
    } else if point.unit.differs_by_currency(target) {
        let (from, to) = (&point.unit.currency, &target.currency);
        let found = rates.steps(from, to, &point.period, watch)?;
        let (first, second) = found.ok_or_else(|| {
            let message = format!(
                "there is no rate from {from} to {to} for {}: leave that period out with from, to or status",
                point.period.label
            );
            Refusal::new(Code::RateNotFound, message)
        })?;
        std::iter::once(first).chain(second).collect()
    } else {
        let message = format!(
            "the figure of {} is in {}, which does not convert to {}",
            point.period.label, point.unit.code, target.code
        );
        return Err(Refusal::new(Code::UnitMismatch, message).into());
    };
    let (own, wanted) = (point.unit.multiplier, target.multiplier);
    let convert = |number: f64| {
        // Very large ones are scaled down on the way, by a power of two: only the end need be a number.
        let scale = if number.abs() > LARGE { DOWN } else { 1.0 };
        steps.iter().fold(number * scale * own, |number, step| step.apply(number)) / wanted / scale
    };
    let shown: String = steps.iter().map(Factor::shown).collect();
    let scale = |sign: &str, number: f64| if number == 1.0 { String::new() } else { format!(" {sign} {number}") };
    let formula = format!("{}{}{shown}{}", point.shown(), scale("*", own), scale("/", wanted));
    let mut inputs = point.inputs.own().to_vec();
    inputs.extend(steps.iter().map(|step| step.rate().observation));
    let (figure, inputs) = (point.figure.map(convert), Inputs::Own(inputs));
    Ok(Point { figure, unit: target.clone(), formula: Some(formula), inputs, ..point })
}
