//! What follows from the points of a series: changes, growth, indices, sums, averages, logarithms.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::inputs::Inputs;
use super::point::{Certainty, Point, in_time, terms};
use crate::derive::Halt;
use crate::derive::watch::Watch;
use crate::domain::figure::{Figure, Total};
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
            Transform::Cagr => self.each(1, watch, |to| self.since_first(to)),
            Transform::Index => self.each(0, watch, |to| self.index(to)),
            Transform::MovingAverage => self.averages(window, watch),
            Transform::Log => self.each(0, watch, |to| self.log(to)),
        }
    }

    /// A point for each place from one on for which there is any.
    fn each(
        &self,
        first: usize,
        watch: &mut Watch<'_>,
        mut compute: impl FnMut(usize) -> Option<Point>,
    ) -> Result<Vec<Point>, Halt> {
        let mut computed = Vec::with_capacity(self.points.len());
        for place in first..self.points.len() {
            watch.step()?;
            computed.extend(compute(place));
        }
        Ok(computed)
    }

    /// A point at the last of some that follow each other.
    fn at_last(&self, places: Range<usize>, certainty: Certainty, figure: Figure, formula: String) -> Point {
        let inputs = Inputs::Of { chain: Arc::clone(&self.inputs), places: [places.clone(), 0..0] };
        self.points[places.end - 1].with(certainty, figure, formula, inputs)
    }

    /// A point at the second of two.
    fn of_two(&self, from: usize, to: usize, figure: Figure, formula: String) -> Point {
        let inputs = Inputs::Of { chain: Arc::clone(&self.inputs), places: [from..from + 1, to..to + 1] };
        let certainty = self.points[from].certainty().and(self.points[to].certainty());
        self.points[to].with(certainty, figure, formula, inputs)
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

    /// Growth from one point to another a year later; none from zero or below.
    fn yearly_growth(&self, from: usize, to: usize) -> Option<Point> {
        let (earlier, later) = (&self.points[from], &self.points[to]);
        let figure = is_positive(earlier).then(|| later.figure.over(earlier.figure, |to, from| to / from - 1.0))?;
        Some(self.of_two(from, to, figure, format!("{} / {} - 1", later.shown(), earlier.shown())))
    }

    /// Growth since the first point as one number a year. Over other times than a year it is a power, which figures below zero
    /// do not have.
    fn since_first(&self, to: usize) -> Option<Point> {
        let (earlier, later) = (&self.points[0], &self.points[to]);
        let years = later.period.years_since(&earlier.period)?;
        if years == 1.0 {
            return self.yearly_growth(0, to);
        }
        if !is_positive(earlier) || later.figure.is_negative() {
            return None;
        }
        // The power less one, without what subtracting one would round off.
        let figure = later.figure.over(earlier.figure, |to, from| (ln_of_ratio(to, from) / years).exp_m1());
        let formula = format!("({} / {}) ^ (1 / {years}) - 1", later.shown(), earlier.shown());
        Some(self.of_two(0, to, figure, formula))
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
                computed.extend(self.yearly_growth(*from, to));
            }
        }
        Ok(computed)
    }

    /// The first point is 100; there is no index where that is zero or below.
    fn index(&self, to: usize) -> Option<Point> {
        let (first, point) = (&self.points[0], &self.points[to]);
        if !is_positive(first) {
            return None;
        }
        if to == 0 {
            return Some(self.at_last(0..1, first.certainty().exactly(), Figure::exact(100.0), "100".to_owned()));
        }
        let figure = point.figure.over(first.figure, |to, from| to / from * 100.0);
        Some(self.of_two(0, to, figure, format!("{} / {} * 100", point.shown(), first.shown())))
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
        let (mut so_far, mut certainty) = (Total::default(), Certainty::default());
        self.each(0, watch, |place| {
            let point = &self.points[place];
            so_far.add(point.figure);
            certainty = certainty.and(point.certainty());
            let formula = terms(self.points[..=place].iter(), " + ");
            Some(self.at_last(0..place + 1, certainty, so_far.sum(), formula))
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
        self.each(window - 1, watch, |last| {
            let places = last + 1 - window..last + 1;
            let points = &self.points[places.clone()];
            let mean = points.iter().map(|point| point.figure).collect::<Total>().mean();
            let certainty = points.iter().map(Point::certainty).fold(Certainty::default(), Certainty::and);
            let formula = format!("({}) / {window}", terms(points.iter(), " + "));
            Some(self.at_last(places, certainty, mean, formula))
        })
    }

    fn log(&self, place: usize) -> Option<Point> {
        let point = &self.points[place];
        let figure = is_positive(point).then(|| point.figure.map(f64::ln))?;
        Some(self.at_last(place..place + 1, point.certainty(), figure, format!("ln({})", point.shown())))
    }
}

/// The logarithm of a ratio, which itself may be beyond all numbers.
fn ln_of_ratio(to: f64, from: f64) -> f64 {
    let ratio = to / from;
    if ratio.is_normal() { ratio.ln() } else { to.ln() - from.ln() }
}

/// True where all that is known of a figure is above zero: growth is told from such figures alone.
fn is_positive(point: &Point) -> bool {
    let Figure { value, low, high } = point.figure;
    [value, low, high].into_iter().flatten().all(|number| number > 0.0)
}
