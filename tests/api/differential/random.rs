//! Numbers that a seed decides, and texts made from others: parts, other cases, widths and scripts, and nonsense.

/// A generator of numbers (SplitMix64): the same seed gives the same numbers on every machine.
pub(super) struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number from 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end as u64)).expect("the remainder is below a usize")
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several things.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of several values.
    pub(super) fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        *self.pick(from)
    }

    /// Up to `count` things, none of them twice.
    pub(super) fn some<T: Clone>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut left = from.to_vec();
        let mut chosen = Vec::new();
        while chosen.len() < count && !left.is_empty() {
            chosen.push(left.swap_remove(self.below(left.len())));
        }
        chosen
    }

    /// A text to compare others with, made from one that is there.
    pub(super) fn text_like(&mut self, text: &str, operator: &str) -> String {
        let part = match operator {
            "contains" => self.part(text, false),
            "startsWith" => self.part(text, true),
            _ => text.to_owned(),
        };
        match self.below(12) {
            0 => part.to_uppercase(),
            1 => part.to_lowercase(),
            2 => part.chars().map(full_width).collect(),
            3 => part.chars().map(traditional).collect(),
            4 => format!("{part}%"),
            5 => part.chars().map(|c| if self.chance(30) { '_' } else { c }).collect(),
            6 => self.one_of(NONSENSE).to_owned(),
            _ => part,
        }
    }

    /// One to four characters in a row.
    fn part(&mut self, text: &str, from_start: bool) -> String {
        let count = text.chars().count().max(1);
        let start = if from_start { 0 } else { self.below(count) };
        text.chars().skip(start).take(1 + self.below(4)).collect()
    }
}

/// Texts that filters may stumble over.
const NONSENSE: &[&str] =
    &["", " ", "%", "_", "\\", "'", "\"", "''; --", "*", "[a-z]", "null", "无此物", "İ", "ß", "😀", "a\u{301}", "\n"];

/// Simplified characters of the data with the traditional ones that fold to them.
const TRADITIONAL: &[(char, char)] = &[
    ('国', '國'),
    ('业', '業'),
    ('产', '產'),
    ('链', '鏈'),
    ('电', '電'),
    ('云', '雲'),
    ('数', '數'),
    ('据', '據'),
    ('华', '華'),
    ('为', '為'),
    ('讯', '訊'),
    ('飞', '飛'),
    ('语', '語'),
    ('视', '視'),
    ('频', '頻'),
    ('医', '醫'),
    ('疗', '療'),
    ('达', '達'),
    ('场', '場'),
    ('规', '規'),
    ('术', '術'),
    ('发', '發'),
];

fn traditional(character: char) -> char {
    TRADITIONAL.iter().find(|(simplified, _)| *simplified == character).map_or(character, |(_, other)| *other)
}

fn full_width(character: char) -> char {
    match character {
        '!'..='~' => char::from_u32(u32::from(character) + 0xfee0).unwrap_or(character),
        other => other,
    }
}
