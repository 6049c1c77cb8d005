//! How units are written: what stands before a number, what behind it, and the words that save it zeros.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::{Language, Unit};

/// Words for powers of ten, the smallest first.
type Words = &'static [(i32, &'static str)];

const NONE: Words = &[(0, "")];
const ENGLISH: Words = &[(0, ""), (6, " million"), (9, " billion"), (12, " trillion")];
const CHINESE: Words = &[(0, ""), (4, "万"), (8, "亿"), (12, "万亿")];
/// Prefixes of the International System.
const PREFIXES: Words = &[(0, ""), (3, "k"), (6, "M"), (9, "G"), (12, "T"), (15, "P"), (18, "E"), (21, "Z"), (24, "Y")];
/// More decimals than this, and the next smaller word is taken.
const DECIMALS: i32 = 2;

/// How the figures of a unit are written in a language.
#[derive(Debug)]
pub(super) struct Notation<'a> {
    before: Cow<'a, str>,
    words: Words,
    /// Behind the number one, and behind others.
    behind: [Cow<'a, str>; 2],
    /// The power of ten that the unit itself is.
    power: i32,
}

/// How the numbers of one figure are written.
#[derive(Debug)]
pub(super) struct Style<'a> {
    notation: &'a Notation<'a>,
    shift: i32,
    word: &'static str,
}

impl<'a> Notation<'a> {
    /// The notation of a unit. One that is not known here is written with its name.
    pub(super) fn of(unit: &Unit<'a>, language: Language) -> Self {
        let measure = || measure(unit.code, language).or_else(|| place(unit.code, language));
        money(unit, language).or_else(measure).unwrap_or_else(|| {
            let name = format!(" {}", language.choose(unit.names));
            Self { before: "".into(), words: NONE, behind: [name.clone().into(), name.into()], power: 0 }
        })
    }

    /// The word that all numbers of a figure share.
    pub(super) fn style(&'a self, numbers: &[&Decimal]) -> Style<'a> {
        let fits = |(power, _): &&(i32, &'static str)| {
            let shift = self.power - power;
            numbers.iter().any(|number| number.is_whole_or_more(shift))
                && numbers.iter().all(|number| number.decimals(shift) <= DECIMALS)
        };
        let own = self.words.iter().find(|(power, _)| *power == self.power);
        let word = match own {
            Some(own) if self.power > 0 => own,
            _ => self.words.iter().rev().find(fits).or(self.words.first()).unwrap_or(&(0, "")),
        };
        Style { notation: self, shift: self.power - word.0, word: word.1 }
    }
}

impl Style<'_> {
    /// The digits of a number.
    pub(super) fn text(&self, number: &Decimal) -> String {
        number.text(self.shift)
    }

    /// A number with everything around it.
    pub(super) fn whole(&self, number: &Decimal) -> String {
        // The sign of a minus and not a hyphen, which a spreadsheet takes for the beginning of a formula.
        let sign = if number.is_negative() { "−" } else { "" };
        let is_one = number.is_one(self.shift) && self.word.is_empty();
        format!("{sign}{}", self.with(&self.text(number), usize::from(!is_one)))
    }

    /// Digits with what stands around them.
    pub(super) fn around(&self, digits: &str) -> String {
        self.with(digits, 1)
    }

    fn with(&self, digits: &str, form: usize) -> String {
        let Notation { before, behind, .. } = self.notation;
        let tail = format!("{}{}", self.word, behind[form]);
        let tail = tail.trim_start();
        let space = if tail.is_empty() { "" } else { " " };
        format!("{before}{digits}{space}{tail}")
    }
}

/// The sign of a currency in English, and its name in Chinese; others are written with their code.
const CURRENCIES: [(&str, &str, &str); 7] = [
    ("USD", "US$", "美元"),
    ("CNY", "CNY ", "元"),
    ("EUR", "€", "欧元"),
    ("GBP", "£", "英镑"),
    ("JPY", "JP¥", "日元"),
    ("KRW", "₩", "韩元"),
    ("HKD", "HK$", "港元"),
];

/// What prices are for.
const RATES: [(&str, [&str; 2]); 2] = [
    ("_PER_M_TOKENS", [" per million tokens", "/百万 token"]),
    ("_PER_K_TOKENS", [" per thousand tokens", "/千 token"]),
];

/// Amounts of money, and prices.
fn money<'a>(unit: &Unit<'a>, language: Language) -> Option<Notation<'a>> {
    let currency = Some(unit.currency).filter(|currency| !currency.is_empty())?;
    let known = CURRENCIES.iter().find(|(code, ..)| *code == currency);
    let (sign, name) = match known {
        Some((_, sign, name)) => (Cow::Borrowed(*sign), *name),
        None => (format!("{currency} ").into(), currency),
    };
    let (before, noun) = language.choose([(sign, ""), (Cow::Borrowed(""), name)]);
    let noun = if language == Language::Chinese && known.is_none() { format!(" {noun}") } else { noun.to_owned() };
    let behind = |text: String| [text.clone().into(), text.into()];
    if let Some((_, rate)) = unit.code.strip_prefix(currency).and_then(|rest| RATES.iter().find(|(of, _)| *of == rest))
    {
        let text = format!("{noun}{}", language.choose(*rate));
        return Some(Notation { before, words: NONE, behind: behind(text), power: 0 });
    }
    let power = (unit.base == currency).then(|| power(unit.multiplier)).flatten()?;
    Some(Notation { before, words: language.choose([ENGLISH, CHINESE]), behind: behind(noun), power })
}

/// The power of ten that a number is.
fn power(number: f64) -> Option<i32> {
    let text = format!("{number:e}");
    text.strip_prefix("1e")?.parse().ok()
}

/// How large numbers of a unit are made short.
#[derive(Debug, Clone, Copy)]
enum Short {
    /// Not at all.
    Never,
    /// By words of the language.
    Words,
    /// By prefixes.
    Prefixes,
}

use Short::{Never, Prefixes, Words as Worded};

/// Units that are not money: the code, the power of ten that it is, what stands behind one and behind several in English, and
/// behind all in Chinese.
const MEASURES: &[(&str, Short, i32, [&str; 2], &str)] = &[
    ("PERCENT", Never, 0, ["%", "%"], "%"),
    ("FRACTION", Never, 2, ["%", "%"], "%"),
    ("TIMES", Never, 0, ["times", "times"], "倍"),
    ("COUNT", Worded, 0, ["", ""], ""),
    ("COUNT_10K", Worded, 4, ["", ""], ""),
    ("PARCELS_PER_DAY", Worded, 0, [" parcel per day", " parcels per day"], "件/天"),
    ("PARCELS_10K_PER_DAY", Worded, 4, [" parcel per day", " parcels per day"], "件/天"),
    ("PARAMETERS", Worded, 0, [" parameter", " parameters"], "参数"),
    ("B_PARAMETERS", Worded, 9, [" parameter", " parameters"], "参数"),
    ("T_PARAMETERS", Worded, 12, [" parameter", " parameters"], "参数"),
    ("TOKENS", Worded, 0, [" token", " tokens"], " token"),
    ("B_TOKENS", Worded, 9, [" token", " tokens"], " token"),
    ("T_TOKENS", Worded, 12, [" token", " tokens"], " token"),
    ("CHARACTERS", Worded, 0, [" character", " characters"], "字"),
    ("TOKENS_PER_DAY", Worded, 0, [" token per day", " tokens per day"], " token/天"),
    ("TOKENS_100M_PER_DAY", Worded, 8, [" token per day", " tokens per day"], " token/天"),
    ("B_TOKENS_PER_DAY", Worded, 9, [" token per day", " tokens per day"], " token/天"),
    ("T_TOKENS_PER_DAY", Worded, 12, [" token per day", " tokens per day"], " token/天"),
    ("FLOP", Never, 0, ["FLOP", "FLOP"], "FLOP"),
    ("FLOPS", Prefixes, 0, ["FLOPS", "FLOPS"], "FLOPS"),
    ("TFLOPS", Prefixes, 12, ["FLOPS", "FLOPS"], "FLOPS"),
    ("PFLOPS", Prefixes, 15, ["FLOPS", "FLOPS"], "FLOPS"),
    ("EFLOPS", Prefixes, 18, ["FLOPS", "FLOPS"], "FLOPS"),
    ("BYTE", Prefixes, 0, ["B", "B"], "B"),
    ("GB", Prefixes, 9, ["B", "B"], "B"),
    ("BYTE_PER_S", Prefixes, 0, ["B/s", "B/s"], "B/s"),
    ("GB_PER_S", Prefixes, 9, ["B/s", "B/s"], "B/s"),
    ("TB_PER_S", Prefixes, 12, ["B/s", "B/s"], "B/s"),
    ("BIT_PER_S", Prefixes, 0, ["bit/s", "bit/s"], "bit/s"),
    ("TBIT_PER_S", Prefixes, 12, ["bit/s", "bit/s"], "bit/s"),
    ("W", Prefixes, 0, ["W", "W"], "W"),
    ("MW", Prefixes, 6, ["W", "W"], "W"),
    ("NM", Never, 0, ["nm", "nm"], "nm"),
    ("HOUR", Never, 0, ["hour", "hours"], "小时"),
    ("DAY", Never, 0, ["day", "days"], "天"),
    ("MONTH", Never, 0, ["month", "months"], "个月"),
    ("YEAR", Never, 0, ["year", "years"], "年"),
    ("SCORE", Never, 0, ["point", "points"], "分"),
    ("STATEMENT", Never, 0, ["", ""], ""),
    ("INDEX", Never, 0, ["", ""], ""),
    ("LOG", Never, 0, ["", ""], ""),
    ("HHI", Never, 0, ["", ""], ""),
];

fn measure(code: &str, language: Language) -> Option<Notation<'static>> {
    let (_, short, power, english, chinese) = MEASURES.iter().find(|(known, ..)| *known == code)?;
    let words = match short {
        Never => NONE,
        Worded => language.choose([ENGLISH, CHINESE]),
        Prefixes => PREFIXES,
    };
    let behind = language.choose([*english, [chinese, chinese]]).map(Cow::Borrowed);
    Some(Notation { before: Cow::Borrowed(""), words, behind, power: *power })
}

/// Places in a ranking.
fn place(code: &str, language: Language) -> Option<Notation<'static>> {
    let (before, behind) = language.choose([("No. ", ""), ("第 ", "名")]);
    let behind = [behind, behind].map(Cow::Borrowed);
    (code == "RANK").then_some(Notation { before: Cow::Borrowed(before), words: NONE, behind, power: 0 })
}
