//! What follows from the points of a series: changes, growth, indices, sums, averages, logarithms.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::inputs::Inputs;
use super::point::{Point, in_time, terms};
use crate::derive::Halt;
use crate::derive::watch::Watch;
use crate::domain::figure::Figure;
use crate::domain::period::Length;
use crate::error::{Code, Refusal};

/// The most figures that the moving averages of a series add up, those of each window; more cause `TOO_COMPLEX`.
const MAX_SUMMED: usize = 1_000_000;

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transform {
    None,
    Change,
    Yoy,
    Cagr,
    Index,
    Cumulative,
    MovingAverage,
    Log,
}

const NAMES: &[(&str, Transform)] = &[
    ("NONE", Transform::None),
    ("CHANGE", Transform::Change),
    ("YOY", Transform::Yoy),
    ("CAGR", Transform::Cagr),
    ("INDEX", Transform::Index),
    ("CUMULATIVE", Transform::Cumulative),
    ("MOVING_AVERAGE", Transform::MovingAverage),
    ("LOG", Transform::Log),
];

impl Transform {
    /// The transform of that name; none where there is no name.
    pub(super) fn named(name: Option<&str>) -> Self {
        NAMES.iter().find(|(text, _)| Some(*text) == name).map_or(Self::None, |(_, transform)| *transform)
    }

    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, transform)| *transform == self).map_or("NONE", |(text, _)| text)
    }

    /// The unit of what is computed, where it is not that of the figures.
    pub(super) fn unit(self) -> Option<&'static str> {
        match self {
            Self::Yoy | Self::Cagr => Some("FRACTION"),
            Self::Index => Some("INDEX"),
            Self::Log => Some("LOG"),
            Self::None | Self::Change | Self::Cumulative | Self::MovingAverage => None,
        }
    }
}

/// Points to points. All but `NONE` take one point for each period, the one that is most a fact; what compares
/// periods compares those of one length.
pub(super) fn apply(
    mut points: Vec<Point>,
    transform: Transform,
    window: usize,
    watch: &mut Watch<'_>,
) -> Result<Vec<Point>, Halt> {
    if transform == Transform::None {
        return Ok(points);
    }
    points.retain(|point| point.period.day().is_some());
    points.dedup_by(|later, kept| later.period.is_same(&kept.period));
    let mut computed = Vec::with_capacity(points.len());
    let chains = match transform {
        // The year before is found by its length, and a sum is of all.
        Transform::Cumulative | Transform::Yoy => vec![points],
        _ => by_length(points),
    };
    for points in chains {
        computed.extend(Chain::of(points).computed(transform, window, watch)?);
    }
    // Two bounds on the same side say nothing of their difference.
    computed.retain(|point| point.figure != Figure::default());
    computed.sort_by(in_time);
    Ok(computed)
}

/// The points of each length, in the order in which they came.
fn by_length(points: Vec<Point>) -> Vec<Vec<Point>> {
    let mut lengths: BTreeMap<Option<Length>, Vec<Point>> = BTreeMap::new();
    for point in points {
        lengths.entry(point.period.length()).or_default().push(point);
    }
    lengths.into_values().collect()
}

/// Points of periods in the order of their days, and what they are made of.
struct Chain {
    points: Vec<Point>,
    inputs: Arc<[Vec<i64>]>,
}

impl Chain {
    fn of(points: Vec<Point>) -> Self {
        let inputs = points.iter().map(|point| point.inputs.own().to_vec()).collect();
        Self { points, inputs }
    }

    /// What follows from the points.
    fn computed(&self, transform: Transform, window: usize, watch: &mut Watch<'_>) -> Result<Vec<Point>, Halt> {
        match transform {
            Transform::None => Ok(Vec::new()),
            Transform::Change => self.changes(watch),
            Transform::Yoy => self.yearly(watch),
            Transform::Cumulative => self.cumulative(watch),
            Transform::Cagr => self.each(1, watch, |to| self.growth(0, to, years(&self.points[0], &self.points[to]))),
            Transform::Index => self.each(0, watch, |to| self.index(to)),
            Transform::MovingAverage => self.averages(window, watch),
            Transform::Log => self.each(0, watch, |to| self.log(to)),
        }
    }

    /// A point for each place from one on.
    fn each(
        &self,
        first: usize,
        watch: &mut Watch<'_>,
        mut compute: impl FnMut(usize) -> Result<Point, Refusal>,
    ) -> Result<Vec<Point>, Halt> {
        let mut computed = Vec::with_capacity(self.points.len());
        for place in first..self.points.len() {
            watch.step()?;
            computed.push(compute(place)?);
        }
        Ok(computed)
    }

    /// A point at the last of some that follow each other.
    fn at_last(&self, places: Range<usize>, status: usize, figure: Figure, formula: String) -> Point {
        let inputs = Inputs::Of { chain: Arc::clone(&self.inputs), places: [places.clone(), 0..0] };
        self.points[places.end - 1].with(status, figure, formula, inputs)
    }

    /// A point at the second of two.
    fn of_two(&self, from: usize, to: usize, figure: Figure, formula: String) -> Point {
        let inputs = Inputs::Of { chain: Arc::clone(&self.inputs), places: [from..from + 1, to..to + 1] };
        let status = self.points[from].status.max(self.points[to].status);
        self.points[to].with(status, figure, formula, inputs)
    }

    /// Changes from the last period that was over before one began; from the one before where both are open on a side.
    fn changes(&self, watch: &mut Watch<'_>) -> Result<Vec<Point>, Halt> {
        let mut computed = Vec::with_capacity(self.points.len());
        for (to, point) in self.points.iter().enumerate() {
            watch.step()?;
            let before = match point.period.length() {
                Some(Length::Since | Length::Until) => to,
                _ => self.points.partition_point(|earlier| earlier.period.is_before(&point.period)),
            };
            if let Some(from) = before.checked_sub(1) {
                computed.push(self.change(from, to));
            }
        }
        Ok(computed)
    }

    fn change(&self, from: usize, to: usize) -> Point {
        let (earlier, later) = (&self.points[from], &self.points[to]);
        let formula = format!("{} - {}", later.shown(), earlier.shown());
        self.of_two(from, to, later.figure.against(earlier.figure, |to, from| to - from), formula)
    }

    /// Growth of so many years as one number a year.
    fn growth(&self, from: usize, to: usize, years: f64) -> Result<Point, Refusal> {
        let (earlier, later) = (&self.points[from], &self.points[to]);
        positive(earlier, later)?;
        let (ratio, root) = (format!("{} / {}", later.shown(), earlier.shown()), 1.0 / years);
        if years == 1.0 {
            let figure = later.figure.against(earlier.figure, |to, from| to / from - 1.0);
            return Ok(self.of_two(from, to, figure, format!("{ratio} - 1")));
        }
        // The power less one, without what subtracting one would round off.
        let figure = later.figure.against(earlier.figure, |to, from| ((to / from).ln() * root).exp_m1());
        Ok(self.of_two(from, to, figure, format!("({ratio}) ^ (1 / {years}) - 1")))
    }

    /// Growth from the points that stand a year earlier.
    fn yearly(&self, watch: &mut Watch<'_>) -> Result<Vec<Point>, Halt> {
        let mut by_day: HashMap<(Option<Length>, Option<NaiveDate>), usize> = HashMap::new();
        for (place, point) in self.points.iter().enumerate() {
            by_day.entry((point.period.length(), point.period.day())).or_insert(place);
        }
        let mut computed = Vec::new();
        for (to, point) in self.points.iter().enumerate() {
            watch.step()?;
            let mut before = point.period.year_before().into_iter();
            if let Some(from) = before.find_map(|(length, day)| by_day.get(&(Some(length), Some(day)))) {
                computed.push(self.growth(*from, to, 1.0)?);
            }
        }
        Ok(computed)
    }

    fn index(&self, to: usize) -> Result<Point, Refusal> {
        let (first, point) = (&self.points[0], &self.points[to]);
        positive(first, point)?;
        if to == 0 {
            return Ok(self.at_last(0..1, first.status, Figure::exact(100.0), "100".to_owned()));
        }
        let figure = point.figure.against(first.figure, |to, from| to / from * 100.0);
        Ok(self.of_two(0, to, figure, format!("{} / {} * 100", point.shown(), first.shown())))
    }

    /// What there is so far, point by point.
    fn cumulative(&self, watch: &mut Watch<'_>) -> Result<Vec<Point>, Halt> {
        for pair in self.points.windows(2) {
            if !pair[0].period.is_before(&pair[1].period) {
                let (one, other) = (&pair[0].period.label, &pair[1].period.label);
                let message = format!("{one} and {other} overlap: a sum would count twice; resample first");
                return Err(Refusal::new(Code::NotComputable, message).into());
            }
        }
        let mut so_far: Option<(Figure, usize)> = None;
        self.each(0, watch, |place| {
            let point = &self.points[place];
            let (sum, status) = so_far.map_or((point.figure, point.status), |(sum, status)| {
                (sum.with(point.figure, |a, b| a + b), status.max(point.status))
            });
            so_far = Some((sum, status));
            Ok(self.at_last(0..place + 1, status, sum, terms(self.points[..=place].iter(), " + ")))
        })
    }

    fn averages(&self, window: usize, watch: &mut Watch<'_>) -> Result<Vec<Point>, Halt> {
        if self.points.len().saturating_mul(window) > MAX_SUMMED {
            let message = format!(
                "an average over {window} of {} points each adds up more than {MAX_SUMMED} figures: leave periods out with from \
                 or to, or resample",
                self.points.len()
            );
            return Err(Refusal::new(Code::TooComplex, message).into());
        }
        #[expect(clippy::cast_precision_loss, reason = "a window is small")]
        let count = window as f64;
        self.each(window - 1, watch, |last| {
            let places = last + 1 - window..last + 1;
            let points = &self.points[places.clone()];
            let sum =
                points.iter().map(|point| point.figure).reduce(|a, b| a.with(b, |a, b| a + b)).unwrap_or_default();
            let status = points.iter().map(|point| point.status).max().unwrap_or_default();
            let formula = format!("({}) / {count}", terms(points.iter(), " + "));
            Ok(self.at_last(places, status, sum.map(|sum| sum / count), formula))
        })
    }

    fn log(&self, place: usize) -> Result<Point, Refusal> {
        let point = &self.points[place];
        positive(point, point)?;
        let formula = format!("ln({})", point.shown());
        Ok(self.at_last(place..place + 1, point.status, point.figure.map(f64::ln), formula))
    }
}

/// How many years lie between the ends of two periods of one length.
fn years(from: &Point, to: &Point) -> f64 {
    let (length, days) = (from.period.length(), from.period.day().zip(to.period.day()));
    length.zip(days).map_or(1.0, |(length, (from, to))| length.years(from, to))
}

/// Growth is told from above zero, and to not below it.
fn positive(from: &Point, to: &Point) -> Result<(), Refusal> {
    let numbers = |figure: Figure| [figure.value, figure.low, figure.high].into_iter().flatten();
    let wrong = numbers(from.figure).find(|number| *number <= 0.0).map(|number| (number, from));
    let wrong = wrong.or_else(|| numbers(to.figure).find(|number| *number < 0.0).map(|number| (number, to)));
    let Some((number, point)) = wrong else { return Ok(()) };
    let message = format!("the figure of {} is {number}: this needs figures above zero", point.period.label);
    Err(Refusal::new(Code::NotComputable, message))
}
