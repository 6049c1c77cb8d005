//! Series: the figures of metrics by period, in one unit, at one pace, and what follows from them. Nothing is stored;
//! every computed point says how it was computed and from which observations.

mod before;
mod convert;
mod inputs;
mod observations;
mod options;
mod point;
mod resample;
mod timeline;
mod transform;
mod unit;

use std::collections::HashMap;

use serde_json::json;

use self::convert::Rates;
use self::options::Options;
use self::point::{Line, Point};
use self::unit::Unit;
use super::watch::Watch;
use super::{Derive, Halt, Question, Record};
use crate::catalogue::{Part, derivation};
use crate::database::{Dialect, Rows, Value};
use crate::deadline::Deadline;
use crate::error::{Code, Refusal};
use crate::nearest::{ask, nearest};
use crate::plan::input::Input;
use crate::plan::sql::Writer;

/// The series of several metrics.
#[derive(Debug)]
pub(super) struct Series {
    options: Options,
    dialect: Dialect,
    metrics: Vec<i64>,
    stage: Stage,
    lines: HashMap<i64, Line>,
    target: Option<Unit>,
    rates: Rates,
    /// The place of each metric's first point among those of all.
    first: Vec<(usize, i64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Observations,
    Target,
    /// There is no such unit, and those that there are were asked for.
    Units,
    Rates,
}

impl Series {
    pub(super) fn read(arguments: &Input, metrics: &[i64], dialect: Dialect) -> Result<Self, Refusal> {
        Ok(Self {
            options: Options::read(arguments)?,
            dialect,
            metrics: metrics.to_vec(),
            stage: Stage::Begin,
            lines: HashMap::new(),
            target: None,
            rates: Rates::default(),
            first: Vec::new(),
        })
    }

    fn ask(&mut self, stage: Stage, write: impl FnOnce(&mut Writer)) -> Option<Question> {
        self.stage = stage;
        Some(Question::write(self.dialect, write))
    }

    /// Brings every line into its unit, to its pace, and through its transform.
    fn compute(&mut self, watch: &mut Watch<'_>) -> Result<(), Halt> {
        let mut count = 0;
        for metric in &self.metrics {
            let Some(line) = self.lines.get_mut(metric) else { continue };
            let target = self.target.clone().unwrap_or_else(|| line.unit.clone());
            let computed =
                computed(std::mem::take(&mut line.points), &line.unit, &target, &self.options, &mut self.rates, watch);
            line.points = computed.map_err(|halt| halt.of(&line.slug))?;
            line.unit = target;
            line.first = count;
            self.first.push((count, *metric));
            count += line.points.len();
        }
        Ok(())
    }

    /// The first points of a metric as rows.
    fn points(&self, metric: i64, most: usize) -> Vec<Record> {
        let Some(line) = self.lines.get(&metric) else { return Vec::new() };
        let points = line.points.iter().take(most).enumerate();
        points.map(|(i, point)| point.record(line.first + i, metric, self.unit(line))).collect()
    }

    /// The unit of what is shown of a line.
    fn unit<'a>(&self, line: &'a Line) -> &'a str {
        self.options.transform.unit().unwrap_or(&line.unit.code)
    }

    /// The point with this place among those of all metrics.
    fn point(&self, place: i64) -> Option<&Point> {
        let place = usize::try_from(place).ok()?;
        // Of metrics that share a first place all but the last have no points.
        let (first, metric) = self.first[..self.first.partition_point(|(first, _)| *first <= place)].last()?;
        self.lines.get(metric)?.points.get(place - first)
    }
}

/// Points in a unit, at the pace and through the transform that are asked for. What is beyond all numbers is no point.
fn computed(
    points: Vec<Point>,
    unit: &Unit,
    target: &Unit,
    options: &Options,
    rates: &mut Rates,
    watch: &mut Watch<'_>,
) -> Result<Vec<Point>, Halt> {
    if !unit.converts_to(target) {
        let message = format!("its figures are in {}, which does not convert to {}", unit.code, target.code);
        return Err(Refusal::new(Code::UnitMismatch, message).into());
    }
    let mut converted = Vec::with_capacity(points.len());
    for point in points {
        let is_needed = options.needs(&point.period);
        match convert::into_unit(point, target, rates, watch) {
            Err(Halt::Refused(refusal)) if refusal.code == Code::RateNotFound && !is_needed => {}
            point => converted.push(point?),
        }
    }
    converted.retain(Point::is_known);
    let mut points = point::preferred(converted);
    if let Some(paced) = options.resample {
        points = resample::resample(points, paced, watch)?;
        points.retain(Point::is_known);
    }
    let mut points = transform::apply(points, options.transform, options.window, watch)?;
    points.retain(|point| point.is_known() && options.shows(&point.period));
    Ok(points)
}

impl Derive for Series {
    fn advance(&mut self, answer: Option<Rows>, deadline: &Deadline) -> Result<Option<Question>, Halt> {
        let mut watch = Watch::new(deadline);
        match (self.stage, answer) {
            (Stage::Begin, _) => {
                let (metrics, options, dialect) = (self.metrics.clone(), self.options.clone(), self.dialect);
                Ok(self.ask(Stage::Observations, |writer| observations::question(writer, metrics, &options, dialect)))
            }
            (Stage::Observations, Some(rows)) => {
                self.lines = observations::lines(&rows, &self.options, &mut watch)?;
                if let Some(code) = self.options.convert_to.clone() {
                    return Ok(self.ask(Stage::Target, |writer| {
                        writer.push("SELECT u.code, u.base_code, u.multiplier, u.dimension, u.currency FROM unit u WHERE u.code = ");
                        writer.bind(Value::Text(code));
                    }));
                }
                self.compute(&mut watch)?;
                Ok(None)
            }
            (Stage::Target, Some(rows)) => {
                if rows.is_empty() {
                    return Ok(self.ask(Stage::Units, |writer| {
                        writer.push(unit::ALL);
                    }));
                }
                let target = Unit::read(&rows, 0, 0);
                let needs_rates = self.lines.values().any(|line| line.needs_rates(&target));
                self.target = Some(target);
                if needs_rates {
                    let as_of = self.options.as_of;
                    return Ok(self.ask(Stage::Rates, |writer| Rates::question(writer, as_of)));
                }
                self.compute(&mut watch)?;
                Ok(None)
            }
            (Stage::Units, Some(rows)) => {
                let code = self.options.convert_to.as_deref().unwrap_or_default();
                let known = (0..rows.len()).map(|row| rows.text(rows.cell(row, 0)));
                let message = format!("convertTo is {code:?}: there is no such unit");
                Err(Refusal::new(Code::NotFound, ask(&message, &nearest(code, known))).into())
            }
            (Stage::Rates, Some(rows)) => {
                self.rates = Rates::read(&rows, &mut watch)?;
                self.compute(&mut watch)?;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        let Some(above) = above else { return Vec::new() };
        if *part == derivation::SERIES {
            let line = self.lines.get(&above);
            let record = |line: &Line| vec![json!(above), json!(self.unit(line)), json!(self.options.transform.name())];
            return line.map(record).into_iter().collect();
        }
        if *part == derivation::POINTS {
            return self.points(above, usize::MAX);
        }
        let inputs = self.point(above).map(|point| point.inputs.list()).unwrap_or_default();
        let record =
            |(position, input): (usize, &i64)| vec![json!(position), json!(above), json!(position), json!(input)];
        inputs.iter().enumerate().map(record).collect()
    }

    fn first(&self, part: &Part, above: Option<i64>, most: usize) -> Vec<Record> {
        if *part == derivation::POINTS {
            return above.map(|above| self.points(above, most)).unwrap_or_default();
        }
        let mut rows = self.rows(part, above);
        rows.truncate(most);
        rows
    }
}
