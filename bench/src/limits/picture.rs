//! The ratios as a picture: bars for each question, and a line where LIMIT-SQL stands. Readable on light and on dark pages.

use std::fmt::Write as _;

use super::contestant::Kind;
use super::result::Results;

const WIDTH: f64 = 720.0;
/// Where bars begin, and how long the longest may be.
const LEFT: f64 = 96.0;
const ROOM: f64 = WIDTH - LEFT - 64.0;
const BAR: f64 = 12.0;
const GAP: f64 = 10.0;
/// A line of the legend, and what stands between the last one and the bars.
const LEGEND: f64 = 18.0;
const HEAD: f64 = 30.0;

/// Gray and colours of middle brightness stand out on white and on black.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#6e7781}.b{font-weight:600}.s{font-size:10px}\
    line{stroke:#6e7781;stroke-dasharray:3 3}.c0{fill:#1f7aec}.c1{fill:#1a9e77}.c2{fill:#d0672a}.c3{fill:#8b6fc0}.c4{fill:#c06f9b}";

/// A group of bars with its name.
struct Group {
    name: &'static str,
    bars: Vec<(usize, f64)>,
}

/// The picture.
pub(super) fn of(results: &Results) -> String {
    let shown = shown(results);
    let groups = groups(results, &shown);
    let (legend, top) = legend(&shown);
    let most = groups.iter().flat_map(|group| &group.bars).fold(1.0, |most: f64, (_, ratio)| most.max(*ratio));
    let bars: f64 = groups.iter().flat_map(|group| &group.bars).map(|_| BAR).sum();
    let height = groups.iter().fold(top + bars + GAP, |height, _| height + GAP);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"Requests a second as a part of those of hand-written statements\">\n<style>{STYLE}</style>\n{legend}"
    );
    let mut y = top;
    for group in &groups {
        let _ = writeln!(text, "<text class=\"b\" x=\"8\" y=\"{}\">{}</text>", y + BAR - 2.0, group.name);
        for (color, ratio) in &group.bars {
            let (length, baseline) = (ROOM * ratio / most, y + BAR - 2.5);
            let _ = writeln!(
                text,
                "<rect class=\"c{color}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{}\"/>\
                 <text class=\"s\" x=\"{:.1}\" y=\"{baseline}\">{ratio:.2}</text>",
                BAR - 2.0,
                LEFT + length + 4.0
            );
            y += BAR;
        }
        y += GAP;
    }
    let one = LEFT + ROOM / most;
    let _ = writeln!(
        text,
        "<line x1=\"{one:.1}\" x2=\"{one:.1}\" y1=\"{}\" y2=\"{y}\"/>\
         <text class=\"s\" x=\"{one:.1}\" y=\"{}\" text-anchor=\"middle\">LIMIT-SQL = 1</text>\n</svg>",
        top - 4.0,
        top - 8.0
    );
    text
}

/// Who has bars: those who are compared with LIMIT-SQL, Panorama first.
fn shown(results: &Results) -> Vec<(usize, String)> {
    let of = |wanted: Kind| {
        let contestants = results.contestants.iter().enumerate();
        contestants.filter(move |(_, (kind, _))| *kind == wanted).map(|(place, (kind, backend))| {
            (place, if kind.is_common() { kind.to_string() } else { format!("{kind} on {backend}") })
        })
    };
    [Kind::Panorama, Kind::PostGraphile, Kind::Resolvers].into_iter().flat_map(of).collect()
}

/// The names with their colours, and where it ends.
fn legend(shown: &[(usize, String)]) -> (String, f64) {
    let (mut text, mut x, mut y) = (String::new(), LEFT, 0.0);
    for (color, (_, name)) in shown.iter().enumerate() {
        let length = 30.0 + 6.4 * f64::from(u32::try_from(name.chars().count()).unwrap_or(0));
        if x + length > WIDTH {
            (x, y) = (LEFT, y + LEGEND);
        }
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "<rect class=\"c{color}\" x=\"{x:.1}\" y=\"{}\" width=\"10\" height=\"10\"/>\
             <text x=\"{:.1}\" y=\"{}\">{name}</text>",
            y + 6.0,
            x + 14.0,
            y + 15.0
        );
        x += length;
    }
    (text, y + LEGEND + HEAD)
}

/// The mean, then the questions.
fn groups(results: &Results, shown: &[(usize, String)]) -> Vec<Group> {
    let group = |name, ratio: &dyn Fn(usize) -> Option<f64>| {
        let bars = shown.iter().enumerate().filter_map(|(color, (place, _))| Some((color, ratio(*place)?)));
        Group { name, bars: bars.collect() }
    };
    let mean = group("Q1 to Q6", &|place| results.mean(place));
    let questions = results
        .lines
        .iter()
        .enumerate()
        .map(|(line, (question, _))| group(question.name, &|place| results.ratio(line, place)));
    std::iter::once(mean).chain(questions).filter(|group| !group.bars.is_empty()).collect()
}
