//! Series: the figures of metrics by period, in one unit, at one pace, and what follows from them. Nothing is stored;
//! every computed point says how it was computed and from which observations.

mod convert;
mod options;
mod point;
mod resample;
mod transform;

use std::collections::HashMap;

use serde_json::json;

use self::convert::{Rates, Unit};
use self::options::Options;
use self::point::{Line, Point};
use super::{Derive, Question, Record};
use crate::catalogue::{Part, derivation};
use crate::database::{Dialect, Rows, Value};
use crate::error::{Code, Refusal};
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
    fn compute(&mut self) -> Result<(), Refusal> {
        let mut count = 0;
        for metric in &self.metrics {
            let Some(line) = self.lines.get_mut(metric) else { continue };
            let target = self.target.clone().unwrap_or_else(|| line.unit.clone());
            let mut points = Vec::with_capacity(line.points.len());
            for point in std::mem::take(&mut line.points) {
                points.push(convert::into_unit(point, &target, &self.rates)?);
            }
            line.unit = target;
            let points = point::preferred(points);
            let points = match self.options.resample {
                Some((pace, method)) => resample::resample(points, pace, method),
                None => points,
            };
            line.points = transform::apply(points, self.options.transform, self.options.window)?;
            self.first.push((count, *metric));
            count += line.points.len();
        }
        Ok(())
    }

    /// The point with this place among those of all metrics.
    fn point(&self, place: i64) -> Option<&Point> {
        let place = usize::try_from(place).ok()?;
        // Of metrics that share a first place all but the last have no points.
        let (first, metric) = self.first[..self.first.partition_point(|(first, _)| *first <= place)].last()?;
        self.lines.get(metric)?.points.get(place - first)
    }
}

impl Derive for Series {
    fn advance(&mut self, answer: Option<Rows>) -> Result<Option<Question>, Refusal> {
        match (self.stage, answer) {
            (Stage::Begin, _) => {
                let (metrics, options) = (self.metrics.clone(), self.options.clone());
                Ok(self.ask(Stage::Observations, |writer| point::question(writer, metrics, &options)))
            }
            (Stage::Observations, Some(rows)) => {
                self.lines = point::lines(&rows);
                if let Some(code) = self.options.convert_to.clone() {
                    return Ok(self.ask(Stage::Target, |writer| {
                        writer.push("SELECT u.code, u.base_code, u.multiplier, u.dimension, u.currency FROM unit u WHERE u.code = ");
                        writer.bind(Value::Text(code));
                    }));
                }
                self.compute()?;
                Ok(None)
            }
            (Stage::Target, Some(rows)) => {
                let code = self.options.convert_to.clone().unwrap_or_default();
                if rows.is_empty() {
                    return Err(Refusal::new(Code::NotFound, format!("there is no unit {code:?}")));
                }
                let target = Unit::read(&rows, 0, 0);
                let needs_rates = self.lines.values().any(|line| line.needs_rates(&target));
                self.target = Some(target);
                if needs_rates {
                    let as_of = self.options.as_of;
                    return Ok(self.ask(Stage::Rates, |writer| Rates::question(writer, as_of)));
                }
                self.compute()?;
                Ok(None)
            }
            (Stage::Rates, Some(rows)) => {
                self.rates = Rates::read(&rows);
                self.compute()?;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn rows(&self, part: &Part, above: Option<i64>) -> Vec<Record> {
        let Some(above) = above else { return Vec::new() };
        if *part == derivation::SERIES {
            let line = self.lines.get(&above);
            let record = |line: &Line| {
                let transform = self.options.transform;
                vec![json!(above), json!(transform.unit().unwrap_or(&line.unit.code)), json!(transform.name())]
            };
            return line.map(record).into_iter().collect();
        }
        if *part == derivation::POINTS {
            let first = self.first.iter().find(|(_, metric)| *metric == above).map_or(0, |(first, _)| *first);
            let points = self.lines.get(&above).map_or(&[] as &[Point], |line| &line.points);
            return points.iter().enumerate().map(|(i, point)| point.record(first + i, above)).collect();
        }
        let inputs = self.point(above).map_or(&[] as &[i64], |point| &point.inputs);
        let record =
            |(position, input): (usize, &i64)| vec![json!(position), json!(above), json!(position), json!(input)];
        inputs.iter().enumerate().map(record).collect()
    }
}
