//! What differs between two texts, line by line.

/// Lines that are told before and behind one that differs.
const AROUND: usize = 3;

/// The lines that only the first has behind `-`, those that only the second has behind `+`, and what stands around them.
pub(super) fn of(expected: &str, found: &str) -> String {
    let all = marked(expected, found);
    let is_near = |place: usize| {
        let near = place.saturating_sub(AROUND)..(place + AROUND + 1).min(all.len());
        all[near].iter().any(|(mark, _)| *mark != " ")
    };
    let mut told = String::new();
    for (place, (mark, line)) in all.iter().enumerate() {
        if is_near(place) {
            told.extend(["  ", mark, " ", line, "\n"]);
        } else if place == 0 || is_near(place - 1) {
            told.push_str("    ...\n");
        }
    }
    told
}

/// The lines of both texts, in their order, and which of the two has each.
fn marked<'a>(expected: &'a str, found: &'a str) -> Vec<(&'static str, &'a str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let common = common(&old, &new);
    let (mut i, mut j, mut all) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            all.push((" ", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            all.push(("-", old[i]));
            i += 1;
        } else {
            all.push(("+", new[j]));
            j += 1;
        }
    }
    all
}

/// For each place in both how many lines the rests have in common, in their order.
fn common(old: &[&str], new: &[&str]) -> Vec<Vec<usize>> {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    common
}

#[test]
fn lines_that_differ_are_marked() {
    assert_eq!(of("a\nb\nc", "a\nx\nc\nd"), "    a\n  - b\n  + x\n    c\n  + d\n");
    assert_eq!(of("", "a"), "  + a\n");
    assert_eq!(of("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\n5\nx"), "    ...\n    3\n    4\n    5\n  - 6\n  + x\n");
    assert_eq!(of("a\na", "a"), "    a\n  - a\n");
}
