//! The chain from the answer to its document.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use entity::choice::{LinkKind, NodeType, Stage};
use serde_json::Value as Json;

use super::super::mark::Figure;
use super::super::thing::Thing;
use super::ask::{Cut, KINDS};
use super::{Cell, Chain, Count, Counts, Flow, Frame, Part};
use crate::catalogue::labels;
use crate::domain::dependence;
use crate::domain::display::Language;
use crate::drawing::clean;

/// Entries of a part, shared by its cells, and the least that one of them has; one level deeper there is room for more.
const ENTRIES: usize = 30;
const DEEPER: usize = 48;
const LEAST: usize = 6;
/// What there is in a sector.
const LISTS: [&str; 3] = ["vendors", "models", "technologies"];
/// Flows that are drawn.
const FLOWS: usize = 14;

impl Chain {
    /// Reads what stands under `data`; nothing where the sector to begin at is not there.
    pub fn read(data: &Json, cut: &Cut, language: Language) -> Option<Self> {
        let (above, rows) = match &data["sector"] {
            Json::Object(_) => {
                let above = rows(&data["sector"], "ancestors").iter().filter_map(Thing::read).collect();
                (Some(above), std::slice::from_ref(&data["sector"]))
            }
            _ if cut.sector.is_some() => return None,
            _ => (None, nodes(&data["stages"])),
        };
        let reading =
            Reading { is_whole: cut.is_whole(), entries: if above.is_some() { DEEPER } else { ENTRIES }, language };
        let (mut frames, mut sectors) = (Vec::new(), HashMap::new());
        for row in rows {
            let inside = nodes(&row["children"]);
            let before = frames.iter().map(|frame: &Frame| frame.parts.len()).sum::<usize>();
            let mut kept = Vec::new();
            for part in inside {
                if let Some(found) = part_of(part, reading).filter(|found| reading.has(found)) {
                    slugs(part, &mut |slug| {
                        sectors.insert(slug.to_owned(), before + kept.len());
                    });
                    kept.push(found);
                }
            }
            // A sector without others in it is a box of its own; in one with others the last box has what belongs to none of them.
            let general = if inside.is_empty() { part_of(row, reading) } else { general_of(row, reading) };
            if let Some(general) = general.filter(|general| reading.has(general)) {
                sectors.extend(row["slug"].as_str().map(|slug| (slug.to_owned(), before + kept.len())));
                kept.push(general);
            }
            frames.extend(frame_of(row, kept, inside.len()).filter(|frame| !frame.parts.is_empty()));
        }
        let flows = flows(&data["links"]["groups"], &sectors);
        Some(Self {
            language,
            cut: described(cut, language),
            above,
            frames,
            flows,
            version: data["state"]["version"].as_u64().unwrap_or_default(),
            day: data["state"]["updatedAt"].as_str().unwrap_or_default().chars().take(10).collect(),
        })
    }
}

/// What a part is read for.
#[derive(Clone, Copy)]
struct Reading {
    /// False where a slice leaves things out: then what it leaves nothing of is not drawn.
    is_whole: bool,
    entries: usize,
    language: Language,
}

impl Reading {
    /// True where a part is drawn.
    fn has(self, part: &Part) -> bool {
        self.is_whole || part.counts.sum().number > 0
    }
}

fn rows<'a>(row: &'a Json, list: &str) -> &'a [Json] {
    row[list].as_array().map_or(&[], Vec::as_slice)
}

fn nodes(list: &Json) -> &[Json] {
    rows(list, "nodes")
}

fn count_of(list: &Json) -> Count {
    let total = &list["total"];
    Count { number: total["count"].as_u64().unwrap_or_default(), is_exact: total["isExact"] != false }
}

fn counts_of(row: &Json) -> Counts {
    let [vendors, models, technologies] = ["vendorsIn", "modelsIn", "technologiesIn"].map(|list| count_of(&row[list]));
    Counts { vendors, models, technologies }
}

/// How many its own lists have.
fn own_counts(row: &Json) -> Counts {
    let [vendors, models, technologies] = LISTS.map(|list| count_of(&row[list]));
    Counts { vendors, models, technologies }
}

fn frame_of(row: &Json, parts: Vec<Part>, inside: usize) -> Option<Frame> {
    let stage = Stage::of_text(row["stage"].as_str()?)?;
    let more = count_of(&row["children"]).without(inside);
    Some(Frame { thing: Thing::read(row)?, stage, counts: counts_of(row), parts, more })
}

fn part_of(row: &Json, reading: Reading) -> Option<Part> {
    let inside = nodes(&row["cells"]);
    let own = own_counts(row).sum().number > 0;
    let rows = own.then_some((None, row)).into_iter().chain(inside.iter().map(|cell| (Thing::read(cell), cell)));
    let filled = |cell: &Json| reading.is_whole || own_counts(cell).sum().number > 0;
    let rows: Vec<(Option<Thing>, &Json)> = rows.filter(|(of, cell)| of.is_none() || filled(cell)).collect();
    let room = (reading.entries / rows.len().max(1)).max(LEAST);
    let cells = rows.into_iter().map(|(of, cell)| cell_of(of, cell, room)).collect();
    let more = count_of(&row["cells"]).without(inside.len());
    Some(Part { thing: Thing::read(row)?, counts: counts_of(row), figure: figure_of(row), cells, more })
}

/// What belongs to a sector and to none in it; none where there is nothing.
fn general_of(row: &Json, reading: Reading) -> Option<Part> {
    let counts = own_counts(row);
    let thing = Thing::read(row).filter(|_| counts.sum().number > 0)?;
    let name = reading.language.choose([format!("{} as a whole", thing.name), format!("{}总体", thing.name)]);
    let cells = vec![cell_of(None, row, reading.entries)];
    Some(Part { thing: Thing { name, ..thing }, counts, figure: None, cells, more: Count::NONE })
}

/// What a cell shows: vendors, models and technologies in turn, of each type those with most relations.
fn cell_of(of: Option<Thing>, row: &Json, room: usize) -> Cell {
    let lists = LISTS.map(|list| {
        let mut rows: Vec<&Json> = nodes(&row[list]).iter().collect();
        rows.sort_by_key(|row| Reverse(row["links"]["total"]["count"].as_u64().unwrap_or_default()));
        rows.into_iter().filter_map(Thing::read).collect::<Vec<_>>()
    });
    let mut taken = [0; 3];
    let mut left = room;
    while left > 0 && taken.iter().zip(&lists).any(|(taken, list)| *taken < list.len()) {
        for (taken, list) in taken.iter_mut().zip(&lists) {
            if left > 0 && *taken < list.len() {
                *taken += 1;
                left -= 1;
            }
        }
    }
    let entries: Vec<Thing> =
        lists.into_iter().zip(taken).flat_map(|(list, taken)| list.into_iter().take(taken)).collect();
    Cell { of, more: own_counts(row).sum().without(entries.len()), entries }
}

/// The newest figure of the part as a whole or of a sector in it, else of something in it; what says how much goes before what says
/// how large a share.
fn figure_of(row: &Json) -> Option<Figure> {
    let newest = |list: &str| {
        let sectors = std::iter::once(row).chain(nodes(&row["cells"]));
        let metrics = sectors.flat_map(|sector| nodes(&sector[list]));
        let found = metrics.filter_map(|metric| Some((metric["kind"].as_str()?, Figure::read(metric)?)));
        // Of equal ones the first in the order of the list.
        let place = |kind: &str| KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len());
        found.min_by_key(|(kind, figure)| (place(kind), Reverse(figure.until.clone()))).map(|(_, figure)| figure)
    };
    newest("market").or_else(|| newest("figures"))
}

/// The sector itself and what is listed below it.
fn slugs<'a>(row: &'a Json, take: &mut impl FnMut(&'a str)) {
    if let Some(slug) = row["slug"].as_str() {
        take(slug);
    }
    for list in ["cells", "children"] {
        nodes(&row[list]).iter().for_each(|below| slugs(below, take));
    }
}

/// The main flows: links between sectors of different parts, by what depends on what, those with most links first.
fn flows(groups: &Json, sectors: &HashMap<String, usize>) -> Vec<Flow> {
    let mut found: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for group in groups.as_array().into_iter().flatten() {
        let text = |place: usize| group["keys"][place].as_str();
        let Some(kind) = text(0).and_then(LinkKind::of_text) else { continue };
        let part = |place: usize| text(place).and_then(|slug| sectors.get(slug)).copied();
        let Some((start, end)) = part(1).zip(part(2)).filter(|(start, end)| start != end) else { continue };
        let ends = match dependence::of_link(kind, NodeType::Technology).flow() {
            1 => (start, end),
            -1 => (end, start),
            _ => continue,
        };
        *found.entry(ends).or_default() += group["count"].as_u64().unwrap_or_default();
    }
    let mut flows: Vec<Flow> = found.into_iter().map(|((from, to), links)| Flow { from, to, links }).collect();
    flows.sort_by_key(|flow| (Reverse(flow.links), flow.from, flow.to));
    flows.truncate(FLOWS);
    flows
}

/// What a slice leaves, in words.
fn described(cut: &Cut, language: Language) -> String {
    let words = [
        ("stages", ["stages", "阶段"]),
        ("sectors", ["sectors", "环节"]),
        ("countries", ["countries", "国家"]),
        ("vendors", ["vendors", "厂商"]),
        ("from", ["from", "自"]),
        ("to", ["to", "至"]),
        ("text", ["found by", "搜索"]),
    ];
    let told = words.into_iter().filter_map(|(name, words)| {
        let value = match cut.slice.get(name)? {
            Json::Array(items) => {
                let items = items.iter().filter_map(Json::as_str).take(20);
                let called = |item| {
                    labels("Stage", item).filter(|_| name == "stages").map_or(item, |words| language.choose(words))
                };
                items.map(called).collect::<Vec<_>>().join(language.choose([", ", "、"]))
            }
            value => value.as_str()?.to_owned(),
        };
        Some(language.choose([format!("{} {value}", words[0]), format!("{}：{value}", words[1])]))
    });
    clean(&told.collect::<Vec<_>>().join(language.choose(["; ", "；"])))
}
