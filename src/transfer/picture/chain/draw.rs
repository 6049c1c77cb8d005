//! The drawing of the chain, from where everything stands.

use super::super::mark;
use super::super::thing::{self, Links, address};
use super::card::{BEFORE, Card, Content, Piece, SMALL, STRONG, TEXT, line_height};
use super::grid::{SIDE, WIDTH};
use super::layout::{self, HEAD, Head, Layout};
use super::routes::Route;
use super::{Chain, Frame, Part};
use crate::drawing::{Anchor, Area, Colour, Face, Look, Path, Svg};

const TITLE: Face = Face { size: 23.0, colour: Colour::Ink, weight: 700 };
const BELOW: Face = Face { size: 12.5, colour: Colour::Muted, weight: 400 };
const NUMBER: Face = Face { size: 10.0, colour: Colour::Ink, weight: 600 };

/// Links of a flow whose line is the thickest, where none has more.
const THICKEST: u64 = 20;

/// Draws a chain.
pub(super) fn draw(chain: &Chain, links: Links<'_>) -> String {
    let layout = layout::place(chain, links);
    let mut svg = Svg::picture([WIDTH, layout.height], "chain", &title(chain), &description(chain));
    heading(&mut svg, chain, links);
    for head in &layout.heads {
        let [_, ground] = head.tones;
        svg.rectangle(&head.ground, 6.0, Look::filled(ground));
    }
    for head in &layout.heads {
        draw_head(&mut svg, chain, head, links);
    }
    let most = layout.routes.iter().map(|route| route.flow.links).max().unwrap_or_default().max(THICKEST);
    for route in &layout.routes {
        svg.begin_join([route.flow.from, route.flow.to]);
        draw_way(&mut svg, route, &layout, thickness(route, most));
        svg.end_group();
    }
    for (number, card) in layout.cards.iter().enumerate() {
        svg.begin_node(number);
        draw_card(&mut svg, card);
        svg.end_group();
    }
    for route in &layout.routes {
        svg.begin_join([route.flow.from, route.flow.to]);
        draw_number(&mut svg, chain, route, &layout, links);
        svg.end_group();
    }
    if layout.cards.is_empty() {
        let nothing = chain.language.choose(["Nothing of the chain is in this slice.", "产业链中没有符合条件的内容。"]);
        svg.label([SIDE - 10.0, layout.end - 14.0], Anchor::Start, Face::plain(15.0, Colour::Ink), nothing);
    }
    if let Some(legend) = &layout.legend {
        legend.draw(&mut svg);
    }
    svg.finish()
}

fn title(chain: &Chain) -> String {
    let whole = chain.language.choose(["The AI large-model industry chain", "AI大模型产业链全景图"]);
    match (&chain.above, chain.frames.first()) {
        (Some(_), Some(frame)) => frame.thing.name.clone(),
        _ => whole.to_owned(),
    }
}

/// The title, where it stands in the chain, and which data it shows.
fn heading(svg: &mut Svg, chain: &Chain, links: Links<'_>) {
    let language = chain.language;
    svg.label([SIDE - 10.0, 40.0], Anchor::Start, TITLE, &TITLE.cut(&title(chain), WIDTH - 2.0 * SIDE));
    let data = language.choose([
        format!("Data of {}, version {}", chain.day, chain.version),
        format!("数据截至{}，第{}版", chain.day, chain.version),
    ]);
    let mut x = SIDE - 10.0;
    let room = WIDTH - SIDE - x - BELOW.width(&data) - 40.0;
    if let Some(above) = &chain.above {
        let whole = language.choose(["Chain", "产业链"]).to_owned();
        let ways = std::iter::once((links.whole(), whole))
            .chain(above.iter().map(|thing| (thing.address(links), thing.name.clone())));
        for (place, (address, name)) in ways.enumerate() {
            if place > 0 {
                svg.label([x + 6.0, 63.0], Anchor::Start, BELOW, "›");
                x += 20.0;
            }
            let shown = BELOW.cut(&name, room / 5.0);
            svg.begin_link(&address, &name);
            svg.label([x, 63.0], Anchor::Start, Face { colour: Colour::First, ..BELOW }, &shown);
            svg.end_link();
            x += BELOW.width(&shown);
        }
        x += 24.0;
    }
    let about = language.choose([
        "Who and what each part is made of, what it amounts to, and what flows from part to part",
        "各环节由谁与何物构成、规模几何，以及环节之间的流向",
    ]);
    let told = match chain.above {
        None if chain.cut.is_empty() => about,
        _ => &chain.cut,
    };
    svg.label([x, 63.0], Anchor::Start, BELOW, &BELOW.cut(told, room - x));
    svg.label([WIDTH - SIDE + 10.0, 63.0], Anchor::End, BELOW, &data);
}

/// The head of a stage: an arrow to the next one.
fn draw_head(svg: &mut Svg, chain: &Chain, head: &Head<'_>, links: Links<'_>) {
    let (Area { x, y, width, .. }, [tone, _]) = (head.area, head.tones);
    let (tip, low, middle) = (x + width + 14.0, y + HEAD, y + HEAD / 2.0);
    let path = Path::from([x, y]).level(x + width).line([tip, middle]).line([x + width, low]).level(x).close();
    let name = Face::bold(17.0, Colour::Paper);
    let counts = Face::plain(12.0, Colour::Paper);
    let told = head.frame.counts.text(chain.language);
    let room = width - 24.0;
    let shown = name.cut(&head.frame.thing.name, room);
    svg.begin_link(&head.frame.thing.address(links), &format!("{}: {told}", head.frame.thing.name));
    svg.path(&path, Look::filled(tone));
    svg.label([x + 14.0, middle - 2.0], Anchor::Start, name, &shown);
    let more = further(chain, head.frame);
    svg.label([x + 14.0, middle + 15.0], Anchor::Start, counts, &counts.cut(&format!("{told}{more}"), room));
    svg.end_link();
}

fn further(chain: &Chain, frame: &Frame) -> String {
    let more = frame.more;
    if more.number == 0 {
        return String::new();
    }
    chain.language.choose([format!(" · and {} more sectors", more.text()), format!(" · 另有{}个环节", more.text())])
}

fn draw_card(svg: &mut Svg, card: &Card<'_>) {
    svg.begin_group(&card.part.thing.name);
    svg.rectangle(&card.area, 6.0, Look::line(Colour::Edge, 1.0).on(Colour::Card));
    let stripe = Area { width: 3.0, height: card.area.height - 12.0, y: card.area.y + 6.0, ..card.area };
    svg.rectangle(&stripe, 1.5, Look::filled(card.tone));
    for piece in &card.pieces {
        if let Some((address, name)) = &piece.link {
            svg.begin_link(address, name);
        }
        draw_piece(svg, piece);
        if piece.link.is_some() {
            svg.end_link();
        }
    }
    svg.end_group();
}

fn draw_piece(svg: &mut Svg, piece: &Piece<'_>) {
    let Area { x, y, height, .. } = piece.area;
    match &piece.content {
        Content::Lines(face, lines) => draw_lines(svg, [x, y], *face, lines),
        Content::Entry(thing, name) => {
            svg.rectangle(&piece.area, 4.0, Look::line(Colour::Edge, 1.0).on(Colour::Entry));
            thing::mark(svg, [x + 9.0, y + height / 2.0], thing.kind);
            svg.label([x + BEFORE, y + height / 2.0 + 4.0], Anchor::Start, TEXT, name);
        }
        Content::Rest(text) => {
            svg.rectangle(&piece.area, 4.0, Look::line(Colour::Edge, 1.0).dashed("3 2"));
            svg.label([x + piece.area.width / 2.0, y + height / 2.0 + 4.0], Anchor::Middle, SMALL, text);
        }
        Content::Figure { figure, display, status, about } => {
            let ink = mark::colour(figure.status);
            mark::mark(svg, [x + 5.5, y + 10.0], figure.status);
            let (last, before) = display.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
            draw_lines(svg, [x + BEFORE, y], STRONG, before);
            let base = y + before.len() as f64 * line_height(STRONG);
            svg.labels([x + BEFORE, base + STRONG.size], (STRONG, last), (Face { colour: ink, ..SMALL }, status));
            let below = base + line_height(STRONG);
            draw_lines(svg, [x + BEFORE, below], SMALL, about);
        }
    }
}

fn draw_lines(svg: &mut Svg, [x, y]: [f64; 2], face: Face, lines: &[String]) {
    for (place, line) in lines.iter().enumerate() {
        let base = y + place as f64 * line_height(face) + face.size;
        svg.label([x, base], Anchor::Start, face, line);
    }
}

/// How thick the line of a flow is: the more links, the thicker.
fn thickness(route: &Route, most: u64) -> f64 {
    let part = route.flow.links as f64 / most as f64;
    ((1.2 + 3.3 * part.sqrt()) * 10.0).round() / 10.0
}

/// The line of a flow, with an edge that tells it from those that it crosses.
fn draw_way(svg: &mut Svg, route: &Route, layout: &Layout<'_>, thickness: f64) {
    let Some(([x, y], before)) = route.points.split_last().map(|(last, before)| (*last, before)) else { return };
    let back = if before.last().is_some_and(|point| point[0] < x) { -7.0 } else { 7.0 };
    let mut points = before.to_vec();
    points.push([x + back, y]);
    let Some(path) = rounded(&points) else { return };
    let tone = layout.cards[route.flow.from].tone;
    svg.path(&path, Look::line(Colour::Paper, thickness + 2.0));
    svg.path(&path, Look::line(tone, thickness));
    let half = 3.0 + thickness / 2.0;
    let head = Path::from([x + back, y - half]).line([x, y]).line([x + back, y + half]).close();
    svg.path(&head, Look::filled(tone));
}

/// A path through points with round corners; nothing through none.
fn rounded(points: &[[f64; 2]]) -> Option<Path> {
    let mut path = Path::from(*points.first()?);
    for three in points.windows(3) {
        let [[a, b], [x, y], [c, d]] = [three[0], three[1], three[2]];
        let (before, behind) = ((x - a).abs() + (y - b).abs(), (c - x).abs() + (d - y).abs());
        let radius = 6.0_f64.min(before / 2.0).min(behind / 2.0);
        let towards = |from: f64, to: f64| if (to - from).abs() < 0.05 { 0.0 } else { radius * (to - from).signum() };
        let (from, to) = ([x + towards(x, a), y + towards(y, b)], [x + towards(x, c), y + towards(y, d)]);
        path = path.line(from).corner([x, y], to);
    }
    Some(path.line(*points.last()?))
}

/// How many links a flow has, where it begins; it leads to its start.
fn draw_number(svg: &mut Svg, chain: &Chain, route: &Route, layout: &Layout<'_>, links: Links<'_>) {
    let Some([x, y]) = route.points.first().copied() else { return };
    let (from, to) = (&layout.cards[route.flow.from].part.thing, &layout.cards[route.flow.to].part.thing);
    let text = route.flow.links.to_string();
    let width = NUMBER.width(&text) + 8.0;
    let name = chain.language.choose([
        format!("{} → {}: {text} links", from.name, to.name),
        format!("{} → {}：{text}条关系", from.name, to.name),
    ]);
    svg.begin_link(&address(links, "sector", &from.slug), &name);
    let area = Area { x: x - width / 2.0, y: y - 7.5, width, height: 15.0 };
    svg.rectangle(&area, 7.5, Look::line(layout.cards[route.flow.from].tone, 1.2).on(Colour::Paper));
    svg.label([x, y + 3.6], Anchor::Middle, NUMBER, &text);
    svg.end_link();
}

/// The picture in words, for those who cannot see it.
fn description(chain: &Chain) -> String {
    let language = chain.language;
    let part = |part: &Part| {
        let figure = part.figure.as_ref().map(|figure| {
            format!(
                "{}: {} ({}, {})",
                figure.name,
                figure.display,
                mark::word(figure.status, language),
                figure.citation
            )
        });
        let told = std::iter::once(part.counts.text(language)).chain(figure);
        format!("{} ({})", part.thing.name, told.collect::<Vec<_>>().join("; "))
    };
    let frames = chain.frames.iter().map(|frame| {
        let parts: Vec<String> = frame.parts.iter().map(part).collect();
        format!("{}: {}.", frame.thing.name, parts.join(", "))
    });
    let names: Vec<&str> = chain.parts().map(|part| part.thing.name.as_str()).collect();
    let flows = chain.flows.iter().map(|flow| format!("{} → {}: {}.", names[flow.from], names[flow.to], flow.links));
    let mut told: Vec<String> = frames.chain(flows).collect();
    if told.is_empty() {
        told.push(
            language.choose(["Nothing of the chain is in this slice.", "产业链中没有符合条件的内容。"]).to_owned(),
        );
    }
    told.join(" ")
}
