//! Ranks: which of the claims about one thing stands for it. The lowest is preferred.

/// Claims that an import brings stand behind those of the built-in data.
pub const IMPORTED: i64 = 500;
/// What others say of a model than those who make it: their limits and prices are their own.
pub const SECOND_HAND: i64 = IMPORTED + 1;
/// Claims from here on stand beside the others and for nothing: variants, leaks, guesses.
pub const BESIDE: i64 = 1_000;

/// The rank of a claim that stands for nothing.
pub fn beside(position: i64) -> i64 {
    BESIDE + position
}
