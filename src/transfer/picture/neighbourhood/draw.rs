//! The drawing of a neighbourhood, from where everything stands.

use super::super::thing::{self, Links, called};
use super::lines::{self, FAMILIES, Family};
use super::place::{HIGH, Places, SIDE, Spot, TOP, place};
use super::{Neighbourhood, Side};
use crate::drawing::{Anchor, Area, Colour, Face, Look, Svg};

const NAME: Face = Face { size: 12.0, colour: Colour::Ink, weight: 400 };
const CENTRE: Face = Face { size: 13.5, colour: Colour::Ink, weight: 600 };
const WORD: Face = Face { size: 10.0, colour: Colour::Muted, weight: 400 };
const HEAD: Face = Face { size: 12.0, colour: Colour::Muted, weight: 600 };
const TITLE: Face = Face { size: 17.0, colour: Colour::Ink, weight: 600 };
const LEGEND: Face = Face { size: 11.0, colour: Colour::Ink, weight: 400 };
/// Where a name begins in its box.
const BEFORE: f64 = 20.0;
/// What lies between two lines of the legend.
const LINE: f64 = 20.0;

/// Draws a neighbourhood.
pub(super) fn draw(whole: &Neighbourhood, links: Links<'_>) -> String {
    let (places, language) = (place(whole), whole.language);
    let signs = signs(whole, places.width);
    let height = places.bottom + 34.0 + signs.last().map_or(0.0, |sign| sign.at[1] + LINE);
    let title = language.choose([
        format!("{}: what it depends on and what depends on it", whole.centre.name),
        format!("{}：它所依赖的与依赖它的", whole.centre.name),
    ]);
    let mut svg = Svg::picture([places.width, height], "neighbourhood", &title, &description(whole));
    svg.label([SIDE, 32.0], Anchor::Start, TITLE, &TITLE.cut(&title, places.width - 2.0 * SIDE));
    heads(&mut svg, whole, &places);
    for (number, spot) in (1..).zip(&places.spots) {
        svg.begin_join([spot.from_number, number]);
        let (a, b) = if spot.is_behind { (spot.from, spot.area) } else { (spot.area, spot.from) };
        let middle = |area: &Area| area.y + area.height / 2.0;
        lines::draw(
            &mut svg,
            [a.right(), middle(&a)],
            [b.x, middle(&b)],
            Family::of(spot.reached.kind),
            spot.reached.is_stated,
        );
        svg.end_group();
    }
    svg.begin_node(0);
    centre(&mut svg, whole, &places, links);
    svg.end_group();
    for (number, spot) in (1..).zip(&places.spots) {
        svg.begin_node(number);
        draw_spot(&mut svg, whole, spot, links);
        svg.end_group();
    }
    for (area, side) in &places.rests {
        draw_rest(&mut svg, whole, area, side, links);
    }
    if places.spots.is_empty() {
        let nothing = language.choose(["Nothing is known to stand above or below it.", "尚无上下游关系的记录。"]);
        svg.label([places.width / 2.0, places.bottom + 24.0], Anchor::Middle, WORD, nothing);
    }
    for sign in &signs {
        sign.draw(&mut svg, places.bottom + 34.0);
    }
    svg.finish()
}

/// What stands on which side.
fn heads(svg: &mut Svg, whole: &Neighbourhood, places: &Places<'_>) {
    let words = [["it depends on", "它所依赖的"], ["depends on it", "依赖它的"]];
    for (side, (is_behind, words)) in whole.sides.iter().zip([false, true].into_iter().zip(words)) {
        if side.steps.is_empty() {
            continue;
        }
        let middle = places.centre;
        let text = whole.language.choose(words);
        if is_behind {
            svg.label([middle.right() + 24.0, TOP - 18.0], Anchor::Start, HEAD, &format!("{text} ›"));
        } else {
            svg.label([middle.x - 24.0, TOP - 18.0], Anchor::End, HEAD, &format!("‹ {text}"));
        }
    }
}

fn centre(svg: &mut Svg, whole: &Neighbourhood, places: &Places<'_>, links: Links<'_>) {
    let (area, thing) = (places.centre, &whole.centre);
    let kind = called(thing.kind, whole.language);
    svg.begin_link(&thing.address(links), &format!("{} ({kind})", thing.name));
    svg.rectangle(&area, 7.0, Look::line(Colour::Ink, 1.8).on(Colour::Card));
    thing::mark(svg, [area.x + 11.0, area.y + 17.0], thing.kind);
    svg.label(
        [area.x + BEFORE, area.y + 21.5],
        Anchor::Start,
        CENTRE,
        &CENTRE.cut(&thing.name, area.width - BEFORE - 8.0),
    );
    svg.label([area.x + BEFORE, area.y + 36.0], Anchor::Start, WORD, kind);
    svg.end_link();
}

/// A part with what joins it to the one before.
fn draw_spot(svg: &mut Svg, whole: &Neighbourhood, spot: &Spot<'_>, links: Links<'_>) {
    let (area, thing) = (spot.area, &spot.reached.thing);
    let told = told(whole, spot);
    let kind = called(thing.kind, whole.language);
    svg.begin_link(&thing.address(links), &format!("{} ({kind}): {told}", thing.name));
    svg.rectangle(&area, 5.0, Look::line(Colour::Edge, 1.0).on(Colour::Entry));
    thing::mark(svg, [area.x + 11.0, area.y + 12.5], thing.kind);
    svg.label([area.x + BEFORE, area.y + 16.5], Anchor::Start, NAME, &NAME.cut(&thing.name, area.width - BEFORE - 6.0));
    let face = Face { colour: Family::of(spot.reached.kind).colour(), ..WORD };
    svg.label([area.x + BEFORE, area.y + 29.5], Anchor::Start, face, &face.cut(&told, area.width - BEFORE - 6.0));
    svg.end_link();
}

/// What the link is, and whether its source says so.
fn told(whole: &Neighbourhood, spot: &Spot<'_>) -> String {
    let word = lines::word(spot.reached.kind, whole.language);
    if spot.reached.is_stated {
        return word.to_owned();
    }
    whole.language.choose([format!("{word} (implied)"), format!("{word}（隐含）")])
}

fn draw_rest(svg: &mut Svg, whole: &Neighbourhood, area: &Area, side: &Side, links: Links<'_>) {
    let number = format!("{}{}", side.more, if side.is_open { "+" } else { "" });
    let text = whole.language.choose([format!("and {number} more"), format!("另有{number}项")]);
    svg.begin_link(&whole.centre.address(links), &format!("{}: {text}", whole.centre.name));
    svg.rectangle(area, 5.0, Look::line(Colour::Edge, 1.0).dashed("3 2"));
    svg.label(
        [area.x + area.width / 2.0, area.y + HIGH / 2.0 + 4.0],
        Anchor::Middle,
        Face { colour: Colour::Muted, ..NAME },
        &text,
    );
    svg.end_link();
}

/// A mark of the legend with what it means, below the columns.
struct Sign {
    at: [f64; 2],
    mark: Mark,
    text: &'static str,
}

#[derive(Clone, Copy)]
enum Mark {
    Kind(entity::choice::NodeType),
    Line(Family),
    /// What a source implies, as lines of this family have it.
    Implied(Family),
}

/// The legend of what is there.
fn signs(whole: &Neighbourhood, width: f64) -> Vec<Sign> {
    let (kinds, language) = (whole.kinds(), whole.language);
    let types = whole.types().into_iter().map(|kind| (Mark::Kind(kind), called(kind, language)));
    let there = FAMILIES.iter().filter(|(family, _)| kinds.iter().any(|kind| Family::of(*kind) == *family));
    let families = there.map(|(family, words)| (Mark::Line(*family), language.choose(*words)));
    let implied = whole.reached().find(|reached| !reached.is_stated).map(|reached| {
        let family = Family::of(reached.kind);
        (Mark::Implied(family), language.choose(["implied by its source", "来源隐含"]))
    });
    let (mut x, mut y, mut signs) = (SIDE, 0.0, Vec::new());
    for (mark, text) in types.chain(families).chain(implied) {
        let wide = mark.width() + 6.0 + LEGEND.width(text);
        if x > SIDE && x + wide > width - SIDE {
            (x, y) = (SIDE, y + LINE);
        }
        signs.push(Sign { at: [x, y], mark, text });
        x += wide + 20.0;
    }
    signs
}

impl Mark {
    fn width(self) -> f64 {
        if matches!(self, Self::Kind(_)) { 9.0 } else { 40.0 }
    }
}

impl Sign {
    fn draw(&self, svg: &mut Svg, top: f64) {
        let ([x, y], wide) = ([self.at[0], self.at[1] + top], self.mark.width());
        match self.mark {
            Mark::Kind(kind) => thing::mark(svg, [x + wide / 2.0, y], kind),
            Mark::Line(family) => lines::draw(svg, [x, y], [x + wide, y], family, true),
            Mark::Implied(family) => lines::draw(svg, [x, y], [x + wide, y], family, false),
        }
        svg.label([x + wide + 6.0, y + 4.0], Anchor::Start, LEGEND, self.text);
    }
}

/// The picture in words, for those who cannot see it.
fn description(whole: &Neighbourhood) -> String {
    let words = [["It depends on", "它依赖于"], ["On it depend", "依赖它的有"]];
    let sides = whole.sides.iter().zip(words).filter(|(side, _)| !side.steps.is_empty()).map(|(side, words)| {
        let reached = side.steps.iter().flatten();
        let names =
            reached.map(|reached| format!("{} ({})", reached.thing.name, lines::word(reached.kind, whole.language)));
        format!("{}: {}.", whole.language.choose(words), names.collect::<Vec<_>>().join(", "))
    });
    sides.collect::<Vec<_>>().join(" ")
}
