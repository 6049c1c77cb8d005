//! Points: figures with their periods, as observations have them and as they are computed.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::convert::Unit;
use super::options::Options;
use crate::catalogue::VINTAGES;
use crate::database::{Rows, Value};
use crate::derive::{Record, nullable};
use crate::domain::figure::Figure;
use crate::plan::sql::Writer;

/// Statuses from what is most to what is least a fact: a figure made of several has the last of theirs.
const STATUSES: &[&str] = &["ACTUAL", "ESTIMATE", "CLAIM", "FORECAST", "PLAN", "DEFINITION"];

/// The points of one metric.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) unit: Unit,
    pub(super) points: Vec<Point>,
}

/// A figure for a period.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) period: Period,
    pub(super) figure: Figure,
    /// The unit of the figure.
    pub(super) unit: Unit,
    /// By its place among `STATUSES`.
    pub(super) status: usize,
    /// Its place among observations of the same period: the first is preferred.
    pub(super) rank: i64,
    /// How it was computed; none for what was published.
    pub(super) formula: Option<String>,
    /// The observations that it is made of.
    pub(super) inputs: Vec<i64>,
}

/// The period of a point, as an observation has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: Option<NaiveDate>,
    pub(super) end: Option<NaiveDate>,
    pub(super) precision: String,
    pub(super) label: String,
    pub(super) duration: Option<String>,
}

impl Line {
    /// True where a figure is in another currency than a unit.
    pub(super) fn needs_rates(&self, target: &Unit) -> bool {
        self.points.iter().any(|point| point.unit.base != target.base)
    }
}

impl Point {
    /// A point at the period of `to` made of several.
    pub(super) fn made(of: &[&Self], to: &Self, figure: Figure, formula: String) -> Self {
        let mut inputs = Vec::new();
        for input in of.iter().flat_map(|point| &point.inputs) {
            if !inputs.contains(input) {
                inputs.push(*input);
            }
        }
        let status = of.iter().map(|point| point.status).max().unwrap_or(to.status);
        Self {
            period: to.period.clone(),
            figure,
            unit: to.unit.clone(),
            status,
            rank: 0,
            formula: Some(formula),
            inputs,
        }
    }

    /// The day that stands for its period: the last one that is known.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.period.end.or(self.period.start)
    }

    /// Its figure as a formula names it.
    pub(super) fn shown(&self) -> String {
        match (self.figure.value, self.figure.low, self.figure.high) {
            (Some(value), ..) => format!("{value}"),
            (None, Some(low), Some(high)) => format!("({low} to {high})"),
            (None, Some(low), None) => format!("(at least {low})"),
            (None, None, Some(high)) => format!("(at most {high})"),
            (None, None, None) => String::new(),
        }
    }

    /// Its row.
    pub(super) fn record(&self, place: usize, series: i64) -> Record {
        let day = |day: Option<NaiveDate>| nullable(day.map(|day| day.to_string()));
        vec![
            json!(place),
            json!(series),
            day(self.period.start),
            day(self.period.end),
            json!(self.period.precision),
            json!(self.period.label),
            nullable(self.period.duration.clone()),
            nullable(self.figure.value),
            nullable(self.figure.low),
            nullable(self.figure.high),
            json!(STATUSES[self.status]),
            json!(i64::from(self.formula.is_some())),
            nullable(self.formula.clone()),
        ]
    }
}

/// Asks for the figures of metrics.
pub(super) fn question(writer: &mut Writer, metrics: Vec<i64>, options: &Options) {
    writer.push(
        "SELECT m.id, mu.code, mu.base_code, mu.multiplier, mu.dimension, mu.currency, \
         ou.code, ou.base_code, ou.multiplier, ou.dimension, ou.currency, o.id, o.value, o.low, o.high, o.status, o.rank, \
         o.period_start, o.period_end, o.period_precision, o.period_label, o.period_duration FROM ",
    );
    writer.each(metrics, "f").push(" JOIN metric m ON m.id = f.value JOIN unit mu ON mu.code = m.unit_code");
    writer.push(" LEFT JOIN observation o ON o.metric_id = m.id AND ").vintage(&VINTAGES, "o", options.as_of);
    writer.push(" AND o.period_label IS NOT NULL AND coalesce(o.value, o.low, o.high) IS NOT NULL");
    if let Some(status) = &options.status {
        writer.push(" AND ").is_in("o.status", "", Value::Texts(status.as_slice().into()));
    }
    if let Some(from) = options.from {
        writer.push(" AND coalesce(o.period_end, o.period_start) >= ").bind(Value::Date(from));
    }
    if let Some(to) = options.to {
        writer.push(" AND coalesce(o.period_start, o.period_end) <= ").bind(Value::Date(to));
    }
    writer.push(" LEFT JOIN unit ou ON ou.code = o.unit_code");
}

/// The lines of an answer, by metric.
pub(super) fn lines(rows: &Rows) -> HashMap<i64, Line> {
    let mut lines: HashMap<i64, Line> = HashMap::new();
    for row in 0..rows.len() {
        let metric = rows.int(row, 0).unwrap_or_default();
        let line = lines.entry(metric).or_insert_with(|| Line { unit: Unit::read(rows, row, 1), points: Vec::new() });
        let Some(id) = rows.int(row, 11) else { continue };
        let text = |column| rows.text(rows.cell(row, column));
        let day = |column| text(column).parse().ok();
        line.points.push(Point {
            figure: Figure { value: rows.float(row, 12), low: rows.float(row, 13), high: rows.float(row, 14) },
            unit: Unit::read(rows, row, 6),
            status: STATUSES.iter().position(|status| *status == text(15)).unwrap_or(STATUSES.len() - 1),
            rank: rows.int(row, 16).unwrap_or_default(),
            period: Period {
                start: day(17),
                end: day(18),
                precision: text(19).to_owned(),
                label: text(20).to_owned(),
                duration: Some(text(21)).filter(|text| !text.is_empty()).map(str::to_owned),
            },
            formula: None,
            inputs: vec![id],
        });
    }
    lines
}

/// One point for each period and status, the preferred one, in the order of their periods.
pub(super) fn preferred(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| {
        let key = |point: &Point| {
            let period = &point.period;
            // Periods of unknown days come last.
            let days =
                (point.day().is_none(), point.day(), period.start, period.duration.clone(), period.label.clone());
            (days, point.status, point.rank, point.inputs.clone())
        };
        key(a).cmp(&key(b))
    });
    points.dedup_by(|later, kept| later.period == kept.period && later.status == kept.status);
    points
}
