//! Numbers that look random and are the same in every run (SplitMix64), and words made of them.

const SYLLABLES: [&str; 24] = [
    "al", "ber", "cor", "dex", "en", "fa", "gri", "hol", "in", "jo", "ka", "lum", "mer", "no", "or", "pex", "qua",
    "ri", "sol", "tan", "ul", "ver", "wex", "zen",
];
const CHARACTERS: [char; 30] = [
    '华', '云', '智', '芯', '数', '联', '天', '海', '星', '科', '创', '新', '达', '通', '瑞', '信', '博', '远', '锐',
    '思', '汇', '中', '北', '方', '东', '南', '明', '光', '金', '龙',
];

/// A sequence of numbers.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to just below `end`, which is above 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % end
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.below(u64::try_from(list.len()).unwrap_or(1));
        &list[usize::try_from(place).unwrap_or(0)]
    }

    /// Brings a list into another order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.below(u64::try_from(last + 1).unwrap_or(1));
            list.swap(last, usize::try_from(other).unwrap_or(0));
        }
    }

    /// A word that can be spoken.
    pub(super) fn word(&mut self) -> String {
        (0..3).map(|_| *self.pick(&SYLLABLES)).collect()
    }

    /// A name as companies in China have them.
    pub(super) fn characters(&mut self) -> String {
        (0..4).map(|_| *self.pick(&CHARACTERS)).collect()
    }

    /// True this many times in a hundred.
    pub(super) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}
