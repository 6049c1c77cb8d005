//! How well a thing fits a query by its texts: names go before aliases before descriptions, one text that has all of it before
//! several that have it together, and all of its words before most of them.

use super::fit::Read;
use super::highlight::highlight;
use super::rarity::{Rarity, words};
use crate::domain::search::{Query, Role, is_chinese};

/// A text in the language that is asked for is shown where it fits at least so much as well as the best.
const ABOUT: f64 = 0.75;
/// Words in several texts are rated between these, by where they are.
const SPREAD: [f64; 2] = [0.2, 0.35];
/// What has not all words is rated below this; what has all of them, somewhere in its texts, has more.
const MOST: f64 = 0.15;

/// How well something fits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rating {
    /// From 0 to 1.
    pub(super) score: f64,
    /// What is shown of it to who asks in English, and in Chinese.
    pub(super) highlights: [String; 2],
    /// How many words are missing that stand anywhere.
    pub(super) missing: usize,
}

impl Rating {
    /// The rating among things of all types: parts of the chain go before what is measured of them, before who said so. What is
    /// called exactly so is found whatever it is.
    pub(super) fn among(self, tag: &str) -> Self {
        let share = match tag {
            _ if self.score >= 1.0 => 1.0,
            "METRIC" => 0.9,
            "SOURCE" => 0.8,
            _ => 1.0,
        };
        Self { score: rounded(share * self.score), ..self }
    }
}

/// The rating of a thing that has all words of a query; none where it has not.
pub(super) fn rate(query: &Query, texts: &[Read]) -> Option<Rating> {
    let mut shown = Shown::default();
    for read in texts {
        if shown.may_gain(read.text, weight(read.role))
            && let Some((quality, marks)) = read.text().fit(query)
        {
            shown.offer(read.text, quality * weight(read.role), || highlight(read.text(), &marks));
        }
    }
    let score = shown.best();
    shown.rating(score).or_else(|| spread(query, texts))
}

/// The rating of a thing that has at least half of the words that stand anywhere; none where it has fewer.
pub(super) fn rate_most(query: &Query, rarity: &Rarity, texts: &[Read]) -> Option<Rating> {
    let found = found(query, texts);
    let (here, anywhere) = (words(query, |part| found[part]), rarity.anywhere(query));
    if here == 0 || here * 2 < anywhere {
        return None;
    }
    let rating = rate(&query.only(|part| found[part])?, texts)?;
    let score = rounded(MOST * rarity.share(&found) * rating.score);
    Some(Rating { score, missing: anywhere.saturating_sub(here), ..rating })
}

/// Which parts of a query there are: a number not without its word.
fn found(query: &Query, texts: &[Read]) -> Vec<bool> {
    let mut found = Vec::new();
    for term in &query.terms {
        let whole = texts.iter().any(|read| read.text().place(term).is_some());
        let word = whole || texts.iter().any(|read| read.text().part(&term.parts[0]).is_some());
        found.extend((0..term.parts.len()).map(|place| if place == 0 { word } else { whole }));
    }
    found
}

fn weight(role: Role) -> f64 {
    match role {
        Role::Name => 1.0,
        Role::Alias => 0.95,
        Role::Publisher | Role::Description => 0.5,
    }
}

fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// Words that stand in different texts of one thing: rated by what those are, with the text that has most of them.
fn spread(query: &Query, texts: &[Read]) -> Option<Rating> {
    let (mut sum, mut count) = (0.0, 0.0);
    for term in &query.terms {
        sum += weight(texts.iter().find(|read| read.text().place(term).is_some())?.role);
        count += 1.0;
    }
    let mut shown = Shown::default();
    for read in texts {
        let places: Vec<_> = query.terms.iter().filter_map(|term| read.text().place(term)).collect();
        let has = u32::try_from(places.len()).unwrap_or(u32::MAX);
        if has > 0 {
            shown.offer(read.text, f64::from(has) * weight(read.role), || highlight(read.text(), &places.concat()));
        }
    }
    let [least, most] = SPREAD;
    shown.rating(least + (most - least) * sum / count)
}

/// What may be shown: of English and of Chinese texts the best, with how well it fits.
#[derive(Debug, Default)]
struct Shown([Option<(f64, String)>; 2]);

impl Shown {
    /// True where a text that fits so well may be shown.
    fn may_gain(&self, text: &str, most: f64) -> bool {
        self.0[language(text)].as_ref().is_none_or(|(value, _)| most > *value) && most >= ABOUT * self.best()
    }

    /// Takes a text that fits better than those before.
    fn offer(&mut self, text: &str, value: f64, shown: impl FnOnce() -> String) {
        if self.may_gain(text, value) {
            self.0[language(text)] = Some((value, shown()));
        }
    }

    fn best(&self) -> f64 {
        self.0.iter().flatten().map(|(value, _)| *value).fold(0.0, f64::max)
    }

    /// A rating with what is shown in each language; none where nothing is.
    fn rating(self, score: f64) -> Option<Rating> {
        let enough = ABOUT * self.best();
        let [english, chinese] = self.0.map(|shown| shown.filter(|(value, _)| *value >= enough).map(|(_, text)| text));
        let first = english.clone().or_else(|| chinese.clone())?;
        let highlights = [first.clone(), chinese.unwrap_or(first)];
        Some(Rating { score: rounded(score), highlights, missing: 0 })
    }
}

/// 0 for a text in English, 1 for one in Chinese: it has Chinese characters.
fn language(text: &str) -> usize {
    usize::from(text.chars().any(is_chinese))
}

#[cfg(test)]
mod tests {
    use super::{Rating, Read};
    use crate::domain::search::{Query, Role};

    fn rate(query: &Query, texts: &[(Role, &str)]) -> Option<Rating> {
        super::rate(query, &texts.iter().map(|(role, text)| Read::new(*role, text)).collect::<Vec<_>>())
    }

    fn score(query: &str, texts: &[(Role, &str)]) -> f64 {
        let query = Query::read(query).expect("it has letters");
        rate(&query, texts).map_or(0.0, |rating| rating.score)
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
    fn a_number_is_itself_before_a_finer_one_before_the_beginning_of_another() {
        for (query, names) in [
            ("gpt4", &["GPT-4", "GPT-4 Turbo", "GPT-4.1", "GPT-45"][..]),
            (
                "llama 3 instruct",
                &["Llama 3 Instruct", "Llama-3-70B-Instruct", "Instruct 3 Llama", "Llama 33B Instruct"],
            ),
            ("llama 3 instruct", &["Llama3 8B Instruct", "Llama-3.1-70B-Instruct", "Llama 33B Instruct"]),
            ("h100 memory", &["H100 Memory", "Memory of H 100", "Memory of H1000", "Memory of 100 H"]),
            ("opus 4", &["Opus 4", "Claude Opus 4", "Claude 4 Opus", "Claude 3 Opus"]),
        ] {
            let scores: Vec<f64> = names.iter().map(|name| score(query, &[(Role::Name, name)])).collect();
            assert!(scores.is_sorted_by(|a, b| a > b), "{query}: {names:?} {scores:?}");
        }
        assert_eq!(score("gpt-5", &[(Role::Name, "GPT-3.5 Turbo"), (Role::Description, "A 3.5")]), 0.0);
    }

    #[test]
    fn the_order_of_words_counts_little() {
        let name = &[(Role::Name, "Qwen2.5-72B-Instruct, open weights")][..];
        let words = ["qwen 2.5", "72 b", "instruct", "weights"];
        let expected = score("instruct qwen2.5 72b weights", name);
        assert!(expected > 0.5, "{expected}");
        for first in 0..4 {
            for second in (0..4).filter(|place| *place != first) {
                let others: Vec<usize> = (0..4).filter(|place| ![first, second].contains(place)).collect();
                for [third, fourth] in [[others[0], others[1]], [others[1], others[0]]] {
                    let query = [first, second, third, fourth].map(|place| words[place]).join(" ");
                    assert!(
                        (score(&query, name) - expected).abs() < 0.25,
                        "{query}: {} {expected}",
                        score(&query, name)
                    );
                }
            }
        }
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
    fn a_text_in_the_language_asked_for_is_shown_where_it_fits_about_as_well() {
        let texts = [
            (Role::Name, "Qwen-72B"),
            (Role::Name, "通义千问-72B"),
            (Role::Description, "A model of 72B parameters"),
            (Role::Description, "首个千问模型"),
        ];
        for (query, expected) in [
            ("72b", ["Qwen-<mark>72B</mark>", "通义千问-<mark>72B</mark>"]),
            ("qwen", ["<mark>Qwen</mark>-72B"; 2]),
            ("千问", ["通义<mark>千问</mark>-72B"; 2]),
            ("qwen 通义", ["<mark>Qwen</mark>-72B", "<mark>通义</mark>千问-72B"]),
        ] {
            let query = Query::read(query).expect("it has letters");
            assert_eq!(rate(&query, &texts).expect("it fits").highlights, expected, "{query:?}");
        }
    }
}
