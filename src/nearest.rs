//! What was probably meant: of the names that there are, those near to one that is not.

use crate::fold::fold;

/// The most names that are near.
pub const MOST: usize = 3;
/// The most characters of a name that others can be near to.
pub const LONGEST: usize = 64;
/// Names that are few enough to be listed.
const FEW: usize = 32;
/// From so many letters on, what is written may be the beginning of a name, or begin with one.
const BEGINNING: usize = 3;

/// The letters and digits of a name alone, folded: `Qwen2.5-72B` and `qwen2-5-72b` are one.
pub fn key(name: &str) -> String {
    fold(name).chars().filter(|character| character.is_alphanumeric()).collect()
}

/// The names nearest to one, the nearest first: those that differ in case and separators alone; where there are none, by how many
/// letters are wrong, missing, too many or swapped, up to a quarter of them, then those that it is the beginning of, then those that
/// are written nearly so with other digits, then those that it begins with.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if name.chars().nth(LONGEST).is_some() {
        return Vec::new();
    }
    let wanted: Vec<char> = key(name).chars().take(2 * LONGEST).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Distance, usize, &str)> = Vec::new();
    for other in names {
        let Some(distance) = distance(&wanted, other) else { continue };
        // Of names that are as near those of the same length stand first.
        let entry = (distance, other.len().abs_diff(name.len()), other);
        let place = found.partition_point(|known| *known < entry);
        if place < MOST && !found.contains(&entry) {
            found.insert(place, entry);
            found.truncate(MOST);
        }
    }
    if found.first().is_some_and(|(distance, ..)| *distance == Distance::Same) {
        found.retain(|(distance, ..)| *distance == Distance::Same);
    }
    found.into_iter().map(|(.., name)| name).collect()
}

/// A message that asks whether one of these names was meant.
pub fn ask(message: &str, names: &[&str]) -> String {
    let Some(question) = question(names) else { return message.to_owned() };
    match message.strip_suffix('.') {
        Some(sentence) => format!("{sentence}. Did you mean {question}?"),
        None => format!("{message}; did you mean {question}?"),
    }
}

/// Says that a name is none of a list and which of it are near; all of them where none is and they are few.
pub fn no_such(what: &str, name: &str, names: &[&str]) -> String {
    let message = format!("there is no {what} {name:?}");
    let near = nearest(name, names.iter().copied());
    match near.is_empty() && !names.is_empty() && names.len() <= FEW {
        true => format!("{message}; there are {}", names.join(", ")),
        false => ask(&message, &near),
    }
}

/// Names in quotes, joined: `"a", "b" or "c"`; none where there are none.
fn question(names: &[&str]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.split_last()? {
        (last, []) => Some(last.clone()),
        (last, rest) => Some(format!("{} or {last}", rest.join(", "))),
    }
}

/// How far a name is from what is wanted. A digit tells one model from another: `claude-3` is nearer to `claude-3-opus` than to
/// `claude-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// Case and separators apart it is the same.
    Same,
    /// So many letters are written otherwise, and no digit.
    Letters(usize),
    /// It goes on, by so many letters.
    GoesOn(usize),
    /// So many letters and digits are written otherwise.
    Digits(usize),
    /// It is the beginning of what is wanted, which has so many letters more.
    Begins(usize),
}

/// How far a name is from what is wanted; none where they are not near.
fn distance(wanted: &[char], name: &str) -> Option<Distance> {
    let most = wanted.len().div_ceil(4).min(wanted.len() - 1);
    // Most names are of another length by far: they are not even folded. A character may fold to several, or to none.
    if name.is_ascii() && name.len() + most < wanted.len() {
        return begins(wanted, &key(name).chars().collect::<Vec<_>>());
    }
    let other: Vec<char> = key(name).chars().take(4 * LONGEST).collect();
    let digits = |text: &[char]| text.iter().filter(|letter| letter.is_numeric()).copied().collect::<Vec<_>>();
    let written = edits(wanted, &other, most).map(|edits| match edits {
        0 => Distance::Same,
        edits if digits(wanted) == digits(&other) => Distance::Letters(edits),
        edits => Distance::Digits(edits),
    });
    [written, goes_on(wanted, &other), begins(wanted, &other)].into_iter().flatten().min()
}

fn goes_on(wanted: &[char], other: &[char]) -> Option<Distance> {
    let more = other.strip_prefix(wanted)?.len();
    (wanted.len() >= BEGINNING).then_some(Distance::GoesOn(more))
}

fn begins(wanted: &[char], other: &[char]) -> Option<Distance> {
    let more = wanted.strip_prefix(other)?.len();
    (other.len() >= BEGINNING).then_some(Distance::Begins(more))
}

/// How many letters have to be changed, added, left out or swapped with their neighbours; none where it is more than so many.
fn edits(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let first: Vec<usize> = (0..=b.len()).collect();
    let (mut before, mut above) = (Vec::new(), first);
    for (i, letter) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        row.push(i + 1);
        for (j, other) in b.iter().enumerate() {
            let replaced = above[j] + usize::from(letter != other);
            let mut least = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        if row.iter().all(|edits| *edits > most) {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::{FEW, LONGEST, MOST, ask, edits, nearest, no_such};

    #[test]
    fn the_nearest_stand_first() {
        let names = ["openness", "opennessNote", "slug", "releasedOn", "name", "parameters"];
        for (written, expected) in [
            ("openess", &["openness"][..]),
            ("RELEASED_ON", &["releasedOn"]),
            ("realeasedOn", &["releasedOn"]),
            ("param", &["parameters"]),
            ("parametersAll", &["parameters"]),
            ("open", &["openness", "opennessNote"]),
            ("sulg", &["slug"]),
            ("colour", &[]),
            ("x", &[]),
            ("", &[]),
            ("---", &[]),
        ] {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
        assert_eq!(nearest("ab", ["ac", "ad", "ae", "af", "ac"]).len(), MOST);
    }

    #[test]
    fn what_goes_on_as_it_was_begun_is_nearer_than_what_has_other_digits() {
        let names =
            ["claude-2", "claude-3-opus", "claude-3-haiku", "claude", "h100-sxm5-80gb", "h800-sxm5", "h200-sxm"];
        for (written, expected) in [
            ("claude-3", ["claude-3-opus", "claude-3-haiku", "claude-2"]),
            ("H100 SXM5", ["h100-sxm5-80gb", "h800-sxm5", "h200-sxm"]),
        ] {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
        assert_eq!(nearest("claude-3-sonnet", names), ["claude"]);
        assert_eq!(nearest("Modell", ["ModelLargest", "Model"]), ["Model", "ModelLargest"]);
    }

    #[test]
    fn long_names_are_near_to_nothing() {
        let (fits, too_long) = ("a".repeat(LONGEST), "a".repeat(LONGEST + 1));
        assert_eq!(nearest(&fits, [fits.as_str()]), [fits.as_str()]);
        assert!(nearest(&too_long, [too_long.as_str()]).is_empty());
        assert!(nearest(&"ﷺ".repeat(LONGEST), ["x"]).is_empty());
    }

    #[test]
    fn a_question_names_them() {
        assert_eq!(ask("there is no unit \"usd\"", &["USD"]), "there is no unit \"usd\"; did you mean \"USD\"?");
        assert_eq!(ask("Unknown type \"X\".", &["A", "B"]), "Unknown type \"X\". Did you mean \"A\" or \"B\"?");
        assert_eq!(ask("no", &["a", "b", "c"]), "no; did you mean \"a\", \"b\" or \"c\"?");
        assert_eq!(ask("no", &[]), "no");
    }

    #[test]
    fn what_is_near_is_asked_for_and_what_is_few_is_listed() {
        let kinds = ["COMPANY", "CLOUD"];
        assert_eq!(no_such("kind", "COMPNY", &kinds), "there is no kind \"COMPNY\"; did you mean \"COMPANY\"?");
        assert_eq!(no_such("kind", "x", &kinds), "there is no kind \"x\"; there are COMPANY, CLOUD");
        assert_eq!(no_such("kind", "x", &[]), "there is no kind \"x\"");
        assert_eq!(no_such("kind", "x", &["COMPANY"; FEW + 1]), "there is no kind \"x\"");
    }

    /// Every text of two letters that has at most so many.
    fn texts(most: usize) -> Vec<Vec<char>> {
        let mut all = vec![Vec::new()];
        for length in 0..most {
            let longest: Vec<Vec<char>> = all.iter().filter(|text| text.len() == length).cloned().collect();
            all.extend(longest.iter().flat_map(|text| ['a', 'b'].map(|letter| [text.as_slice(), &[letter]].concat())));
        }
        all
    }

    #[test]
    fn edits_are_as_many_either_way_and_within_every_bound() {
        let texts = texts(5);
        for (a, b) in texts.iter().flat_map(|a| texts.iter().map(move |b| (a, b))) {
            let all = edits(a, b, 5);
            assert_eq!(all, edits(b, a, 5), "{a:?} {b:?}");
            assert_eq!(all == Some(0), a == b, "{a:?} {b:?}");
            for most in 0..5 {
                assert_eq!(edits(a, b, most), all.filter(|edits| *edits <= most), "{a:?} {b:?}");
            }
        }
    }
}
