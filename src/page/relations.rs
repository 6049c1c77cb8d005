//! Links of a part of the chain by what they say, read from the part's side; what a source states and what follows from it are told
//! apart.

use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::answer::{Cited, List, Period, Shown, Thing};
use super::frame::Frame;
use super::words::inverse;

/// A link.
#[derive(Debug, Deserialize)]
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) stated: bool,
    pub(super) share: Option<Shown>,
    pub(super) period: Option<Period>,
    pub(super) note: Option<String>,
    pub(super) locator: Option<String>,
    pub(super) source: Cited,
    pub(super) from: Thing,
    to: Thing,
}

/// Links that say the same of the part.
#[derive(Debug)]
struct Group<'a> {
    title: String,
    ends: Vec<End<'a>>,
}

/// A link as the part sees it.
#[derive(Debug)]
struct End<'a> {
    link: &'a Relation,
    /// Where the link starts; none where the page is about one of its ends.
    start: Option<&'a Thing>,
    other: &'a Thing,
}

/// Links of a part.
#[derive(Debug, Template)]
#[template(path = "relations/relations.html")]
pub(super) struct Relations<'a> {
    frame: &'a Frame<'a>,
    groups: Vec<Group<'a>>,
    /// How many more there are, and where.
    more: Option<(usize, String)>,
}

impl HtmlSafe for Relations<'_> {}

impl<'a> Relations<'a> {
    /// The links of the part at the page's own path; `cursor` is the option that goes on where these end.
    pub(super) fn of(frame: &'a Frame<'a>, slug: &str, list: &'a List<Relation>, cursor: &str) -> Self {
        let mut groups: Vec<(bool, &str, Group<'a>)> = Vec::new();
        for link in &list.nodes {
            let is_out = link.from.slug == slug;
            let other = if is_out { &link.to } else { &link.from };
            let known = groups.iter_mut().find(|(out, kind, _)| *out == is_out && *kind == link.kind);
            let end = End { link, start: None, other };
            match known {
                Some((.., group)) => group.ends.push(end),
                None => {
                    let title = title(frame, &link.kind, is_out);
                    groups.push((is_out, &link.kind, Group { title, ends: vec![end] }));
                }
            }
        }
        // Rivalry is read from both sides alike.
        let mut merged: Vec<Group<'a>> = Vec::new();
        for (.., group) in groups {
            match merged.iter_mut().find(|known| known.title == group.title) {
                Some(known) => known.ends.extend(group.ends),
                None => merged.push(group),
            }
        }
        Self { frame, groups: merged, more: rest(frame, list, cursor) }
    }

    /// Links of which the page is about neither end.
    pub(super) fn of_source(frame: &'a Frame<'a>, list: &'a List<Relation>, cursor: &str) -> Self {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for link in &list.nodes {
            let title = frame.label("LinkKind", &link.kind);
            let end = End { link, start: Some(&link.from), other: &link.to };
            match groups.iter_mut().find(|known| known.title == title) {
                Some(known) => known.ends.push(end),
                None => groups.push(Group { title, ends: vec![end] }),
            }
        }
        Self { frame, groups, more: rest(frame, list, cursor) }
    }

    /// True where there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// What a link of a kind is called, read from its start or from its other end.
pub(super) fn title(frame: &Frame<'_>, kind: &str, is_out: bool) -> String {
    if is_out {
        return frame.label("LinkKind", kind);
    }
    let [en, zh] = inverse(kind).unwrap_or_default();
    if frame.visit.chinese { zh } else { en }.to_owned()
}

/// How much of a list is not on its page, and the address of the page with what comes next.
pub(super) fn rest<T>(frame: &Frame<'_>, list: &List<T>, cursor: &str) -> Option<(usize, String)> {
    let end = list.page_info.end_cursor.as_deref().filter(|_| list.page_info.has_next_page)?;
    Some((list.total_count.saturating_sub(list.nodes.len()), frame.visit.with(&[(cursor, end)])))
}
