//! How flows are led from box to box: out of one on its right, along the lanes between the columns, and over the boxes where
//! there are columns between. No line passes under a box.

use std::cmp::{Ordering, Reverse};

use super::Flow;
use super::card::Card;
use super::grid::{BETWEEN, SIDE};

/// What lies between two lanes at most, and above the first one.
const LANE: f64 = 7.0;
/// What lines keep from boxes, so that their ends can be seen.
const CLEAR: f64 = 12.0;
/// The least that lies between two ends at a box.
const PORT: f64 = 18.0;
/// How far from the corner of a box the first end is.
const CORNER: f64 = 16.0;

/// A flow with its way.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) flow: Flow,
    /// The corners of its way, from box to box.
    pub(super) points: Vec<[f64; 2]>,
}

/// True where a flow is led over the boxes.
fn is_over(from: usize, to: usize) -> bool {
    to != from && to != from + 1
}

/// The side of a box at which a flow ends: the gutter with this number is on the right of its column.
fn gutters(from: usize, to: usize) -> [usize; 2] {
    [from, if to > from { to - 1 } else { to }]
}

/// How much room is to be left above the boxes.
pub(super) fn room(flows: &[Flow], columns: &[usize]) -> f64 {
    let over = flows.iter().filter(|flow| is_over(columns[flow.from], columns[flow.to])).count();
    14.0 + over as f64 * LANE
}

/// Leads flows between boxes, whose columns are told; those led over boxes pass below `top`.
pub(super) fn lead(flows: &[Flow], cards: &[Card<'_>], columns: &[usize], top: f64) -> Vec<Route> {
    let flows = with_room(flows, cards, columns);
    let mut over: Vec<&Flow> = flows.iter().filter(|flow| is_over(columns[flow.from], columns[flow.to])).collect();
    // What goes furthest passes highest.
    over.sort_by_key(|flow| (Reverse(columns[flow.to].abs_diff(columns[flow.from])), flow.to, flow.from));
    let height = |flow: &Flow| over.iter().position(|other| *other == flow).map(|place| top + place as f64 * LANE);
    let ports = ports(&flows, cards, columns);
    let mut runs = Vec::new();
    for (place, flow) in flows.iter().enumerate() {
        let [first, last] = gutters(columns[flow.from], columns[flow.to]);
        match height(flow) {
            Some(height) => {
                runs.push(Run { gutter: first, flow: place, from: ports[place][0], to: height });
                runs.push(Run { gutter: last, flow: place, from: height, to: ports[place][1] });
            }
            None => runs.push(Run { gutter: first, flow: place, from: ports[place][0], to: ports[place][1] }),
        }
    }
    let last = columns.iter().copied().max().unwrap_or_default();
    let lanes = lanes(&runs, last);
    let routes = flows.iter().enumerate().map(|(place, flow)| {
        let (from, to) = (&cards[flow.from].area, &cards[flow.to].area);
        let is_forward = columns[flow.to] > columns[flow.from];
        let mut points = vec![[from.right(), ports[place][0]]];
        for (run, lane) in runs.iter().zip(&lanes).filter(|(run, _)| run.flow == place) {
            let beside = cards.iter().zip(columns).find(|(_, column)| **column == run.gutter);
            let x = beside.map_or(0.0, |(card, _)| card.area.right()) + lane;
            points.extend([[x, run.from], [x, run.to]]);
        }
        points.push([if is_forward { to.x } else { to.right() }, ports[place][1]]);
        Route { flow: *flow, points }
    });
    routes.collect()
}

/// A stretch of a way between two columns, downwards or upwards.
struct Run {
    gutter: usize,
    flow: usize,
    from: f64,
    to: f64,
}

/// Those flows for whose ends boxes have room, the largest first.
fn with_room(flows: &[Flow], cards: &[Card<'_>], columns: &[usize]) -> Vec<Flow> {
    let mut taken = vec![[0_usize; 2]; cards.len()];
    let room = |card: usize| ((cards[card].area.height - 2.0 * CORNER) / PORT).max(0.0) as usize + 1;
    let mut kept = Vec::new();
    for flow in flows {
        // The sides of a box: right, left.
        let side = usize::from(columns[flow.to] > columns[flow.from]);
        if taken[flow.from][0] < room(flow.from) && taken[flow.to][side] < room(flow.to) {
            taken[flow.from][0] += 1;
            taken[flow.to][side] += 1;
            kept.push(*flow);
        }
    }
    kept
}

/// An end of a flow at a box.
#[derive(Clone, Copy, PartialEq)]
struct End {
    flow: usize,
    card: usize,
    /// The box at the other end.
    other: usize,
    /// True on the right side of the box.
    is_right: bool,
    /// 0 where the flow begins, 1 where it ends.
    place: usize,
}

/// How high each flow begins and ends at its boxes: what leads higher up is higher, so that few lines cross.
fn ports(flows: &[Flow], cards: &[Card<'_>], columns: &[usize]) -> Vec<[f64; 2]> {
    let ends = flows.iter().enumerate().flat_map(|(flow, Flow { from, to, .. })| {
        let is_back = columns[*to] <= columns[*from];
        let start = End { flow, card: *from, other: *to, is_right: true, place: 0 };
        [start, End { flow, card: *to, other: *from, is_right: is_back, place: 1 }]
    });
    let ends: Vec<End> = ends.collect();
    let key = |end: &End| (columns[end.other], cards[end.other].area.y, end.place);
    let mut heights = vec![[0.0; 2]; flows.len()];
    for end in &ends {
        let mut beside: Vec<&End> =
            ends.iter().filter(|other| (other.card, other.is_right) == (end.card, end.is_right)).collect();
        beside.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(Ordering::Equal));
        let number = beside.iter().position(|other| *other == end).unwrap_or_default();
        let area = &cards[end.card].area;
        let step = ((area.height - 2.0 * CORNER) / beside.len() as f64).clamp(PORT, 3.0 * PORT);
        heights[end.flow][end.place] = area.y + CORNER + number as f64 * step;
    }
    heights
}

/// How far from the left column each run is, so that few of them cross.
fn lanes(runs: &[Run], last: usize) -> Vec<f64> {
    // What goes down stands the further left the lower it begins, what goes up the further right.
    let key = |run: &Run| if run.to > run.from { (1, -run.from) } else { (0, run.from) };
    let lane = |run: &Run| {
        let mut beside: Vec<&Run> = runs.iter().filter(|other| other.gutter == run.gutter).collect();
        beside.sort_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(Ordering::Equal));
        let number = beside
            .iter()
            .position(|other| other.flow == run.flow && other.to.total_cmp(&run.to).is_eq())
            .unwrap_or_default();
        // Behind the last column there is only the side.
        let room = if run.gutter == last { SIDE - CLEAR - 6.0 } else { BETWEEN - 2.0 * CLEAR };
        let step = if beside.len() > 1 { (room / (beside.len() - 1) as f64).min(LANE) } else { 0.0 };
        let used = step * (beside.len().saturating_sub(1)) as f64;
        CLEAR + (room - used) / 2.0 + number as f64 * step
    };
    runs.iter().map(lane).collect()
}
