//! How well one text fits a whole query, and where: the whole before its beginning before words in it; what is written before how
//! it sounds before what it might have been meant to be.

use std::cell::OnceCell;
use std::ops::Range;

use super::reading::Reading;
use crate::domain::search::{FORGIVING, Folded, POINT, Part, Piece, Query, Role, Term, is_number, is_run, pieces};

/// What words that are not side by side lose.
const APART: f64 = 0.05;

/// A text that is read where it is looked at.
#[derive(Debug)]
pub(super) struct Read<'a> {
    pub(super) role: Role,
    pub(super) text: &'a str,
    read: OnceCell<Text<'a>>,
}

impl<'a> Read<'a> {
    pub(super) fn new(role: Role, text: &'a str) -> Self {
        Self { role, text, read: OnceCell::new() }
    }

    pub(super) fn text(&self) -> &Text<'a> {
        self.read.get_or_init(|| Text::of(self.role, self.text))
    }
}

/// A text as it is compared.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) role: Role,
    pub(super) text: &'a str,
    pub(super) folded: Folded,
    pieces: Vec<Piece>,
    compact: String,
    /// How it sounds, once somebody listens.
    readings: OnceCell<Vec<Reading>>,
}

/// How a text has a word, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// As it is.
    Whole,
    /// With more letters behind it, or a finer number: 3.1 for 3.
    Begins,
    /// As the first digits of another number.
    Cut,
}

/// Characters of a folded text.
pub(super) type Marks = Vec<Range<usize>>;

impl<'a> Text<'a> {
    fn of(role: Role, text: &'a str) -> Self {
        let folded = Folded::of(text);
        let (pieces, compact) = (pieces(&folded.chars), folded.compact());
        Self { role, text, folded, pieces, compact, readings: OnceCell::new() }
    }

    /// How well it fits the whole query, from 0 to 1, and the characters that do.
    pub(super) fn fit(&self, query: &Query) -> Option<(f64, Marks)> {
        let all = || std::iter::once(0..self.folded.chars.len()).collect();
        if self.compact == query.compact {
            return Some((1.0, all()));
        }
        if self.compact.starts_with(&query.compact)
            && let Some(range) = self.folded.find(&query.compact)
        {
            return Some((self.beginning(range.end), vec![range]));
        }
        let terms: Option<Vec<_>> =
            query.terms.iter().map(|term| self.together(&term.pieces().collect::<Vec<_>>())).collect();
        if let Some(found) = terms {
            return Some(graded(found, 0.0));
        }
        if !self.is_name() {
            return None;
        }
        let parts: Option<Vec<_>> = query.parts().map(|part| self.written(part)).collect();
        if let Some(found) = parts {
            return Some(graded(found, APART));
        }
        if let Some(quality) = self.sound(&query.compact) {
            return Some((quality, all()));
        }
        let meant: Option<Marks> = query.parts().map(|part| self.meant(part)).collect();
        meant.map(|marks| (0.38, marks))
    }

    /// Where it has a term, as it is written, as it sounds, or but for a letter. The number that belongs to a word may stand apart
    /// from it in names alone: in a description it says something else.
    pub(super) fn place(&self, term: &Term) -> Option<Marks> {
        match term.parts.as_slice() {
            [part] => self.part(part).map(|range| vec![range]),
            parts => self.together(&term.pieces().collect::<Vec<_>>()).map(|(_, range)| vec![range]).or_else(|| {
                parts.iter().map(|part| self.meant(part)).collect::<Option<_>>().filter(|_| self.is_name())
            }),
        }
    }

    /// Where it has a part of a term.
    pub(super) fn part(&self, part: &Part) -> Option<Range<usize>> {
        let by_ear = || match part.pieces.as_slice() {
            [word] => (self.is_name() && self.sound(word).is_some()).then_some(0..0),
            _ => None,
        };
        self.meant(part).or_else(by_ear)
    }

    fn is_name(&self) -> bool {
        self.role != Role::Description
    }

    /// How good a beginning of it is that ends here: a finer number is another thing, and so is a longer one all the more.
    fn beginning(&self, end: usize) -> f64 {
        let digit = |place: usize| self.folded.chars.get(place).is_some_and(char::is_ascii_digit);
        match (digit(end - 1), digit(end), self.folded.chars.get(end) == Some(&'.') && digit(end + 1)) {
            (true, true, _) => 0.6,
            (true, _, true) => 0.8,
            _ => 0.85,
        }
    }

    /// How well a query fits the pinyin of a name.
    fn sound(&self, query: &str) -> Option<f64> {
        if !query.is_ascii() {
            return None;
        }
        let readings = self.readings.get_or_init(|| Reading::all(&self.compact));
        readings.iter().filter_map(|reading| reading.fit(query)).reduce(f64::max)
    }

    fn written(&self, part: &Part) -> Option<(Grade, Range<usize>)> {
        self.together(&part.pieces.iter().collect::<Vec<_>>())
    }

    fn meant(&self, part: &Part) -> Option<Range<usize>> {
        self.written(part).map(|(_, range)| range).or_else(|| match part.pieces.as_slice() {
            [word] => self.nearly(word),
            _ => None,
        })
    }

    /// Where pieces stand side by side, whatever signs are between them; the best of several places.
    fn together(&self, wanted: &[&String]) -> Option<(Grade, Range<usize>)> {
        let (last, before) = wanted.split_last()?;
        if is_run(last) {
            return self.among_chinese(last);
        }
        let at = |window: &[Piece]| {
            let (end, start) = window.split_last()?;
            let same = start.iter().map(|piece| &piece.text).eq(before.iter().copied());
            let grade = same.then(|| ending(last, &end.text)).flatten()?;
            Some((grade, window[0].place.start..end.place.start + last.chars().count()))
        };
        self.pieces.windows(wanted.len()).filter_map(at).min_by_key(|(grade, _)| *grade)
    }

    fn among_chinese(&self, run: &str) -> Option<(Grade, Range<usize>)> {
        let wanted: Vec<char> = run.chars().collect();
        let start = self.folded.chars.windows(wanted.len()).position(|window| window == wanted)?;
        Some((Grade::Whole, start..start + wanted.len()))
    }

    /// The word that a longer Latin one is but for one letter.
    fn nearly(&self, word: &str) -> Option<Range<usize>> {
        if word.len() < FORGIVING || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let long = |piece: &&Piece| piece.place.len() >= FORGIVING && !is_run(&piece.text);
        let mut words = self.pieces.iter().filter(long);
        words.find(|piece| one_edit(piece.text.as_bytes(), word.as_bytes())).map(|piece| piece.place.clone())
    }
}

/// How a piece of a text has the last piece of a word.
fn ending(wanted: &str, piece: &str) -> Option<Grade> {
    let rest = piece.strip_prefix(wanted)?;
    Some(match rest.chars().next() {
        None => Grade::Whole,
        Some(next) if is_number(wanted) && next != POINT => Grade::Cut,
        Some(_) => Grade::Begins,
    })
}

/// The quality of words by the worst of them.
fn graded(found: Vec<(Grade, Range<usize>)>, lost: f64) -> (f64, Marks) {
    let quality = match found.iter().map(|(grade, _)| *grade).max() {
        None | Some(Grade::Whole) => 0.65,
        Some(Grade::Begins) => 0.6,
        Some(Grade::Cut) => 0.45,
    };
    (quality - lost, found.into_iter().map(|(_, range)| range).collect())
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

#[cfg(test)]
mod tests {
    use super::one_edit;

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
