//! What follows from the points of a series: changes, growth, indices, sums, averages, logarithms.

use chrono::{Datelike, Months, NaiveDate};

use super::point::Point;
use crate::domain::figure::Figure;
use crate::error::{Code, Refusal};

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

/// Points to points. All but `NONE` take one point for each period, the one that is most a fact.
pub(super) fn apply(points: Vec<Point>, transform: Transform, window: usize) -> Result<Vec<Point>, Refusal> {
    if transform == Transform::None {
        return Ok(points);
    }
    let mut chain = points;
    chain.retain(|point| point.day().is_some());
    chain.dedup_by(|later, kept| later.period == kept.period);
    let computed = match transform {
        Transform::None => chain,
        Transform::Change => chain.windows(2).map(|pair| change(&pair[0], &pair[1])).collect(),
        Transform::Yoy => years_apart(&chain).map(|(from, to)| growth(from, to, 1.0)).collect::<Result<_, _>>()?,
        Transform::Cagr => from_first(&chain, |first, point| growth(first, point, years(first, point)))?,
        Transform::Index => index(&chain)?,
        Transform::Cumulative => cumulative(&chain)?,
        Transform::MovingAverage => chain.windows(window).map(average).collect(),
        Transform::Log => chain.iter().map(log).collect::<Result<_, _>>()?,
    };
    // Two bounds on the same side say nothing of their difference.
    Ok(computed.into_iter().filter(|point| point.figure != Figure::default()).collect())
}

fn change(from: &Point, to: &Point) -> Point {
    let formula = format!("{} - {}", to.shown(), from.shown());
    Point::made(&[from, to], to, to.figure.against(from.figure, |to, from| to - from), formula)
}

/// Growth of so many years as one number a year.
fn growth(from: &Point, to: &Point, years: f64) -> Result<Point, Refusal> {
    positive(from, to)?;
    let (ratio, root) = (format!("{} / {}", to.shown(), from.shown()), 1.0 / years);
    if years == 1.0 {
        let figure = to.figure.against(from.figure, |to, from| to / from - 1.0);
        return Ok(Point::made(&[from, to], to, figure, format!("{ratio} - 1")));
    }
    // The power less one, without what subtracting one would round off.
    let figure = to.figure.against(from.figure, |to, from| ((to / from).ln() * root).exp_m1());
    Ok(Point::made(&[from, to], to, figure, format!("({ratio}) ^ (1 / {years}) - 1")))
}

fn index(chain: &[Point]) -> Result<Vec<Point>, Refusal> {
    let Some(first) = chain.first() else { return Ok(Vec::new()) };
    positive(first, first)?;
    let base = Point::made(&[first], first, Figure::exact(100.0), "100".to_owned());
    let rest = from_first(chain, |first, point| {
        positive(first, point)?;
        let figure = point.figure.against(first.figure, |to, from| to / from * 100.0);
        Ok(Point::made(&[first, point], point, figure, format!("{} / {} * 100", point.shown(), first.shown())))
    })?;
    Ok(std::iter::once(base).chain(rest).collect())
}

fn cumulative(chain: &[Point]) -> Result<Vec<Point>, Refusal> {
    for pair in chain.windows(2) {
        if pair[0].day() >= pair[1].period.start {
            let (one, other) = (&pair[0].period.label, &pair[1].period.label);
            let message = format!("{one} and {other} overlap: a sum would count twice; resample first");
            return Err(Refusal::new(Code::NotComputable, message));
        }
    }
    let sum = |until: usize| {
        let points: Vec<&Point> = chain[..=until].iter().collect();
        let total = points.iter().map(|point| point.figure).reduce(|a, b| a.with(b, |a, b| a + b));
        let formula: Vec<String> = points.iter().map(|point| point.shown()).collect();
        Point::made(&points, &chain[until], total.unwrap_or_default(), formula.join(" + "))
    };
    Ok((0..chain.len()).map(sum).collect())
}

fn average(window: &[Point]) -> Point {
    let points: Vec<&Point> = window.iter().collect();
    let sum = points.iter().map(|point| point.figure).reduce(|a, b| a.with(b, |a, b| a + b)).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a window is small")]
    let count = window.len() as f64;
    let shown: Vec<String> = points.iter().map(|point| point.shown()).collect();
    let formula = format!("({}) / {count}", shown.join(" + "));
    Point::made(&points, points[points.len() - 1], sum.map(|sum| sum / count), formula)
}

fn log(point: &Point) -> Result<Point, Refusal> {
    positive(point, point)?;
    Ok(Point::made(&[point], point, point.figure.map(f64::ln), format!("ln({})", point.shown())))
}

/// Every point but the first, with the first.
fn from_first(
    chain: &[Point],
    compute: impl Fn(&Point, &Point) -> Result<Point, Refusal>,
) -> Result<Vec<Point>, Refusal> {
    let Some((first, rest)) = chain.split_first() else { return Ok(Vec::new()) };
    rest.iter().map(|point| compute(first, point)).collect()
}

/// Points with those that are as long and end a year later.
fn years_apart(chain: &[Point]) -> impl Iterator<Item = (&Point, &Point)> {
    chain.iter().filter_map(|to| {
        let before = to.day()?.checked_sub_months(Months::new(12))?;
        let fits = |from: &&Point| from.day() == Some(before) && from.period.precision == to.period.precision;
        Some((chain.iter().find(fits)?, to))
    })
}

/// How many years lie between the ends of two periods.
fn years(from: &Point, to: &Point) -> f64 {
    let (Some(from), Some(to)) = (from.day(), to.day()) else { return 1.0 };
    let is_last = |day: NaiveDate| day.succ_opt().is_none_or(|next| next.month() != day.month());
    if from.day() == to.day() || (is_last(from) && is_last(to)) {
        let months = |day: NaiveDate| f64::from(day.year()) * 12.0 + f64::from(day.month());
        return (months(to) - months(from)) / 12.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "days of a calendar are few")]
    let days = (to - from).num_days() as f64;
    days / 365.2425
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
