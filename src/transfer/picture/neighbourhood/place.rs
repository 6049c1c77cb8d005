//! Where everything stands: steps as columns, the centre between those before it and those behind it, each column in the middle of
//! the height.

use super::{Neighbourhood, Reached, Side};
use crate::drawing::Area;

/// How high a box is, and what lies between two.
pub(super) const HIGH: f64 = 36.0;
const GAP: f64 = 9.0;
/// What is free on either side, and above the columns for what they are.
pub(super) const SIDE: f64 = 20.0;
pub(super) const TOP: f64 = 74.0;
/// How wide boxes and what lies between them are, by how many columns there are: room for names where there are few, and no more
/// than a page has where there are many.
const WIDTHS: [(f64, f64); 7] =
    [(260.0, 90.0), (260.0, 110.0), (230.0, 90.0), (210.0, 80.0), (180.0, 70.0), (158.0, 56.0), (134.0, 50.0)];
/// The least that a picture is wide.
const LEAST: f64 = 640.0;

/// The picture with its places.
#[derive(Debug)]
pub(super) struct Places<'a> {
    pub(super) width: f64,
    /// Where the columns end.
    pub(super) bottom: f64,
    pub(super) centre: Area,
    pub(super) spots: Vec<Spot<'a>>,
    /// How many more there are on each side, and where that is told.
    pub(super) rests: Vec<(Area, &'a Side)>,
}

/// A part that is reached, with its box and that of what it is reached from.
#[derive(Debug)]
pub(super) struct Spot<'a> {
    pub(super) area: Area,
    pub(super) from: Area,
    /// The number of what it is reached from: 0 is the centre, the first spot 1.
    pub(super) from_number: usize,
    pub(super) reached: &'a Reached,
    /// True of what depends on the centre.
    pub(super) is_behind: bool,
}

/// How high so many boxes are together.
fn height(boxes: usize) -> f64 {
    boxes as f64 * (HIGH + GAP) - GAP
}

/// Places everything.
pub(super) fn place(whole: &Neighbourhood) -> Places<'_> {
    let [above, below] = &whole.sides;
    let columns = above.steps.len() + 1 + below.steps.len();
    let (wide, between) = WIDTHS[(columns - 1).min(WIDTHS.len() - 1)];
    let rest = |side: &Side, step: usize| usize::from(step == 0 && side.more > 0);
    let boxes = |side: &Side| {
        let steps = side.steps.iter().enumerate().map(|(step, reached)| reached.len() + rest(side, step));
        steps.max().unwrap_or_default().max(rest(side, 0))
    };
    let high = height(boxes(above).max(boxes(below)).max(1));
    let used = columns as f64 * wide + (columns - 1) as f64 * between;
    let width = (2.0 * SIDE + used).max(LEAST);
    let middle = TOP + high / 2.0;
    let first = (width - used) / 2.0;
    let centre = Area {
        x: first + above.steps.len() as f64 * (wide + between),
        y: middle - HIGH / 2.0 - 4.0,
        width: wide,
        height: HIGH + 8.0,
    };
    let (mut spots, mut rests) = (Vec::new(), Vec::new());
    for (side, is_behind) in [(above, false), (below, true)] {
        let mut before = vec![(0, centre)];
        for (step, reached) in side.steps.iter().enumerate() {
            let far = (step + 1) as f64 * (wide + between);
            let x = if is_behind { centre.x + far } else { centre.x - far };
            let mut y = middle - height(reached.len() + rest(side, step)) / 2.0;
            let mut here = Vec::new();
            for reached in reached {
                let area = Area { x, y, width: wide, height: HIGH };
                let (from_number, from) = before[reached.from];
                spots.push(Spot { area, from, from_number, reached, is_behind });
                here.push((spots.len(), area));
                y += HIGH + GAP;
            }
            if rest(side, step) > 0 {
                rests.push((Area { x, y, width: wide, height: HIGH }, side));
            }
            before = here;
        }
    }
    Places { width, bottom: TOP + high, centre, spots, rests }
}

#[cfg(test)]
mod tests {
    use entity::choice::{LinkKind, NodeType};

    use super::super::super::thing::{Links, Thing};
    use super::super::{Neighbourhood, Reached, SHOWN, Side};
    use super::place;
    use crate::domain::display::Language;
    use crate::drawing::Area;

    /// A neighbourhood with so many parts in the steps of each side, and more that are not shown.
    fn neighbourhood(above: &[usize], below: &[usize]) -> Neighbourhood {
        let thing = || Thing { kind: NodeType::Model, slug: "m".to_owned(), name: "长 name ".repeat(60) };
        let side = |counts: &[usize]| {
            let steps = counts.iter().enumerate().map(|(step, count)| {
                let before = if step == 0 { 1 } else { counts[step - 1] };
                let reached = |place: usize| Reached {
                    thing: thing(),
                    from: place % before,
                    kind: LinkKind::Uses,
                    is_stated: place > 0,
                };
                (0..*count).map(reached).collect()
            });
            Side { steps: steps.collect(), more: counts.len() as u64, is_open: false }
        };
        Neighbourhood { language: Language::English, centre: thing(), sides: [side(above), side(below)] }
    }

    #[test]
    fn boxes_keep_apart_and_lines_lead_rightwards() {
        let shapes: [&[usize]; 6] = [&[], &[1], &[SHOWN], &[3, SHOWN], &[1, 1, 1], &[SHOWN, SHOWN, SHOWN]];
        for above in shapes {
            for below in shapes {
                let whole = neighbourhood(above, below);
                let places = place(&whole);
                let paper = Area { x: 0.0, y: 0.0, width: places.width, height: places.bottom + 1.0 };
                let spots = places.spots.iter().map(|spot| spot.area);
                let areas: Vec<Area> =
                    spots.chain(places.rests.iter().map(|(area, _)| *area)).chain([places.centre]).collect();
                assert_eq!(
                    areas.len(),
                    above.iter().chain(below).sum::<usize>()
                        + 1
                        + [above, below].iter().filter(|side| !side.is_empty()).count()
                );
                for (place, area) in areas.iter().enumerate() {
                    assert!(areas[place + 1..].iter().all(|other| !area.overlaps(other)), "{above:?} {below:?}");
                    assert!(
                        area.x >= 0.0 && area.right() <= places.width && (paper.holds(area) || areas.len() < 4),
                        "{area:?}"
                    );
                }
                for spot in &places.spots {
                    let (left, right) = if spot.is_behind { (spot.from, spot.area) } else { (spot.area, spot.from) };
                    assert!(right.x - left.right() > 40.0, "{spot:?}");
                }
                assert!(places.width <= 1300.0);
                assert!(whole.svg(Links::default()).ends_with("</svg>\n"));
            }
        }
    }
}
