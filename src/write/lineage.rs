//! Which figure of a source one is, whatever its value, and what can be known of one that a file has and nobody can read.

use crate::domain::identity::row_id;

/// Stands for what is not known.
const ANY: &str = "*";

/// What all vintages of a figure have in common: one of an attribute has one lineage, whoever says it. `key` tells figures of one
/// period apart.
pub(super) fn lineage(source: &str, measure: &str, subject: i64, period: &str, key: &str) -> String {
    format!("{}{period}|{key}", undated(source, measure, subject))
}

/// What the lineages of all figures of a measure and a subject begin with, whatever their period.
fn undated(source: &str, measure: &str, subject: i64) -> String {
    format!("{source}|{measure}|{subject}|")
}

/// A figure that a file has and that cannot be read. What is stored of it is not gone, and where less is known of it nothing is gone
/// that it may be.
#[derive(Debug)]
pub(super) enum Missed {
    /// The one of a lineage.
    Figure(String),
    /// One of those whose lineages begin so and that have this key, whatever its period.
    Undated { begins: String, key: String },
    /// One of a source about a row, whatever it measures.
    About { source: String, subject: i64 },
    /// One of a publication: a row of its file cannot be read.
    Any(String),
}

impl Missed {
    /// A figure of which the period is not known.
    pub(super) fn undated(source: &str, measure: &str, subject: i64, key: &str) -> Self {
        Self::Undated { begins: undated(source, measure, subject), key: key.to_owned() }
    }

    /// A number for it, which is kept.
    pub(super) fn mark(&self) -> i64 {
        let text = match self {
            Self::Figure(lineage) => lineage.clone(),
            Self::Undated { begins, key } => format!("{begins}{ANY}|{key}"),
            Self::About { source, subject } => format!("{source}|{ANY}|{subject}"),
            Self::Any(scope) => format!("{ANY}|{scope}"),
        };
        row_id("IMPORT_UNREAD", &text)
    }
}

/// What a run may have kept of a figure, as numbers.
pub(super) struct Marks {
    /// That it could not read it.
    pub(super) figure: i64,
    /// That it could not read one that this may be.
    pub(super) vague: Vec<i64>,
    /// That it had a part of the publication.
    pub(super) part: i64,
    /// That this is in that part.
    pub(super) read: i64,
}

impl Marks {
    /// Those of a figure of a publication.
    pub(super) fn of(lineage: &str, scope: &str) -> Self {
        let mut ways = vec![Missed::Any(scope.to_owned())];
        if let Some(parts) = Parts::of(lineage) {
            ways.push(Missed::About { source: parts.source.to_owned(), subject: parts.subject });
            let of_key = |key: &str| Missed::Undated { begins: parts.begins.to_owned(), key: key.to_owned() };
            ways.extend(parts.keys().map(of_key));
        }
        Self {
            figure: Missed::Figure(lineage.to_owned()).mark(),
            vague: ways.iter().map(Missed::mark).collect(),
            part: part(scope),
            read: read(lineage),
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = i64> {
        self.vague.iter().copied().chain([self.figure, self.part, self.read])
    }
}

/// A number for a publication of which a run had a part.
pub(super) fn part(scope: &str) -> i64 {
    row_id("IMPORT_PART", scope)
}

/// A number for a figure in such a part.
pub(super) fn read(lineage: &str) -> i64 {
    row_id("IMPORT_READ", lineage)
}

/// A lineage in its parts.
pub(super) struct Parts<'a> {
    source: &'a str,
    pub(super) subject: i64,
    begins: &'a str,
    key: &'a str,
}

impl<'a> Parts<'a> {
    /// The parts of a lineage; none of one that the data set made up for a claim of its own.
    pub(super) fn of(lineage: &'a str) -> Option<Self> {
        let (source, mut rest) = lineage.split_once('|')?;
        // What is measured can have a stroke in its name, and no number between two of them.
        loop {
            let (_, behind) = rest.split_once('|')?;
            let (subject, dated) = behind.split_once('|')?;
            if let Ok(subject) = subject.parse() {
                let begins = &lineage[..lineage.len() - dated.len()];
                let (_, key) = dated.split_once('|')?;
                return Some(Self { source, subject, begins, key });
            }
            rest = behind;
        }
    }

    /// Its key; and that without the number which each of several figures of one period has behind it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let alone = self.key.rsplit_once('|').map(|(key, _)| key);
        std::iter::once(self.key).chain(alone)
    }
}

#[cfg(test)]
mod tests {
    use super::{Marks, Missed, Parts, lineage};

    #[test]
    fn a_figure_is_found_by_whatever_was_read_of_it() {
        for measure in ["price-input", "users of a|b", "|"] {
            let text = lineage("openai", measure, 77, "2024-05", "API|2");
            let marks = Marks::of(&text, "models/models");
            assert_eq!(marks.figure, Missed::Figure(text.clone()).mark());
            for missed in [
                Missed::undated("openai", measure, 77, "API|2"),
                Missed::undated("openai", measure, 77, "API"),
                Missed::About { source: "openai".to_owned(), subject: 77 },
                Missed::Any("models/models".to_owned()),
            ] {
                assert!(marks.vague.contains(&missed.mark()), "{measure}: {missed:?}");
            }
            let others = [
                Missed::undated("openai", measure, 78, "API"),
                Missed::undated("openai", measure, 77, ""),
                Missed::About { source: "openai".to_owned(), subject: 78 },
            ];
            assert!(others.iter().all(|other| !marks.vague.contains(&other.mark())), "{measure}");
        }
    }

    #[test]
    fn a_claim_of_the_data_sets_own_has_no_parts() {
        assert!(Parts::of("gpt-4-users|openai|2024|0").is_none());
        assert!(Parts::of("").is_none());
    }
}
