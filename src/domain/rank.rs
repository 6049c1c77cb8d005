//! Ranks: which of the claims about one thing stands for it. The lowest is preferred.

/// Claims that an import brings stand behind those of the built-in data.
pub const IMPORTED: i64 = 500;
/// What others say of a model than those who make it: their limits and prices are their own.
pub const SECOND_HAND: i64 = IMPORTED + 1;
/// Claims from here on stand beside the others and for nothing: variants, leaks, guesses.
pub const BESIDE: i64 = 1_000;

/// What claims (`o`) about attributes (`m`) of things (`s`) are preferred by, as columns of a statement: those that were not
/// withdrawn, of the lowest rank, whose number most make.
pub const PREFERENCE: &str = "o.withdrawn_on IS NOT NULL AS gone, o.rank, o.known_on, o.lineage, \
     count(*) OVER (PARTITION BY s.subject_id, m.attribute, o.withdrawn_on IS NOT NULL, o.rank, o.normalized_value, o.period_start) AS votes";
/// The order of these columns, the preferred claim first: of equals the latest, then by sources' slugs, so that it is one whatever
/// was imported first.
pub const PREFERRED: &str = "gone, rank, votes DESC, known_on DESC, lineage";

/// The rank of a claim that stands for nothing.
pub fn beside(position: i64) -> i64 {
    BESIDE + position
}
