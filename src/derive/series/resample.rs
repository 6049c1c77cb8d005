//! One point for each year, quarter, month or day, made of those inside it by a stated method.

use chrono::{Datelike, NaiveDate};
use entity::choice::Precision;

use super::options::Method;
use super::point::{Period, Point, terms};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::figure::Figure;
use crate::domain::period::{PartialDate, Period as Named};

/// Points at the wanted pace. A published point of the whole period goes before one that is made of its parts; points of
/// longer periods are left out, and so is a sum of which a part is missing.
pub(super) fn resample(
    points: Vec<Point>,
    (pace, method): (Precision, Method),
    watch: &mut Watch<'_>,
) -> Result<Vec<Point>, Stop> {
    let mut groups: Vec<(Named, Vec<Point>)> = Vec::new();
    for point in points {
        watch.step()?;
        let Some(period) = period_of(&point, pace) else { continue };
        match groups.last_mut().filter(|(other, _)| *other == period) {
            Some((_, members)) => members.push(point),
            None => groups.push((period, vec![point])),
        }
    }
    let mut resampled = Vec::with_capacity(groups.len());
    for (period, members) in groups {
        watch.step()?;
        resampled.extend(made_one(&period, &members, method));
    }
    Ok(resampled)
}

/// The period of the wanted length that a point lies in.
fn period_of(point: &Point, pace: Precision) -> Option<Named> {
    let (start, end) = (point.period.start?, point.period.end?);
    let label = match pace {
        Precision::Year => format!("{:04}", start.year()),
        Precision::Quarter => format!("{:04}-Q{}", start.year(), start.month().div_ceil(3)),
        Precision::Month => format!("{:04}-{:02}", start.year(), start.month()),
        Precision::Day => start.to_string(),
    };
    let last = PartialDate::parse(&label)?.end();
    (end <= last).then(|| Named::parse(&label))?
}

fn made_one(named: &Named, members: &[Point], method: Method) -> Vec<Point> {
    let is_whole = |point: &Point| point.period.start == named.start && point.period.end == named.end;
    let whole: Vec<Point> = members.iter().filter(|point| is_whole(point)).cloned().collect();
    if !whole.is_empty() {
        return whole;
    }
    // Of each part the one that is most a fact.
    let mut parts: Vec<&Point> = Vec::new();
    for point in members {
        if parts.last().is_none_or(|last| last.period != point.period) {
            parts.push(point);
        }
    }
    let figures = || parts.iter().map(|point| point.figure);
    #[expect(clippy::cast_precision_loss, reason = "a period has few parts")]
    let count = parts.len() as f64;
    let figure = match method {
        Method::First => figures().next(),
        Method::Last => figures().next_back(),
        Method::Sum if !covers(named, &parts) => None,
        Method::Sum => figures().reduce(|a, b| a.with(b, |a, b| a + b)),
        Method::Mean => figures().reduce(|a, b| a.with(b, |a, b| a + b)).map(|sum| sum.map(|sum| sum / count)),
        Method::Min => figures().reduce(|a, b| a.with(b, f64::min)),
        Method::Max => figures().reduce(|a, b| a.with(b, f64::max)),
    };
    let used = match method {
        Method::First => &parts[..1],
        Method::Last => &parts[parts.len() - 1..],
        _ => &parts[..],
    };
    let terms = |sign: &str| terms(used.iter().copied(), sign);
    let formula = match method {
        Method::First | Method::Last => format!("{} of {}", used[0].shown(), used[0].period.label),
        Method::Sum => terms(" + "),
        Method::Mean => format!("({}) / {count}", terms(" + ")),
        Method::Min => format!("min({})", terms(", ")),
        Method::Max => format!("max({})", terms(", ")),
    };
    let point = figure.filter(|figure| *figure != Figure::default()).map(|figure| {
        let mut point = Point::made(used, used[0], figure, formula);
        point.period = Period {
            start: named.start,
            end: named.end,
            precision: named.precision.text().to_owned(),
            label: named.label.clone(),
            duration: None,
        };
        point
    });
    point.into_iter().collect()
}

/// True where parts follow each other without a gap from the first day of a period to its last.
fn covers(period: &Named, parts: &[&Point]) -> bool {
    let mut next = period.start;
    for part in parts {
        if part.period.start != next {
            return false;
        }
        next = part.period.end.and_then(|end: NaiveDate| end.succ_opt());
    }
    next == period.end.and_then(|end| end.succ_opt())
}
