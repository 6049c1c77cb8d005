//! One point for each year, quarter, month or day, made of those inside it by a stated method.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::choice::Precision;

use super::options::Method;
use super::point::{Point, terms};
use crate::deadline::Stop;
use crate::derive::watch::Watch;
use crate::domain::figure::Total;
use crate::domain::period::{Length, Period, Span, cover};

/// Points at the wanted pace. A published point of the whole period goes before one that is made of its parts; points of
/// longer periods are left out, and so is a sum of which a part is missing, and a whole of which parts of other lengths tell more
/// than those that it would be made of.
pub(super) fn resample(
    points: Vec<Point>,
    (pace, method): (Precision, Method),
    watch: &mut Watch<'_>,
) -> Result<Vec<Point>, Stop> {
    let mut groups: BTreeMap<Span, (Period, Vec<Point>)> = BTreeMap::new();
    for point in points {
        watch.step()?;
        let Some(period) = point.period.within(pace) else { continue };
        let Some(days) = period.start.zip(period.end) else { continue };
        let (_, members) = groups.entry(days).or_insert_with(|| (period, Vec::new()));
        members.push(point);
    }
    let mut resampled = Vec::with_capacity(groups.len());
    for (period, members) in groups.into_values() {
        watch.step()?;
        resampled.extend(made_one(&period, members, method));
    }
    Ok(resampled)
}

fn made_one(whole: &Period, mut members: Vec<Point>, method: Method) -> Vec<Point> {
    if members.iter().any(|point| point.period.is_same(whole)) {
        members.retain(|point| point.period.is_same(whole));
        return members;
    }
    // Of each part the one that is most a fact.
    members.dedup_by(|later, kept| later.period.is_same(&kept.period));
    let Some(used) = parts(whole, &members, method) else { return Vec::new() };
    let mut figures = used.iter().map(|point| point.figure);
    let figure = match method {
        Method::First | Method::Last => figures.next(),
        Method::Sum => Some(figures.collect::<Total>().sum()),
        Method::Mean => Some(figures.collect::<Total>().mean()),
        Method::Min => figures.reduce(|a, b| a.with(b, f64::min)),
        Method::Max => figures.reduce(|a, b| a.with(b, f64::max)),
    };
    let terms = |sign: &str| terms(used.iter().copied(), sign);
    let formula = match method {
        Method::First | Method::Last => format!("{} of {}", used[0].shown(), used[0].period.label),
        Method::Sum => terms(" + "),
        Method::Mean => format!("({}) / {}", terms(" + "), used.len()),
        Method::Min => format!("min({})", terms(", ")),
        Method::Max => format!("max({})", terms(", ")),
    };
    let point = figure.map(|figure| Point { period: whole.clone(), ..Point::made(&used, used[0], figure, formula) });
    point.into_iter().collect()
}

/// The parts that a figure of the whole is made of, in time. They have one length, so that no month is averaged with a
/// quarter: the shortest that leaves nothing of the whole out, else the shortest that leaves out nothing that is known. A sum
/// may be of parts of several lengths, and is of none that overlap or leave a gap.
fn parts<'a>(whole: &Period, members: &'a [Point], method: Method) -> Option<Vec<&'a Point>> {
    let lengths = by_length(members)?;
    let used = match lengths.iter().find_map(|of| covering(whole, of)) {
        Some(used) => used,
        None if method == Method::Sum => covering(whole, &members.iter().collect::<Vec<_>>())?,
        None => {
            let known = days(members.iter());
            lengths.into_iter().find(|of| days(of.iter().copied()) == known)?
        }
    };
    Some(match method {
        Method::First => used[..1].to_vec(),
        Method::Last => used[used.len() - 1..].to_vec(),
        _ => used,
    })
}

/// Points of one length each, the shortest first.
fn by_length(points: &[Point]) -> Option<Vec<Vec<&Point>>> {
    let mut lengths: BTreeMap<Length, Vec<&Point>> = BTreeMap::new();
    for point in points {
        lengths.entry(point.period.length()?).or_default().push(point);
    }
    let mut lengths: Vec<_> = lengths.into_values().collect();
    lengths.sort_by_key(|of| of.first().and_then(|point| span(point)).map(|(start, end)| end - start));
    Some(lengths)
}

/// How many days lie in one point or more.
fn days<'a>(points: impl Iterator<Item = &'a Point>) -> i64 {
    let mut spans: Vec<Span> = points.filter_map(span).collect();
    spans.sort_unstable();
    let (mut count, mut counted) = (0, None);
    for (start, end) in spans {
        let first = counted.and_then(|last: NaiveDate| last.succ_opt()).map_or(start, |next| next.max(start));
        if first <= end {
            count += (end - first).num_days() + 1;
            counted = Some(end);
        }
    }
    count
}

fn covering<'a>(whole: &Period, parts: &[&'a Point]) -> Option<Vec<&'a Point>> {
    let spans: Option<Vec<Span>> = parts.iter().map(|point| span(point)).collect();
    let places = cover(whole.start.zip(whole.end)?, &spans?)?;
    Some(places.into_iter().map(|place| parts[place]).collect())
}

fn span(point: &Point) -> Option<Span> {
    point.period.start.zip(point.period.end)
}
