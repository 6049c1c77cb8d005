//! Points: figures with their periods, as observations have them and as they are computed.

use std::cmp::Ordering;

use chrono::NaiveDate;
use entity::choice::Comparator;
use serde_json::json;

use super::inputs::Inputs;
use super::unit::Unit;
use crate::derive::{Record, nullable};
use crate::domain::figure::Figure;
use crate::domain::period::Period;

/// Statuses from what is most to what is least a fact: a figure made of several has the last of theirs.
const STATUSES: &[&str] = &["ACTUAL", "ESTIMATE", "CLAIM", "FORECAST", "PLAN", "DEFINITION"];

/// The most terms that a formula names; of more the first few and the last are told.
const MAX_TERMS: usize = 30;
const FIRST_TERMS: usize = 3;

/// How certain a figure is. One made of several is as certain as the least of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Certainty {
    /// By its place among `STATUSES`.
    status: usize,
    is_about: bool,
}

/// The points of one metric.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) slug: String,
    pub(super) unit: Unit,
    pub(super) points: Vec<Point>,
    /// The place of its first point among those of all metrics.
    pub(super) first: usize,
}

/// A figure for a period.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) period: Period,
    pub(super) figure: Figure,
    /// How the figure is to be read, where it was published so; `ABOUT` where it is made of any that are.
    pub(super) comparator: Option<Comparator>,
    /// The unit of the figure.
    pub(super) unit: Unit,
    /// By its place among `STATUSES`.
    pub(super) status: usize,
    /// Its place among observations of the same period: the first is preferred.
    pub(super) rank: i64,
    /// How it was computed; none for what was published.
    pub(super) formula: Option<String>,
    /// The observations that it is made of.
    pub(super) inputs: Inputs,
}

impl Certainty {
    /// That of a figure made of both.
    pub(super) fn and(self, other: Self) -> Self {
        Self { status: self.status.max(other.status), is_about: self.is_about || other.is_about }
    }

    /// That of a figure that a definition gives.
    pub(super) fn exactly(self) -> Self {
        Self { is_about: false, ..self }
    }
}

impl Line {
    /// A line without points yet.
    pub(super) fn new(slug: &str, unit: Unit) -> Self {
        Self { slug: slug.to_owned(), unit, points: Vec::new(), first: 0 }
    }

    /// True where a figure is in another currency than a unit.
    pub(super) fn needs_rates(&self, target: &Unit) -> bool {
        self.points.iter().any(|point| point.unit.base != target.base)
    }
}

impl Point {
    /// A point at the period of `to` made of several; one alone is told as it is.
    pub(super) fn made(of: &[&Self], to: &Self, figure: Figure, formula: String) -> Self {
        let certainty = of.iter().map(|point| point.certainty()).fold(Certainty::default(), Certainty::and);
        let inputs = Inputs::Own(Inputs::each(of.iter().flat_map(|point| point.inputs.own())));
        let made = to.with(certainty, figure, formula, inputs);
        match of {
            [one] => Self { comparator: one.comparator, ..made },
            _ => made,
        }
    }

    /// A computed point at the same period.
    pub(super) fn with(&self, certainty: Certainty, figure: Figure, formula: String, inputs: Inputs) -> Self {
        let Certainty { status, is_about } = certainty;
        let (period, unit, comparator) =
            (self.period.clone(), self.unit.clone(), is_about.then_some(Comparator::About));
        Self { period, figure, comparator, unit, status, rank: 0, formula: Some(formula), inputs }
    }

    /// How certain its figure is.
    pub(super) fn certainty(&self) -> Certainty {
        Certainty { status: self.status, is_about: self.comparator == Some(Comparator::About) }
    }

    /// True where something is known of its figure.
    pub(super) fn is_known(&self) -> bool {
        !self.figure.is_empty()
    }

    /// Its figure as a formula names it.
    pub(super) fn shown(&self) -> String {
        match (self.figure.value, self.figure.low, self.figure.high) {
            (Some(value), ..) if self.certainty().is_about => format!("(about {value})"),
            (Some(value), ..) => format!("{value}"),
            (None, Some(low), Some(high)) => format!("({low} to {high})"),
            (None, Some(low), None) => format!("(at least {low})"),
            (None, None, Some(high)) => format!("(at most {high})"),
            (None, None, None) => String::new(),
        }
    }

    /// Its row, in a series whose figures are in this unit.
    pub(super) fn record(&self, place: usize, series: i64, unit: &str) -> Record {
        let day = |day: Option<NaiveDate>| nullable(day.map(|day| day.to_string()));
        vec![
            json!(place),
            json!(series),
            day(self.period.start),
            day(self.period.end),
            json!(self.period.precision.text()),
            json!(self.period.label),
            nullable(self.period.duration.clone()),
            nullable(self.figure.value),
            nullable(self.figure.low),
            nullable(self.figure.high),
            nullable(self.comparator.map(Comparator::text)),
            json!(unit),
            json!(STATUSES[self.status]),
            json!(i64::from(self.formula.is_some())),
            nullable(self.formula.clone()),
        ]
    }
}

/// The place of a status among `STATUSES`.
pub(super) fn status(text: &str) -> usize {
    STATUSES.iter().position(|status| *status == text).unwrap_or(STATUSES.len() - 1)
}

/// The terms of a formula: the figures of points, one after the other. Of very many the first and the last are told.
pub(super) fn terms<'a>(
    mut points: impl DoubleEndedIterator<Item = &'a Point> + ExactSizeIterator,
    sign: &str,
) -> String {
    let all = points.len() <= MAX_TERMS;
    if all {
        return points.map(Point::shown).collect::<Vec<_>>().join(sign);
    }
    let last = points.next_back();
    let first = points.take(FIRST_TERMS).map(Point::shown);
    first.chain(["…".to_owned()]).chain(last.map(Point::shown)).collect::<Vec<_>>().join(sign)
}

/// One point for each period and status, the preferred one, in the order of their periods.
pub(super) fn preferred(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| {
        let claims = in_time(a, b).then_with(|| (a.status, a.rank).cmp(&(b.status, b.rank)));
        claims.then_with(|| a.inputs.own().cmp(b.inputs.own()))
    });
    points.dedup_by(|later, kept| later.period.is_same(&kept.period) && later.status == kept.status);
    points
}

/// The order of points in time: by the days that stand for their periods, of which unknown ones come last.
pub(super) fn in_time(one: &Point, other: &Point) -> Ordering {
    let key = |point: &Point| {
        let (day, period) = (point.period.day(), &point.period);
        // Where days are known they alone tell what a period is.
        let named = day.is_none().then(|| (period.duration.clone(), period.label.clone()));
        (day.is_none(), day, period.start, period.end.is_none(), named)
    };
    key(one).cmp(&key(other))
}
