//! Where everything stands: stages side by side from left to right, each over as many columns as it has boxes for, boxes in their
//! order down the columns. What is left of the width goes to the stage that is highest.

use entity::choice::Stage;

use super::super::thing::Links;
use super::card::{Card, Maker};
use super::grid::Grid;
use super::legend::{self, Legend};
use super::routes::{self, Route};
use super::{Chain, Frame, Part};
use crate::drawing::{Area, Colour};

/// Where the heads of the stages begin, and how high they are.
const TOP: f64 = 84.0;
pub(super) const HEAD: f64 = 46.0;
/// What lies between two boxes.
const APART: f64 = 14.0;

/// The picture with its places.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) height: f64,
    pub(super) heads: Vec<Head<'a>>,
    pub(super) cards: Vec<Card<'a>>,
    pub(super) routes: Vec<Route>,
    /// None where nothing is drawn.
    pub(super) legend: Option<Legend>,
    /// Where the legend begins.
    pub(super) end: f64,
}

/// The head of a stage, and the ground under its boxes.
#[derive(Debug)]
pub(super) struct Head<'a> {
    pub(super) area: Area,
    pub(super) ground: Area,
    pub(super) frame: &'a Frame,
    pub(super) tones: [Colour; 2],
}

/// The colour of a stage, and of its ground.
pub(super) fn tones(stage: Stage) -> [Colour; 2] {
    match stage {
        Stage::Upstream => [Colour::First, Colour::FirstGround],
        Stage::Midstream => [Colour::Second, Colour::SecondGround],
        Stage::Downstream => [Colour::Third, Colour::ThirdGround],
    }
}

/// Places everything.
pub(super) fn place<'a>(chain: &'a Chain, links: Links<'a>) -> Layout<'a> {
    let grid = Grid::of(chain.frames.len(), chain.parts().count());
    let maker = Maker { links, language: chain.language, width: grid.width };
    let frames: Vec<(&Frame, Vec<Card<'_>>)> = chain
        .frames
        .iter()
        .map(|frame| {
            let [tone, _] = tones(frame.stage);
            (frame, frame.parts.iter().map(|part: &Part| maker.card(part, tone)).collect())
        })
        .collect();
    let heights: Vec<Vec<f64>> =
        frames.iter().map(|(_, cards)| cards.iter().map(|card| card.area.height + APART).collect()).collect();
    let columns = columns(&heights, grid.columns);
    // Which column each part is in tells what has to be led around others, and so how much room that takes.
    let mut places = Vec::new();
    let mut first = 0;
    for (heights, columns) in heights.iter().zip(&columns) {
        places.extend(spread(heights, *columns).into_iter().map(|column| first + column));
        first += columns;
    }
    let top = TOP + HEAD + routes::room(&chain.flows, &places);
    let (mut heads, mut cards, mut bottom) = (Vec::new(), Vec::new(), top);
    let mut ends = vec![top; first.max(1)];
    for card in frames.into_iter().flat_map(|(_, cards)| cards) {
        let column = places[cards.len()];
        let card = card.moved(grid.x(column), ends[column]);
        ends[column] = card.area.bottom() + APART;
        bottom = bottom.max(card.area.bottom());
        cards.push(card);
    }
    let mut first = 0;
    for (frame, columns) in chain.frames.iter().zip(columns) {
        let x = grid.x(first) - 10.0;
        let width = grid.x(first + columns - 1) + grid.width + 10.0 - x;
        first += columns;
        let area = Area { x, y: TOP, width, height: HEAD };
        let ground = Area { x, y: TOP + HEAD - 4.0, width, height: bottom + APART - TOP - HEAD };
        heads.push(Head { area, ground, frame, tones: tones(frame.stage) });
    }
    let end = if chain.frames.is_empty() { TOP + 40.0 } else { bottom + 34.0 };
    let legend = (!chain.frames.is_empty()).then(|| legend::place(chain.language, end));
    let height = legend.as_ref().map_or(end, |legend| legend.bottom) + 24.0;
    let routes = routes::lead(&chain.flows, &cards, &places, TOP + HEAD + 6.0);
    Layout { height, heads, cards, routes, legend, end }
}

/// How many columns each stage gets.
fn columns(heights: &[Vec<f64>], all: usize) -> Vec<usize> {
    let mut columns = vec![1; heights.len()];
    for _ in heights.len()..all {
        let gain = |place: &usize| {
            let (now, parts) = (columns[*place], &heights[*place]);
            if now < parts.len() { highest(parts, now) } else { 0.0 }
        };
        let highest = (0..heights.len()).rev().max_by(|a, b| gain(a).total_cmp(&gain(b)));
        match highest.filter(|place| gain(place) > 0.0) {
            Some(place) => columns[place] += 1,
            None => break,
        }
    }
    columns
}

/// The height of the highest of so many columns.
fn highest(heights: &[f64], columns: usize) -> f64 {
    let mut sums = vec![0.0; columns];
    for (height, column) in heights.iter().zip(spread(heights, columns)) {
        sums[column] += height;
    }
    sums.into_iter().fold(0.0, f64::max)
}

/// The column of each box: in their order, so that the highest column is as low as it can be.
fn spread(heights: &[f64], columns: usize) -> Vec<usize> {
    let fill = |most: f64| {
        let (mut column, mut sum, mut places) = (0, 0.0, Vec::new());
        for height in heights {
            if sum > 0.0 && sum + height > most {
                (column, sum) = (column + 1, 0.0);
            }
            sum += height;
            places.push(column);
        }
        (column < columns).then_some(places)
    };
    // One of the sums of neighbours is the height.
    let sums =
        (0..heights.len()).flat_map(|from| (from..heights.len()).map(move |to| heights[from..=to].iter().sum::<f64>()));
    let fitting = sums.filter_map(|most| fill(most).map(|places| (most, places)));
    fitting.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, places)| places).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use entity::choice::{NodeType, ObservationStatus, Stage};

    use super::super::super::mark::Figure;
    use super::super::super::thing::{Links, Thing};
    use super::super::grid::WIDTH;
    use super::super::{Cell, Chain, Count, Counts, Flow, Frame, Part};
    use super::{Area, Layout, place};
    use crate::domain::display::Language;
    use crate::drawing::clean;

    /// A generator of numbers that are the same in every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
        }

        fn name(&mut self) -> String {
            let names = [
                "AI chips",
                "国内AI大模型",
                "W",
                "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
                "نماذج لغوية كبيرة",
                "👩‍👩‍👧‍👧",
            ];
            let name = names[self.below(names.len())];
            clean(&name.repeat(1 + self.below(40) * self.below(2)))
        }

        fn thing(&mut self) -> Thing {
            let kinds = [NodeType::Vendor, NodeType::Model, NodeType::Technology];
            Thing { kind: kinds[self.below(3)], slug: format!("thing-{}", self.below(1000)), name: self.name() }
        }

        fn count(&mut self) -> Count {
            Count { number: self.below(3) as u64 * self.below(100_000) as u64, is_exact: self.below(2) == 0 }
        }

        fn counts(&mut self) -> Counts {
            Counts { vendors: self.count(), models: self.count(), technologies: self.count() }
        }

        fn figure(&mut self) -> Figure {
            let (metric, source) = ("metric".to_owned(), "source".to_owned());
            let [name, display, period, citation] = [self.name(), self.name(), self.name(), self.name()];
            Figure { metric, name, display, status: ObservationStatus::Estimate, period, until: None, source, citation }
        }

        fn part(&mut self) -> Part {
            let cells = (0..self.below(7)).map(|place| {
                let entries = (0..self.below(20)).map(|_| self.thing()).collect();
                Cell { of: (place > 0).then(|| self.thing()), entries, more: self.count() }
            });
            let cells = cells.collect();
            let figure = (self.below(2) == 0).then(|| self.figure());
            Part { thing: self.thing(), counts: self.counts(), figure, cells, more: self.count() }
        }

        fn chain(&mut self) -> Chain {
            let stages = [Stage::Upstream, Stage::Midstream, Stage::Downstream, Stage::Downstream];
            let frames = stages.iter().take(self.below(5)).map(|stage| {
                let parts = (0..1 + self.below(24)).map(|_| self.part()).collect();
                Frame { thing: self.thing(), stage: *stage, counts: self.counts(), parts, more: self.count() }
            });
            let frames: Vec<Frame> = frames.collect();
            let parts: usize = frames.iter().map(|frame| frame.parts.len()).sum();
            let mut flows = Vec::new();
            for _ in 0..if parts > 1 { 14 } else { 0 } {
                let (from, to) = (self.below(parts), self.below(parts));
                if from != to && !flows.iter().any(|flow: &Flow| (flow.from, flow.to) == (from, to)) {
                    flows.push(Flow { from, to, links: 1 + self.below(500) as u64 });
                }
            }
            let language = [Language::English, Language::Chinese][self.below(2)];
            let above = (self.below(2) == 0).then(|| vec![self.thing(), self.thing()]);
            Chain { language, cut: self.name(), above, frames, flows, version: 1, day: "2026-01-01".to_owned() }
        }
    }

    fn apart(areas: &[&Area]) -> bool {
        areas.iter().enumerate().all(|(place, area)| areas[place + 1..].iter().all(|other| !area.overlaps(other)))
    }

    /// True where a stretch of a way passes under an area.
    fn passes(from: [f64; 2], to: [f64; 2], area: &Area) -> bool {
        let (x, y) = (from[0].min(to[0]), from[1].min(to[1]));
        let line = Area { x, y, width: (from[0] - to[0]).abs().max(0.1), height: (from[1] - to[1]).abs().max(0.1) };
        let inner = Area { x: area.x + 0.2, y: area.y, width: area.width - 0.4, height: area.height };
        line.overlaps(&inner)
    }

    fn check(layout: &Layout<'_>) {
        let paper = Area { x: 0.0, y: 0.0, width: WIDTH, height: layout.height };
        let cards: Vec<&Area> = layout.cards.iter().map(|card| &card.area).collect();
        let heads: Vec<&Area> = layout.heads.iter().map(|head| &head.area).collect();
        assert!(apart(&cards) && apart(&heads));
        assert!(cards.iter().chain(&heads).all(|area| paper.holds(area) && area.bottom() < layout.end));
        for card in &layout.cards {
            let pieces: Vec<&Area> = card.pieces.iter().map(|piece| &piece.area).collect();
            assert!(apart(&pieces), "{pieces:?}");
            assert!(layout.heads.iter().any(|head| head.ground.holds(&card.area)));
            for piece in &card.pieces {
                assert!(card.area.holds(&piece.area), "{piece:?} in {:?}", card.area);
                for (face, text, beside) in piece.content.texts() {
                    assert!(face.width(text) + beside <= piece.area.width + 0.01, "{text:?} in {:?}", piece.area);
                }
            }
        }
        for route in &layout.routes {
            for pair in route.points.windows(2) {
                assert!(pair[0][0] == pair[1][0] || pair[0][1] == pair[1][1], "lines run along or down: {pair:?}");
                assert!(pair.iter().all(|[x, y]| (0.0..=WIDTH).contains(x) && (0.0..=layout.height).contains(y)));
                assert!(cards.iter().all(|area| !passes(pair[0], pair[1], area)), "{route:?}");
            }
        }
        assert!(layout.legend.as_ref().is_none_or(|legend| legend.bottom <= layout.height));
    }

    #[test]
    fn boxes_keep_apart_and_labels_keep_to_their_boxes() {
        let mut routes = 0;
        for seed in 0..100 {
            let chain = Random(seed).chain();
            let layout = place(&chain, Links::default());
            check(&layout);
            routes += layout.routes.len();
        }
        assert!(routes > 500, "only {routes} flows were led");
    }

    #[test]
    fn equal_chains_are_drawn_alike() {
        for seed in 0..20 {
            assert_eq!(Random(seed).chain().svg(Links::of("/base")), Random(seed).chain().svg(Links::of("/base")));
        }
    }
}
