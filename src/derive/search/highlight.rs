//! The text that fits best, with the words found marked.

use std::ops::Range;

use super::fit::Text;
use crate::domain::search::Role;

/// How many characters of a description stand before and behind what was found first.
const BEFORE: usize = 30;
const BEHIND: usize = 90;

/// The text as HTML with the characters of these ranges marked; of a description what stands around the first of them.
pub(super) fn highlight(text: &Text, marks: &[Range<usize>]) -> String {
    let Text { role, text, folded, .. } = text;
    let mut marked = vec![false; text.len() + 1];
    for place in marks.iter().cloned().flatten() {
        if let Some(origin) = folded.origins.get(place) {
            marked[origin.clone()].fill(true);
        }
    }
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    let shown = if *role == Role::Description { first.saturating_sub(BEFORE)..first + BEHIND } else { 0..usize::MAX };
    let origin = |place: usize| folded.origins.get(place).map_or(text.len(), |origin| origin.start);
    let (start, end) = (origin(shown.start), origin(shown.end));
    let mut out = String::with_capacity(end - start + 16);
    out.push_str(if start > 0 { "…" } else { "" });
    let mut open = false;
    for (at, character) in text[start..end].char_indices() {
        if marked[start + at] != open {
            out.push_str(if open { "</mark>" } else { "<mark>" });
            open = !open;
        }
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out.push_str(if open { "</mark>" } else { "" });
    out.push_str(if end < text.len() { "…" } else { "" });
    out
}
