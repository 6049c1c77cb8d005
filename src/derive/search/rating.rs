//! How well texts fit a query, and where. Names go before aliases before descriptions; the whole before its beginning
//! before a part; what is written before how it sounds before what it might have been meant to be.

use std::ops::Range;

use super::highlight::highlight;
use crate::domain::search::{FORGIVING, Folded, Query, Role, runs, spellings};

/// The share of a query in a text: a tenth of the rating tells short names from long ones.
const CLOSENESS: f64 = 0.1;

/// The rating of a thing by its texts, from 0 to 1, with the text that fits best; none where they do not fit.
pub(super) fn rate(query: &Query, texts: &[(Role, &str)]) -> Option<(f64, String)> {
    let mut best: Option<(f64, String)> = None;
    for (role, text) in texts {
        if best.as_ref().is_some_and(|(other, _)| *other >= weight(*role)) {
            // Not even the whole of it would be better.
            continue;
        }
        let folded = Folded::of(text);
        let Some((quality, marks)) = fit(query, *role, &folded) else { continue };
        let score = quality * weight(*role);
        if best.as_ref().is_none_or(|(other, _)| score > *other) {
            best = Some((score, highlight(text, &folded, &marks, *role)));
        }
    }
    let (score, highlight) = best.or_else(|| spread(query, texts))?;
    Some(((score * 10_000.0).round() / 10_000.0, highlight))
}

fn weight(role: Role) -> f64 {
    match role {
        Role::Name => 1.0,
        Role::Alias => 0.95,
        Role::Description => 0.5,
    }
}

/// How well one text fits the whole query, and the characters that do.
fn fit(query: &Query, role: Role, folded: &Folded) -> Option<(f64, Vec<Range<usize>>)> {
    let compact = folded.compact();
    let all = || std::iter::once(0..folded.chars.len()).collect();
    if compact == query.compact {
        return Some((1.0, all()));
    }
    let closeness = CLOSENESS * share(&query.compact, &compact);
    if compact.starts_with(&query.compact)
        && let Some(range) = folded.find(&query.compact)
    {
        return Some((0.85 + closeness, vec![range]));
    }
    let found: Option<Vec<Range<usize>>> = query.terms.iter().map(|term| occurrence(folded, term)).collect();
    if let Some(found) = found {
        return Some((0.65 + closeness, found));
    }
    if role == Role::Description {
        return None;
    }
    if let Some(quality) = sound(&query.compact, &compact) {
        return Some((quality + closeness, all()));
    }
    let meant: Option<Vec<Range<usize>>> =
        query.terms.iter().map(|term| occurrence(folded, term).or_else(|| nearly(folded, term))).collect();
    meant.map(|marks| (0.35 + closeness, marks))
}

/// How much of a text a query is.
#[expect(clippy::cast_precision_loss, reason = "texts are short")]
fn share(query: &str, text: &str) -> f64 {
    (query.chars().count() as f64 / text.chars().count().max(1) as f64).min(1.0)
}

/// Where a term begins a word, or stands among Chinese characters.
fn occurrence(folded: &Folded, term: &str) -> Option<Range<usize>> {
    let wanted: Vec<char> = term.chars().collect();
    let (chars, length) = (&folded.chars, wanted.len());
    let begins = |at: usize| {
        let before = at.checked_sub(1).map(|before| chars[before]);
        !chars[at].is_ascii_alphanumeric() || before.is_none_or(|before| !before.is_ascii_alphanumeric())
    };
    (0..(chars.len() + 1).saturating_sub(length))
        .find(|at| chars[*at..at + length] == wanted && begins(*at))
        .map(|at| at..at + length)
}

/// How well a query fits the pinyin of a name.
fn sound(query: &str, compact: &str) -> Option<f64> {
    if !query.is_ascii() {
        return None;
    }
    let quality = |reading: Vec<String>| {
        let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let whole = reading.concat();
        let mut starts = reading.iter().take(reading.len().saturating_sub(1)).scan(0, |start, syllable| {
            *start += syllable.len();
            Some(*start)
        });
        let mut tail = || starts.any(|start| whole[start..].starts_with(query));
        if whole == query {
            Some(0.8)
        } else if whole.starts_with(query) {
            Some(0.6)
        } else if initials == query {
            Some(0.55)
        } else if initials.starts_with(query) && query.len() > 1 {
            Some(0.45)
        } else {
            tail().then_some(0.4)
        }
    };
    spellings(compact).into_iter().filter_map(quality).reduce(f64::max)
}

/// The word that a longer Latin term is but for one letter.
fn nearly(folded: &Folded, term: &str) -> Option<Range<usize>> {
    if term.len() < FORGIVING || !term.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let words = runs(&folded.chars).filter(|run| !run.chinese && run.chars.len() >= FORGIVING);
    let mut words = words.filter(|run| one_edit(run.text().as_bytes(), term.as_bytes()));
    words.next().map(|run| run.start..run.start + run.chars.len())
}

/// True where one letter was left out, added, replaced, or swapped with its neighbour.
fn one_edit(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => a1 == b2 && a2 == b1 && a == b,
        _ => false,
    }
}

/// Terms that stand in different texts of one thing: the rating of the least of them, halved.
fn spread(query: &Query, texts: &[(Role, &str)]) -> Option<(f64, String)> {
    let mut score = f64::MAX;
    let mut shown = None;
    let folded: Vec<(Folded, Role, &str)> = texts.iter().map(|(role, text)| (Folded::of(text), *role, *text)).collect();
    for term in &query.terms {
        let found = folded.iter().find_map(|(folded, role, text)| {
            let by_ear = || (*role != Role::Description && sound(term, &folded.compact()).is_some()).then_some(0..0);
            let marks = occurrence(folded, term).or_else(|| nearly(folded, term)).or_else(by_ear)?;
            Some((weight(*role), highlight(text, folded, &[marks], *role)))
        });
        let (weight, text) = found?;
        score = score.min(weight * 0.5);
        shown.get_or_insert(text);
    }
    shown.map(|text| (score, text))
}

#[cfg(test)]
mod tests {
    use super::{one_edit, rate};
    use crate::domain::search::{Query, Role};

    fn score(query: &str, texts: &[(Role, &str)]) -> f64 {
        let query = Query::read(query).expect("it has letters");
        rate(&query, texts).map_or(0.0, |(score, _)| score)
    }

    #[test]
    fn ratings_fall_from_the_whole_name_to_a_guess() {
        let name = &[(Role::Name, "NVIDIA Corporation")][..];
        let queries = ["nvidia corporation", "nvidia", "corporation", "nvidla"];
        let scores: Vec<f64> = queries.iter().map(|query| score(query, name)).collect();
        assert!(scores.is_sorted_by(|a, b| a > b) && scores[3] > 0.0, "{scores:?}");
        assert!(score("nvidia", &[(Role::Alias, "NVIDIA")]) > score("nvidia", &[(Role::Description, "NVIDIA")]));
        assert_eq!(score("amd", name), 0.0);
    }

    #[test]
    fn chinese_names_are_found_by_part_and_by_sound() {
        let name = &[(Role::Name, "英伟达")][..];
        for query in ["英伟达", "英偉達", "伟达", "yingweida", "ying wei da", "yingwei", "ywd", "weida"] {
            assert!(score(query, name) > 0.0, "{query}");
        }
        assert!(score("英伟", name) > score("伟达", name) && score("yingweida", name) > score("ywd", name));
    }

    #[test]
    fn one_letter_may_be_wrong() {
        for (a, b) in
            [("deepsek", "deepseek"), ("deepseeek", "deepseek"), ("deepseak", "deepseek"), ("depeseek", "deepseek")]
        {
            assert!(one_edit(a.as_bytes(), b.as_bytes()), "{a}");
        }
        assert!(!one_edit(b"dipsek", b"deepseek") && !one_edit(b"openai", b"openbi1"));
    }
}
