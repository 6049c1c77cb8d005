//! The neighbourhood of a part of the chain: from the left what it depends on, to the right what depends on it, step by step, with
//! what each relation is and whether its source says so.

mod draw;
mod lines;
mod place;

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use entity::choice::{LinkKind, NodeType};
use serde_json::{Map, Value as Json};

use super::PictureError;
use super::ask::{apart, nearest};
use super::thing::{Links, Thing};
use crate::domain::display::Language;
use crate::service::{Caller, Service};

/// What a request can set: which part, by its type, and how many steps are walked.
pub const OPTIONS: [&str; 6] = ["vendor", "model", "sector", "technology", "trend", "depth"];

/// The most steps to either side, and the most parts that a step shows.
const DEEPEST: u64 = 3;
const SHOWN: usize = 12;

/// What a document has to hold for the picture to be read from what it says of a part, with the variables `$locale: Locale` and
/// `$depth: Int`, 1 to 3: the fragment `PictureNeighbourhood`, and what it spreads.
///
/// What belongs to a sector stands before it. The API tells it on both sides; here it is not asked for behind it once more.
pub fn fragments() -> &'static str {
    static FRAGMENTS: LazyLock<String> = LazyLock::new(|| {
        let kinds: Vec<&str> =
            LinkKind::TEXTS.iter().copied().filter(|kind| *kind != LinkKind::PartOf.text()).collect();
        let below = OPTIONS[..5].iter().map(|option| {
            let kinds = if *option == "sector" { format!(", kinds: [{}]", kinds.join(", ")) } else { String::new() };
            let of = format!("{}{}", option[..1].to_uppercase(), &option[1..]);
            format!("  ... on {of} {{ downstream(first: 100, maxDepth: $depth{kinds}) {{ ...PictureReached }} }}\n")
        });
        format!(
            "fragment PictureNeighbourhood on ChainNode {{ __typename slug name(locale: $locale)
  upstream(first: 100, maxDepth: $depth) {{ ...PictureReached }}
{}}}
fragment PictureReached on ImpactConnection {{ total(limit: 1000) {{ count isExact }} edges {{ distance
  node {{ __typename slug name(locale: $locale) }} path {{ nodes {{ __typename slug }} links {{ kind stated }} }} }}
}}
",
            below.collect::<String>()
        )
    });
    &FRAGMENTS
}

/// A part of the chain with what is around it, ready to be drawn.
#[derive(Debug)]
pub struct Neighbourhood {
    language: Language,
    centre: Thing,
    /// What it depends on, and what depends on it.
    sides: [Side; 2],
}

/// One side of the neighbourhood.
#[derive(Debug, Default)]
struct Side {
    /// What is reached in one step, in two, in three.
    steps: Vec<Vec<Reached>>,
    /// How many more there are.
    more: u64,
    /// True where there are more than were counted.
    is_open: bool,
}

/// A part that is reached, with the last link of the way to it.
#[derive(Debug)]
struct Reached {
    thing: Thing,
    /// The place in the step before that it is reached from; the centre has 0.
    from: usize,
    kind: LinkKind,
    /// False where the source implies the link without saying so.
    is_stated: bool,
}

impl Neighbourhood {
    /// Draws what is around the part that the options of a request name. Its links begin with `base`.
    ///
    /// # Errors
    /// Why there is no picture.
    pub async fn draw(
        service: &Arc<Service>,
        options: &[(String, String)],
        base: &str,
        caller: &Caller,
    ) -> Result<String, PictureError> {
        let language = Language::of(caller.chinese);
        if let Some((name, _)) = options.iter().find(|(name, _)| !OPTIONS.contains(&name.as_str())) {
            return Err(PictureError::Option(name.clone()));
        }
        let mut variables = Map::from_iter([("locale".to_owned(), Json::from(language.choose(["EN", "ZH"])))]);
        let mut parts = options.iter().filter(|(name, _)| name != "depth");
        let (Some((kind, slug)), None) = (parts.next(), parts.next()) else {
            return Err(PictureError::OneOf(&OPTIONS[..5]));
        };
        variables.insert("slug".to_owned(), Json::from(slug.as_str()));
        if let Some((_, text)) = options.iter().find(|(name, _)| name == "depth") {
            let depth = text.parse().ok().filter(|depth| (1..=DEEPEST).contains(depth));
            variables.insert("depth".to_owned(), Json::from(depth.ok_or(PictureError::Depth(DEEPEST))?));
        }
        let document = format!(
            "query NeighbourhoodPicture($locale: Locale, $slug: String!, $depth: Int = 1) {{ {kind}(by: {{slug: $slug}}) {{ \
             ...PictureNeighbourhood }} }}\n{}",
            fragments()
        );
        let answer = super::ask::ask(service, document, variables, caller).await?;
        let (base, kind) = (base.to_owned(), kind.clone());
        let drawn = apart(move || {
            let read = Self::read(&answer["data"][kind], language);
            read.map(|read| read.svg(Links::of(&base))).ok_or_else(|| nearest(&answer))
        });
        drawn.await?.map_err(PictureError::NotFound)
    }

    /// Reads what the fragment says of a part; nothing where there is none.
    pub fn read(part: &Json, language: Language) -> Option<Self> {
        let centre = Thing::read(part)?;
        let sides = ["upstream", "downstream"].map(|side| side_of(&part[side]));
        Some(Self { language, centre, sides })
    }

    /// The drawing.
    pub fn svg(&self, links: Links<'_>) -> String {
        draw::draw(self, links)
    }
}

/// Who is a part, whatever it is called.
type Key<'a> = (&'a str, &'a str);

fn key(row: &Json) -> Option<Key<'_>> {
    Some((row["__typename"].as_str()?, row["slug"].as_str()?))
}

/// Reads a side: of each step those that are reached from what the step before shows.
fn side_of(list: &Json) -> Side {
    let edges = list["edges"].as_array().map_or(&[] as &[Json], Vec::as_slice);
    let mut steps: Vec<Vec<Reached>> = Vec::new();
    let mut before: Vec<Option<Key<'_>>> = Vec::new();
    let mut shown = 0;
    for distance in 1..=DEEPEST {
        let here = edges.iter().filter(|edge| edge["distance"].as_u64() == Some(distance));
        let found = here.filter_map(|edge| {
            let (nodes, links) = (edge["path"]["nodes"].as_array()?, edge["path"]["links"].as_array()?);
            let (last, link) = (nodes.len().checked_sub(2)?, links.last()?);
            let from =
                if distance == 1 { Some(0) } else { before.iter().position(|known| *known == key(&nodes[last])) };
            let kind = LinkKind::of_text(link["kind"].as_str()?)?;
            let reached =
                Reached { thing: Thing::read(&edge["node"])?, from: from?, kind, is_stated: link["stated"] != false };
            Some((key(&edge["node"]), reached))
        });
        // What is reached from one place stands together; of each step so many find room.
        let mut found: Vec<_> = found.take(SHOWN).collect();
        found.sort_by_key(|(_, reached)| reached.from);
        if found.is_empty() {
            break;
        }
        shown += found.len() as u64;
        let (keys, reached) = found.into_iter().unzip();
        before = keys;
        steps.push(reached);
    }
    let total = &list["total"];
    let more = total["count"].as_u64().unwrap_or_default().saturating_sub(shown);
    Side { steps, more, is_open: total["isExact"] == false }
}

impl Neighbourhood {
    /// Everything that is reached.
    fn reached(&self) -> impl Iterator<Item = &Reached> {
        self.sides.iter().flat_map(|side| side.steps.iter().flatten())
    }

    /// Kinds of links that are there, each once, in the order of their list.
    fn kinds(&self) -> Vec<LinkKind> {
        let kinds: HashSet<&str> = self.reached().map(|reached| reached.kind.text()).collect();
        LinkKind::TEXTS
            .iter()
            .filter(|kind| kinds.contains(**kind))
            .filter_map(|kind| LinkKind::of_text(kind))
            .collect()
    }

    /// Types of parts that are there, the centre's among them.
    fn types(&self) -> Vec<NodeType> {
        let mut types = Vec::new();
        for thing in std::iter::once(&self.centre).chain(self.reached().map(|reached| &reached.thing)) {
            if !types.contains(&thing.kind) {
                types.push(thing.kind);
            }
        }
        types
    }
}
