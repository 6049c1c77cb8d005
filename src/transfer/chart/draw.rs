//! The drawing: axes, marks, a line through them, and what a reader has to know beside it.

use std::collections::HashMap;

use super::{Chart, Point};
use crate::domain::period::Length;
use crate::drawing::{Anchor, Figures, Scale, Svg, cut, width};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = WIDTH - 28.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = HEIGHT - 96.0;
/// With more points their figures would stand in each other's way.
const LABELLED: usize = 12;
/// What stands before a figure that is not exact, in each language.
const ABOUT: [&str; 2] = ["≈ ", "约 "];
/// Sources that the last line names.
const NAMED: usize = 3;

/// Readable on white paper, in grey, and with any sort of sight for colours: what is expected is hollow and dashed too.
const STYLE: &str = "text{font-family:system-ui,'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#1f2933}\
    .paper{fill:#fff}.title{font-size:18px;font-weight:600}.unit,.axis,.legend{font-size:12px;fill:#52606d}\
    .figure{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:3px}.source{font-size:11px;fill:#52606d}.grid{stroke:#e4e7eb}.base{stroke:#7b8794}\
    .known{fill:none;stroke:#1f4e8c;stroke-width:2}.hoped{fill:none;stroke:#b8560f;stroke-width:2;stroke-dasharray:6 4}\
    .known-mark{fill:#1f4e8c;stroke:#1f4e8c;stroke-width:2}.hoped-mark{fill:#fff;stroke:#b8560f;stroke-width:2}\
    .known-bound{stroke:#1f4e8c;stroke-width:2}.hoped-bound{stroke:#b8560f;stroke-width:2;stroke-dasharray:3 3}";

pub(super) fn draw(chart: &Chart) -> String {
    let figures = Figures::of(chart.points.iter().flat_map(Point::numbers));
    let mut svg = Svg::new(WIDTH, HEIGHT, &chart.title, &description(chart), STYLE);
    svg.text([LEFT - 60.0, 34.0], "title", Anchor::Start, &cut(&chart.title, 18.0, WIDTH - 48.0));
    svg.text([LEFT - 60.0, 56.0], "unit", Anchor::Start, &cut(&subtitle(chart), 12.0, WIDTH - 48.0));
    let scale = Scale::over(chart.points.iter().flat_map(Point::numbers));
    let height = |number: f64| BOTTOM - scale.place(number) * (BOTTOM - TOP);
    let ticks: Vec<(f64, String)> = scale.ticks().into_iter().map(|tick| (tick, scale.label(tick))).collect();
    // Long numbers make room for themselves.
    let left = ticks.iter().map(|(_, label)| width(label, 12.0) + 16.0).fold(LEFT, f64::max);
    for (tick, label) in &ticks {
        svg.line([left, height(*tick)], [RIGHT, height(*tick)], "grid");
        svg.text([left - 8.0, height(*tick) + 4.0], "axis", Anchor::End, label);
    }
    svg.line([left, BOTTOM], [RIGHT, BOTTOM], "base");
    let places = places(&chart.points, left);
    name_periods(&mut svg, &chart.points, &places);
    connect(&mut svg, &chart.points, &places, height);
    for (point, x) in chart.points.iter().zip(&places) {
        mark(&mut svg, point, *x, height, &words(point, &figures, chart.chinese), chart.points.len() <= LABELLED);
    }
    legend(&mut svg, &chart.points);
    svg.text([LEFT - 60.0, HEIGHT - 18.0], "source", Anchor::Start, &cut(&sources(chart), 11.0, WIDTH - 48.0));
    svg.finish()
}

/// The unit, and what was computed.
fn subtitle(chart: &Chart) -> String {
    let mut parts = vec![chart.unit.clone()];
    parts.extend(chart.transform.map(str::to_owned));
    if let Some(day) = &chart.as_of {
        parts.push(if chart.chinese { format!("截至{day}所知") } else { format!("as known on {day}") });
    }
    parts.join(if chart.chinese { "，" } else { ", " })
}

/// As many sources as find room, and how many there are besides.
fn sources(chart: &Chart) -> String {
    let most = chart.sources.len().min(NAMED);
    let texts = (1..=most).rev().map(|named| naming(chart, named));
    let fitting = texts.into_iter().find(|text| width(text, 11.0) <= WIDTH - 48.0);
    fitting.unwrap_or_else(|| naming(chart, most.min(1)))
}

fn naming(chart: &Chart, named: usize) -> String {
    let more = chart.sources.len() - named;
    let named = chart.sources[..chart.sources.len() - more].join(if chart.chinese { "；" } else { "; " });
    match (chart.chinese, more) {
        (true, 0) => format!("来源：{named}"),
        (true, more) => format!("来源：{named}等另{more}处"),
        (false, 0) => format!("Source: {named}"),
        (false, more) => format!("Source: {named} and {more} more"),
    }
}

/// The figures in words, for those who cannot see the drawing.
fn description(chart: &Chart) -> String {
    let points = chart.points.iter().map(|point| format!("{} {} ({})", point.label, point.display, point.status));
    format!("{}: {}. {}", subtitle(chart), points.collect::<Vec<_>>().join("; "), sources(chart))
}

/// A figure with its bounds and its sign, as `display` has them, without its unit, which stands above: more than 80 is no 80,
/// and may be no 80 at all.
fn words(point: &Point, figures: &Figures, chinese: bool) -> String {
    let figure = |number: f64| figures.text(number);
    let sign =
        |strict: &'static str, other: &'static str| if point.display.starts_with(strict) { strict } else { other };
    match (point.value, point.low, point.high) {
        (Some(value), ..) => {
            let about = ABOUT.into_iter().find(|about| point.display.starts_with(about)).unwrap_or_default();
            format!("{about}{}", figure(value))
        }
        (None, Some(low), Some(high)) if low < 0.0 || high < 0.0 => {
            format!("{} {} {}", figure(low), if chinese { "至" } else { "to" }, figure(high))
        }
        (None, Some(low), Some(high)) => format!("{}–{}", figure(low), figure(high)),
        (None, Some(low), None) => format!("{} {}", sign(">", "≥"), figure(low)),
        (None, None, Some(high)) => format!("{} {}", sign("<", "≤"), figure(high)),
        (None, None, None) => String::new(),
    }
}

/// Where each period stands: in time where all days are known, else one beside the other.
fn places(points: &[Point], left: f64) -> Vec<f64> {
    let day = |point: &Point| {
        let (start, end) = point.days?;
        Some(f64::from(start.to_epoch_days()) / 2.0 + f64::from(end.to_epoch_days()) / 2.0)
    };
    let days: Option<Vec<f64>> = points.iter().map(day).collect();
    let positions = days.unwrap_or_else(|| {
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut place = |label| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            f64::from(*known.entry(label).or_insert(next))
        };
        points.iter().map(|point| place(point.label.as_str())).collect()
    });
    let (first, last) = positions.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    let (start, room) = (left + 40.0, RIGHT - left - 80.0);
    let place = |position: &f64| {
        if first < last { start + (position - first) / (last - first) * room } else { start + room / 2.0 }
    };
    positions.iter().map(place).collect()
}

/// Writes the periods below the axis, as many as find room.
fn name_periods(svg: &mut Svg, points: &[Point], places: &[f64]) {
    let mut free = f64::NEG_INFINITY;
    for (point, x) in points.iter().zip(places) {
        let half = width(&point.label, 12.0) / 2.0;
        if x - half > free {
            svg.text([*x, BOTTOM + 20.0], "axis", Anchor::Middle, &point.label);
            free = x + half + 8.0;
        }
    }
}

/// Lines from each figure to the next of a period as long, one for each length; to what is expected they are dashed.
fn connect(svg: &mut Svg, points: &[Point], places: &[f64], height: impl Fn(f64) -> f64) {
    let mut last: HashMap<Option<Length>, [f64; 2]> = HashMap::new();
    for (point, x) in points.iter().zip(places) {
        let Some(value) = point.value else { continue };
        let to = [*x, height(value)];
        if let Some(from) = last.insert(point.length, to).filter(|from| to[0] > from[0]) {
            svg.through(&[from, to], if point.expected { "hoped" } else { "known" });
        }
    }
}

fn mark(svg: &mut Svg, point: &Point, x: f64, height: impl Fn(f64) -> f64, words: &str, labelled: bool) {
    let side = if point.expected { "hoped" } else { "known" };
    let (bound, disc) = (format!("{side}-bound"), format!("{side}-mark"));
    let tip = |y: f64, up: f64| [[x - 5.0, y], [x + 5.0, y], [x, y - 8.0 * up]];
    let mut top = TOP;
    if let Some(low) = point.low {
        let y = height(low);
        svg.line([x - 7.0, y], [x + 7.0, y], &bound);
        if point.high.is_none() {
            // Open above: from the bound upwards.
            svg.line([x, y], [x, y - 22.0], &bound);
            svg.shape(&tip(y - 20.0, 1.0), &disc);
            top = y - 30.0;
        }
    }
    if let Some(high) = point.high {
        let y = height(high);
        svg.line([x - 7.0, y], [x + 7.0, y], &bound);
        top = y;
        match point.low {
            Some(low) => svg.line([x, y], [x, height(low)], &bound),
            None => {
                svg.line([x, y], [x, y + 22.0], &bound);
                svg.shape(&tip(y + 20.0, -1.0), &disc);
            }
        }
    }
    let told = format!("{}: {} ({})", point.label, point.display, point.status);
    if let Some(value) = point.value {
        svg.disc([x, height(value)], &disc, &told);
        top = height(value);
    }
    if labelled {
        svg.text([x, top - 9.0], "figure", Anchor::Middle, words);
    }
}

/// What the marks mean, for the statuses that are there.
fn legend(svg: &mut Svg, points: &[Point]) {
    let mut known: Vec<&str> = Vec::new();
    let mut x = LEFT;
    for point in points {
        if known.contains(&point.status) {
            continue;
        }
        known.push(point.status);
        let y = HEIGHT - 44.0;
        let side = if point.expected { "hoped" } else { "known" };
        svg.line([x, y], [x + 24.0, y], side);
        svg.disc([x + 12.0, y], &format!("{side}-mark"), point.status);
        svg.text([x + 32.0, y + 4.0], "legend", Anchor::Start, point.status);
        x += 56.0 + width(point.status, 12.0);
    }
}
